// SPDX-License-Identifier: Apache-2.0
// Element by element on integers, with the roundings of LiteRT's reference kernels.
#include "runtime/kernels/reference/broadcast.h"
#include "runtime/kernels/reference/integer.h"
#include "runtime/kernels/reference/reference.h"
#include "runtime/kernels/reference/sigmoid_table.h"

namespace ambulo::kernels::reference {
namespace {

template <typename T>
void add(const IntegerAddArgs<T>& args) {
  const int32_t scale = 1 << args.left_shift;
  for_each_pair<T>(args, [&](T a, T b) {
    const int32_t x = rescaled((a - args.a_zero_point) * scale, args.a_rescale);
    const int32_t y = rescaled((b - args.b_zero_point) * scale, args.b_rescale);
    const int32_t sum = rescaled(x + args.sign * y, args.output_rescale);
    return narrowed<T>(sum, args);
  });
}

template <typename T>
void mul(const IntegerMulArgs<T>& args) {
  for_each_pair<T>(args, [&](T a, T b) {
    const int32_t product = (a - args.a_zero_point) * (b - args.b_zero_point);
    return narrowed<T>(rescaled(product, args.rescale), args);
  });
}

template <typename T>
void plain(const PlainIntegerArgs& args) {  // T is unsigned: overflow wraps round
  for_each_pair<T>(args, [&](T a, T b) {
    switch (args.operation) {
      case Arithmetic::Add:
        return static_cast<T>(a + b);
      case Arithmetic::Subtract:
        return static_cast<T>(a - b);
      default:
        return static_cast<T>(a * b);
    }
  });
}

template <typename Out>
void rescale(const RescaleS16Args<Out>& args) {
  for (size_t i = 0; i < args.count; ++i) {
    const int32_t x = args.input[i];
    const int32_t y = rescaled(x, x >= 0 ? args.positive : args.negative);
    args.output[i] = narrowed<Out>(y, args);
  }
}

// Sigmoid at |x|, x with 12 fractional bits times 3, with 16 + kBits bits: linear between entries
// of the table, which stand 2^kBits apart.
template <int kBits>
int32_t sigmoid_between_entries(int32_t x, int32_t saturated) {
  const uint32_t magnitude = static_cast<uint32_t>(x < 0 ? -x : x);
  const uint32_t entry = magnitude >> kBits, rest = magnitude & ((1u << kBits) - 1);
  if (entry >= 255) return saturated;
  const uint32_t low = kSigmoidTable.values[entry], high = kSigmoidTable.values[entry + 1];
  return static_cast<int32_t>((low << kBits) + rest * (high - low));
}

int32_t table_input(const SigmoidS16Args& args, size_t i) {
  const int32_t round = args.shift > 0 ? 1 << (args.shift - 1) : 0;
  return (args.input[i] * args.multiplier + round) >> args.shift;
}

}  // namespace

void add_s8(const AddS8Args& args) {
  add(args);
}
void add_s16(const AddS16Args& args) {
  add(args);
}
void add_u8(const AddU8Args& args) {
  add(args);
}
void squared_difference_s8(const AddS8Args& args) {
  const int32_t scale = 1 << args.left_shift;
  for_each_pair<int8_t>(args, [&](int8_t a, int8_t b) {
    const int32_t x = rescaled((a - args.a_zero_point) * scale, args.a_rescale);
    const int32_t y = rescaled((b - args.b_zero_point) * scale, args.b_rescale);
    const int32_t square = rescaled((x - y) * (x - y), args.output_rescale);
    return narrowed<int8_t>(square, args);
  });
}
void prelu_s8(const PreluS8Args& args) {
  for_each_pair<int8_t>(args, [&](int8_t a, int8_t b) {
    const int32_t x = a - args.a_zero_point;
    const int32_t y =
        x >= 0 ? rescaled(x, args.positive) : rescaled(x * (b - args.b_zero_point), args.negative);
    return narrowed<int8_t>(y, args);
  });
}
void mul_s8(const MulS8Args& args) {
  mul(args);
}
void mul_s16(const MulS16Args& args) {
  mul(args);
}
void mul_u8(const MulU8Args& args) {
  mul(args);
}
void maximum_s8(const ExtremumS8Args& args) {
  for_each_pair<int8_t>(args, [](int8_t a, int8_t b) { return a > b ? a : b; });
}
void maximum_s16(const ExtremumS16Args& args) {
  for_each_pair<int16_t>(args, [](int16_t a, int16_t b) { return a > b ? a : b; });
}
void maximum_u8(const ExtremumU8Args& args) {
  for_each_pair<uint8_t>(args, [](uint8_t a, uint8_t b) { return a > b ? a : b; });
}
void minimum_s8(const ExtremumS8Args& args) {
  for_each_pair<int8_t>(args, [](int8_t a, int8_t b) { return a < b ? a : b; });
}
void minimum_s16(const ExtremumS16Args& args) {
  for_each_pair<int16_t>(args, [](int16_t a, int16_t b) { return a < b ? a : b; });
}
void minimum_u8(const ExtremumU8Args& args) {
  for_each_pair<uint8_t>(args, [](uint8_t a, uint8_t b) { return a < b ? a : b; });
}
void plain_integers(const PlainIntegerArgs& args) {
  args.element_bytes == 8 ? plain<uint64_t>(args) : plain<uint32_t>(args);
}

void table_lookup(const TableLookupArgs& args) {
  const auto* input = static_cast<const uint8_t*>(args.input);
  auto* output = static_cast<uint8_t*>(args.output);
  for (size_t i = 0; i < args.count; ++i) output[i] = args.table[input[i]];
}

void rescale_s16_s8(const RescaleS16ToS8Args& args) {
  rescale(args);
}
void rescale_s16_s16(const RescaleS16ToS16Args& args) {
  rescale(args);
}

void logistic_s16(const SigmoidS16Args& args) {
  for (size_t i = 0; i < args.count; ++i) {
    const int32_t x = table_input(args, i);
    const int32_t s = sigmoid_between_entries<9>(x, 0x7FFF << 10);
    const int32_t result = x >= 0 ? s + (1 << 9) : (1 << 25) - s + (1 << 9) - 1;
    args.output[i] = static_cast<int16_t>(result >> 10);
  }
}

// tanh(x) = 2 sigmoid(2 x) - 1: the same table, read at twice the distance.
void tanh_s16(const SigmoidS16Args& args) {
  for (size_t i = 0; i < args.count; ++i) {
    const int32_t x = table_input(args, i);
    const int32_t s = sigmoid_between_entries<8>(x, 0xFFFF << 8);
    const int32_t result = x >= 0 ? s - (1 << 23) + (1 << 7) : -s + (1 << 23) + (1 << 7) - 1;
    args.output[i] = static_cast<int16_t>(result >> 8);
  }
}

}  // namespace ambulo::kernels::reference
