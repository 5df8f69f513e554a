// SPDX-License-Identifier: Apache-2.0
// What an operator sees while it is prepared: its operands and options, and the arena. Prepare
// functions run twice with the same code. The first pass measures: computed tensors have shapes
// but no data yet, and emit() only counts bytes. The second pass binds: memory has
// been planned, data points to where it will be, and the steps are stored.
#pragma once

#include <ambulo/status.h>
#include <ambulo/tensor.h>

#include "runtime/core/arena.h"
#include "runtime/core/bytes.h"
#include "runtime/memory/lifetimes.h"
#include "runtime/model/model_reader.h"

#include <cstddef>
#include <cstdint>

namespace ambulo::operators {

// One kernel call of the plan, kept in the arena; the steps form a list in the order of running.
struct Step {
  void (*run)(const Step& step);
  void (*kernel)();  // run knows the true type
  const void* args;
  const Step* next;
  size_t op;  // operator of the model that it belongs to
};

// Where tensors live. Shared by the contexts of all operators of one pass.
struct Placement {
  Span<memory::Buffer> buffers;  // by tensor index
  memory::Lifetimes* lifetimes;  // null in the second pass
  uint8_t* activations;          // null in the first pass
  uint8_t* variables;            // null in the first pass
  const Step** tail;             // where the next step is linked in
};

// The tensor with this index: constants in the file, the others where they are placed.
Tensor resolve(const ModelReader& reader, const Placement& placement, size_t index);

class OperatorContext {
 public:
  OperatorContext(const ModelReader& reader, size_t op, Placement& placement, Arena& arena);

  size_t input_count() const { return info_.inputs.size; }
  size_t output_count() const { return info_.outputs.size; }
  bool has_input(size_t i) const;

  // BadModel: no such operand. UnsupportedType: it has another type. BadShape: it has no elements.
  Status input(size_t i, TensorType type, Tensor& out);
  Status output(size_t i, TensorType type, Tensor& out);
  // A list, maybe empty. UnsupportedOperator when it is not a constant of the file.
  Status constant(size_t i, TensorType type, Tensor& out);
  // As input(), and BadModel when it is not a variable: state that lasts from run to run.
  Status variable(size_t i, TensorType type, Tensor& out);
  // As input() with one value for each of `count` elements; an absent operand gives null data.
  Status optional_vector(size_t i, TensorType type, int32_t count, Tensor& out);

  // A field of the options table; its default when the file has none.
  template <typename T>
  T option(schema::Scalar<T> field) const {
    return info_.options.get(field);
  }

  // Output o gets the memory of input i, when nothing else would see the difference.
  bool share(size_t o, size_t i);

  // Adds a kernel call; args are copied into the arena.
  template <typename Args>
  void emit(void (*kernel)(const Args&), const Args& args) {
    Step* step = arena_.allocate<Step>();
    Args* copy = arena_.allocate<Args>();
    if (arena_.counting()) return;
    *copy = args;
    *step = {[](const Step& s) {
               reinterpret_cast<void (*)(const Args&)>(s.kernel)(*static_cast<const Args*>(s.args));
             },
             reinterpret_cast<void (*)()>(kernel), copy, nullptr, op_};
    append(step);
  }

  // One number for Interpreter::failure(), e.g. the type that was refused.
  size_t failure_value() const { return failure_value_; }

 private:
  Status operand(const flatbuffer::Vector<int32_t>& list, size_t i, TensorType type, Tensor& out);
  void append(Step* step);

  const ModelReader& reader_;
  Placement& placement_;
  Arena& arena_;
  OperatorInfo info_;
  size_t op_, failure_value_ = 0;
};

}  // namespace ambulo::operators
