// SPDX-License-Identifier: Apache-2.0
// Operators with weights but without state, in double precision.
#include <cmath>
#include <cstddef>

#include "toolchain/graph/evaluate_operators.h"

namespace ambulo::graph {
namespace {

// weights (rows, columns) times x (columns), row r alone.
double dot_row(const DoubleTensor& weights, std::size_t r, const double* x) {
  const auto columns = static_cast<std::size_t>(dimension(weights, 1));
  double sum = 0.0;
  for (std::size_t i = 0; i < columns; ++i) sum += weights.values[r * columns + i] * x[i];
  return sum;
}

// An element of an image (N,H,W,C).
double at(const DoubleTensor& image, int n, int row, int column, int channel) {
  const auto size = [&](std::size_t axis) { return static_cast<std::size_t>(image.shape[axis]); };
  const auto pixel =
      (static_cast<std::size_t>(n) * size(1) + static_cast<std::size_t>(row)) * size(2) +
      static_cast<std::size_t>(column);
  return image.values[pixel * size(3) + static_cast<std::size_t>(channel)];
}

void require_images(const DoubleTensor& input, const DoubleTensor& filter) {
  require(input.shape.size() == 4 && filter.shape.size() == 4,
          "convolution of what is no image, or with what is none");
}

// The bias, one number for each output; null if there is none.
const DoubleTensor* bias_of(const Operands& operands, int outputs) {
  const DoubleTensor* bias = operands.size() > 2 ? operands[2] : nullptr;
  require(!bias || bias->values.size() == static_cast<std::size_t>(outputs),
          "bias of another size than the output's channels");
  return bias;
}

}  // namespace

DoubleTensor evaluate(const Conv2d& conv, const Operands& operands) {
  require(operands.size() >= 2 && operands[1] != nullptr, "CONV_2D without filter");
  const DoubleTensor &input = *operands[0], &filter = *operands[1];
  require_images(input, filter);
  const int batch = dimension(input, 0), height = dimension(input, 1), width = dimension(input, 2);
  const int depth = dimension(input, 3), outputs = dimension(filter, 0);
  const int kh = dimension(filter, 1), kw = dimension(filter, 2);
  require(dimension(filter, 3) == depth, "CONV_2D filter has other channels than its input");
  const DoubleTensor* bias = bias_of(operands, outputs);
  const auto [out_h, top] =
      window_geometry(height, kh, conv.stride_h, conv.dilation_h, conv.padding);
  const auto [out_w, left] =
      window_geometry(width, kw, conv.stride_w, conv.dilation_w, conv.padding);
  DoubleTensor result{{batch, out_h, out_w, outputs}, {}};
  for (int n = 0; n < batch; ++n) {
    for (int y = 0; y < out_h; ++y) {
      for (int x = 0; x < out_w; ++x) {
        for (int o = 0; o < outputs; ++o) {
          double sum = bias ? bias->values[static_cast<std::size_t>(o)] : 0.0;
          for (int i = 0; i < kh; ++i) {
            for (int j = 0; j < kw; ++j) {
              const int row = y * conv.stride_h - top + i * conv.dilation_h;
              const int column = x * conv.stride_w - left + j * conv.dilation_w;
              if (row < 0 || row >= height || column < 0 || column >= width) continue;
              for (int c = 0; c < depth; ++c) {
                sum += at(input, n, row, column, c) * at(filter, o, i, j, c);
              }
            }
          }
          result.values.push_back(sum);
        }
      }
    }
  }
  apply(conv.activation, result.values);
  return result;
}

DoubleTensor evaluate(const DepthwiseConv2d& conv, const Operands& operands) {
  require(operands.size() >= 2 && operands[1] != nullptr, "DEPTHWISE_CONV_2D without filter");
  const DoubleTensor &input = *operands[0], &filter = *operands[1];
  require_images(input, filter);
  const int batch = dimension(input, 0), height = dimension(input, 1), width = dimension(input, 2);
  const int depth = dimension(input, 3), outputs = dimension(filter, 3);
  const int kh = dimension(filter, 1), kw = dimension(filter, 2);
  require(depth > 0 && outputs % depth == 0 && filter.shape[0] == 1,
          "DEPTHWISE_CONV_2D filter does not fit its input");
  const int multiplier = outputs / depth;
  const DoubleTensor* bias = bias_of(operands, outputs);
  const auto [out_h, top] =
      window_geometry(height, kh, conv.stride_h, conv.dilation_h, conv.padding);
  const auto [out_w, left] =
      window_geometry(width, kw, conv.stride_w, conv.dilation_w, conv.padding);
  DoubleTensor result{{batch, out_h, out_w, outputs}, {}};
  for (int place = 0; place < batch * out_h * out_w; ++place) {
    const int n = place / (out_h * out_w), y = place / out_w % out_h, x = place % out_w;
    for (int o = 0; o < outputs; ++o) {
      double sum = bias ? bias->values[static_cast<std::size_t>(o)] : 0.0;
      for (int tap = 0; tap < kh * kw; ++tap) {
        const int row = y * conv.stride_h - top + tap / kw * conv.dilation_h;
        const int column = x * conv.stride_w - left + tap % kw * conv.dilation_w;
        if (row < 0 || row >= height || column < 0 || column >= width) continue;
        sum += at(input, n, row, column, o / multiplier) * at(filter, 0, tap / kw, tap % kw, o);
      }
      result.values.push_back(sum);
    }
  }
  apply(conv.activation, result.values);
  return result;
}

DoubleTensor evaluate(const BatchMatMul& product, const Operands& operands) {
  require(operands.size() == 2 && operands[1] != nullptr, "BATCH_MATMUL takes two operands");
  const DoubleTensor &x = *operands[0], &y = *operands[1];
  const std::size_t rank = x.shape.size();
  require(rank >= 2 && y.shape.size() == rank, "BATCH_MATMUL of unequal ranks is not evaluated");
  const auto rows = [&](const DoubleTensor& t, bool swap) {
    return static_cast<std::size_t>(t.shape[rank - (swap ? 1 : 2)]);
  };
  const std::size_t m = rows(x, product.adjoint_x), k = rows(x, !product.adjoint_x);
  const std::size_t n = rows(y, !product.adjoint_y);
  require(rows(y, product.adjoint_y) == k, "BATCH_MATMUL of matrices that do not fit");
  DoubleTensor result{x.shape, {}};
  result.shape[rank - 2] = static_cast<std::int32_t>(m);
  result.shape[rank - 1] = static_cast<std::int32_t>(n);
  const std::size_t batch = k == 0 || m == 0 ? 0 : x.values.size() / (m * k);
  require(y.values.size() == batch * k * n, "BATCH_MATMUL of unequal batches is not evaluated");
  for (std::size_t b = 0; b < batch; ++b) {
    for (std::size_t i = 0; i < m * n; ++i) {
      const std::size_t row = i / n, column = i % n;
      double sum = 0.0;
      for (std::size_t j = 0; j < k; ++j) {
        sum += x.values[b * m * k + (product.adjoint_x ? j * m + row : row * k + j)] *
               y.values[b * k * n + (product.adjoint_y ? column * k + j : j * n + column)];
      }
      result.values.push_back(sum);
    }
  }
  return result;
}

DoubleTensor evaluate(const FullyConnected& layer, const Operands& operands) {
  require(operands.size() >= 2 && operands[1] != nullptr, "FULLY_CONNECTED without weights");
  const DoubleTensor &input = *operands[0], &weights = *operands[1];
  require(weights.shape.size() == 2, "FULLY_CONNECTED weights are no matrix");
  const auto outputs = static_cast<std::size_t>(dimension(weights, 0));
  const auto inputs = static_cast<std::size_t>(dimension(weights, 1));
  require(inputs > 0 && input.values.size() % inputs == 0,
          "FULLY_CONNECTED weights do not fit its input");
  const DoubleTensor* bias = bias_of(operands, dimension(weights, 0));
  const std::size_t batch = input.values.size() / inputs;
  DoubleTensor result{{static_cast<std::int32_t>(batch), dimension(weights, 0)}, {}};
  if (layer.keep_dims) {
    require(!input.shape.empty(), "FULLY_CONNECTED keeps the dimensions of a scalar");
    result.shape = input.shape;
    result.shape.back() = dimension(weights, 0);
  }
  for (std::size_t n = 0; n < batch; ++n) {
    for (std::size_t o = 0; o < outputs; ++o) {
      result.values.push_back((bias ? bias->values[o] : 0.0) +
                              dot_row(weights, o, input.values.data() + n * inputs));
    }
  }
  apply(layer.activation, result.values);
  return result;
}

DoubleTensor evaluate(const BatchNorm& norm, const Operands& operands) {
  require(operands.size() == 5, "BATCH_NORM takes five operands");
  DoubleTensor result = *operands[0];
  const auto &gamma = operands[1]->values, &beta = operands[2]->values;
  const auto &mean = operands[3]->values, &variance = operands[4]->values;
  for (std::size_t i = 0; i < result.values.size(); ++i) {
    const std::size_t c = i % gamma.size();
    double& x = result.values[i];
    x = (x - mean[c]) / std::sqrt(variance[c] + static_cast<double>(norm.epsilon)) * gamma[c] +
        beta[c];
  }
  return result;
}

}  // namespace ambulo::graph
