// SPDX-License-Identifier: Apache-2.0
// From float to integers and back, and from float16.
#include "runtime/core/bytes.h"
#include "runtime/kernels/reference/reference.h"

#include <limits>

namespace ambulo::kernels::reference {
namespace {

// round(x / scale) + zero point, half away from zero; what is no number becomes real zero.
template <typename T>
void quantize(const QuantizeArgs& args) {
  constexpr float kFar = 1 << 20;  // beyond any result, and below it floats can be integers
  constexpr int32_t kLow = std::numeric_limits<T>::min(), kHigh = std::numeric_limits<T>::max();
  T* output = static_cast<T*>(args.output);
  for (size_t i = 0; i < args.count; ++i) {
    const float real = args.input[i] / args.scale;
    const float q = real > kFar ? kFar : real < -kFar ? -kFar : real == real ? real : 0.0f;
    const int32_t whole = static_cast<int32_t>(q);
    const float rest = q - static_cast<float>(whole);
    const int32_t rounded = whole + (rest >= 0.5f ? 1 : rest <= -0.5f ? -1 : 0) + args.zero_point;
    output[i] = static_cast<T>(rounded < kLow ? kLow : rounded > kHigh ? kHigh : rounded);
  }
}

template <typename T>
void dequantize(const DequantizeArgs& args) {
  const T* input = static_cast<const T*>(args.input);
  for (size_t i = 0; i < args.count; ++i) {
    args.output[i] = args.scale * static_cast<float>(input[i] - args.zero_point);
  }
}

// 1 sign bit, 5 bits of exponent, 10 of fraction. Widened in place the exponent is too small by
// 127 - 15, which a product with 2^112 mends for subnormal numbers too.
float from_float16(uint16_t half) {
  const uint32_t magnitude = static_cast<uint32_t>(half & 0x7FFF) << 13;
  const uint32_t sign = static_cast<uint32_t>(half & 0x8000) << 16;
  uint32_t bits = magnitude;
  float value;
  if (magnitude >= 0x0F800000u) {  // infinite or no number
    bits = magnitude + 0x70000000u;
  } else {
    copy_bytes(&value, &magnitude, sizeof value);
    value *= 0x1p112f;
    copy_bytes(&bits, &value, sizeof bits);
  }
  bits |= sign;
  copy_bytes(&value, &bits, sizeof value);
  return value;
}

}  // namespace

void quantize_s8(const QuantizeArgs& args) {
  quantize<int8_t>(args);
}
void quantize_u8(const QuantizeArgs& args) {
  quantize<uint8_t>(args);
}
void quantize_s16(const QuantizeArgs& args) {
  quantize<int16_t>(args);
}
void dequantize_s8(const DequantizeArgs& args) {
  dequantize<int8_t>(args);
}
void dequantize_u8(const DequantizeArgs& args) {
  dequantize<uint8_t>(args);
}
void dequantize_s16(const DequantizeArgs& args) {
  dequantize<int16_t>(args);
}
void dequantize_f16(const DequantizeArgs& args) {
  const auto* input = static_cast<const uint16_t*>(args.input);
  for (size_t i = 0; i < args.count; ++i) args.output[i] = from_float16(input[i]);
}

void decode_s8(const DecodeArgs& args) {
  decode(args.codes, 0, args.count, args.output);
}

}  // namespace ambulo::kernels::reference
