// SPDX-License-Identifier: Apache-2.0
// Operators with weights, in double precision.
#include <cmath>
#include <cstddef>

#include "runtime/model/tflite_schema.h"
#include "toolchain/graph/evaluate_operators.h"

namespace ambulo::graph {
namespace {

double sigmoid(double x) {
  return 1.0 / (1.0 + std::exp(-x));
}

// weights (rows, columns) times x (columns), row r alone.
double dot_row(const DoubleTensor& weights, std::size_t r, const double* x) {
  const auto columns = static_cast<std::size_t>(dimension(weights, 1));
  double sum = 0.0;
  for (std::size_t i = 0; i < columns; ++i) sum += weights.values[r * columns + i] * x[i];
  return sum;
}

const DoubleTensor* optional(const Operands& operands, std::size_t i) {
  return i < operands.size() ? operands[i] : nullptr;
}

}  // namespace

DoubleTensor evaluate(const Conv2d& conv, const Operands& operands) {
  require(operands.size() >= 2 && operands[1] != nullptr, "CONV_2D without filter");
  const DoubleTensor &input = *operands[0], &filter = *operands[1];
  const DoubleTensor* bias = optional(operands, 2);
  const int batch = dimension(input, 0), height = dimension(input, 1), width = dimension(input, 2);
  const int depth = dimension(input, 3), outputs = dimension(filter, 0);
  const int kh = dimension(filter, 1), kw = dimension(filter, 2);
  require(dimension(filter, 3) == depth, "CONV_2D filter has other channels than its input");
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
              const auto a =
                  static_cast<std::size_t>(((n * height + row) * width + column) * depth);
              const auto b = static_cast<std::size_t>(((o * kh + i) * kw + j) * depth);
              for (std::size_t c = 0; c < static_cast<std::size_t>(depth); ++c) {
                sum += input.values[a + c] * filter.values[b + c];
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

DoubleTensor evaluate(const FullyConnected& layer, const Operands& operands) {
  require(operands.size() >= 2 && operands[1] != nullptr, "FULLY_CONNECTED without weights");
  const DoubleTensor &input = *operands[0], &weights = *operands[1];
  const DoubleTensor* bias = optional(operands, 2);
  const auto outputs = static_cast<std::size_t>(dimension(weights, 0));
  const auto inputs = static_cast<std::size_t>(dimension(weights, 1));
  require(inputs > 0 && input.values.size() % inputs == 0,
          "FULLY_CONNECTED weights do not fit its input");
  const std::size_t batch = input.values.size() / inputs;
  DoubleTensor result{{static_cast<std::int32_t>(batch), dimension(weights, 0)}, {}};
  if (layer.keep_dims) {
    result.shape = input.shape;
    result.shape.back() = dimension(weights, 0);
  }
  for (std::size_t n = 0; n < batch; ++n) {
    for (std::size_t o = 0; o < outputs; ++o) {
      result.values.push_back((bias ? bias->values[o] : 0.0) +
                              dot_row(weights, o, &input.values[n * inputs]));
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

// i, f, o = sigmoid(W x + R h + b), g = tanh(W x + R h + b); c = f c + i g; h = o tanh(c).
DoubleTensor evaluate(const UnidirectionalSequenceLstm& lstm, const Operands& operands) {
  namespace operand = schema::lstm_operand;
  require(operands.size() == operand::kCount, "LSTM takes 24 operands");
  for (const int i :
       {operand::kCellToInputWeights, operand::kCellToForgetWeights, operand::kCellToOutputWeights,
        operand::kProjectionWeights, operand::kProjectionBias, operand::kInputLayerNorm}) {
    require(operands[static_cast<std::size_t>(i)] == nullptr,
            "LSTM with peepholes, projection or layer norm is not evaluated");
  }
  require(lstm.activation == Activation::Tanh && lstm.cell_clip == 0.0f && !lstm.time_major,
          "LSTM with another activation, clipping or time-major order is not evaluated");
  for (int i = 0; i < 4; ++i) {
    require(operands[static_cast<std::size_t>(operand::kInputToInputWeights + i)] &&
                operands[static_cast<std::size_t>(operand::kRecurrentToInputWeights + i)] &&
                operands[static_cast<std::size_t>(operand::kInputGateBias + i)],
            "LSTM with a coupled input gate is not evaluated");
  }
  const DoubleTensor& input = *operands[0];
  const int batch = dimension(input, 0), time = dimension(input, 1);
  const auto depth = static_cast<std::size_t>(dimension(input, 2));
  auto& h = operands[operand::kOutputState]->values;
  auto& c = operands[operand::kCellState]->values;
  const auto cells = static_cast<std::size_t>(dimension(*operands[operand::kCellState], 1));

  DoubleTensor result{{batch, time, static_cast<std::int32_t>(cells)}, {}};
  result.values.resize(static_cast<std::size_t>(batch * time) * cells);
  std::vector<double> gates(4 * cells);
  for (std::size_t n = 0; n < static_cast<std::size_t>(batch); ++n) {
    for (std::size_t t = 0; t < static_cast<std::size_t>(time); ++t) {
      const std::size_t step = n * static_cast<std::size_t>(time) + t;
      for (std::size_t gate = 0; gate < 4; ++gate) {
        const DoubleTensor& weights = *operands[operand::kInputToInputWeights + gate];
        const DoubleTensor& recurrent = *operands[operand::kRecurrentToInputWeights + gate];
        const DoubleTensor& bias = *operands[operand::kInputGateBias + gate];
        for (std::size_t j = 0; j < cells; ++j) {
          gates[gate * cells + j] = dot_row(weights, j, &input.values[step * depth]) +
                                    dot_row(recurrent, j, &h[n * cells]) + bias.values[j];
        }
      }
      for (std::size_t j = 0; j < cells; ++j) {
        double& cell = c[n * cells + j];
        cell =
            sigmoid(gates[cells + j]) * cell + sigmoid(gates[j]) * std::tanh(gates[2 * cells + j]);
        h[n * cells + j] = sigmoid(gates[3 * cells + j]) * std::tanh(cell);
        result.values[step * cells + j] = h[n * cells + j];
      }
    }
  }
  return result;
}

}  // namespace ambulo::graph
