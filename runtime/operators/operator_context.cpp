// SPDX-License-Identifier: Apache-2.0
#include "runtime/operators/operator_context.h"

#include <limits>

namespace ambulo::operators {
namespace {

constexpr int32_t kOutOfRange = std::numeric_limits<int32_t>::max();

// No type that is quantised holds kOutOfRange, so that check_quantized refuses it.
int32_t saturated(int64_t zero_point) {
  const bool fits = zero_point > -kOutOfRange && zero_point < kOutOfRange;
  return fits ? static_cast<int32_t>(zero_point) : kOutOfRange;
}

bool is_scale(float scale) {
  return scale > 0.0f && scale < __builtin_inff();
}

TensorType type_at(const ModelReader& reader, const flatbuffer::Vector<int32_t>& list, size_t i) {
  if (i >= list.size || list[i] == schema::kNoTensor) return TensorType::Float32;
  return reader.tensor(static_cast<size_t>(list[i])).type;
}

}  // namespace

Tensor resolve(const ModelReader& reader, const Placement& placement, size_t index) {
  const TensorInfo info = reader.tensor(index);
  Tensor tensor;
  tensor.type = info.type;
  tensor.shape = info.shape;
  tensor.bytes = info.bytes;
  if (info.quantization.scale.size > 0) tensor.scale = info.quantization.scale[0];
  if (info.quantization.zero_point.size > 0) {
    tensor.zero_point = saturated(info.quantization.zero_point[0]);
  }
  if (info.constant != nullptr) {
    tensor.data = const_cast<uint8_t*>(info.constant);
  } else if (uint8_t* base = info.is_variable ? placement.variables : placement.activations) {
    tensor.data = base + placement.buffers[index].offset;
  }
  return tensor;
}

OperatorContext::OperatorContext(const ModelReader& reader, size_t op, Placement& placement,
                                 Arena& arena)
    : reader_(reader), placement_(placement), arena_(arena), info_(reader.op(op)), op_(op) {
  place_known_results();
}

// The record of a known tensor has no bytes to plan.
void OperatorContext::place_known_results() {
  for (size_t i = 0; i < info_.outputs.size; ++i) {
    const size_t index = static_cast<size_t>(info_.outputs[i]);
    const TensorInfo info = reader_.tensor(index);
    memory::Buffer& buffer = placement_.buffers[index];
    if (buffer.bytes > 0 || info.is_variable) return;
    results_known_ = true;
    if (info_.code == schema::BuiltinOperator::Custom && is_read_as_codes()) continue;
    const void* memory = keep(info.bytes, kArenaAlignment);
    if (arena_.counting()) continue;
    buffer.offset =
        static_cast<uint32_t>(static_cast<const uint8_t*>(memory) - placement_.activations);
  }
}

bool OperatorContext::known(size_t tensor) const {
  const TensorInfo info = reader_.tensor(tensor);
  return info.constant != nullptr || (!info.is_variable && placement_.buffers[tensor].bytes == 0);
}

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
  if (undecoded(static_cast<size_t>(info_.inputs[i])) >= 0) return Status::UnsupportedOperator;
  if (out.bytes == 0) return Status::BadShape;
  align_constant(out);
  return Status::Ok;
}

// Files align constants to 4 bytes; those of 8-byte elements may have to be moved.
void OperatorContext::align_constant(Tensor& tensor) {
  constexpr size_t kAlignment = alignof(int64_t);
  if (byte_size(tensor.type) != kAlignment) return;
  if (reinterpret_cast<uintptr_t>(tensor.data) % kAlignment == 0) return;
  void* copy = keep(tensor.bytes, kAlignment);
  if (copy == nullptr) return;
  copy_bytes(copy, tensor.data, tensor.bytes);
  tensor.data = copy;
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

Status OperatorContext::list(size_t i, TensorType type, Tensor& out) {
  AMBULO_TRY(operand(info_.inputs, i, type, out));
  return is_known(i) ? Status::Ok : Status::UnsupportedOperator;
}

Status OperatorContext::variable(size_t i, TensorType type, Tensor& out) {
  AMBULO_TRY(input(i, type, out));
  return reader_.tensor(static_cast<size_t>(info_.inputs[i])).is_variable ? Status::Ok
                                                                          : Status::BadModel;
}

bool OperatorContext::writes_variable(size_t o) const {
  return reader_.tensor(static_cast<size_t>(info_.outputs[o])).is_variable;
}

Status OperatorContext::optional_vector(size_t i, TensorType type, int32_t count, Tensor& out) {
  out = Tensor{};
  if (!has_input(i)) return Status::Ok;
  AMBULO_TRY(input(i, type, out));
  return out.shape.count() == static_cast<size_t>(count) ? Status::Ok : Status::BadShape;
}

Status OperatorContext::wide_vector(size_t i, int32_t count, int64_t limit, const int64_t*& out) {
  out = nullptr;
  if (!has_input(i)) return Status::Ok;
  const TensorInfo info = reader_.tensor(static_cast<size_t>(info_.inputs[i]));
  failure_value_ = static_cast<size_t>(info.type);
  const bool wide = info.type == TensorType::Int64;
  if (!wide && info.type != TensorType::Int32) return Status::UnsupportedType;
  if (info.constant == nullptr) return Status::UnsupportedOperator;
  const size_t elements = info.shape.count();
  if (elements != static_cast<size_t>(count)) return Status::BadShape;
  int64_t* copy = persistent<int64_t>(elements);
  for (size_t c = 0; c < elements; ++c) {
    const int64_t value = wide ? load<int64_t>(info.constant + c * sizeof(int64_t))
                               : load<int32_t>(info.constant + c * sizeof(int32_t));
    if (value > limit || value < -limit) return Status::BadQuantization;
    if (copy != nullptr) copy[c] = value;
  }
  out = copy;
  return Status::Ok;
}

Status OperatorContext::intermediate(size_t i, Tensor& out) const {
  const flatbuffer::Vector<int32_t>& list = info_.intermediates;
  if (i >= list.size || list[i] == schema::kNoTensor) return Status::BadQuantization;
  out = resolve(reader_, placement_, static_cast<size_t>(list[i]));
  return Status::Ok;
}

TensorType OperatorContext::input_type(size_t i) const {
  return type_at(reader_, info_.inputs, i);
}

TensorType OperatorContext::output_type(size_t i) const {
  return type_at(reader_, info_.outputs, i);
}

Status OperatorContext::check_quantized(const Tensor& tensor) const {
  const int32_t z = tensor.zero_point;
  bool fits = false;
  switch (tensor.type) {
    case TensorType::Int8:
      fits = z >= -128 && z <= 127;
      break;
    case TensorType::UInt8:
      fits = z >= 0 && z <= 255;
      break;
    case TensorType::Int16:
      fits = z == 0;
      break;
    default:
      break;
  }
  return fits && is_scale(tensor.scale) ? Status::Ok : Status::BadQuantization;
}

bool OperatorContext::has_one_scale(size_t i) const {
  if (!has_input(i)) return false;
  return reader_.tensor(static_cast<size_t>(info_.inputs[i])).quantization.scale.size == 1;
}

Status OperatorContext::channel_scales(size_t i, int32_t axis, int32_t count,
                                       ChannelScales& out) const {
  if (!has_input(i)) return Status::BadModel;
  const QuantizationInfo info = reader_.tensor(static_cast<size_t>(info_.inputs[i])).quantization;
  const size_t scales = info.scale.size;
  if (scales != 1 && (scales != static_cast<size_t>(count) || info.axis != axis)) {
    return Status::BadQuantization;
  }
  for (size_t c = 0; c < scales; ++c) {
    if (!is_scale(info.scale[c])) return Status::BadQuantization;
  }
  for (size_t c = 0; c < info.zero_point.size; ++c) {
    if (info.zero_point[c] != 0) return Status::BadQuantization;
  }
  out = ChannelScales(info.scale);
  return Status::Ok;
}

bool OperatorContext::weights_known() const {
  for (size_t i = 1; i < info_.inputs.size; ++i) {
    if (!has_input(i) || is_known(i)) continue;
    if (!reader_.tensor(static_cast<size_t>(info_.inputs[i])).is_variable) return false;
  }
  return true;
}

bool OperatorContext::is_known(size_t i) const {
  return has_input(i) && known(static_cast<size_t>(info_.inputs[i]));
}

bool OperatorContext::share(size_t o, size_t i) {
  return link(static_cast<size_t>(info_.outputs[o]), static_cast<size_t>(info_.inputs[i]), true);
}

void OperatorContext::overwrite(size_t o, size_t i) {
  const size_t from = static_cast<size_t>(info_.inputs[i]);
  const bool legal = placement_.lifetimes != nullptr && placement_.lifetimes->ends_at(from, op_);
  link(static_cast<size_t>(info_.outputs[o]), from, legal);
}

// The first pass decides, the second one finds it in the records. What is known may not be written
// by later operators; variables change while the output lives.
bool OperatorContext::link(size_t to, size_t from, bool legal) {
  memory::Buffer& buffer = placement_.buffers[to];
  if (placement_.lifetimes == nullptr || buffer.shares != memory::kNoBuffer) {
    return buffer.shares != memory::kNoBuffer;
  }
  const TensorInfo input = reader_.tensor(from), output = reader_.tensor(to);
  if (!legal || known(from) || input.is_variable || input.bytes != output.bytes) return false;
  placement_.lifetimes->share(to, from);
  return true;
}

void* OperatorContext::scratch(size_t bytes) {
  const size_t index = reader_.tensor_count() + op_;
  if (placement_.lifetimes != nullptr) placement_.lifetimes->need(index, bytes, op_);
  if (placement_.activations == nullptr) return nullptr;
  return placement_.activations + placement_.buffers[index].offset;
}

void* OperatorContext::keep(size_t bytes, size_t alignment) {
  placement_.kept_bytes += bytes;
  return arena_.allocate(bytes, alignment);
}

void OperatorContext::append(Step* step) {
  *placement_.tail = step;
  placement_.tail = const_cast<const Step**>(&step->next);
}

}  // namespace ambulo::operators
