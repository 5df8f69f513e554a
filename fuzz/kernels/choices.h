// SPDX-License-Identifier: Apache-2.0
// What the bytes of a fuzzer's input choose: shapes, zero points, limits, scales, and the seed of
// the numbers. Everything that prepare would refuse is left out.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "runtime/kernels/quantized.h"

namespace ambulo::fuzz {

class Choices {
 public:
  Choices(const uint8_t* data, size_t size) : data_(data), size_(size) {}

  // 0 once the input is used up.
  uint8_t byte() { return at_ < size_ ? data_[at_++] : 0; }
  bool once_in(int n) { return byte() % n == 0; }
  int32_t between(int32_t low, int32_t high) {
    return low + (byte() * 256 + byte()) % (high - low + 1);
  }
  std::mt19937 random() { return std::mt19937(static_cast<uint32_t>(between(0, 65535))); }

  int32_t zero_point() { return between(-128, 127); }
  // From 2^-14 to 2: what calibration gives, and more.
  double scale() { return std::exp2(between(-14 * 64, 64) / 64.0); }

  kernels::IntegerClamp limits() {
    const int32_t low = once_in(2) ? -128 : between(-128, 0);
    return {low, once_in(2) ? 127 : between(low, 127)};
  }
  kernels::Clamp float_limits() { return {once_in(2) ? -INFINITY : 0.0f, INFINITY}; }

  // Of a window over time.
  kernels::WindowAxis time_axis(bool may_dilate = true) {
    kernels::WindowAxis axis{};
    axis.filter = between(1, 9);
    axis.stride = between(1, 4);
    axis.dilation = once_in(4) && may_dilate ? between(1, 3) : 1;
    const int32_t extent = (axis.filter - 1) * axis.dilation + 1;
    axis.pad = once_in(2) ? 0 : extent / 2;
    axis.input = between(extent, extent + 140);
    axis.output = (axis.input + 2 * axis.pad - extent) / axis.stride + 1;
    if (axis.pad > 0) axis.output = (axis.input + axis.stride - 1) / axis.stride;
    return axis;
  }

 private:
  const uint8_t* data_;
  size_t size_, at_ = 0;
};

inline constexpr kernels::WindowAxis kOneRow{1, 1, 1, 1, 1, 0};

inline size_t size_of(int32_t a, int32_t b = 1, int32_t c = 1) {
  return static_cast<size_t>(a) * static_cast<size_t>(b) * static_cast<size_t>(c);
}

inline std::vector<int8_t> random_bytes(std::mt19937& random, size_t count) {
  std::vector<int8_t> values(count);
  for (int8_t& value : values) value = static_cast<int8_t>(random() % 256);
  return values;
}

inline std::vector<float> random_floats(std::mt19937& random, size_t count) {
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(random() % 2001) * 1e-3f - 1.0f;
  return values;
}

inline std::vector<int32_t> random_biases(std::mt19937& random, size_t count) {
  std::vector<int32_t> values(count);
  for (int32_t& value : values) value = static_cast<int32_t>(random() % 60001) - 30000;
  return values;
}

// Of sums, one for each channel, within a factor of 16.
inline std::vector<kernels::Rescale> random_rescales(Choices& choices, std::mt19937& random,
                                                     size_t count) {
  const int32_t shift = choices.between(-31, 3);
  std::vector<kernels::Rescale> values(count);
  for (kernels::Rescale& value : values) {
    value = {static_cast<int32_t>((1u << 30) + random() % (1u << 30)),
             shift + static_cast<int32_t>(random() % 4)};
  }
  return values;
}

}  // namespace ambulo::fuzz
