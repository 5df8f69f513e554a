// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/lifting/hoist_projections.h"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "toolchain/graph/edit.h"
#include "toolchain/graph/lifting/running_order.h"
#include "toolchain/graph/lifting/simplify_views.h"
#include "toolchain/graph/lifting/views.h"

namespace ambulo::graph {
namespace {

// Weights, bias, activation, and the tensor that is sliced.
using Projection = std::tuple<int, int, Activation, int>;

const Tensor& tensor_at(const Graph& graph, int index) {
  return graph.tensors[static_cast<std::size_t>(index)];
}

// Only float layers on one row: quantized ones may differ in the ranges of their results.
std::optional<Projection> projection_of(const Graph& graph, const Views& views,
                                        const Operator& op) {
  const auto* dense = std::get_if<FullyConnected>(&op.attributes);
  if (!dense || !is_constant(tensor_at(graph, op.inputs[1]))) return std::nullopt;
  const View& source = views.of(op.inputs[0]);
  const auto inputs = static_cast<std::size_t>(tensor_at(graph, op.inputs[1]).shape[1]);
  const bool is_row =
      source.size() == 1 && source[0].count == inputs && views.count_of(source[0].tensor) > inputs;
  if (!is_row || tensor_at(graph, op.outputs[0]).type != DataType::Float32) return std::nullopt;
  const int bias = op.inputs.size() > 2 ? op.inputs[2] : kNone;
  return Projection{op.inputs[1], bias, dense->activation, source[0].tensor};
}

void hoist(Graph& graph, const std::vector<std::size_t>& layers) {
  const Operator first = graph.operators[layers[0]];
  const Shape& weights = tensor_at(graph, first.inputs[1]).shape;
  const auto count = static_cast<std::int32_t>(layers.size());
  const std::int32_t outputs = weights[0], inputs = weights[1];
  const auto list = [&](const Shape& values) {
    return add_constant(graph, "", {static_cast<std::int32_t>(values.size())}, values);
  };
  const auto reshape = [&](int from, int to) {
    const int shape = list(Shape(tensor_at(graph, to).shape));
    graph.operators.push_back({Reshape{}, {from, shape}, {to}});
  };
  std::vector<int> rows;
  for (const std::size_t layer : layers) {
    rows.push_back(add_tensor(graph, "", {1, inputs}));
    reshape(graph.operators[layer].inputs[0], rows.back());
  }
  const int all = add_tensor(graph, "", {count, inputs});
  graph.operators.push_back({Concatenation{0, Activation::None}, rows, {all}});
  const int results = add_tensor(graph, "", {count, outputs});
  Operator dense = first;
  std::get<FullyConnected>(dense.attributes).keep_dims = false;
  dense.inputs[0] = all;
  dense.outputs = {results};
  graph.operators.push_back(std::move(dense));
  for (std::int32_t i = 0; i < count; ++i) {
    const int row = add_tensor(graph, "", {1, outputs});
    const int begin = list({i, 0}), end = list({i + 1, outputs}), ones = list({1, 1});
    graph.operators.push_back({StridedSlice{}, {results, begin, end, ones}, {row}});
    reshape(row, graph.operators[layers[static_cast<std::size_t>(i)]].outputs[0]);
  }
  remove_operators(graph, layers);
}

}  // namespace

Graph hoist_projections(Graph graph, std::vector<std::string>& changes) {
  std::set<Projection> tried;
  for (;;) {
    const Views views(graph);
    std::map<Projection, std::vector<std::size_t>> groups;
    for (std::size_t i = 0; i < graph.operators.size(); ++i) {
      const auto projection = projection_of(graph, views, graph.operators[i]);
      if (projection) groups[*projection].push_back(i);
    }
    std::erase_if(groups, [&](const auto& group) {
      return group.second.size() < 2 || tried.contains(group.first);
    });
    if (groups.empty()) return graph;
    const auto& [projection, layers] = *groups.begin();
    tried.insert(projection);
    Graph hoisted = graph;
    hoist(hoisted, layers);
    auto ordered = in_running_order(std::move(hoisted));
    if (!ordered) continue;
    changes.push_back(fmt::format("{} FULLY_CONNECTED with the same weights -> 1", layers.size()));
    graph = simplify_views(std::move(*ordered));
    tried.clear();  // tensors have new numbers
  }
}

}  // namespace ambulo::graph
