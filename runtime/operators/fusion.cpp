// SPDX-License-Identifier: Apache-2.0
// A convolution whose kernel can store the larger of two columns takes over the MAX_POOL_2D that
// follows it. Its record of memory shrinks to the pooled results, and the output of the pool shares
// it, as that of a reshape would: so the second pass, and the pool itself, see what was decided.
#include "runtime/operators/operator_context.h"

namespace ambulo::operators {
namespace {

namespace options = schema::pool_2d_options;
using schema::BuiltinOperator;

bool only_reshapes(BuiltinOperator code) {
  return code == BuiltinOperator::Reshape || code == BuiltinOperator::ExpandDims ||
         code == BuiltinOperator::Squeeze;
}

// Pairs along one of two axes while the other has one element: (1,1,T,C) or (1,T,1,C).
bool pools_pairs(const OperatorInfo& pool, const Shape& input, const Shape& output) {
  const auto option = [&](auto field) { return pool.options.get(field); };
  if (input.rank != 4 || output.rank != 4 || input[0] != 1) return false;
  if (option(options::kActivation) != 0) return false;
  const auto pairs = [&](int32_t in, int32_t out, int32_t filter, int32_t stride) {
    return filter == 2 && stride == 2 && in >= 2 && out == in / 2;
  };
  const auto single = [](int32_t in, int32_t filter, int32_t stride) {
    return in == 1 && filter == 1 && stride >= 1;
  };
  const int32_t height = option(options::kFilterH), width = option(options::kFilterW);
  const int32_t down = option(options::kStrideH), across = option(options::kStrideW);
  return (single(input[1], height, down) && pairs(input[2], output[2], width, across)) ||
         (single(input[2], width, across) && pairs(input[1], output[1], height, down));
}

bool reads_first(const OperatorInfo& op, size_t tensor) {
  return op.inputs.size > 0 && op.outputs.size == 1 && op.inputs[0] == static_cast<int32_t>(tensor);
}

}  // namespace

bool OperatorContext::fuse_max_pool(size_t& last_op) {
  if (results_known_) return false;
  const size_t result = static_cast<size_t>(info_.outputs[0]);
  memory::Buffer& buffer = placement_.buffers[result];
  const TensorInfo whole = reader_.tensor(result);
  const bool deciding = placement_.lifetimes != nullptr;
  if (!deciding && buffer.bytes == whole.bytes) return false;
  if (whole.shape.rank != 4 || whole.shape[1] != 1) return false;
  size_t tensor = result;
  for (size_t op = op_ + 1; op < reader_.operator_count(); ++op) {
    const OperatorInfo reader = reader_.op(op);
    if (!reads_first(reader, tensor)) return false;
    if (deciding && !placement_.lifetimes->ends_at(tensor, op)) return false;
    const TensorInfo input = reader_.tensor(tensor);
    tensor = static_cast<size_t>(reader.outputs[0]);
    if (only_reshapes(reader.code)) continue;
    const TensorInfo pooled = reader_.tensor(tensor);
    if (reader.code != BuiltinOperator::MaxPool2d) return false;
    if (!pools_pairs(reader, input.shape, pooled.shape)) return false;
    buffer.bytes = static_cast<uint32_t>(pooled.bytes);
    last_op = op;
    return true;
  }
  return false;
}

bool OperatorContext::was_fused() {
  const size_t input = static_cast<size_t>(info_.inputs[0]);
  const size_t output = static_cast<size_t>(info_.outputs[0]);
  if (reader_.tensor(input).constant != nullptr || reader_.tensor(input).is_variable) return false;
  const uint16_t root = placement_.buffers[input].shares;
  const size_t owner = root == memory::kNoBuffer ? input : root;
  const memory::Buffer& buffer = placement_.buffers[owner];
  if (buffer.bytes == 0 || buffer.bytes >= reader_.tensor(input).bytes) return false;
  if (placement_.lifetimes != nullptr) placement_.lifetimes->share(output, input);
  return true;
}

}  // namespace ambulo::operators
