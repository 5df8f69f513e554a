// SPDX-License-Identifier: Apache-2.0
#include "runtime/interpreter/preparation.h"

#include "runtime/core/bytes.h"
#include "runtime/operators/registry.h"

#include <limits>

namespace ambulo {

using flatbuffer::Vector;
using memory::Lifetimes;
using operators::OperatorContext;
using operators::Placement;

namespace {
constexpr size_t kMaxBytes = std::numeric_limits<int32_t>::max();
}

Preparation::Preparation(const Model& model, IsaSet isas, Span<memory::Buffer> records)
    : reader_(model), isas_(isas), records_(records) {}

Status Preparation::fail(Status status, size_t op, size_t value) {
  failure_ = {status, op, value};
  return status;
}

Status Preparation::measure() {
  Lifetimes lifetimes(records_);
  AMBULO_TRY(define_inputs(lifetimes));
  AMBULO_TRY(define_variables(lifetimes));
  AMBULO_TRY(use_operators(lifetimes));
  AMBULO_TRY(use_outputs(lifetimes));

  Arena counter;
  Plan unused;
  Placement placement{records_, &lifetimes, nullptr, nullptr, nullptr, isas_};
  AMBULO_TRY(build(counter, placement, unused));

  uint32_t activation_bytes = 0;
  if (!memory::plan(records_, activation_bytes)) return fail(Status::ModelTooLarge, SIZE_MAX, 0);
  activation_bytes_ = activation_bytes;
  persistent_bytes_ = counter.used();
  kept_bytes_ = placement.kept_bytes;
  if (activation_bytes_ + persistent_bytes_ > kMaxBytes) {
    return fail(Status::ModelTooLarge, SIZE_MAX, activation_bytes_ + persistent_bytes_);
  }
  // Variables are not planned: each keeps a place of its own among the others.
  size_t offset = 0;
  for (size_t i = 0; i < reader_.tensor_count(); ++i) {
    const TensorInfo info = reader_.tensor(i);
    if (!info.is_variable) continue;
    records_[i].offset = static_cast<uint32_t>(offset);
    offset += align_up(info.bytes, kArenaAlignment);
  }
  return Status::Ok;
}

ArenaUse Preparation::arena_use() const {
  return {activation_bytes_, variable_bytes_, kept_bytes_,
          persistent_bytes_ - variable_bytes_ - kept_bytes_};
}

Status Preparation::bind(uint8_t* base, Plan& plan) {
  Arena arena(base + activation_bytes_, persistent_bytes_);
  Placement placement{records_, nullptr, base, nullptr, nullptr, isas_};
  AMBULO_TRY(build(arena, placement, plan));
  AMBULO_ASSERT(arena.used() == persistent_bytes_);
  describe(reader_.inputs(), placement, plan.inputs);
  describe(reader_.outputs(), placement, plan.outputs);
  return Status::Ok;
}

Status Preparation::define_inputs(Lifetimes& lifetimes) {
  const Vector<int32_t> inputs = reader_.inputs();
  for (size_t i = 0; i < inputs.size; ++i) {
    const size_t index = static_cast<size_t>(inputs[i]);
    const TensorInfo info = reader_.tensor(index);
    if (info.constant != nullptr || info.is_variable || lifetimes.defined(index)) {
      return fail(Status::BadModel, SIZE_MAX, index);
    }
    if (byte_size(info.type) == 0) {
      return fail(Status::UnsupportedType, SIZE_MAX, static_cast<size_t>(info.type));
    }
    if (info.bytes == 0) return fail(Status::BadShape, SIZE_MAX, index);
    lifetimes.define(index, info.bytes, 0);
  }
  return Status::Ok;
}

Status Preparation::define_variables(Lifetimes& lifetimes) {
  variable_bytes_ = 0;
  for (size_t i = 0; i < reader_.tensor_count(); ++i) {
    const TensorInfo info = reader_.tensor(i);
    if (!info.is_variable) continue;
    if (info.bytes == 0) return fail(Status::BadShape, SIZE_MAX, i);
    lifetimes.define(i, 0, 0);
    variable_bytes_ += align_up(info.bytes, kArenaAlignment);
    if (variable_bytes_ > kMaxBytes) return fail(Status::ModelTooLarge, SIZE_MAX, variable_bytes_);
  }
  return Status::Ok;
}

// Every operand must have been written before, every result not yet: so the order of operators is
// one in which they can run.
Status Preparation::use_operators(Lifetimes& lifetimes) {
  for (size_t op = 0; op < reader_.operator_count(); ++op) {
    AMBULO_TRY(check_operator(op));
    bool known = true;
    AMBULO_TRY(use_operands(lifetimes, op, known));
    AMBULO_TRY(define_results(lifetimes, op, known));
  }
  return Status::Ok;
}

Status Preparation::check_operator(size_t op) {
  const OperatorInfo info = reader_.op(op);
  const operators::Registration* registration = operators::find_operator(info.code);
  const bool is_unknown_custom = info.code == schema::BuiltinOperator::Custom &&
                                 (!same_text(info.custom_code, schema::kDecodeName) ||
                                  info.outputs.size > operators::kMaxDecoded);
  if (registration == nullptr || is_unknown_custom) {
    return fail(Status::UnsupportedOperator, op, static_cast<size_t>(info.code));
  }
  if (info.options_type != schema::OptionsType::None &&
      info.options_type != registration->options) {
    return fail(Status::BadModel, op, static_cast<size_t>(info.options_type));
  }
  return Status::Ok;
}

// By an operator DECODE before `op`: what it decodes is for the operator after it alone.
bool Preparation::is_decoded_before(size_t tensor, size_t op) const {
  if (records_[tensor].bytes > 0 || records_[tensor].first >= op) return false;
  const OperatorInfo info = reader_.op(records_[tensor].first);
  if (info.code != schema::BuiltinOperator::Custom) return false;
  for (size_t i = 0; i < info.outputs.size; ++i) {
    if (static_cast<size_t>(info.outputs[i]) == tensor) return true;
  }
  return false;
}

Status Preparation::use_operands(Lifetimes& lifetimes, size_t op, bool& known) {
  const OperatorInfo info = reader_.op(op);
  for (size_t i = 0; i < info.inputs.size; ++i) {
    if (info.inputs[i] == schema::kNoTensor) continue;
    const size_t index = static_cast<size_t>(info.inputs[i]);
    const TensorInfo tensor = reader_.tensor(index);
    // Constants without elements have no content in the file either.
    if (tensor.constant != nullptr || tensor.shape.count() == 0) continue;
    if (!lifetimes.defined(index)) return fail(Status::BadModel, op, index);
    if (is_decoded_before(index, op - 1)) return fail(Status::UnsupportedOperator, op, index);
    lifetimes.use(index, op);
    if (tensor.is_variable || records_[index].bytes > 0) known = false;
  }
  if (info.code == schema::BuiltinOperator::Shape) known = true;
  return Status::Ok;
}

Status Preparation::define_results(Lifetimes& lifetimes, size_t op, bool known) {
  const OperatorInfo info = reader_.op(op);
  for (size_t i = 0; i < info.outputs.size; ++i) {
    if (info.outputs[i] == schema::kNoTensor) return fail(Status::BadModel, op, i);
    const size_t index = static_cast<size_t>(info.outputs[i]);
    const TensorInfo tensor = reader_.tensor(index);
    // Files with float16 weights store the first content of variables so too.
    const bool initializes =
        tensor.is_variable && known && info.code == schema::BuiltinOperator::Dequantize;
    if (initializes) continue;
    if (tensor.constant != nullptr || lifetimes.defined(index)) {
      return fail(Status::BadModel, op, index);
    }
    if (byte_size(tensor.type) == 0) {
      return fail(Status::UnsupportedType, op, static_cast<size_t>(tensor.type));
    }
    if (tensor.bytes == 0) return fail(Status::BadShape, op, index);
    if (info.code == schema::BuiltinOperator::Custom) {
      if (!known) return fail(Status::UnsupportedOperator, op, index);
      lifetimes.define(index, 0, op);
    } else if (known)
      lifetimes.define_prepared(index);
    else
      lifetimes.define(index, tensor.bytes, op);
  }
  return Status::Ok;
}

Status Preparation::use_outputs(Lifetimes& lifetimes) {
  const Vector<int32_t> outputs = reader_.outputs();
  const size_t after_all = reader_.operator_count();
  for (size_t i = 0; i < outputs.size; ++i) {
    const size_t index = static_cast<size_t>(outputs[i]);
    if (reader_.tensor(index).constant != nullptr) continue;
    if (!lifetimes.defined(index)) return fail(Status::BadModel, SIZE_MAX, index);
    if (is_decoded_before(index, after_all))
      return fail(Status::UnsupportedOperator, SIZE_MAX, index);
    lifetimes.use(index, after_all);
  }
  return Status::Ok;
}

Status Preparation::build(Arena& arena, Placement& placement, Plan& plan) {
  plan.inputs = arena.allocate<Tensor>(reader_.inputs().size);
  plan.outputs = arena.allocate<Tensor>(reader_.outputs().size);
  placement.variables = static_cast<uint8_t*>(arena.allocate(variable_bytes_, kArenaAlignment));
  plan.variables = {placement.variables, variable_bytes_};
  start_variables(arena, placement, plan);
  plan.first = nullptr;
  placement.tail = &plan.first;
  for (size_t op = 0; op < reader_.operator_count(); ++op) {
    AMBULO_TRY(prepare_operator(op, placement, arena));
    if (arena.used() > kMaxBytes) return fail(Status::ModelTooLarge, op, arena.used());
  }
  return Status::Ok;
}

void Preparation::start_variables(Arena& arena, const Placement& placement, Plan& plan) {
  plan.variable_starts = {};
  for (size_t i = 0; i < reader_.tensor_count(); ++i) {
    const TensorInfo info = reader_.tensor(i);
    if (!info.is_variable || byte_size(info.type) != 1) continue;
    const Tensor tensor = operators::resolve(reader_, placement, i);
    if (tensor.zero_point == 0) continue;
    // One after the other, with nothing between them.
    VariableStart* start = arena.allocate<VariableStart>();
    if (plan.variable_starts.size++ == 0) plan.variable_starts.data = start;
    if (start != nullptr)
      *start = {tensor.as<uint8_t>(), tensor.bytes, static_cast<uint8_t>(tensor.zero_point)};
  }
}

Status Preparation::prepare_operator(size_t op, Placement& placement, Arena& arena) {
  const operators::Registration* registration = operators::find_operator(reader_.op(op).code);
  OperatorContext context(reader_, op, placement, arena);
  const Status status = registration->prepare(context);
  return status == Status::Ok ? status : fail(status, op, context.failure_value());
}

void Preparation::describe(const Vector<int32_t>& tensors, const Placement& placement,
                           Tensor* out) const {
  for (size_t i = 0; i < tensors.size; ++i) {
    out[i] = operators::resolve(reader_, placement, static_cast<size_t>(tensors[i]));
  }
}

}  // namespace ambulo
