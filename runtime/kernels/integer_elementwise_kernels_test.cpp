// SPDX-License-Identifier: Apache-2.0
// ADD, SUB, MUL and sums over time of int8 on every instruction set against the reference, byte for
// byte.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <random>
#include <vector>

#include "runtime/testing/each_isa.h"

namespace ambulo::kernels {
namespace {

using ::ambulo::testing::compare_isas;
using ::ambulo::testing::expect_taken;
using ::ambulo::testing::GuardedBuffer;

using Bytes = GuardedBuffer<int8_t>;

class Numbers {
 public:
  explicit Numbers(uint32_t seed) : random_(seed) {}
  int32_t between(int32_t low, int32_t high) {
    return std::uniform_int_distribution<int32_t>(low, high)(random_);
  }
  std::vector<int8_t> bytes(size_t count) {
    std::vector<int8_t> values(count);
    for (int8_t& value : values) value = static_cast<int8_t>(between(-128, 127));
    return values;
  }
  Rescale rescale(int32_t low, int32_t high) {
    return {between(1 << 30, 0x7fffffff), between(low, high)};
  }

 private:
  std::mt19937 random_;
};

void expect_equal(const std::vector<int8_t>& actual, const std::vector<int8_t>& expected) {
  ASSERT_EQ(actual, expected);
}

struct Shapes {
  Dims dims, a_strides, b_strides;
};

// Both whole; b one row, one column, one number; both repeated.
std::vector<Shapes> shapes() {
  std::vector<Shapes> out;
  for (const int32_t n : {1, 3, 7, 8, 9, 15, 16, 17, 33, 64}) {
    out.push_back({{1, 1, 1, 1, n}, {0, 0, 0, 0, 1}, {0, 0, 0, 0, 1}});
    out.push_back({{1, 1, 1, 5, n}, {0, 0, 0, n, 1}, {0, 0, 0, 0, 1}});
    out.push_back({{1, 1, 1, 5, n}, {0, 0, 0, n, 1}, {0, 0, 0, 1, 0}});
    out.push_back({{1, 2, 1, 3, n}, {0, 3 * n, 0, n, 1}, {0, 0, 0, 0, 0}});
    out.push_back({{1, 1, 2, 3, n}, {0, 0, 3, 1, 0}, {0, 0, 0, n, 1}});
  }
  return out;
}

void set(Dims& to, const Dims& from) {
  std::copy(std::begin(from), std::end(from), to);
}

size_t count(const Dims& dims) {
  size_t product = 1;
  for (const int32_t dim : dims) product *= static_cast<size_t>(dim);
  return product;
}

template <typename Args>
void fill(Args& args, const Shapes& shape, Numbers& numbers, const Bytes& a, const Bytes& b) {
  args.a = a.data();
  args.b = b.data();
  set(args.dims, shape.dims);
  set(args.a_strides, shape.a_strides);
  set(args.b_strides, shape.b_strides);
  args.a_zero_point = numbers.between(-128, 127);
  args.b_zero_point = numbers.between(-128, 127);
  args.output_zero_point = numbers.between(-128, 127);
  args.clamp = {numbers.between(-128, 0), numbers.between(1, 127)};
}

size_t extent(const Dims& dims, const Dims& strides) {
  size_t last = 0;
  for (int d = 0; d < kMaxRank; ++d) {
    last += static_cast<size_t>(dims[d] - 1) * static_cast<size_t>(strides[d]);
  }
  return last + 1;
}

TEST(MulS8, of_every_isa_equals_the_reference) {
  uint32_t seed = 0;
  for (const Shapes& shape : shapes()) {
    for (const int32_t shift : {-31, -9, -3, 0, 4}) {
      Numbers numbers(++seed);
      const Bytes a(numbers.bytes(extent(shape.dims, shape.a_strides)));
      const Bytes b(numbers.bytes(extent(shape.dims, shape.b_strides)));
      MulS8Args args{};
      fill(args, shape, numbers, a, b);
      args.rescale = numbers.rescale(shift, shift);
      expect_taken(&KernelTable::mul_s8, args);
      compare_isas(&KernelTable::mul_s8, args, count(shape.dims), expect_equal);
    }
  }
}

TEST(AddS8, of_every_isa_equals_the_reference) {
  uint32_t seed = 0;
  for (const Shapes& shape : shapes()) {
    for (const int32_t sign : {1, -1}) {
      Numbers numbers(++seed);
      const Bytes a(numbers.bytes(extent(shape.dims, shape.a_strides)));
      const Bytes b(numbers.bytes(extent(shape.dims, shape.b_strides)));
      AddS8Args args{};
      fill(args, shape, numbers, a, b);
      args.left_shift = 20;
      args.sign = sign;
      args.a_rescale = numbers.rescale(-3, 0);
      args.b_rescale = numbers.rescale(-3, 0);
      args.output_rescale = numbers.rescale(-20, -17);
      expect_taken(&KernelTable::add_s8, args);
      compare_isas(&KernelTable::add_s8, args, count(shape.dims), expect_equal);
    }
  }
}

TEST(SumS8, of_every_isa_equals_the_reference) {
  uint32_t seed = 0;
  for (const int32_t channels : {1, 6, 15, 16, 17, 24, 64}) {
    for (const int32_t steps : {2, 3, 23, 512}) {
      for (const int32_t rows : {1, 3}) {
        for (const bool once : {false, true}) {
          Numbers numbers(++seed);
          const int32_t window = steps * channels;
          const Bytes input(numbers.bytes(static_cast<size_t>(rows * window)));
          ReduceS8Args args{};
          args.input = input.data();
          set(args.kept_dims, {1, 1, 1, rows, channels});
          set(args.kept_strides, {0, 0, 0, window, 1});
          set(args.reduced_dims, {1, 1, 1, 1, steps});
          set(args.reduced_strides, {0, 0, 0, 0, channels});
          args.input_zero_point = numbers.between(-128, 127);
          args.output_zero_point = numbers.between(-128, 127);
          args.rescale = numbers.rescale(-12, 1);
          args.round_once = once;
          expect_taken(&KernelTable::sum_s8, args);
          compare_isas(&KernelTable::sum_s8, args, static_cast<size_t>(rows * channels),
                       expect_equal);
        }
      }
    }
  }
}

// Halves, both ends, infinities, no number, and everything between.
std::vector<float> hard_to_round(size_t count, float scale, Numbers& numbers) {
  const float infinity = std::numeric_limits<float>::infinity();
  std::vector<float> values = {0.0f, -0.0f, infinity, -infinity, std::nanf(""), 1e-40f, 3e38f};
  for (int32_t half = -300; half <= 300; ++half) {
    const float middle = 0.5f * static_cast<float>(half) * scale;
    values.insert(values.end(),
                  {std::nextafter(middle, -infinity), middle, std::nextafter(middle, infinity)});
  }
  while (values.size() < count) {
    values.push_back(scale * 0.01f * static_cast<float>(numbers.between(-30000, 30000)));
  }
  values.resize(count);
  return values;
}

TEST(IntegerElementwise, floats_become_the_int8_of_the_reference) {
  Numbers numbers(7);
  for (const size_t size : {1, 5, 8, 15, 16, 17, 100, 1536, 2000}) {
    for (const float scale : {1.0f, 0.0327f, 1.0f / 256.0f, 3.0e-5f, 1.0e-38f}) {
      const GuardedBuffer<float> input(hard_to_round(size, scale, numbers));
      for (const int32_t zero_point : {-128, -1, 0, 37, 127}) {
        QuantizeArgs args{input.data(), nullptr, size, scale, zero_point};
        const auto run = [&](Isa isa) {
          const Bytes output(size);
          args.output = output.data();
          (table_of(isa)->quantize_s8.run)(args);
          return output.values();
        };
        const std::vector<int8_t> expected = run(Isa::reference);
        for (const Isa isa : ::ambulo::testing::faster_isas()) {
          if (table_of(isa)->quantize_s8.run == nullptr) continue;
          ASSERT_EQ(run(isa), expected) << isa_name(isa) << " scale " << scale;
        }
      }
    }
  }
}

}  // namespace
}  // namespace ambulo::kernels
