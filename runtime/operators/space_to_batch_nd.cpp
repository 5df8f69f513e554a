// SPDX-License-Identifier: Apache-2.0
// SPACE_TO_BATCH_ND, BATCH_TO_SPACE_ND: what converters write round a dilated convolution. One or
// two axes of space, between the batch and the channels; block sizes and paddings are constants.
#include "runtime/operators/operator_context.h"
#include "runtime/operators/shapes.h"

namespace ambulo::operators {
namespace {

// space: (N,H,W,C...) or (N,W,C...); margins: paddings or crops, one pair for each axis of space.
Status read(OperatorContext& context, const Tensor& space, const Tensor& blocks,
            kernels::SpaceToBatchArgs& args) {
  Tensor sizes, margins;
  AMBULO_TRY(context.constant(1, TensorType::Int32, sizes));
  AMBULO_TRY(context.constant(2, TensorType::Int32, margins));
  if (!same_quantization(space, blocks)) return Status::BadQuantization;
  const int32_t axes = static_cast<int32_t>(sizes.shape.count());
  const int32_t rank = space.shape.rank;
  if (axes < 1 || axes > 2 || rank <= axes || blocks.shape.rank != rank) return Status::BadShape;
  if (margins.shape.count() != 2 * static_cast<size_t>(axes)) return Status::BadShape;

  int32_t space_size[2] = {1, 1}, blocks_size[2] = {1, 1}, block[2] = {1, 1}, before[2] = {};
  int64_t images = space.shape[0];
  for (int32_t a = 0; a < axes; ++a) {
    const int32_t to = a + 2 - axes;
    space_size[to] = space.shape[a + 1];
    blocks_size[to] = blocks.shape[a + 1];
    block[to] = sizes.as<int32_t>()[a];
    before[to] = margins.as<int32_t>()[2 * a];
    const int64_t after = margins.as<int32_t>()[2 * a + 1];
    if (block[to] < 1 || before[to] < 0 || after < 0) return Status::BadShape;
    if (before[to] + space_size[to] + after != int64_t{blocks_size[to]} * block[to]) {
      return Status::BadShape;
    }
    images *= block[to];
    if (images > blocks.shape[0]) return Status::BadShape;
  }
  if (images != blocks.shape[0]) return Status::BadShape;
  args.row_bytes = space.bytes / space.shape.count();
  for (int32_t d = axes + 1; d < rank; ++d) {
    if (space.shape[d] != blocks.shape[d]) return Status::BadShape;
    args.row_bytes *= static_cast<size_t>(space.shape[d]);
  }
  args.batch = space.shape[0];
  args.height = space_size[0];
  args.width = space_size[1];
  args.blocks_height = blocks_size[0];
  args.blocks_width = blocks_size[1];
  args.block_rows = block[0];
  args.block_columns = block[1];
  args.top = before[0];
  args.left = before[1];
  return Status::Ok;
}

}  // namespace

Status space_to_batch_nd(OperatorContext& context) {
  Tensor input, output;
  kernels::SpaceToBatchArgs args{};
  AMBULO_TRY(context.any_input(0, input));
  AMBULO_TRY(context.output(0, input.type, output));
  AMBULO_TRY(read(context, input, output, args));
  const bool is_byte = output.type == TensorType::Int8 || output.type == TensorType::UInt8;
  if (!is_byte && output.zero_point != 0) return Status::BadQuantization;
  args.padding = is_byte ? static_cast<uint8_t>(output.zero_point) : uint8_t{0};
  args.input = input.data;
  args.output = output.data;
  context.emit(&kernels::KernelTable::space_to_batch, args);
  return Status::Ok;
}

Status batch_to_space_nd(OperatorContext& context) {
  Tensor input, output;
  kernels::SpaceToBatchArgs args{};
  AMBULO_TRY(context.any_input(0, input));
  AMBULO_TRY(context.output(0, input.type, output));
  AMBULO_TRY(read(context, output, input, args));
  args.input = input.data;
  args.output = output.data;
  context.emit(&kernels::KernelTable::batch_to_space, args);
  return Status::Ok;
}

}  // namespace ambulo::operators
