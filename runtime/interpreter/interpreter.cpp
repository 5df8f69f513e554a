// SPDX-License-Identifier: Apache-2.0
#include <ambulo/interpreter.h>

#include "runtime/core/assert.h"
#include "runtime/core/bytes.h"
#include "runtime/interpreter/preparation.h"

namespace ambulo {
namespace {

// The records of all tensors and scratch blocks exist only while a model is prepared, on the stack:
// as many as the model needs, rounded up to one of three sizes (1 KB, 8 KB, 256 KB).
template <size_t kRecords, typename Use>
[[gnu::noinline]] Status with_records_on_stack(const Model& model, IsaSet isas, Use use) {
  memory::Buffer records[kRecords];
  Preparation preparation(model, isas, {records, model.tensor_count() + model.operator_count()});
  return use(preparation);
}

template <typename Use>
Status with_preparation(const Model& model, Failure& failure, Use use) {
  const size_t records = model.tensor_count() + model.operator_count();
  IsaSet isas;
  if (model.tensor_count() == 0) {
    failure = {Status::InvalidArgument, SIZE_MAX, 0};
  } else if (const Status status = available_isas(isas); status != Status::Ok) {
    failure = {status, SIZE_MAX, 0};
  } else if (records <= 64) {
    return with_records_on_stack<64>(model, isas, use);
  } else if (records <= 512) {
    return with_records_on_stack<512>(model, isas, use);
  } else if (records <= memory::kMaxBuffers) {
    return with_records_on_stack<memory::kMaxBuffers>(model, isas, use);
  } else {
    failure = {Status::ModelTooLarge, SIZE_MAX, records};
  }
  return failure.status;
}

}  // namespace

Status Interpreter::arena_bytes(const Model& model, size_t& bytes) {
  failure_ = {};
  return with_preparation(model, failure_, [&](Preparation& preparation) {
    const Status status = preparation.measure();
    failure_ = preparation.failure();
    arena_use_ = preparation.arena_use();
    if (status == Status::Ok) bytes = preparation.arena_bytes();
    return status;
  });
}

Status Interpreter::prepare(const Model& model, Span<uint8_t> arena) {
  *this = Interpreter();
  if (reinterpret_cast<uintptr_t>(arena.data) % kArenaAlignment != 0) {
    failure_.status = Status::InvalidArgument;
    return failure_.status;
  }
  return with_preparation(model, failure_, [&](Preparation& preparation) {
    if (const Status status = preparation.measure(); status != Status::Ok) {
      failure_ = preparation.failure();
      return status;
    }
    if (arena.size < preparation.arena_bytes()) {
      failure_ = {Status::ArenaTooSmall, SIZE_MAX, preparation.arena_bytes()};
      return Status::ArenaTooSmall;
    }
    Plan plan;
    if (const Status status = preparation.bind(arena.data, plan); status != Status::Ok) {
      failure_ = preparation.failure();
      return status;
    }
    first_step_ = plan.first;
    inputs_ = {plan.inputs, model.input_count()};
    outputs_ = {plan.outputs, model.output_count()};
    variables_ = plan.variables;
    variable_starts_ = plan.variable_starts;
    arena_use_ = preparation.arena_use();
    reset_variables();
    return Status::Ok;
  });
}

const Failure& Interpreter::failure() const {
  return failure_;
}

const ArenaUse& Interpreter::arena_use() const {
  return arena_use_;
}

size_t Interpreter::input_count() const {
  return inputs_.size;
}
size_t Interpreter::output_count() const {
  return outputs_.size;
}

const Tensor& Interpreter::input(size_t i) const {
  AMBULO_ASSERT(i < inputs_.size);
  return inputs_[i];
}

const Tensor& Interpreter::output(size_t i) const {
  AMBULO_ASSERT(i < outputs_.size);
  return outputs_[i];
}

void Interpreter::reset_variables() {
  zero_bytes(variables_.data, variables_.size);
  for (const VariableStart& start : variable_starts_) {
    __builtin_memset(start.data, start.value, start.bytes);
  }
}

void Interpreter::invoke() {
  for (const operators::Step* step = first_step_; step != nullptr; step = step->next) {
    step->run(*step);
  }
}

// Not one function with a flag: what is not asked for is not in the loop.
void Interpreter::invoke(const Profiler& profiler) {
  AMBULO_ASSERT(profiler.before != nullptr && profiler.after != nullptr);
  for (const operators::Step* step = first_step_; step != nullptr; step = step->next) {
    const ProfiledStep profiled{step->op, step->last_op, step->isa};
    profiler.before(profiler.context, profiled);
    step->run(*step);
    profiler.after(profiler.context, profiled);
  }
}

}  // namespace ambulo
