// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/testing/compare.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "toolchain/core/random.h"

namespace ambulo::graph::testing {

DoubleTensor random_input(const Graph& graph, std::uint64_t seed) {
  Random random(seed);
  DoubleTensor input{graph.tensors[static_cast<std::size_t>(graph.inputs.at(0))].shape, {}};
  for (std::size_t n = element_count(input.shape); n > 0; --n) {
    input.values.push_back(static_cast<double>(static_cast<float>(random.normal())));
  }
  return input;
}

double largest_difference(const Graph& a, const Graph& b, std::size_t runs) {
  Evaluator of_a(a), of_b(b);
  double largest = 0.0;
  for (std::size_t run = 0; run < runs; ++run) {
    of_a.reset_variables();
    of_b.reset_variables();
    const DoubleTensor input = random_input(a, 1000 + run);
    const auto left = of_a.run({input}), right = of_b.run({input});
    for (std::size_t i = 0; i < left.size(); ++i) {
      if (left[i].shape != right.at(i).shape) return std::numeric_limits<double>::infinity();
      for (std::size_t j = 0; j < left[i].values.size(); ++j) {
        const double difference = std::abs(left[i].values[j] - right[i].values[j]);
        // A difference that is not a number is no agreement.
        largest = difference <= largest ? largest : difference;
        if (!std::isfinite(difference)) return std::numeric_limits<double>::infinity();
      }
    }
  }
  return largest;
}

std::size_t count_of_type(const Graph& graph, const char* name) {
  return static_cast<std::size_t>(std::ranges::count_if(
      graph.operators, [&](const Operator& op) { return type_name(op) == name; }));
}

}  // namespace ambulo::graph::testing
