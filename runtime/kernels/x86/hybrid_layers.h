// SPDX-License-Identifier: Apache-2.0
// Convolution over time and fully connected layers of float inputs and int8 weights, over the Units
// of the instruction set: each row, or batch entry, is quantised as the reference does it, sums are
// exact integers, and come back to float with the reference's operations in its order.
//
// Packed, for each channel: 0 (what sums start with), the sum of its weights, scale, bias; then
// weights as in packed.h. Scratch: int8 numbers, then Values.
#pragma once

#include "runtime/kernels/float_quantization.h"
#include "runtime/kernels/x86/integer_layers.h"

namespace ambulo::kernels::x86 {
namespace {

template <typename FloatUnit>
float largest_magnitude(const float* x, size_t count) {
  auto largest = FloatUnit::zero();
  for (size_t i = 0; i < count; i += FloatUnit::kLanes) {
    const size_t left = count - i;
    const auto values = FloatUnit::load(
        x + i, left < FloatUnit::kLanes ? static_cast<int32_t>(left) : FloatUnit::kLanes);
    largest = FloatUnit::max(FloatUnit::magnitude(values), largest);  // a NaN, first, is left out
  }
  return FloatUnit::largest_lane(largest);
}

template <typename FloatUnit>
void quantize_row(const float* x, size_t count, float inverse, int32_t least, int32_t zero_point,
                  int8_t* out) {
  const auto low = FloatUnit::set(static_cast<float>(least - zero_point));
  const auto high = FloatUnit::set(static_cast<float>(127 - zero_point));
  for (size_t i = 0; i < count; i += FloatUnit::kLanes) {
    const size_t left = count - i;
    const int32_t lanes = left < FloatUnit::kLanes ? static_cast<int32_t>(left) : FloatUnit::kLanes;
    auto y = FloatUnit::multiply(FloatUnit::load(x + i, lanes), FloatUnit::set(inverse));
    y = FloatUnit::max(y, low);  // a NaN becomes the least
    FloatUnit::store_rounded(out + i, FloatUnit::min(y, high), lanes, zero_point);
  }
}

template <typename FloatUnit>
FloatQuantization quantize_floats(const float* x, size_t count, bool asymmetric, int8_t* out) {
  if (!asymmetric) {
    const float range = largest_magnitude<FloatUnit>(x, count);
    quantize_row<FloatUnit>(x, count, range > 0.0f ? 127.0f / range : 0.0f, -127, 0, out);
    return {range > 0.0f ? range / 127.0f : 1.0f, 0};
  }
  auto low = FloatUnit::zero(), high = FloatUnit::zero();
  for (size_t i = 0; i < count; i += FloatUnit::kLanes) {
    const size_t left = count - i;
    const auto values = FloatUnit::load(
        x + i, left < FloatUnit::kLanes ? static_cast<int32_t>(left) : FloatUnit::kLanes);
    low = FloatUnit::min(values, low);
    high = FloatUnit::max(values, high);
  }
  const float least = -FloatUnit::largest_lane(FloatUnit::subtract(FloatUnit::zero(), low));
  const float largest = FloatUnit::largest_lane(high);
  FloatQuantization result{1.0f, 0};
  float inverse = 0.0f;
  if (least < largest) {
    result = asymmetric_range(least, largest);
    inverse = 1.0f / result.scale;
  }
  quantize_row<FloatUnit>(x, count, inverse, -128, result.zero_point, out);
  return result;
}

template <typename Unit>
struct HybridBlock {
  static constexpr size_t kArrays = 4;
  int32_t *zeros, *weight_sums;
  float *scales, *bias;
  typename Unit::Weight* weights;

  HybridBlock(const void* packed, const PackedShape<Unit>& shape) {
    zeros =
        reinterpret_cast<int32_t*>(aligned_block(static_cast<uint8_t*>(const_cast<void*>(packed))));
    weight_sums = zeros + shape.channels;
    scales = reinterpret_cast<float*>(weight_sums + shape.channels);
    bias = scales + shape.channels;
    weights = aligned_block(reinterpret_cast<typename Unit::Weight*>(bias + shape.channels));
  }
  static size_t bytes(const PackedShape<Unit>& shape) {
    return 2 * (kBlockAlignment - 1) + shape.channels * kArrays * sizeof(float) +
           shape.weight_bytes();
  }
};

struct HybridLayer {
  const int8_t* weights;
  const float *scales, *bias;
  int32_t outputs, inputs;
};

template <typename Unit>
void pack_hybrid(const HybridLayer& layer, void* packed) {
  const PackedShape<Unit> shape(layer.outputs, layer.inputs);
  const HybridBlock<Unit> block(packed, shape);
  __builtin_memset(block.zeros, 0, shape.channels * block.kArrays * sizeof(float));
  const int8_t* weights = layer.weights;
  for (int32_t c = 0; c < layer.outputs; ++c) {
    for (int32_t i = 0; i < layer.inputs; ++i) block.weight_sums[c] += *weights++;
    block.scales[c] = layer.scales[c];
    block.bias[c] = layer.bias == nullptr ? 0.0f : layer.bias[c];
  }
  pack_weights<Unit>(layer.weights, layer.outputs, layer.inputs, Unit::kMaxVectors, block.weights);
}

// kScalesFirst: sum * (input scale * scale), as dense layers; else sum * scale * input scale.
template <typename Unit, typename FloatUnit, bool kScalesFirst>
struct HybridFinish {
  using Out = float;
  using Float = typename FloatUnit::Vector;
  static constexpr bool kPoolsSums = false;
  const HybridBlock<Unit>& block;
  typename Unit::Vector shift;  // of every input
  Float input_scale, low, high;

  HybridFinish(const HybridBlock<Unit>& of, FloatQuantization q, Clamp clamp)
      : block(of),
        shift(Unit::set(q.zero_point + Unit::input_offset(q.zero_point))),
        input_scale(FloatUnit::set(q.scale)),
        low(FloatUnit::set(clamp.low)),
        high(FloatUnit::set(clamp.high)) {}
  typename Unit::Vector finish(typename Unit::Vector sum, int vector) const {
    const int first = vector * Unit::kLanes;
    const auto shifted = Unit::multiply(shift, Unit::load_bias(block.weight_sums + first));
    const Float x = FloatUnit::from_integers(Unit::subtract(sum, shifted));
    const Float scale = FloatUnit::load_bias(block.scales + first);
    const Float value = kScalesFirst
                            ? FloatUnit::multiply(x, FloatUnit::multiply(input_scale, scale))
                            : FloatUnit::multiply(FloatUnit::multiply(x, scale), input_scale);
    const Float result = FloatUnit::add(FloatUnit::load_bias(block.bias + first), value);
    return FloatUnit::as_integers(FloatUnit::min(FloatUnit::max(result, low), high));
  }
  void store(float* out, typename Unit::Vector results, int32_t count) const {
    FloatUnit::store(out, FloatUnit::as_floats(results), count);
  }
};

template <typename Unit>
Group<Unit> packed_group(const HybridBlock<Unit>& block, const PackedShape<Unit>& shape,
                         int32_t outputs) {
  return {block.zeros, block.weights, shape.runs(), 0, static_cast<size_t>(outputs), 0, outputs};
}

template <typename Unit, typename FloatUnit>
struct HybridConvolution {
  using Args = Conv2dHybridArgs;
  using General = IntegerConvolution<Unit>;

  static bool takes(const Args& args) { return over_time(args.rows, args.columns); }
  static int32_t inputs(const Args& args) { return args.columns.filter * args.input_channels; }
  static size_t packed_bytes(const Args& args) {
    return HybridBlock<Unit>::bytes(PackedShape<Unit>(args.output_channels, inputs(args)));
  }
  static void pack(const Args& args, void* packed) {
    pack_hybrid<Unit>({args.filter, args.scales, args.bias, args.output_channels, inputs(args)},
                      packed);
  }
  static size_t scratch_bytes(const Args& args) {
    return rounded_up(image(args), kBlockAlignment) + General::scratch_bytes(as_integer(args, 0));
  }
  static void run(const Args& args) {
    const PackedShape<Unit> shape(args.output_channels, inputs(args));
    const HybridBlock<Unit> block(args.memory.packed, shape);
    auto group = packed_group<Unit>(block, shape, args.output_channels);
    const WindowAxis& time = args.columns;
    group.step_stride = static_cast<size_t>(time.stride) * static_cast<size_t>(args.input_channels);
    auto* numbers = static_cast<int8_t*>(args.memory.scratch);
    auto* windows =
        reinterpret_cast<typename Unit::Value*>(numbers + rounded_up(image(args), kBlockAlignment));
    const float* input = args.input;
    float* output = args.output;
    for (int32_t n = 0; n < args.batch; ++n, input += image(args)) {
      const auto q = quantize_floats<FloatUnit>(input, image(args), args.asymmetric, numbers);
      General::prepare_windows(as_integer(args, q.zero_point), numbers, windows);
      const HybridFinish<Unit, FloatUnit, false> finish(block, q, args.clamp);
      convolve<Unit, 1>(group, finish, windows, time.output, output);
      output += static_cast<size_t>(time.output) * group.output_stride;
    }
  }

 private:
  static size_t image(const Args& args) {
    return static_cast<size_t>(args.columns.input) * static_cast<size_t>(args.input_channels);
  }
  // What the windows of its quantised input depend on.
  static Conv2dS8Args as_integer(const Args& args, int32_t zero_point) {
    Conv2dS8Args integer{};
    integer.input_channels = args.input_channels;
    integer.columns = args.columns;
    integer.input_zero_point = zero_point;
    return integer;
  }
};

template <typename Unit, typename FloatUnit>
struct HybridDense {
  using Args = FullyConnectedHybridArgs;

  static size_t packed_bytes(const Args& args) {
    return HybridBlock<Unit>::bytes(PackedShape<Unit>(args.outputs, args.inputs));
  }
  static void pack(const Args& args, void* packed) {
    pack_hybrid<Unit>({args.weights, args.scales, args.bias, args.outputs, args.inputs}, packed);
  }
  static size_t scratch_bytes(const Args& args) {
    const auto inputs = static_cast<size_t>(args.inputs);
    return rounded_up(inputs, kBlockAlignment) +
           PackedShape<Unit>(args.outputs, args.inputs).inputs * sizeof(typename Unit::Value);
  }
  static void run(const Args& args) {
    const PackedShape<Unit> shape(args.outputs, args.inputs);
    const HybridBlock<Unit> block(args.memory.packed, shape);
    const auto group = packed_group<Unit>(block, shape, args.outputs);
    const auto inputs = static_cast<size_t>(args.inputs);
    auto* numbers = static_cast<int8_t*>(args.memory.scratch);
    auto* values =
        reinterpret_cast<typename Unit::Value*>(numbers + rounded_up(inputs, kBlockAlignment));
    for (int32_t b = 0; b < args.batch; ++b) {
      const auto q = quantize_floats<FloatUnit>(args.input + static_cast<size_t>(b) * inputs,
                                                inputs, args.asymmetric, numbers);
      Unit::prepare_inputs(numbers, inputs, q.zero_point, values);
      for (size_t i = inputs; i < shape.inputs; ++i) values[i] = 0;
      const HybridFinish<Unit, FloatUnit, true> finish(block, q, args.clamp);
      multiply(group, finish, values, args.output + static_cast<size_t>(b) * group.output_stride);
    }
  }
};

}  // namespace
}  // namespace ambulo::kernels::x86
