// SPDX-License-Identifier: Apache-2.0
// The new file is read back before it is compared, so that the proof is about its bytes.
#include "toolchain/tflite/convert.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "toolchain/core/error.h"
#include "toolchain/graph/lifting/equality.h"
#include "toolchain/graph/lifting/lift.h"
#include "toolchain/graph/summary.h"
#include "toolchain/tflite/associated_files.h"
#include "toolchain/tflite/reader.h"
#include "toolchain/tflite/writer.h"

namespace ambulo::tflite {
namespace {

constexpr std::size_t kWindows = 5;
constexpr double kTolerance = 1e-5;

std::size_t operator_count(const graph::Model& model) {
  std::size_t count = 0;
  for (const graph::Graph& graph : model.graphs) count += graph.operators.size();
  return count;
}

std::vector<TypeCount> changed_types(const graph::Model& before, const graph::Graph& after) {
  std::map<std::string, TypeCount> counts;
  for (const graph::Graph& graph : before.graphs) {
    for (const graph::Operator& op : graph.operators) ++counts[type_name(op)].before;
  }
  for (const graph::Operator& op : after.operators) ++counts[type_name(op)].after;
  std::vector<TypeCount> changed;
  for (auto& [type, count] : counts) {
    if (count.before != count.after) changed.push_back({type, count.before, count.after});
  }
  return changed;
}

bool has_state(const graph::Graph& graph) {
  return std::ranges::any_of(graph.tensors, [](const graph::Tensor& t) { return t.is_variable; });
}

// The lifted graph, or an error that says where in the file.
graph::Lifted lift(const graph::Model& model, const std::string& where, const graph::Work& most) {
  try {
    return graph::lift(model, most);
  } catch (const Error& error) {
    const std::string place = error.where().empty() ? where : where + ", " + error.where();
    throw Error(error.kind(), error.message(), place, error.fix());
  }
}

}  // namespace

Conversion convert(std::span<const std::uint8_t> bytes, const std::string& where,
                   const graph::Work& most) {
  const graph::Model model = read_model(bytes, where);
  graph::Lifted lifted = lift(model, where, most);
  Conversion result;
  result.changes = std::move(lifted.changes);
  result.bytes = write(lifted.graph, read_metadata(bytes, where));
  const auto files = read_files(bytes, where);
  if (!files.empty()) append_files(result.bytes, files);
  const graph::Graph after = read(result.bytes, "the converted model");
  result.bytes_before = bytes.size();
  result.operators_before = operator_count(model);
  result.operators_after = after.operators.size();
  result.types = changed_types(model, after);
  result.missing = graph::summarize(after).unsupported;
  if (has_state(after)) {
    result.notes.push_back(
        "recurrent state lasts from run to run: set it to zero before each "
        "window (reset_variables, in LiteRT reset_all_variables)");
  }
  result.windows = kWindows;
  result.largest_difference = graph::largest_difference(model, after, kWindows, most);
  if (!(result.largest_difference <= kTolerance)) {
    throw Error(ErrorKind::Internal,
                fmt::format("the converted model differs from the file by {:.3g}, more than {:.0g}",
                            result.largest_difference, kTolerance),
                where, "nothing was written; this is a fault of the conversion, please report it");
  }
  return result;
}

}  // namespace ambulo::tflite
