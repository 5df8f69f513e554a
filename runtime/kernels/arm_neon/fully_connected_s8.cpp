// SPDX-License-Identifier: Apache-2.0
#include "runtime/kernels/arm_neon/arm_neon.h"
#include "runtime/kernels/arm_neon/dot_product.h"
#include "runtime/kernels/arm_neon/integer_fully_connected.h"

namespace ambulo::kernels::arm_neon {
namespace {

struct Choose {
  static int32x4_t rows(const QuadScale& scale, const int8_t* input,
                        const int8_t* const (&rows)[kQuad], int32_t count) {
    return may_pair(scale) ? four_rows<PairedProducts>(input, rows, count)
                           : four_rows<SingleProducts>(input, rows, count);
  }
};

}  // namespace

size_t packed_bytes(const FullyConnectedS8Args& args) {
  return packed_scales_bytes(args);
}

void pack(const FullyConnectedS8Args& args, void* packed) {
  pack_scales(args, packed);
}

void fully_connected_s8(const FullyConnectedS8Args& args) {
  fully_connected<Choose>(args);
}

}  // namespace ambulo::kernels::arm_neon
