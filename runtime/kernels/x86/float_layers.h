// SPDX-License-Identifier: Apache-2.0
// float32 convolution over time and fully connected layers over a Unit of the instruction set.
// A packed block holds bias[channels], then weights as in packed.h.
#pragma once

#include "runtime/kernels/kernels.h"
#include "runtime/kernels/x86/layers.h"

namespace ambulo::kernels::x86 {
namespace {

template <typename Unit>
struct FloatFinish {
  using Out = float;
  static constexpr bool kPoolsSums = true;
  typename Unit::Vector low, high;

  explicit FloatFinish(Clamp clamp) : low(Unit::set(clamp.low)), high(Unit::set(clamp.high)) {}
  typename Unit::Vector finish(typename Unit::Vector sum, int) const {
    return Unit::min(Unit::max(sum, low), high);
  }
  void store(float* out, typename Unit::Vector results, int32_t count) const {
    Unit::store(out, results, count);
  }
};

template <typename Unit>
size_t packed_floats_bytes(int32_t outputs, int32_t inputs) {
  const PackedShape<Unit> shape(outputs, inputs);
  return kBlockAlignment - 1 + shape.channels * sizeof(float) + shape.weight_bytes();
}

template <typename Unit>
void pack_floats(const float* bias, const float* weights, int32_t outputs, int32_t inputs,
                 void* packed) {
  const PackedShape<Unit> shape(outputs, inputs);
  float* out = static_cast<float*>(aligned_block(packed));
  for (size_t c = 0; c < shape.channels; ++c) {
    *out++ = bias != nullptr && c < static_cast<size_t>(outputs) ? bias[c] : 0.0f;
  }
  pack_weights<Unit>(weights, outputs, inputs, Unit::kMaxVectors, out);
}

template <typename Unit>
Group<Unit> packed_group(const void* packed, int32_t outputs, int32_t inputs) {
  const PackedShape<Unit> shape(outputs, inputs);
  const float* bias = static_cast<const float*>(aligned_block(packed));
  return {bias, bias + shape.channels, shape.runs(), 0, static_cast<size_t>(outputs), 0, outputs};
}

// Multiply-adds of vectors, roughly.
constexpr size_t kImpossible = ~size_t{0};

template <typename Unit>
struct FloatConvolution {
  static size_t cost(const Conv2dArgs& args) {
    const auto steps = static_cast<size_t>(args.columns.output);
    const PackedShape<Unit> shape(args.output_channels, inputs(args));
    return rounded_up(steps, 4) * (shape.channels / Unit::kLanes) * shape.inputs;
  }
  static int32_t inputs(const Conv2dArgs& args) {
    return args.columns.filter * args.input_channels;
  }
  static bool takes(const Conv2dArgs& args) { return over_time(args.rows, args.columns); }
  static size_t packed_bytes(const Conv2dArgs& args) {
    return packed_floats_bytes<Unit>(args.output_channels, inputs(args));
  }
  static void pack(const Conv2dArgs& args, void* packed) {
    pack_floats<Unit>(args.bias, args.filter, args.output_channels, inputs(args), packed);
  }
  static size_t scratch_bytes(const Conv2dArgs& args) {
    if (!reads_padding(args.columns)) return 0;
    return covered_steps(args.columns) * static_cast<size_t>(args.input_channels) * sizeof(float);
  }

  static void run(const Conv2dArgs& args) {
    const WindowAxis& time = args.columns;
    const size_t channels = static_cast<size_t>(args.input_channels);
    Group<Unit> group = packed_group<Unit>(args.memory.packed, args.output_channels, inputs(args));
    group.step_stride = static_cast<size_t>(time.stride) * channels;
    const FloatFinish<Unit> finish(args.clamp);
    const float* input = args.input;
    float* output = args.output;
    for (int32_t n = 0; n < args.batch; ++n) {
      const float* windows = reads_padding(time) ? padded(args, input) : input;
      if (args.pool == 2) {
        convolve<Unit, 2>(group, finish, windows, time.output / 2 * 2, output);
      } else {
        convolve<Unit, 1>(group, finish, windows, time.output, output);
      }
      input += static_cast<size_t>(time.input) * channels;
      output += static_cast<size_t>(time.output / args.pool) * group.output_stride;
    }
  }

  // All covered steps; those of the padding are zero.
  static void copy_padded(const Conv2dArgs& args, const float* input, float* out) {
    const size_t row = static_cast<size_t>(args.input_channels);
    const size_t all = covered_steps(args.columns) * row;
    const size_t before = static_cast<size_t>(args.columns.pad) * row;
    size_t inside = static_cast<size_t>(args.columns.input) * row;
    if (inside > all - before) inside = all - before;
    __builtin_memset(out, 0, before * sizeof(float));
    __builtin_memcpy(out + before, input, inside * sizeof(float));
    __builtin_memset(out + before + inside, 0, (all - before - inside) * sizeof(float));
  }

 private:
  static const float* padded(const Conv2dArgs& args, const float* input) {
    copy_padded(args, input, static_cast<float*>(args.memory.scratch));
    return static_cast<const float*>(args.memory.scratch);
  }
};

template <typename Unit>
struct FloatDense {
  static size_t packed_bytes(const FullyConnectedArgs& args) {
    return packed_floats_bytes<Unit>(args.outputs, args.inputs);
  }
  static void pack(const FullyConnectedArgs& args, void* packed) {
    pack_floats<Unit>(args.bias, args.weights, args.outputs, args.inputs, packed);
  }
  static void run(const FullyConnectedArgs& args) {
    const auto group = packed_group<Unit>(args.memory.packed, args.outputs, args.inputs);
    const FloatFinish<Unit> finish(args.clamp);
    for (int32_t b = 0; b < args.batch; ++b) {
      multiply(group, finish,
               args.input + static_cast<size_t>(b) * static_cast<size_t>(args.inputs),
               args.output + static_cast<size_t>(b) * group.output_stride);
    }
  }
};

}  // namespace
}  // namespace ambulo::kernels::x86
