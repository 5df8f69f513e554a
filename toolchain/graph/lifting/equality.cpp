// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/lifting/equality.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "toolchain/graph/evaluate.h"
#include "toolchain/graph/lifting/probe.h"

namespace ambulo::graph {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double largest_difference(const std::vector<DoubleTensor>& a, const std::vector<DoubleTensor>& b) {
  if (a.size() != b.size()) return kInfinity;
  double largest = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].shape != b[i].shape || a[i].values.size() != b[i].values.size()) return kInfinity;
    for (std::size_t j = 0; j < a[i].values.size(); ++j) {
      const double difference = std::abs(a[i].values[j] - b[i].values[j]);
      if (!std::isfinite(difference)) return kInfinity;
      largest = std::max(largest, difference);
    }
  }
  return largest;
}

}  // namespace

double largest_difference(const Model& model, const Graph& graph, std::size_t runs,
                          const Work& most) {
  Evaluator before(model, most), after(graph, most);
  double largest = 0.0;
  for (std::size_t run = 0; run < runs; ++run) {
    before.reset_variables();
    after.reset_variables();
    std::vector<DoubleTensor> inputs;
    for (const int input : model.graphs.at(0).inputs) {
      const Tensor& tensor = model.graphs[0].tensors[static_cast<std::size_t>(input)];
      inputs.push_back(probe(tensor, 1000 * (run + 1) + inputs.size()));
    }
    largest = std::max(largest, largest_difference(before.run(inputs), after.run(inputs)));
  }
  return largest;
}

}  // namespace ambulo::graph
