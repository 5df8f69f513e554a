// SPDX-License-Identifier: Apache-2.0
// float32 convolution over time by the Toom-Cook / Winograd method (Lavin and Gray, arXiv
// 1509.09308, in one dimension): filters of 3 and 5 taps take 8 products for 6 and 4 neighbouring
// outputs instead of 18 and 20.
//   y = A^T [(G g) . (B^T d)], points 0, 1, -1, 2, -2, 1/2, -1/2 and infinity
// With x_p the points and r taps, m = 9 - r outputs:
//   B^T  row p: coefficients of the product of (x - x_q) over all q but p; of all at infinity
//   G    row p: x_p^j / product of (x_p - x_q) over q but p; the last tap at infinity
//   A^T  row i: x_p^i; 1 at infinity in the last row
// Products for each point are a matrix product over input channels: layers.h.
//
// Packed: bias[channels], zeros[channels], then for each point weights as in packed.h.
// Scratch: transformed input [8][tiles][input channels], products [8][tiles][channels].
#pragma once

#include "runtime/kernels/x86/float_layers.h"

namespace ambulo::kernels::x86 {
namespace {

constexpr int kPoints = 8;

// Sums as they are: bias and activation come after the transform back.
template <typename Unit>
struct Unfinished {
  using Out = float;
  static constexpr bool kPoolsSums = true;
  typename Unit::Vector finish(typename Unit::Vector sum, int) const { return sum; }
  void store(float* out, typename Unit::Vector results, int32_t count) const {
    Unit::store(out, results, count);
  }
};

template <typename Unit, int kOutputs>
class Winograd {
  using Vector = typename Unit::Vector;
  static constexpr int kLanes = Unit::kLanes, kTaps = kPoints + 1 - kOutputs;
  static_assert(kOutputs % 2 == 0, "neighbours that are pooled lie in one tile");

 public:
  static size_t cost(const Conv2dArgs& args) {
    if (args.columns.stride != 1 || args.columns.filter != kTaps) return kImpossible;
    const Plan plan(args);
    const size_t vectors = plan.channels / kLanes;
    constexpr size_t kTransform = 55;
    return kPoints * rounded_up(plan.tiles, 4) * vectors * plan.inputs +
           plan.tiles * kTransform * (plan.input_stride / kLanes + vectors);
  }
  static size_t packed_bytes(const Conv2dArgs& args) {
    const Plan plan(args);
    return kBlockAlignment - 1 + plan.channels * (2 + kPoints * plan.inputs) * sizeof(float);
  }
  static size_t scratch_bytes(const Conv2dArgs& args) {
    const Plan plan(args);
    return kBlockAlignment - 1 +
           kPoints * plan.tiles * (plan.channels + plan.input_stride) * sizeof(float);
  }

  static void pack(const Conv2dArgs& args, void* packed) {
    const Plan plan(args);
    float* out = static_cast<float*>(aligned_block(packed));
    for (size_t c = 0; c < 2 * plan.channels; ++c) out[c] = 0.0f;
    for (int32_t c = 0; args.bias != nullptr && c < args.output_channels; ++c) {
      out[c] = args.bias[c];
    }
    out += 2 * plan.channels;
    for (int point = 0; point < kPoints; ++point, out += plan.channels * plan.inputs) {
      const TransformedFilter filter{args, point};
      pack_weights<Unit>(filter, args.output_channels, args.input_channels, Unit::kMaxVectors, out);
    }
  }

  static void run(const Conv2dArgs& args) {
    const Plan plan(args);
    const float* bias = static_cast<const float*>(aligned_block(args.memory.packed));
    float* points = static_cast<float*>(aligned_block(args.memory.scratch));
    float* products = points + kPoints * plan.tiles * plan.input_stride;
    const float* input = args.input;
    float* output = args.output;
    for (int32_t n = 0; n < args.batch; ++n) {
      to_points(args, plan, input, points);
      multiply_points(plan, bias + plan.channels, points, products);
      if (args.pool == 2) {
        from_points<2>(args, plan, bias, products, output);
      } else {
        from_points<1>(args, plan, bias, products, output);
      }
      input += static_cast<size_t>(args.columns.input) * plan.inputs;
      output += static_cast<size_t>(args.columns.output / args.pool) *
                static_cast<size_t>(args.output_channels);
    }
  }

 private:
  struct Plan {
    size_t inputs, input_stride, channels, tiles;  // strides and channels in whole vectors

    explicit Plan(const Conv2dArgs& args)
        : inputs(static_cast<size_t>(args.input_channels)),
          input_stride(rounded_up(inputs, kLanes)),
          channels(rounded_up(static_cast<size_t>(args.output_channels), kLanes)),
          tiles((static_cast<size_t>(args.columns.output) + kOutputs - 1) / kOutputs) {}
  };

  // G g at one point, in double precision; read as (outputs, inputs).
  struct TransformedFilter {
    const Conv2dArgs& args;
    int point;

    float operator[](size_t at) const {
      constexpr double kAt[kPoints - 1] = {0, 1, -1, 2, -2, 0.5, -0.5};
      const auto inputs = static_cast<size_t>(args.input_channels);
      const float* filter = args.filter + at / inputs * inputs * kTaps + at % inputs;
      if (point == kPoints - 1) return filter[(kTaps - 1) * inputs];
      double divisor = 1.0, sum = 0.0;
      for (int q = 0; q < kPoints - 1; ++q) divisor *= q == point ? 1.0 : kAt[point] - kAt[q];
      for (size_t tap = kTaps; tap-- > 0;) {
        sum = sum * kAt[point] + static_cast<double>(filter[tap * inputs]);
      }
      return static_cast<float>(sum / divisor);
    }
  };

  static Vector scaled_sum(Vector x, float a, Vector y) {  // a x + y
    Unit::multiply_add(y, Unit::set(a), x);
    return y;
  }

  // B^T d for every tile; steps outside the input are zero.
  static void to_points(const Conv2dArgs& args, const Plan& plan, const float* input,
                        float* points) {
    const int32_t steps = args.columns.input;
    int32_t first = -args.columns.pad;
    for (size_t tile = 0; tile < plan.tiles; ++tile, first += kOutputs) {
      const bool inside = first >= 0 && first + kPoints <= steps;
      const float* window = input + static_cast<ptrdiff_t>(first) * args.input_channels;
      for (size_t c = 0; c < plan.inputs; c += kLanes) {
        const size_t left = plan.inputs - c;
        const int32_t lanes = left < kLanes ? static_cast<int32_t>(left) : kLanes;
        Vector d[kPoints];
#pragma GCC unroll 8
        for (int32_t i = 0; i < kPoints; ++i) {
          const bool there = inside || (first + i >= 0 && first + i < steps);
          d[i] = there ? Unit::load(window + static_cast<size_t>(i) * plan.inputs + c, lanes)
                       : Unit::zero();
        }
        to_points(d, points + tile * plan.input_stride + c, plan.tiles * plan.input_stride);
      }
    }
  }
  static void to_points(const Vector (&d)[kPoints], float* out, size_t point_stride) {
    const auto store = [&](size_t point, Vector x) {
      Unit::store(out + point * point_stride, x, kLanes);
    };
    const auto store_pair = [&](size_t point, Vector even, Vector odd) {
      store(point, Unit::add(even, odd));
      store(point + 1, Unit::subtract(even, odd));
    };
    store(0, scaled_sum(Unit::subtract(d[2], d[4]), 5.25f, Unit::subtract(d[6], d[0])));
    store_pair(1, scaled_sum(d[4], -4.25f, Unit::add(d[2], d[6])),
               scaled_sum(d[3], -4.25f, Unit::add(d[1], d[5])));
    store_pair(3, scaled_sum(d[2], 0.25f, scaled_sum(d[4], -1.25f, d[6])),
               scaled_sum(d[1], 0.5f, scaled_sum(d[3], -2.5f, Unit::add(d[5], d[5]))));
    store_pair(5, scaled_sum(d[2], 4.0f, scaled_sum(d[4], -5.0f, d[6])),
               scaled_sum(d[5], 0.5f, scaled_sum(d[3], -2.5f, Unit::add(d[1], d[1]))));
    store(7, scaled_sum(Unit::subtract(d[3], d[5]), 5.25f, Unit::subtract(d[7], d[1])));
  }

  static void multiply_points(const Plan& plan, const float* zeros, const float* points,
                              float* products) {
    const auto channels = static_cast<int32_t>(plan.channels);
    const float* weights = zeros + plan.channels;
    for (int p = 0; p < kPoints; ++p) {
      const Group<Unit> group = {zeros,         weights, plan.inputs, plan.input_stride,
                                 plan.channels, 0,       channels};
      convolve<Unit, 1>(group, Unfinished<Unit>{}, points, static_cast<int32_t>(plan.tiles),
                        products);
      weights += plan.channels * plan.inputs;
      points += plan.tiles * plan.input_stride;
      products += plan.tiles * plan.channels;
    }
  }

  // A^T, bias, activation, larger of two neighbours.
  template <int kPool>
  static void from_points(const Conv2dArgs& args, const Plan& plan, const float* bias,
                          const float* products, float* output) {
    const Vector low = Unit::set(args.clamp.low), high = Unit::set(args.clamp.high);
    const auto channels = static_cast<size_t>(args.output_channels);
    int32_t left = args.columns.output / kPool;
    for (size_t tile = 0; tile < plan.tiles; ++tile, left -= kOutputs / kPool) {
      for (size_t c = 0; c < channels; c += kLanes) {
        Vector y[kOutputs];
        from_points(products + tile * plan.channels + c, plan.tiles * plan.channels, y);
        const Vector start = Unit::load_bias(bias + c);
        const size_t lanes_left = channels - c;
        const int32_t lanes = lanes_left < kLanes ? static_cast<int32_t>(lanes_left) : kLanes;
        float* out = output + c;
#pragma GCC unroll 6
        for (int i = 0; i < kOutputs; i += kPool, out += channels) {
          if (i / kPool >= left) break;
          const Vector value = kPool == 2 ? Unit::max(y[i], y[i + kPool - 1]) : y[i];
          Unit::store(out, Unit::min(Unit::max(Unit::add(value, start), low), high), lanes);
        }
      }
      output += channels * (kOutputs / kPool);
    }
  }
  static void from_points(const float* at, size_t point_stride, Vector (&y)[kOutputs]) {
    Vector m[kPoints];
#pragma GCC unroll 8
    for (size_t p = 0; p < kPoints; ++p) m[p] = Unit::load_bias(at + p * point_stride);
    const Vector even_1 = Unit::add(m[1], m[2]), odd_1 = Unit::subtract(m[1], m[2]);
    const Vector even_2 = Unit::add(m[3], m[4]), odd_2 = Unit::subtract(m[3], m[4]);
    const Vector even_half = Unit::add(m[5], m[6]), odd_half = Unit::subtract(m[5], m[6]);
    y[0] = Unit::add(Unit::add(m[0], even_1), Unit::add(even_2, even_half));
    float power = 2.0f;
#pragma GCC unroll 6
    for (int i = 1; i < kOutputs; ++i, power *= 2.0f) {
      const bool odd = i % 2 != 0;
      y[i] = scaled_sum(odd ? odd_half : even_half, 1.0f / power, odd ? odd_1 : even_1);
      y[i] = scaled_sum(odd ? odd_2 : even_2, power, y[i]);
    }
    y[kOutputs - 1] = Unit::add(y[kOutputs - 1], m[7]);
  }
};

}  // namespace
}  // namespace ambulo::kernels::x86
