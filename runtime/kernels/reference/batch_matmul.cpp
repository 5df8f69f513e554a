// SPDX-License-Identifier: Apache-2.0
// Products of two stacks of matrices.
#include "runtime/core/fixed_point.h"
#include "runtime/kernels/reference/reference.h"

#include <limits>

namespace ambulo::kernels::reference {
namespace {

// result(sum of product(x, y)) for each element of the output.
template <typename T, typename Sum, typename Product, typename Result>
void multiply(const BatchMatMulOperands<T>& args, Product product, Result result) {
  const auto& [n0, n1, n2] = args.batch;
  T* output = args.output;
  for (ptrdiff_t b0 = 0; b0 < n0; ++b0) {
    for (ptrdiff_t b1 = 0; b1 < n1; ++b1) {
      for (ptrdiff_t b2 = 0; b2 < n2; ++b2) {
        const T* x = args.x + b0 * args.x_batch_strides[0] + b1 * args.x_batch_strides[1] +
                     b2 * args.x_batch_strides[2];
        const T* y = args.y + b0 * args.y_batch_strides[0] + b1 * args.y_batch_strides[1] +
                     b2 * args.y_batch_strides[2];
        for (ptrdiff_t row = 0; row < args.rows; ++row) {
          for (ptrdiff_t column = 0; column < args.columns; ++column) {
            Sum sum = 0;
            for (ptrdiff_t k = 0; k < args.inner; ++k) {
              sum += product(x[row * args.x_row_stride + k * args.x_inner_stride],
                             y[k * args.y_inner_stride + column * args.y_column_stride]);
            }
            *output++ = result(sum);
          }
        }
      }
    }
  }
}

}  // namespace

void batch_matmul_f32(const BatchMatMulArgs& args) {
  multiply<float, float>(
      args, [](float x, float y) { return x * y; }, [](float sum) { return sum; });
}

void batch_matmul_s8(const BatchMatMulS8Args& args) {
  constexpr int64_t kLow = std::numeric_limits<int8_t>::min();
  constexpr int64_t kHigh = std::numeric_limits<int8_t>::max();
  multiply<int8_t, uint32_t>(
      args,
      [&](int8_t x, int8_t y) {
        return static_cast<uint32_t>((x - args.x_zero_point) * (y - args.y_zero_point));
      },
      [&](uint32_t sum) {
        const int64_t y =
            int64_t{multiply_by_quantized(static_cast<int32_t>(sum), args.rescale.multiplier,
                                          args.rescale.shift)} +
            args.output_zero_point;
        return static_cast<int8_t>(y < kLow ? kLow : y > kHigh ? kHigh : y);
      });
}

}  // namespace ambulo::kernels::reference
