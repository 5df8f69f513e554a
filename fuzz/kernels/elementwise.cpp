// SPDX-License-Identifier: Apache-2.0
// Sums and products of two tensors, one of which may be repeated along an axis.
#include "fuzz/kernels/cases.h"
#include "fuzz/kernels/compare.h"
#include "runtime/operators/quantization.h"

namespace ambulo::fuzz {
namespace {

using namespace kernels;

// (rows, columns); b is whole, a row, a column or a single number.
template <typename Args>
class Operands {
 public:
  Operands(Choices& choices, std::mt19937& random, Args& args)
      : rows_(choices.between(1, 20)),
        columns_(choices.between(1, 200)),
        b_rows_(choices.once_in(3) ? 1 : rows_),
        b_columns_(choices.once_in(3) ? 1 : columns_),
        a_(random_bytes(random, count())),
        b_(random_bytes(random, size_of(b_rows_, b_columns_))) {
    for (int d = 0; d < kMaxRank; ++d) args.dims[d] = 1;
    args.dims[kMaxRank - 2] = rows_;
    args.dims[kMaxRank - 1] = columns_;
    args.a_strides[kMaxRank - 2] = columns_;
    args.a_strides[kMaxRank - 1] = 1;
    args.b_strides[kMaxRank - 2] = b_rows_ == 1 ? 0 : b_columns_;
    args.b_strides[kMaxRank - 1] = b_columns_ == 1 ? 0 : 1;
    args.a = a_.data();
    args.b = b_.data();
    args.a_zero_point = choices.zero_point();
    args.b_zero_point = choices.zero_point();
    args.output_zero_point = choices.zero_point();
    args.clamp = choices.limits();
  }
  size_t count() const { return size_of(rows_, columns_); }

 private:
  int32_t rows_, columns_, b_rows_, b_columns_;
  GuardedBuffer<int8_t> a_, b_;
};

}  // namespace

void add_s8(Choices& choices) {
  std::mt19937 random = choices.random();
  AddS8Args args{};
  const Operands operands(choices, random, args);
  const double a = choices.scale(), b = choices.scale(), output = choices.scale();
  const double twice_larger = 2.0 * std::fmax(a, b);
  args.left_shift = 20;
  args.sign = choices.once_in(2) ? 1 : -1;
  if (operators::rescale_by(a / twice_larger, args.a_rescale) != Status::Ok ||
      operators::rescale_by(b / twice_larger, args.b_rescale) != Status::Ok ||
      operators::rescale_by(twice_larger / ((1 << 20) * output), args.output_rescale) !=
          Status::Ok) {
    return;
  }
  compare("add_s8", &KernelTable::add_s8, args, operands.count());
}

void mul_s8(Choices& choices) {
  std::mt19937 random = choices.random();
  MulS8Args args{};
  const Operands operands(choices, random, args);
  const double factor = choices.scale() * choices.scale() / choices.scale();
  if (operators::rescale_by(factor, args.rescale) != Status::Ok) return;
  compare("mul_s8", &KernelTable::mul_s8, args, operands.count());
}

}  // namespace ambulo::fuzz
