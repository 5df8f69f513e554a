// SPDX-License-Identifier: Apache-2.0
// int8 convolution over time and fully connected layers over a Unit of the instruction set, which
// also has kInputOffset, added to inputs before they meet the weights, and prepare_inputs, which
// writes them as Values. A packed block holds a header, arrays of one entry for each channel
// (sums to start with, factors), then weights as in packed.h.
#pragma once

#include "runtime/kernels/quantized.h"
#include "runtime/kernels/x86/layers.h"
#include "runtime/kernels/x86/rescale.h"

namespace ambulo::kernels::x86 {
namespace {

struct alignas(kBlockAlignment) IntegerHeader {
  bool fast;      // every channel may be rescaled in float
  bool monotone;  // no channel has sums that wrap round
};

// The arrays of a packed block.
template <typename Unit>
struct IntegerBlock {
  static constexpr size_t kArrays = 7;
  IntegerHeader* header;
  int32_t* bias;
  float* scale;
  float* offset;
  int32_t* exception;
  int32_t* correction;
  int32_t* multiplier;
  int32_t* shift;
  typename Unit::Weight* weights;

  IntegerBlock(const void* packed, const PackedShape<Unit>& shape) {
    uint8_t* at = aligned_block(static_cast<uint8_t*>(const_cast<void*>(packed)));
    header = reinterpret_cast<IntegerHeader*>(at);
    bias = reinterpret_cast<int32_t*>(at + sizeof(IntegerHeader));
    scale = reinterpret_cast<float*>(bias + shape.channels);
    offset = scale + shape.channels;
    exception = reinterpret_cast<int32_t*>(offset + shape.channels);
    correction = exception + shape.channels;
    multiplier = correction + shape.channels;
    shift = multiplier + shape.channels;
    const auto end = reinterpret_cast<uintptr_t>(shift + shape.channels);
    weights = aligned_block(reinterpret_cast<typename Unit::Weight*>(end));
  }
  static size_t bytes(const PackedShape<Unit>& shape) {
    return 2 * (kBlockAlignment - 1) + sizeof(IntegerHeader) +
           shape.channels * kArrays * sizeof(int32_t) + shape.weight_bytes();
  }
};

// What all outputs of a layer have in common.
struct IntegerLayer {
  const int8_t* weights;
  const int32_t* bias;
  const Rescale* rescale;
  int32_t outputs, inputs, input_zero_point;
  OutputNumbers numbers;
  size_t channel_stride, input_stride;  // between weights

  int8_t weight(int32_t channel, int32_t input) const {
    return weights[static_cast<size_t>(channel) * channel_stride +
                   static_cast<size_t>(input) * input_stride];
  }
  int8_t operator[](size_t at) const {  // of (outputs, inputs)
    const auto count = static_cast<size_t>(inputs);
    return weights[at / count * channel_stride + at % count * input_stride];
  }
};

// The sum that a channel starts with wraps round like all sums. Its range is that of the real sum.
template <typename Unit>
int32_t first_sum(const IntegerLayer& layer, int32_t channel, SumRange& range) {
  int64_t total = 0;
  const int64_t bias = layer.bias == nullptr ? 0 : layer.bias[channel];
  range = {bias, bias};
  for (int32_t i = 0; i < layer.inputs; ++i) {
    const int64_t w = layer.weight(channel, i);
    const int64_t least = w * (-128 - layer.input_zero_point);
    const int64_t most = w * (127 - layer.input_zero_point);
    range.low += w < 0 ? most : least;
    range.high += w < 0 ? least : most;
    total += w;
  }
  const int64_t sum =
      bias - total * (Unit::input_offset(layer.input_zero_point) + layer.input_zero_point);
  return static_cast<int32_t>(static_cast<uint32_t>(sum));
}

template <typename Unit, Rounding kRounding>
void pack_layer(const IntegerLayer& layer, void* packed) {
  const PackedShape<Unit> shape(layer.outputs, layer.inputs);
  const IntegerBlock<Unit> block(packed, shape);
  __builtin_memset(block.bias, 0, shape.channels * block.kArrays * sizeof(int32_t));
  bool fast = true, monotone = true;
  for (int32_t c = 0; c < layer.outputs; ++c) {
    SumRange range;
    block.bias[c] = first_sum<Unit>(layer, c, range);
    block.multiplier[c] = layer.rescale[c].multiplier;
    block.shift[c] = layer.rescale[c].shift;
    monotone = monotone && never_wraps(layer.rescale[c], range);
    FloatRescale factors;
    fast = fast && find_fast_rescale<kRounding>(layer.rescale[c], layer.numbers, range, factors);
    block.bias[c] = static_cast<int32_t>(static_cast<uint32_t>(block.bias[c]) -
                                         static_cast<uint32_t>(factors.center));
    block.scale[c] = factors.scale;
    block.offset[c] = factors.offset;
    block.exception[c] = factors.exception;
    block.correction[c] = factors.correction;
  }
  *block.header = {fast, monotone};
  for (int32_t c = 0; !fast && c < layer.outputs; ++c) {
    SumRange unused;
    block.bias[c] = first_sum<Unit>(layer, c, unused);
  }
  pack_weights<Unit>(layer, layer.outputs, layer.inputs, Unit::kMaxVectors, block.weights);
}

template <typename Unit>
struct FastFinish {
  using Out = int8_t;
  static constexpr bool kPoolsSums = true;
  const float* scale;
  const float* offset;
  const int32_t* exception;
  const int32_t* correction;
  typename Unit::Limits limits;

  FastFinish(const IntegerBlock<Unit>& block, const OutputNumbers& numbers)
      : scale(block.scale),
        offset(block.offset),
        exception(block.exception),
        correction(block.correction),
        limits(numbers.clamp) {}
  typename Unit::Vector finish(typename Unit::Vector sum, int vector) const {
    const int first = vector * Unit::kLanes;
    const typename Unit::Vector rescaled = Unit::rescale_fast(sum, scale + first, offset + first);
    return Unit::add_where_equal(rescaled, sum, exception + first, correction + first);
  }
  void store(int8_t* out, typename Unit::Vector results, int32_t count) const {
    Unit::store(out, results, count, limits);
  }
};

// kMonotone: no sum that can occur wraps round when it is shifted left.
template <typename Unit, Rounding kRounding, bool kMonotone>
struct ExactFinish {
  using Out = int8_t;
  static constexpr bool kPoolsSums = kMonotone;
  const int32_t* multiplier;
  const int32_t* shift;
  int32_t zero_point;
  typename Unit::Limits limits;

  ExactFinish(const IntegerBlock<Unit>& block, const OutputNumbers& numbers)
      : multiplier(block.multiplier),
        shift(block.shift),
        zero_point(numbers.zero_point),
        limits(numbers.clamp) {}
  typename Unit::Vector finish(typename Unit::Vector sum, int vector) const {
    const int first = vector * Unit::kLanes;
    return Unit::template rescale_exactly<kRounding>(sum, Unit::load_bias(multiplier + first),
                                                     Unit::load_bias(shift + first), zero_point);
  }
  void store(int8_t* out, typename Unit::Vector results, int32_t count) const {
    Unit::store(out, results, count, limits);
  }
};

template <typename Unit>
Group<Unit> packed_group(const IntegerBlock<Unit>& block, const PackedShape<Unit>& shape,
                         int32_t outputs) {
  return {block.bias, block.weights, shape.runs(), 0, static_cast<size_t>(outputs), 0, outputs};
}

template <typename Unit>
struct IntegerConvolution {
  static int32_t inputs(const Conv2dS8Args& args) {
    return args.columns.filter * args.input_channels;
  }
  static bool takes(const Conv2dS8Args& args) { return over_time(args.rows, args.columns); }
  static size_t packed_bytes(const Conv2dS8Args& args) {
    return IntegerBlock<Unit>::bytes(PackedShape<Unit>(args.output_channels, inputs(args)));
  }
  static void pack(const Conv2dS8Args& args, void* packed) {
    pack_layer<Unit, Rounding::Twice>({args.filter,
                                       args.bias,
                                       args.rescale,
                                       args.output_channels,
                                       inputs(args),
                                       args.input_zero_point,
                                       {args.output_zero_point, args.clamp},
                                       static_cast<size_t>(inputs(args)),
                                       1},
                                      packed);
  }
  // The last window may be read beyond its end, up to a whole run.
  static size_t scratch_bytes(const Conv2dS8Args& args) {
    return (covered_steps(args.columns) * static_cast<size_t>(args.input_channels) + Unit::kTerms -
            1) *
           sizeof(typename Unit::Value);
  }

  static void run(const Conv2dS8Args& args) {
    const PackedShape<Unit> shape(args.output_channels, inputs(args));
    const IntegerBlock<Unit> block(args.memory.packed, shape);
    const OutputNumbers numbers = {args.output_zero_point, args.clamp};
    if (block.header->fast) {
      run_all(args, shape, block, FastFinish<Unit>(block, numbers));
    } else if (block.header->monotone) {
      run_all(args, shape, block, ExactFinish<Unit, Rounding::Twice, true>(block, numbers));
    } else {
      run_all(args, shape, block, ExactFinish<Unit, Rounding::Twice, false>(block, numbers));
    }
  }

  // Padding reads as the zero point.
  static void prepare_windows(const Conv2dS8Args& args, const int8_t* input,
                              typename Unit::Value* out) {
    const size_t row = static_cast<size_t>(args.input_channels);
    const size_t all = covered_steps(args.columns) * row;
    const size_t before = static_cast<size_t>(args.columns.pad) * row;
    size_t inside = static_cast<size_t>(args.columns.input) * row;
    if (inside > all - before) inside = all - before;
    const auto padding = static_cast<typename Unit::Value>(
        args.input_zero_point + Unit::input_offset(args.input_zero_point));
    for (size_t i = 0; i < before; ++i) out[i] = padding;
    Unit::prepare_inputs(input, inside, args.input_zero_point, out + before);
    for (size_t i = before + inside; i < all; ++i) out[i] = padding;
    for (int i = 0; i < Unit::kTerms - 1; ++i) out[all + static_cast<size_t>(i)] = 0;
  }

 private:
  template <typename Finish>
  static void run_all(const Conv2dS8Args& args, const PackedShape<Unit>& shape,
                      const IntegerBlock<Unit>& block, const Finish& finish) {
    const WindowAxis& time = args.columns;
    const size_t channels = static_cast<size_t>(args.input_channels);
    Group<Unit> group = packed_group(block, shape, args.output_channels);
    group.step_stride = static_cast<size_t>(time.stride) * channels;
    auto* windows = static_cast<typename Unit::Value*>(args.memory.scratch);
    const int8_t* input = args.input;
    int8_t* output = args.output;
    for (int32_t n = 0; n < args.batch; ++n) {
      prepare_windows(args, input, windows);
      if (args.pool == 2) {
        convolve<Unit, 2>(group, finish, windows, time.output / 2 * 2, output);
      } else {
        convolve<Unit, 1>(group, finish, windows, time.output, output);
      }
      input += static_cast<size_t>(time.input) * channels;
      output += static_cast<size_t>(time.output / args.pool) * group.output_stride;
    }
  }
};

template <typename Unit>
struct IntegerDense {
  static size_t packed_bytes(const FullyConnectedS8Args& args) {
    return IntegerBlock<Unit>::bytes(PackedShape<Unit>(args.outputs, args.inputs));
  }
  static void pack(const FullyConnectedS8Args& args, void* packed) {
    pack_layer<Unit, Rounding::Once>({args.weights,
                                      args.bias,
                                      args.rescale,
                                      args.outputs,
                                      args.inputs,
                                      args.input_zero_point,
                                      {args.output_zero_point, args.clamp},
                                      static_cast<size_t>(args.inputs),
                                      1},
                                     packed);
  }
  static size_t scratch_bytes(const FullyConnectedS8Args& args) {
    return PackedShape<Unit>(args.outputs, args.inputs).inputs * sizeof(typename Unit::Value);
  }
  static void run(const FullyConnectedS8Args& args) {
    const PackedShape<Unit> shape(args.outputs, args.inputs);
    const IntegerBlock<Unit> block(args.memory.packed, shape);
    const OutputNumbers numbers = {args.output_zero_point, args.clamp};
    if (block.header->fast) {
      run_all(args, shape, block, FastFinish<Unit>(block, numbers));
    } else {
      run_all(args, shape, block, ExactFinish<Unit, Rounding::Once, false>(block, numbers));
    }
  }

 private:
  template <typename Finish>
  static void run_all(const FullyConnectedS8Args& args, const PackedShape<Unit>& shape,
                      const IntegerBlock<Unit>& block, const Finish& finish) {
    const auto group = packed_group(block, shape, args.outputs);
    const size_t inputs = static_cast<size_t>(args.inputs);
    auto* values = static_cast<typename Unit::Value*>(args.memory.scratch);
    for (int32_t b = 0; b < args.batch; ++b) {
      Unit::prepare_inputs(args.input + static_cast<size_t>(b) * inputs, inputs,
                           args.input_zero_point, values);
      for (size_t i = inputs; i < shape.inputs; ++i) values[i] = 0;
      multiply(group, finish, values, args.output + static_cast<size_t>(b) * group.output_stride);
    }
  }
};

}  // namespace
}  // namespace ambulo::kernels::x86
