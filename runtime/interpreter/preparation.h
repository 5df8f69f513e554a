// SPDX-License-Identifier: Apache-2.0
// Turns a model into a plan: the steps to run and where every tensor lives. The arena holds
//   | activations, as planned | input and output tensors | variables | steps and their arguments |
// measure() computes its exact size, without any memory but one record for each tensor and
// operator; bind() fills it. Both visit the operators through the same code.
//
// An operator whose operands are all known before the first run (constants, what was computed from
// constants, and the operand of SHAPE, of which only the shape matters) runs once, in bind(); its
// results lie among the arguments. So weights that are stored as float16 are converted once, and
// what is left of dynamic batch sizes, SHAPE -> STRIDED_SLICE -> PACK -> FILL, costs nothing.
#pragma once

#include <ambulo/interpreter.h>
#include <ambulo/model.h>
#include <ambulo/platform.h>
#include <ambulo/span.h>
#include <ambulo/status.h>

#include "runtime/core/arena.h"
#include "runtime/memory/lifetimes.h"
#include "runtime/memory/planner.h"
#include "runtime/model/model_reader.h"
#include "runtime/operators/operator_context.h"

#include <cstddef>
#include <cstdint>

namespace ambulo {

// A variable whose first content is not zero bytes: int8 stands for 0 by its zero point.
struct VariableStart {
  uint8_t* data;
  size_t bytes;
  uint8_t value;
};

struct Plan {
  const operators::Step* first = nullptr;
  Tensor* inputs = nullptr;
  Tensor* outputs = nullptr;
  Span<uint8_t> variables;
  Span<VariableStart> variable_starts;
};

class Preparation {
 public:
  // records: one for each tensor and each operator of the model.
  Preparation(const Model& model, IsaSet isas, Span<memory::Buffer> records);

  Status measure();
  size_t arena_bytes() const { return activation_bytes_ + persistent_bytes_; }
  ArenaUse arena_use() const;
  // REQUIRES: measure() gave Ok; arena has arena_bytes() and is aligned to kArenaAlignment.
  // BadShape: the file computes a shape that is not the one that it declares.
  Status bind(uint8_t* arena, Plan& plan);

  const Failure& failure() const { return failure_; }

 private:
  Status define_inputs(memory::Lifetimes& lifetimes);
  Status define_variables(memory::Lifetimes& lifetimes);
  Status use_operators(memory::Lifetimes& lifetimes);
  bool is_decoded_before(size_t tensor, size_t op) const;
  Status use_operands(memory::Lifetimes& lifetimes, size_t op, bool& known);
  Status define_results(memory::Lifetimes& lifetimes, size_t op, bool known);
  Status use_outputs(memory::Lifetimes& lifetimes);
  Status build(Arena& arena, operators::Placement& placement, Plan& plan);
  Status check_operator(size_t op);
  void start_variables(Arena& arena, const operators::Placement& placement, Plan& plan);
  Status prepare_operator(size_t op, operators::Placement& placement, Arena& arena);
  void describe(const flatbuffer::Vector<int32_t>& tensors, const operators::Placement& placement,
                Tensor* out) const;
  Status fail(Status status, size_t op, size_t value);

  ModelReader reader_;
  IsaSet isas_;
  Span<memory::Buffer> records_;
  size_t activation_bytes_ = 0, variable_bytes_ = 0, persistent_bytes_ = 0, kept_bytes_ = 0;
  Failure failure_;
};

}  // namespace ambulo
