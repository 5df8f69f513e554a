// SPDX-License-Identifier: Apache-2.0
// Depthwise convolution over time with one filter for each channel, over a Unit of the instruction
// set, channels in the lanes: input (N,1,T,C), filter (1,1,K,C), output (N,1,T',C).
#pragma once

#include "runtime/kernels/x86/float_layers.h"
#include "runtime/kernels/x86/integer_layers.h"

namespace ambulo::kernels::x86 {
namespace {

template <typename Args>
bool takes_depthwise(const Args& args) {
  return over_time(args.rows, args.columns) && args.multiplier == 1;
}

// visit(input of one batch entry, output, first step of the window, channel, lanes)
template <int kLanes, typename Args, typename Visit>
void for_each_depthwise_window(const Args& args, Visit visit) {
  const WindowAxis& time = args.columns;
  const auto channels = static_cast<size_t>(args.channels);
  auto* input = args.input;
  auto* output = args.output;
  for (int32_t n = 0; n < args.batch; ++n) {
    for (int32_t t = 0; t < time.output; ++t, output += channels) {
      for (int32_t c = 0; c < args.channels; c += kLanes) {
        const int32_t left = args.channels - c;
        visit(input, output + c, t * time.stride - time.pad, c, left < kLanes ? left : kLanes);
      }
    }
    input += static_cast<size_t>(time.input) * channels;
  }
}

template <typename Unit>
void depthwise_floats(const DepthwiseConv2dArgs& args) {
  const WindowAxis& time = args.columns;
  const auto channels = static_cast<size_t>(args.channels);
  const auto low = Unit::set(args.clamp.low), high = Unit::set(args.clamp.high);
  const auto one_window = [&](const float* input, float* output, int32_t first, int32_t c,
                              int32_t lanes) {
    auto sum = args.bias == nullptr ? Unit::zero() : Unit::load(args.bias + c, lanes);
    for (int32_t k = 0; k < time.filter; ++k) {
      const int32_t t = first + k;
      if (t < 0 || t >= time.input) continue;
      const auto x = Unit::load(input + static_cast<size_t>(t) * channels + c, lanes);
      const auto w = Unit::load(args.filter + static_cast<size_t>(k) * channels + c, lanes);
      Unit::multiply_add(sum, w, x);
    }
    Unit::store(output, Unit::min(Unit::max(sum, low), high), lanes);
  };
  for_each_depthwise_window<Unit::kLanes>(args, one_window);
}

// Inputs stay what they are; steps of the padding are the zero point.
template <typename Unit>
struct DepthwiseUnit : Unit {
  using Weight = int32_t;
  static constexpr int kTerms = 1, kMaxVectors = 1;
  static constexpr int32_t input_offset(int32_t) { return 0; }
};

// Packed as an integer layer with taps for inputs.
template <typename BaseUnit>
class IntegerDepthwise {
  using Unit = DepthwiseUnit<BaseUnit>;
  using Args = DepthwiseConv2dS8Args;

 public:
  static size_t packed_bytes(const Args& args) {
    return IntegerBlock<Unit>::bytes(PackedShape<Unit>(args.channels, args.columns.filter));
  }
  static void pack(const Args& args, void* packed) {
    pack_layer<Unit, Rounding::Twice>({args.filter,
                                       args.bias,
                                       args.rescale,
                                       args.channels,
                                       args.columns.filter,
                                       args.input_zero_point,
                                       {args.output_zero_point, args.clamp},
                                       1,
                                       static_cast<size_t>(args.channels)},
                                      packed);
  }
  static void run(const Args& args) {
    const PackedShape<Unit> shape(args.channels, args.columns.filter);
    const IntegerBlock<Unit> block(args.memory.packed, shape);
    const OutputNumbers numbers = {args.output_zero_point, args.clamp};
    if (block.header->fast) {
      run_all(args, block, FastFinish<Unit>(block, numbers));
    } else {
      run_all(args, block, ExactFinish<Unit, Rounding::Twice, false>(block, numbers));
    }
  }

 private:
  template <typename Finish>
  static void run_all(const Args& args, const IntegerBlock<Unit>& block, const Finish& finish) {
    const WindowAxis& time = args.columns;
    const auto channels = static_cast<size_t>(args.channels);
    const auto zero = Unit::set(args.input_zero_point);
    const auto one_window = [&](const int8_t* input, int8_t* output, int32_t first, int32_t c,
                                int32_t lanes) {
      auto sum = Unit::load_bias(block.bias + c);
      const int32_t* weights =
          block.weights + static_cast<size_t>(c) * static_cast<size_t>(time.filter);
      for (int32_t k = 0; k < time.filter; ++k, weights += Unit::kLanes) {
        const int32_t t = first + k;
        const bool inside = t >= 0 && t < time.input;
        const auto x =
            inside ? Unit::load_widened(input + static_cast<size_t>(t) * channels + c, lanes)
                   : zero;
        sum = Unit::add(sum, Unit::multiply(x, Unit::load_bias(weights)));
      }
      finish.store(output, finish.finish(sum, c / Unit::kLanes), lanes);
    };
    for_each_depthwise_window<Unit::kLanes>(args, one_window);
  }
};

}  // namespace
}  // namespace ambulo::kernels::x86
