// SPDX-License-Identifier: Apache-2.0
// Depth first over the producers of operands, without recursion: unrolled graphs are deep.
#include "toolchain/graph/lifting/running_order.h"

#include <utility>
#include <vector>

namespace ambulo::graph {

std::optional<Graph> in_running_order(Graph graph) {
  enum class Mark : char { New, Open, Done };
  const std::size_t count = graph.operators.size();
  std::vector<std::size_t> producer(graph.tensors.size(), count);
  for (std::size_t i = 0; i < count; ++i) {
    for (const int output : graph.operators[i].outputs) {
      producer[static_cast<std::size_t>(output)] = i;
    }
  }
  std::vector<Mark> marks(count, Mark::New);
  std::vector<Operator> ordered;
  struct Visit {
    std::size_t op, next_operand;
  };
  for (std::size_t root = 0; root < count; ++root) {
    std::vector<Visit> stack;
    if (marks[root] == Mark::New) stack.push_back({root, 0});
    while (!stack.empty()) {
      const std::size_t op = stack.back().op;
      marks[op] = Mark::Open;
      if (stack.back().next_operand == graph.operators[op].inputs.size()) {
        marks[op] = Mark::Done;
        ordered.push_back(std::move(graph.operators[op]));
        stack.pop_back();
        continue;
      }
      const int input = graph.operators[op].inputs[stack.back().next_operand++];
      const std::size_t before = input == kNone ? count : producer[static_cast<std::size_t>(input)];
      if (before == count || marks[before] == Mark::Done) continue;
      if (marks[before] == Mark::Open) return std::nullopt;
      stack.push_back({before, 0});
    }
  }
  graph.operators = std::move(ordered);
  return graph;
}

}  // namespace ambulo::graph
