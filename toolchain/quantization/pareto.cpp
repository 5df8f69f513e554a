// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/pareto.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

namespace ambulo::quantization {

std::vector<std::size_t> pareto_front(std::span<const Costs> points) {
  std::vector<std::size_t> order(points.size());
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
    return std::pair(points[a].bytes, points[a].loss) < std::pair(points[b].bytes, points[b].loss);
  });
  std::vector<std::size_t> front;
  double least = std::numeric_limits<double>::infinity();
  for (const std::size_t i : order) {
    if (!(points[i].loss < least)) continue;
    least = points[i].loss;
    front.push_back(i);
  }
  return front;
}

std::vector<Combination> best_combinations(const std::vector<std::vector<Costs>>& layers,
                                           std::size_t most) {
  std::vector<Combination> known = {{}};
  for (const std::vector<Costs>& options : layers) {
    std::vector<Combination> longer;
    std::vector<Costs> costs;
    for (const Combination& before : known) {
      for (std::size_t o = 0; o < options.size(); ++o) {
        Combination next = before;
        next.costs.bytes += options[o].bytes;
        next.costs.loss += options[o].loss;
        next.options.push_back(o);
        costs.push_back(next.costs);
        longer.push_back(std::move(next));
      }
    }
    const std::vector<std::size_t> front = pareto_front(costs);
    known.clear();
    for (const std::size_t i : spread(front.size(), most)) {
      known.push_back(std::move(longer[front[i]]));
    }
  }
  return known;
}

std::vector<std::size_t> spread(std::size_t count, std::size_t most) {
  std::vector<std::size_t> result;
  if (count <= most) {
    result.resize(count);
    std::iota(result.begin(), result.end(), 0u);
    return result;
  }
  for (std::size_t i = 0; i < most; ++i) result.push_back(i * (count - 1) / (most - 1));
  return result;
}

}  // namespace ambulo::quantization
