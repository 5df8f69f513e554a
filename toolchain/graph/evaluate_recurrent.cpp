// SPDX-License-Identifier: Apache-2.0
// The recurrent operator, in double precision.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

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

}  // namespace

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
  require(lstm.activation == Activation::Tanh, "LSTM with another activation is not evaluated");
  for (int i = 0; i < 4; ++i) {
    require(operands[static_cast<std::size_t>(operand::kInputToInputWeights + i)] &&
                operands[static_cast<std::size_t>(operand::kRecurrentToInputWeights + i)] &&
                operands[static_cast<std::size_t>(operand::kInputGateBias + i)],
            "LSTM with a coupled input gate is not evaluated");
  }
  require(operands[operand::kOutputState] && operands[operand::kCellState], "LSTM without states");
  const DoubleTensor& input = *operands[0];
  const int batch = dimension(input, lstm.time_major ? 1 : 0);
  const int time = dimension(input, lstm.time_major ? 0 : 1);
  const double clip = lstm.cell_clip > 0.0f ? static_cast<double>(lstm.cell_clip)
                                            : std::numeric_limits<double>::infinity();
  const auto depth = static_cast<std::size_t>(dimension(input, 2));
  auto& h = operands[operand::kOutputState]->values;
  auto& c = operands[operand::kCellState]->values;
  const auto cells = static_cast<std::size_t>(dimension(*operands[operand::kCellState], 1));

  const auto fits = [](const DoubleTensor* tensor, std::size_t rows, std::size_t columns) {
    return tensor && tensor->shape.size() <= 2 && tensor->values.size() == rows * columns;
  };
  const auto states = static_cast<std::size_t>(batch);
  require(fits(operands[operand::kOutputState], states, cells) &&
              fits(operands[operand::kCellState], states, cells),
          "LSTM with states of another size");
  for (std::size_t gate = 0; gate < 4; ++gate) {
    const DoubleTensor* weights = operands[operand::kInputToInputWeights + gate];
    const DoubleTensor* recurrent = operands[operand::kRecurrentToInputWeights + gate];
    require(fits(weights, cells, depth) && dimension(*weights, 0) == dimension(*recurrent, 0) &&
                fits(recurrent, cells, cells) &&
                dimension(*recurrent, 1) == dimension(*recurrent, 0) &&
                fits(operands[operand::kInputGateBias + gate], cells, 1),
            "LSTM with weights of another size");
  }
  DoubleTensor result{input.shape, {}};
  result.shape[2] = static_cast<std::int32_t>(cells);
  result.values.resize(states * static_cast<std::size_t>(time) * cells);
  std::vector<double> gates(4 * cells);
  for (std::size_t n = 0; n < static_cast<std::size_t>(batch); ++n) {
    for (std::size_t t = 0; t < static_cast<std::size_t>(time); ++t) {
      const std::size_t step = lstm.time_major ? t * static_cast<std::size_t>(batch) + n
                                               : n * static_cast<std::size_t>(time) + t;
      for (std::size_t gate = 0; gate < 4; ++gate) {
        const DoubleTensor& weights = *operands[operand::kInputToInputWeights + gate];
        const DoubleTensor& recurrent = *operands[operand::kRecurrentToInputWeights + gate];
        const DoubleTensor& bias = *operands[operand::kInputGateBias + gate];
        for (std::size_t j = 0; j < cells; ++j) {
          gates[gate * cells + j] = dot_row(weights, j, input.values.data() + step * depth) +
                                    dot_row(recurrent, j, h.data() + n * cells) + bias.values[j];
        }
      }
      for (std::size_t j = 0; j < cells; ++j) {
        double& cell = c[n * cells + j];
        cell =
            sigmoid(gates[cells + j]) * cell + sigmoid(gates[j]) * std::tanh(gates[2 * cells + j]);
        cell = std::clamp(cell, -clip, clip);
        h[n * cells + j] = sigmoid(gates[3 * cells + j]) * std::tanh(cell);
        result.values[step * cells + j] = h[n * cells + j];
      }
    }
  }
  return result;
}

}  // namespace ambulo::graph
