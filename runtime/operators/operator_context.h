// SPDX-License-Identifier: Apache-2.0
// What an operator sees while it is prepared: its operands and options, and the arena. Prepare
// functions run twice with the same code. The first pass measures: computed tensors have shapes
// but no data yet, and emit() only counts bytes. The second pass binds: memory has
// been planned, data points to where it will be, and the steps are stored; or run, where the
// operands are known already.
#pragma once

#include <ambulo/platform.h>
#include <ambulo/status.h>
#include <ambulo/tensor.h>

#include "runtime/core/arena.h"
#include "runtime/core/bytes.h"
#include "runtime/kernels/dispatch.h"
#include "runtime/kernels/weight_codes.h"
#include "runtime/memory/lifetimes.h"
#include "runtime/model/model_reader.h"

#include <cstddef>
#include <cstdint>

namespace ambulo::operators {

// Of repacked weights, relative to the arena, whose own alignment is kArenaAlignment.
inline constexpr size_t kPackedAlignment = kArenaAlignment;

// Results of one DECODE operator, at most: those of an LSTM are 8. They are searched often.
inline constexpr size_t kMaxDecoded = 16;

// Scales of weights by output channel.
class ChannelScales {
 public:
  ChannelScales() = default;
  explicit ChannelScales(flatbuffer::Vector<float> values) : values_(values) {}
  float operator[](int32_t channel) const {
    return values_[values_.size == 1 ? 0 : static_cast<size_t>(channel)];
  }
  bool by_channel() const { return values_.size > 1; }

 private:
  flatbuffer::Vector<float> values_;
};

// One kernel call of the plan, kept in the arena; the steps form a list in the order of running.
struct Step {
  void (*run)(const Step& step);
  void (*kernel)();  // run knows the true type
  const void* args;
  const Step* next;
  size_t op;       // operator of the model that it belongs to
  size_t last_op;  // the last one whose work it does: more than one when they were fused
  Isa isa;         // whose kernel it is
};

// Where tensors live. Shared by the contexts of all operators of one pass.
struct Placement {
  Span<memory::Buffer> buffers;  // by tensor index; then one for the scratch of each operator
  memory::Lifetimes* lifetimes;  // null in the second pass
  uint8_t* activations;          // null in the first pass
  uint8_t* variables;            // null in the first pass
  const Step** tail;             // where the next step is linked in
  IsaSet isas;                   // whose kernels may run
  size_t kept_bytes = 0;         // of repacked weights, tables and known results so far
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
  // The content is the same at each run and there in the second pass at the latest: a constant of
  // the file, or computed from constants alone.
  bool is_known(size_t i) const;
  // Of any type that the runtime knows.
  Status any_input(size_t i, Tensor& out) { return input(i, input_type(i), out); }
  // int8 weights, or those of a constant that is stored in fewer bits. Where the reference kernels
  // run, they read the codes as they lie: out has no data then. For all others they are decoded.
  // UnsupportedType: neither int8 nor int4.
  Status weights(size_t i, Tensor& out, kernels::WeightCodes& codes);
  // For DECODE alone: its results are read as codes, so that nothing is to be done.
  bool is_read_as_codes() const { return kernels_read_codes(op_ + 1); }
  // Encoded tensor and table of result o of the DECODE operator op. BadModel, UnsupportedType,
  // BadShape, UnsupportedOperator.
  Status decode_operands(size_t op, size_t o, kernels::WeightCodes& codes) const;
  size_t op() const { return op_; }

  // A list, maybe empty. UnsupportedOperator when it is not a constant of the file.
  Status constant(size_t i, TensorType type, Tensor& out);
  // A list, maybe empty, that is known; without data in the first pass where it is computed.
  Status list(size_t i, TensorType type, Tensor& out);
  // As input(), and BadModel when it is not a variable: state that lasts from run to run.
  Status variable(size_t i, TensorType type, Tensor& out);
  // The output is a variable, not a result: only DEQUANTIZE of a constant may have such.
  bool writes_variable(size_t o) const;
  // As input() with one value for each of `count` elements; an absent operand gives null data.
  Status optional_vector(size_t i, TensorType type, int32_t count, Tensor& out);

  // A constant of int32 or int64, one value for each of `count` elements within +-limit
  // (BadQuantization), copied into the arena as int64; null where the operand is absent or in the
  // first pass.
  Status wide_vector(size_t i, int32_t count, int64_t limit, const int64_t*& out);

  // Scale and zero point that a kernel has in between; BadQuantization where the file does not
  // tell.
  Status intermediate(size_t i, Tensor& out) const;

  // The type of an operand; Float32 where it is absent.
  TensorType input_type(size_t i) const;
  TensorType output_type(size_t i) const;

  // BadQuantization unless the operand has one scale, positive and finite, and a zero point that
  // its type can hold (0 for int16). Works for inputs and outputs of integer type alike.
  Status check_quantized(const Tensor& tensor) const;
  bool has_one_scale(size_t i) const;
  // Scales of weights, one for each of `count` channels along axis or one for all, positive and
  // finite, with zero points 0; else BadQuantization.
  Status channel_scales(size_t i, int32_t axis, int32_t count, ChannelScales& out) const;

  // A field of the options table; its default when the file has none.
  template <typename T>
  T option(schema::Scalar<T> field) const {
    return info_.options.get(field);
  }

  // Output o gets the memory of input i, and its content, when nothing else would see the
  // difference: no step is needed.
  bool share(size_t o, size_t i);
  // Output o may be written over input i, element by element: takes its memory when this is the
  // last use of that and both have the same bytes.
  void overwrite(size_t o, size_t i);
  // MAX_POOL_2D only: the operator that wrote the input has pooled it already, into memory that is
  // the output's now; no step is needed.
  bool was_fused();

  // Memory that keeps its content from prepare on, e.g. for tables that the kernel reads. Null in
  // the first pass: fill it only when it is there.
  template <typename T>
  T* persistent(size_t count) {
    return static_cast<T*>(keep(count * sizeof(T), alignof(T)));
  }

  // Adds a call of the best kernel that takes these arguments; args are copied into the arena, and
  // what the kernel wants to repack is repacked. Where weights are computed at run time nothing can
  // be repacked, and the reference runs.
  template <typename Args>
  void emit(kernels::KernelEntry<Args> entry, Args args) {
    const IsaSet isas = kernels::kHasMemory<Args> && !weights_known() ? IsaSet() : placement_.isas;
    const kernels::Choice<Args> choice = kernels::choose(isas, entry, args);
    size_t last_op = op_;
    if constexpr (kernels::kHasPool<Args>) {
      if (choice.kernel.fuses_max_pool && fuse_max_pool(last_op)) args.pool = 2;
    }
    if constexpr (kernels::kHasMemory<Args>) {
      const kernels::Kernel<Args>& kernel = choice.kernel;
      if (kernel.scratch_bytes != nullptr)
        args.memory.scratch = scratch(kernel.scratch_bytes(args));
      const size_t bytes = kernel.packed_bytes == nullptr ? 0 : kernel.packed_bytes(args);
      if (bytes > 0) {
        void* packed = keep(bytes, kPackedAlignment);
        if (packed != nullptr) kernel.pack(args, packed);
        args.memory.packed = packed;
      }
    }
    if (results_known_) {
      if (!arena_.counting()) choice.kernel.run(args);
      return;
    }
    Step* step = arena_.allocate<Step>();
    Args* copy = arena_.allocate<Args>();
    if (arena_.counting()) return;
    *copy = args;
    *step = {[](const Step& s) {
               reinterpret_cast<void (*)(const Args&)>(s.kernel)(*static_cast<const Args*>(s.args));
             },
             reinterpret_cast<void (*)()>(choice.kernel.run),
             copy,
             nullptr,
             op_,
             last_op,
             choice.isa};
    append(step);
  }

  // One number for Interpreter::failure(), e.g. the type that was refused.
  size_t failure_value() const { return failure_value_; }

 private:
  Status operand(const flatbuffer::Vector<int32_t>& list, size_t i, TensorType type, Tensor& out);
  bool known(size_t tensor) const;
  bool kernels_read_codes(size_t op) const;
  Status int4_weights(size_t i, Tensor& out, kernels::WeightCodes& codes);
  // The result of the DECODE operator before this one that was not decoded; -1: it is none.
  int undecoded(size_t tensor) const;
  void align_constant(Tensor& tensor);
  // All operands but the first and variables are known.
  bool weights_known() const;
  void place_known_results();
  bool link(size_t to, size_t from, bool legal);
  // fusion.cpp: the results go through reshapes at most to one MAX_POOL_2D of two columns and
  // nowhere else. Then only the pooled ones take memory.
  bool fuse_max_pool(size_t& last_op);
  void append(Step* step);
  // Of the arena, for content that prepare writes and runs only read.
  void* keep(size_t bytes, size_t alignment);
  // One block for each operator, alive while it runs; several steps of it share the block.
  void* scratch(size_t bytes);

  const ModelReader& reader_;
  Placement& placement_;
  Arena& arena_;
  OperatorInfo info_;
  size_t op_, failure_value_ = 0;
  bool results_known_ = false;  // the steps run once, now
};

}  // namespace ambulo::operators
