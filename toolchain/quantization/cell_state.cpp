// SPDX-License-Identifier: Apache-2.0
// One step at a time through graph::evaluate_operator, in double precision.
#include "toolchain/quantization/cell_state.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "runtime/model/tflite_schema.h"
#include "toolchain/core/error.h"
#include "toolchain/graph/evaluate.h"

namespace ambulo::quantization {
namespace {

using graph::DoubleTensor;
namespace operand = schema::lstm_operand;

constexpr std::size_t kMostSamples = 200;

// An LSTM that reads one step of one sequence.
class Stepped {
 public:
  Stepped(const graph::Graph& graph, const graph::Operator& op) : op_(op) {
    for (const int input : op.inputs) {
      if (input == graph::kNone) {
        operands_.emplace_back();
        continue;
      }
      const graph::Tensor& tensor = graph.tensors[static_cast<std::size_t>(input)];
      if (tensor.is_variable || tensor.data.empty()) {
        operands_.push_back({tensor.shape, {}});
      } else {
        operands_.push_back(to_double(tensor));
      }
    }
    for (std::size_t i = 0; i < operands_.size(); ++i) {
      pointers_.push_back(op.inputs[i] == graph::kNone ? nullptr : &operands_[i]);
    }
    const std::vector<std::int32_t>& shape = operands_[operand::kInput].shape;
    depth_ = static_cast<std::size_t>(shape.at(2));
    if (graph::element_count(shape) !=
        depth_ * static_cast<std::size_t>(std::max(shape[0], shape[1]))) {
      throw Error(ErrorKind::Unsupported, "an LSTM over several sequences at once", graph.name);
    }
    operands_[operand::kInput].shape = {1, 1, shape[2]};
  }

  // The pointers stay good: a moved vector keeps its elements where they are.
  Stepped(Stepped&&) = default;

  // values: (steps, depth).
  void follow(const std::vector<float>& values, Range& cell_range) {
    for (const int state : {operand::kOutputState, operand::kCellState}) {
      DoubleTensor& tensor = operands_[static_cast<std::size_t>(state)];
      tensor.values.assign(graph::element_count(tensor.shape), 0.0);
    }
    for (std::size_t begin = 0; begin < values.size(); begin += depth_) {
      const auto from = values.begin() + static_cast<std::ptrdiff_t>(begin);
      operands_[operand::kInput].values.assign(from, from + static_cast<std::ptrdiff_t>(depth_));
      graph::WorkBudget budget;  // one step is little work
      evaluate_operator(op_, pointers_, budget);
      for (const double cell : operands_[operand::kCellState].values) cell_range.include(cell);
    }
  }

 private:
  const graph::Operator& op_;
  std::vector<DoubleTensor> operands_;
  std::vector<DoubleTensor*> pointers_;
  std::size_t depth_ = 0;
};

struct Place {
  Stepped lstm;
  int cell_state;
  std::size_t input;  // place in OpenModel::tensors()
  Range range;
};

}  // namespace

std::map<int, Range> cell_state_ranges(OpenModel& model, const graph::Graph& graph,
                                       const Samples& samples) {
  std::vector<Place> places;
  for (const graph::Operator& op : graph.operators) {
    if (!std::holds_alternative<graph::UnidirectionalSequenceLstm>(op.attributes)) continue;
    const auto input = std::ranges::find(model.tensors(), op.inputs[operand::kInput]);
    places.push_back({Stepped(graph, op),
                      op.inputs[operand::kCellState],
                      static_cast<std::size_t>(input - model.tensors().begin()),
                      {}});
  }
  const std::size_t count = places.empty() ? 0 : std::min(samples.count(), kMostSamples);
  std::vector<float> values;
  for (std::size_t n = 0; n < count; ++n) {
    model.run(samples.sample(n * samples.count() / count));
    for (Place& place : places) {
      model.read(place.input, values);
      place.lstm.follow(values, place.range);
    }
  }
  std::map<int, Range> result;
  for (const Place& place : places) result[place.cell_state] = place.range;
  return result;
}

}  // namespace ambulo::quantization
