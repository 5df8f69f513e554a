// SPDX-License-Identifier: Apache-2.0
#include "runtime/operators/operator_context.h"

namespace ambulo::operators {

Tensor resolve(const ModelReader& reader, const Placement& placement, size_t index) {
  const TensorInfo info = reader.tensor(index);
  Tensor tensor;
  tensor.type = info.type;
  tensor.shape = info.shape;
  tensor.bytes = info.bytes;
  if (info.constant != nullptr) {
    tensor.data = const_cast<uint8_t*>(info.constant);
  } else if (uint8_t* base = info.is_variable ? placement.variables : placement.activations) {
    tensor.data = base + placement.buffers[index].offset;
  }
  return tensor;
}

OperatorContext::OperatorContext(const ModelReader& reader, size_t op, Placement& placement,
                                 Arena& arena)
    : reader_(reader), placement_(placement), arena_(arena), info_(reader.op(op)), op_(op) {}

bool OperatorContext::has_input(size_t i) const {
  return i < info_.inputs.size && info_.inputs[i] != schema::kNoTensor;
}

Status OperatorContext::operand(const flatbuffer::Vector<int32_t>& list, size_t i, TensorType type,
                                Tensor& out) {
  if (i >= list.size || list[i] == schema::kNoTensor) return Status::BadModel;
  out = resolve(reader_, placement_, static_cast<size_t>(list[i]));
  failure_value_ = static_cast<size_t>(out.type);
  return out.type == type ? Status::Ok : Status::UnsupportedType;
}

Status OperatorContext::input(size_t i, TensorType type, Tensor& out) {
  AMBULO_TRY(operand(info_.inputs, i, type, out));
  return out.bytes > 0 ? Status::Ok : Status::BadShape;
}

Status OperatorContext::output(size_t i, TensorType type, Tensor& out) {
  return operand(info_.outputs, i, type, out);
}

Status OperatorContext::constant(size_t i, TensorType type, Tensor& out) {
  AMBULO_TRY(operand(info_.inputs, i, type, out));
  const bool is_constant = reader_.tensor(static_cast<size_t>(info_.inputs[i])).constant != nullptr;
  // An empty list (all dimensions, a scalar shape) is a constant without content.
  return is_constant || out.bytes == 0 ? Status::Ok : Status::UnsupportedOperator;
}

Status OperatorContext::variable(size_t i, TensorType type, Tensor& out) {
  AMBULO_TRY(input(i, type, out));
  return reader_.tensor(static_cast<size_t>(info_.inputs[i])).is_variable ? Status::Ok
                                                                          : Status::BadModel;
}

Status OperatorContext::optional_vector(size_t i, TensorType type, int32_t count, Tensor& out) {
  out = Tensor{};
  if (!has_input(i)) return Status::Ok;
  AMBULO_TRY(input(i, type, out));
  return out.shape.count() == static_cast<size_t>(count) ? Status::Ok : Status::BadShape;
}

bool OperatorContext::share(size_t o, size_t i) {
  const size_t from = static_cast<size_t>(info_.inputs[i]);
  const size_t to = static_cast<size_t>(info_.outputs[o]);
  const TensorInfo input = reader_.tensor(from), output = reader_.tensor(to);
  // Constants may not be written by later operators, variables change while the output lives.
  if (input.constant != nullptr || input.is_variable || input.bytes != output.bytes) return false;
  if (placement_.lifetimes != nullptr) placement_.lifetimes->share(to, from);
  return true;
}

void OperatorContext::append(Step* step) {
  *placement_.tail = step;
  placement_.tail = const_cast<const Step**>(&step->next);
}

}  // namespace ambulo::operators
