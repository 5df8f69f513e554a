// SPDX-License-Identifier: Apache-2.0
// Pools, softmax, means and sums.
#include "fuzz/kernels/cases.h"
#include "fuzz/kernels/compare.h"
#include "runtime/operators/quantization.h"

namespace ambulo::fuzz {
namespace {

using namespace kernels;

template <typename Args>
void choose_pool(Choices& choices, Args& args) {
  args.rows = choices.once_in(4) ? choices.time_axis(false) : kOneRow;
  args.columns = choices.time_axis(false);
  args.batch = choices.between(1, 2);
  args.channels = choices.between(1, 130);
}

template <typename Args>
size_t outputs_of(const Args& args) {
  return size_of(args.batch, args.rows.output, args.columns.output) * size_of(args.channels);
}

template <typename Args>
size_t inputs_of(const Args& args) {
  return size_of(args.batch, args.rows.input, args.columns.input) * size_of(args.channels);
}

void pool_s8(Choices& choices, const char* name, KernelEntry<PoolS8Args> entry) {
  std::mt19937 random = choices.random();
  PoolS8Args args{};
  choose_pool(choices, args);
  args.clamp = choices.limits();
  const GuardedBuffer<int8_t> input(random_bytes(random, inputs_of(args)));
  args.input = input.data();
  compare(name, entry, args, outputs_of(args));
}

void pool_f32(Choices& choices, const char* name, KernelEntry<PoolArgs> entry) {
  std::mt19937 random = choices.random();
  PoolArgs args{};
  choose_pool(choices, args);
  args.clamp = choices.float_limits();
  const GuardedBuffer<float> input(random_floats(random, inputs_of(args)));
  args.input = input.data();
  compare(name, entry, args, outputs_of(args));
}

// A tensor (outer, middle, inner) of which some axes are summed over.
struct Reduced {
  explicit Reduced(Choices& choices)
      : sizes{choices.between(1, 6), choices.between(1, 200), choices.between(1, 100)},
        axes(choices.once_in(2) ? 2 : choices.between(1, 7)) {}
  bool is_summed(int axis) const { return (axes >> axis & 1) != 0; }
  int32_t product(bool summed) const {
    int32_t count = 1;
    for (int axis = 0; axis < 3; ++axis) count *= is_summed(axis) == summed ? sizes[axis] : 1;
    return count;
  }
  int32_t sizes[3];
  int32_t axes;  // a bit for each; the middle one is time
};

// As prepare does for a mean: as many bits more as the count has.
void divide(Rescale& rescale, int32_t count) {
  int32_t shift = 31 - __builtin_clz(static_cast<unsigned>(count));
  if (shift > 31 + rescale.shift) shift = 31 + rescale.shift;
  rescale.multiplier = static_cast<int32_t>((int64_t{rescale.multiplier} << shift) / count);
  rescale.shift -= shift;
}

}  // namespace

void max_pool_2d_s8(Choices& choices) {
  pool_s8(choices, "max_pool_2d_s8", &KernelTable::max_pool_2d_s8);
}
void max_pool_2d_f32(Choices& choices) {
  pool_f32(choices, "max_pool_2d_f32", &KernelTable::max_pool_2d_f32);
}
void average_pool_2d_s8(Choices& choices) {
  pool_s8(choices, "average_pool_2d_s8", &KernelTable::average_pool_2d_s8);
}
void average_pool_2d_f32(Choices& choices) {
  pool_f32(choices, "average_pool_2d_f32", &KernelTable::average_pool_2d_f32);
}

void softmax_s8(Choices& choices) {
  std::mt19937 random = choices.random();
  SoftmaxS8Args args{};
  args.rows = choices.between(1, 5);
  args.depth = choices.once_in(2) ? choices.between(1, 12) : choices.between(1, 511);
  // A factor above 1, as multiplier 2^(shift - 31).
  args.input_multiplier = static_cast<int32_t>((1u << 30) + random() % (1u << 30));
  args.input_shift = choices.between(1, 31);
  args.least_difference = -static_cast<int32_t>((int64_t{31} << 26) >> args.input_shift);
  const GuardedBuffer<int8_t> input(random_bytes(random, size_of(args.rows, args.depth)));
  args.input = input.data();
  compare("softmax_s8", &KernelTable::softmax_s8, args, size_of(args.rows, args.depth));
}

void softmax_f32(Choices& choices) {
  std::mt19937 random = choices.random();
  SoftmaxArgs args{};
  args.rows = choices.between(1, 5);
  args.depth = choices.once_in(2) ? choices.between(1, 12) : choices.between(1, 1000);
  args.beta = static_cast<float>(choices.scale());
  std::vector<float> values = random_floats(random, size_of(args.rows, args.depth));
  const auto spread = static_cast<float>(choices.between(1, 200));
  for (float& value : values) value *= spread;
  const GuardedBuffer<float> input(values);
  args.input = input.data();
  compare("softmax_f32", &KernelTable::softmax_f32, args, size_of(args.rows, args.depth));
}

void sum_s8(Choices& choices) {
  std::mt19937 random = choices.random();
  const Reduced shape(choices);
  ReduceS8Args args{};
  int32_t stride = 1;
  for (int d = 0; d < kMaxRank; ++d) args.kept_dims[d] = args.reduced_dims[d] = 1;
  for (int axis = 2; axis >= 0; --axis) {
    const int d = kMaxRank - 3 + axis;
    (shape.is_summed(axis) ? args.reduced_dims : args.kept_dims)[d] = shape.sizes[axis];
    (shape.is_summed(axis) ? args.reduced_strides : args.kept_strides)[d] = stride;
    stride *= shape.sizes[axis];
  }
  args.input_zero_point = choices.zero_point();
  args.output_zero_point = choices.zero_point();
  args.round_once = choices.once_in(2);
  if (operators::rescale_by(choices.scale() / choices.scale(), args.rescale) != Status::Ok) return;
  if (!args.round_once) divide(args.rescale, shape.product(true));
  const GuardedBuffer<int8_t> input(random_bytes(random, size_of(stride)));
  args.input = input.data();
  compare("sum_s8", &KernelTable::sum_s8, args, size_of(shape.product(false)));
}

void mean_f32(Choices& choices) {
  std::mt19937 random = choices.random();
  const Reduced shape(choices);
  MeanArgs args{};
  int32_t stride = 1, total = 1;
  for (int d = 0; d < kMaxRank; ++d) args.dims[d] = 1;
  for (int axis = 2; axis >= 0; --axis) {
    const int d = kMaxRank - 3 + axis;
    args.dims[d] = shape.sizes[axis];
    total *= shape.sizes[axis];
    if (shape.is_summed(axis)) continue;
    args.output_strides[d] = stride;
    stride *= shape.sizes[axis];
  }
  args.output_count = size_of(stride);
  const GuardedBuffer<float> input(random_floats(random, size_of(total)));
  args.input = input.data();
  compare("mean_f32", &KernelTable::mean_f32, args, args.output_count);
}

}  // namespace ambulo::fuzz
