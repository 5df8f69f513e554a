// SPDX-License-Identifier: Apache-2.0
// Runs a Model in memory given by the caller. All failure happens in prepare; invoke cannot fail.
//
//   alignas(16) static uint8_t arena[24 * 1024];
//   ambulo::Interpreter interpreter;
//   if (interpreter.prepare(model, {arena, sizeof arena}) != ambulo::Status::Ok) return refuse();
//   fill(interpreter.input(0).as<float>());
//   interpreter.reset_variables();   // forget recurrent state: windows are independent
//   interpreter.invoke();
//   use(interpreter.output(0).as<float>());
#pragma once

#include <ambulo/model.h>
#include <ambulo/profiler.h>
#include <ambulo/span.h>
#include <ambulo/status.h>
#include <ambulo/tensor.h>

#include <cstddef>
#include <cstdint>

namespace ambulo {

namespace operators {
struct Step;
}
struct VariableStart;

// Why prepare failed: which operator (or SIZE_MAX) and one number. ArenaTooSmall: bytes needed;
// UnsupportedOperator: the operator's .tflite code when it is unknown; UnsupportedType: the type.
struct Failure {
  Status status = Status::Ok;
  size_t op = SIZE_MAX;
  size_t value = 0;
};

// What the arena is spent on, padding included.
struct ArenaUse {
  size_t activations = 0;  // inputs, outputs and what lies between, sharing memory over time
  size_t variables = 0;    // recurrent state
  size_t weights = 0;      // repacked for the kernels; tables; results known before the first run
  size_t plan = 0;         // steps with their arguments, input and output tensors

  size_t total() const { return activations + variables + weights + plan; }
};

class Interpreter {
 public:
  // Exact bytes that prepare needs, without an arena. Fails as prepare does, save ArenaTooSmall.
  // Both use 16 bytes of stack for each tensor and operator of the model, at least 1 KB.
  Status arena_bytes(const Model& model, size_t& bytes);

  // The arena holds the plan, all intermediate tensors and the recurrent state; aligned to 16.
  // model and arena outlive the interpreter. ArenaTooSmall: failure().value = bytes needed.
  Status prepare(const Model& model, Span<uint8_t> arena);
  const Failure& failure() const;
  const ArenaUse& arena_use() const;  // after arena_bytes or prepare; its total is arena_bytes

  size_t input_count() const;
  size_t output_count() const;
  const Tensor& input(size_t i) const;   // write here before invoke
  const Tensor& output(size_t i) const;  // read here after invoke, until the next invoke

  void reset_variables();                 // all recurrent state is 0 again; prepare does it too
  void invoke();                          // may overwrite the inputs: write them before each call
  void invoke(const Profiler& profiler);  // the same, with its hooks round each step

 private:
  const operators::Step* first_step_ = nullptr;  // all of these point into the arena
  Span<Tensor> inputs_, outputs_;
  Span<uint8_t> variables_;
  Span<VariableStart> variable_starts_;
  ArenaUse arena_use_;
  Failure failure_;
};

}  // namespace ambulo
