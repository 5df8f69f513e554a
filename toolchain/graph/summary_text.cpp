// SPDX-License-Identifier: Apache-2.0
// The two forms of a summary: an aligned table and JSON.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iterator>
#include <nlohmann/json.hpp>

#include "toolchain/graph/summary.h"

namespace ambulo::graph {
namespace {

std::string shape_text(const std::vector<std::int32_t>& shape) {
  return fmt::format("({})", fmt::join(shape, ", "));
}

std::string list(const std::vector<TensorSummary>& tensors) {
  std::vector<std::string> parts;
  for (const TensorSummary& tensor : tensors) {
    parts.push_back(fmt::format("{} {} {}", tensor.name, shape_text(tensor.shape), tensor.type));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

nlohmann::json to_json(const std::vector<TensorSummary>& tensors) {
  auto result = nlohmann::json::array();
  for (const TensorSummary& tensor : tensors) {
    result.push_back({{"name", tensor.name}, {"type", tensor.type}, {"shape", tensor.shape}});
  }
  return result;
}

nlohmann::json to_json(const TypeSummary& type) {
  return {{"type", type.type},
          {"count", type.count},
          {"parameters", type.parameters},
          {"macs", type.macs},
          {"bytes", type.bytes}};
}

}  // namespace

std::string by_type_text(const Summary& summary) {
  std::string text = fmt::format("{:<28} {:>5} {:>10} {:>12} {:>10}\n", "by type", "count",
                                 "parameters", "MACs", "bytes");
  const auto line = [&](const TypeSummary& type) {
    text += fmt::format("{:<28} {:>5} {:>10} {:>12} {:>10}\n", type.type, type.count,
                        type.parameters, type.macs, type.bytes);
  };
  for (const TypeSummary& type : summary.by_type) line(type);
  line(summary.total);
  return text;
}

std::string to_text(const Summary& summary) {
  std::string text = fmt::format("{}: {} -> {}\n\n", summary.name.empty() ? "model" : summary.name,
                                 list(summary.inputs), list(summary.outputs));
  const auto out = std::back_inserter(text);
  fmt::format_to(out, "{:>3}  {:<28} {:<20} {:<18} {:>10} {:>12} {:>10}\n", "#", "operator",
                 "output", "shape", "parameters", "MACs", "bytes");
  for (std::size_t i = 0; i < summary.operators.size(); ++i) {
    const OperatorSummary& op = summary.operators[i];
    const TensorSummary output = op.outputs.empty() ? TensorSummary{} : op.outputs[0];
    fmt::format_to(out, "{:>3}  {:<28} {:<20} {:<18} {:>10} {:>12} {:>10}\n", i, op.type,
                   output.name, shape_text(output.shape), op.parameters, op.macs, op.bytes);
  }
  text += "\n" + by_type_text(summary);
  if (!summary.unsupported.empty()) {
    fmt::format_to(out, "\nnot in the device runtime: {}\n", fmt::join(summary.unsupported, ", "));
    if (!advice(summary).empty()) text += advice(summary) + "\n";
  }
  return text;
}

nlohmann::json to_json(const Summary& summary) {
  nlohmann::json result = {{"name", summary.name},
                           {"inputs", to_json(summary.inputs)},
                           {"outputs", to_json(summary.outputs)},
                           {"operators", nlohmann::json::array()},
                           {"by_type", nlohmann::json::array()},
                           {"total", to_json(summary.total)},
                           {"unsupported", summary.unsupported}};
  for (const OperatorSummary& op : summary.operators) {
    result["operators"].push_back({{"type", op.type},
                                   {"inputs", to_json(op.inputs)},
                                   {"outputs", to_json(op.outputs)},
                                   {"parameters", op.parameters},
                                   {"macs", op.macs},
                                   {"bytes", op.bytes}});
  }
  for (const TypeSummary& type : summary.by_type) result["by_type"].push_back(to_json(type));
  return result;
}

}  // namespace ambulo::graph
