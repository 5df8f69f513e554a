// SPDX-License-Identifier: Apache-2.0
// Moves whole rows of bytes: between a space and its interleaved blocks, and by a list of indices.
#include "runtime/core/bytes.h"
#include "runtime/kernels/reference/reference.h"

namespace ambulo::kernels::reference {
namespace {

// Calls visit(block row, space row or -1) for each row of the blocks, in their order.
template <typename Visit>
void visit_rows(const SpaceToBatchArgs& args, Visit visit) {
  int64_t block_row = 0;
  for (int32_t by = 0; by < args.block_rows; ++by) {
    for (int32_t bx = 0; bx < args.block_columns; ++bx) {
      for (int64_t n = 0; n < args.batch; ++n) {
        for (int64_t y = 0; y < args.blocks_height; ++y) {
          for (int64_t x = 0; x < args.blocks_width; ++x, ++block_row) {
            const int64_t row = y * args.block_rows + by - args.top;
            const int64_t column = x * args.block_columns + bx - args.left;
            const bool inside = row >= 0 && row < args.height && column >= 0 && column < args.width;
            visit(block_row, inside ? (n * args.height + row) * args.width + column : -1);
          }
        }
      }
    }
  }
}

template <typename T>
T* row_of(T* rows, int64_t row, size_t row_bytes) {
  return rows + row * static_cast<int64_t>(row_bytes);
}

}  // namespace

void space_to_batch(const SpaceToBatchArgs& args) {
  const auto* space = static_cast<const uint8_t*>(args.input);
  auto* blocks = static_cast<uint8_t*>(args.output);
  visit_rows(args, [&](int64_t block_row, int64_t space_row) {
    uint8_t* to = row_of(blocks, block_row, args.row_bytes);
    if (space_row < 0)
      set_bytes(to, args.padding, args.row_bytes);
    else
      copy_bytes(to, row_of(space, space_row, args.row_bytes), args.row_bytes);
  });
}

void batch_to_space(const SpaceToBatchArgs& args) {
  const auto* blocks = static_cast<const uint8_t*>(args.input);
  auto* space = static_cast<uint8_t*>(args.output);
  visit_rows(args, [&](int64_t block_row, int64_t space_row) {
    if (space_row < 0) return;  // cropped
    copy_bytes(row_of(space, space_row, args.row_bytes), row_of(blocks, block_row, args.row_bytes),
               args.row_bytes);
  });
}

void gather(const GatherArgs& args) {
  const auto* input = static_cast<const uint8_t*>(args.input);
  auto* output = static_cast<uint8_t*>(args.output);
  for (int64_t o = 0; o < args.outer; ++o) {
    for (int32_t i = 0; i < args.index_count; ++i) {
      copy_bytes(output, row_of(input, o * args.axis + args.indices[i], args.row_bytes),
                 args.row_bytes);
      output += args.row_bytes;
    }
  }
}

}  // namespace ambulo::kernels::reference
