// SPDX-License-Identifier: Apache-2.0
// Choices of two costs each: bytes and loss. One dominates another when it is no worse in both and
// better in one; what nothing dominates is the Pareto front.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace ambulo::quantization {

struct Costs {
  double bytes = 0.0, loss = 0.0;
};

// Indices of the front, by rising bytes and falling loss; of equal points the first.
std::vector<std::size_t> pareto_front(std::span<const Costs> points);

// One option for each layer so that costs add up: the front of all combinations (a multiple-choice
// knapsack, solved exactly by merging fronts layer by layer: Kellerer, Pferschy and Pisinger,
// Knapsack Problems, 2004, 11.5). Beyond `most` points, every so many-th is dropped after a layer,
// the ends never.
struct Combination {
  Costs costs;
  std::vector<std::size_t> options;  // of each layer
};
std::vector<Combination> best_combinations(const std::vector<std::vector<Costs>>& layers,
                                           std::size_t most);

// `most` of them, evenly spread, both ends included.
std::vector<std::size_t> spread(std::size_t count, std::size_t most);

}  // namespace ambulo::quantization
