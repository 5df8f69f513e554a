// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/numbers.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "toolchain/core/error.h"

namespace ambulo::quantization {
namespace {

using graph::DataType;

// Scales below would be denormal floats, or make factors that no kernel takes.
constexpr double kLeastScale = 1e-20;
// Of a tensor that is always zero. Any would do, but LiteRT's ADD of int16 ends the program where
// one operand's scale is far above the result's.
constexpr float kScaleOfZeros = 1.0f / 256.0f;

struct Limits {
  std::int64_t low, high;
};

template <typename T>
constexpr Limits kLimitsOf = {std::numeric_limits<T>::min(), std::numeric_limits<T>::max()};

Limits limits(DataType type) {
  switch (type) {
    case DataType::Int8:
      return kLimitsOf<std::int8_t>;
    case DataType::UInt8:
      return kLimitsOf<std::uint8_t>;
    case DataType::Int16:
      return kLimitsOf<std::int16_t>;
    case DataType::Int32:
      return kLimitsOf<std::int32_t>;
    case DataType::Int64:
      return kLimitsOf<std::int64_t>;
    default:
      throw Error(ErrorKind::Internal, "numbers of a type that is not quantised");
  }
}

float scale_for(double extent, double steps) {
  const double scale = extent / steps;
  return scale > kLeastScale ? static_cast<float>(scale) : kScaleOfZeros;
}

// Rounded to this scale and clipped.
double squared_error(std::span<const double> values, double scale, int largest) {
  double sum = 0.0;
  for (const double value : values) {
    const double q = std::clamp<double>(std::round(value / scale), -largest, largest);
    const double error = value - q * scale;
    sum += error * error;
  }
  return sum;
}

double weight_scale(std::span<const double> values, int largest) {
  double extent = 0.0;
  for (const double value : values) extent = std::max(extent, std::abs(value));
  double best = extent / largest;
  if (largest == kLargestInt8 || best < kLeastScale) return best;
  constexpr int kFirst = 30, kSteps = 100;  // of the extent, in percent
  double least = squared_error(values, best, largest);
  for (int step = kFirst; step < kSteps; ++step) {
    const double scale = extent * step / kSteps / largest;
    const double error = squared_error(values, scale, largest);
    if (error < least) least = error, best = scale;
  }
  return best;
}

}  // namespace

void Range::include(double value) {
  low = std::min(low, value);
  high = std::max(high, value);
}

void Range::include(const Range& other) {
  include(other.low);
  include(other.high);
}

graph::Quantization activation_numbers(Range range, DataType type) {
  range.include(0.0);
  if (type == DataType::Int16) {
    return fixed_numbers(scale_for(std::max(-range.low, range.high), 32767.0), 0);
  }
  const Limits bytes = limits(type);
  const float scale = scale_for(range.high - range.low, 255.0);
  const double zero = static_cast<double>(bytes.low) - range.low / static_cast<double>(scale);
  return fixed_numbers(
      scale, std::clamp(static_cast<std::int64_t>(std::llround(zero)), bytes.low, bytes.high));
}

graph::Quantization fixed_numbers(float scale, std::int64_t zero_point) {
  return {{scale}, {zero_point}, 0};
}

Int8Weights quantize_weights(std::span<const float> values, const std::vector<std::int32_t>& shape,
                             int axis, std::span<const double> least_scales, int largest) {
  std::size_t channels = 1, stride = values.size();  // of neighbours along the axis
  if (axis >= 0) {
    channels = static_cast<std::size_t>(shape[static_cast<std::size_t>(axis)]);
    stride = 1;
    for (auto i = static_cast<std::size_t>(axis) + 1; i < shape.size(); ++i) {
      stride *= static_cast<std::size_t>(shape[i]);
    }
  }
  const auto channel_of = [&](std::size_t i) { return i / stride % channels; };
  std::vector<std::vector<double>> of_channel(channels);
  for (std::size_t i = 0; i < values.size(); ++i) {
    of_channel[channel_of(i)].push_back(static_cast<double>(values[i]));
  }
  Int8Weights result;
  for (std::size_t c = 0; c < channels; ++c) {
    double scale = weight_scale(of_channel[c], largest);
    if (!least_scales.empty()) scale = std::max(scale, least_scales[c]);
    result.quantization.scale.push_back(scale_for(scale, 1.0));
  }
  result.quantization.zero_point.assign(channels, 0);
  result.quantization.axis = std::max(axis, 0);
  result.values.reserve(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double scale = static_cast<double>(result.quantization.scale[channel_of(i)]);
    const double q = std::round(static_cast<double>(values[i]) / scale);
    result.values.push_back(static_cast<std::int8_t>(std::clamp<double>(q, -largest, largest)));
  }
  return result;
}

std::int64_t quantize(double value, double scale, std::int64_t zero_point, DataType type) {
  const auto [low, high] = limits(type);
  // In double: exact for all types but the ends of int64, which no sum comes near.
  const double q = std::round(value / scale) + static_cast<double>(zero_point);
  if (!(q > static_cast<double>(low))) return low;
  if (!(q < static_cast<double>(high))) return high;
  return static_cast<std::int64_t>(q);
}

std::vector<std::uint8_t> quantize(std::span<const float> values,
                                   const graph::Quantization& quantization, DataType type) {
  const std::size_t bytes = byte_size(type);
  std::vector<std::uint8_t> result(values.size() * bytes);
  const bool by_value = quantization.scale.size() > 1;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t c = by_value ? i : 0;
    const std::int64_t q =
        quantize(static_cast<double>(values[i]), static_cast<double>(quantization.scale[c]),
                 quantization.zero_point[c], type);
    std::memcpy(result.data() + i * bytes, &q, bytes);  // little-endian: the low bytes
  }
  return result;
}

// 1 sign bit, 5 bits of exponent, 10 of fraction.
std::uint16_t to_float16(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const auto sign = static_cast<std::uint16_t>(bits >> 16 & 0x8000u);
  const float magnitude = std::abs(value);
  if (std::isnan(value)) return static_cast<std::uint16_t>(sign | 0x7E00u);
  if (magnitude >= 65520.0f) return static_cast<std::uint16_t>(sign | 0x7C00u);
  constexpr float kLeastNormal = 0x1p-14f;
  if (magnitude < kLeastNormal) {  // subnormal: a multiple of 2^-24
    const auto units = static_cast<std::uint16_t>(std::nearbyint(magnitude * 0x1p24f));
    return static_cast<std::uint16_t>(sign | units);
  }
  const std::uint32_t narrow = std::bit_cast<std::uint32_t>(magnitude) - ((127u - 15u) << 23);
  const std::uint32_t rounded = narrow + 0x0FFFu + (narrow >> 13 & 1u);  // may carry into exponent
  return static_cast<std::uint16_t>(sign | rounded >> 13);
}

}  // namespace ambulo::quantization
