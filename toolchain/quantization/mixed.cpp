// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/mixed.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "toolchain/core/error.h"
#include "toolchain/execution/loaded_model.h"
#include "toolchain/quantization/divergence.h"
#include "toolchain/quantization/layer_plan.h"
#include "toolchain/quantization/pareto.h"

namespace ambulo::quantization {
namespace {

using Choices = std::vector<Precision>;

constexpr std::size_t kMostCombinations = 4096, kMostMeasured = 48;

class Measurements {
 public:
  Measurements(const Source& source, const Calibration& calibration, const Samples& validation,
               Ends ends, const Coding& coding)
      : source_(source),
        calibration_(calibration),
        validation_(validation),
        ends_(ends),
        coding_(coding),
        exact_(answers_of(execution::LoadedModel(source.bytes, source.where), validation)) {}

  double float_accuracy() const { return accuracy(exact_, validation_); }
  std::size_t count() const { return known_.size(); }

  const MixedPoint& of(const Choices& choices) {
    const auto [it, is_new] = known_.try_emplace(choices);
    if (is_new) {
      const Plan plan = plan_of(source_.graph, choices);
      const auto bytes =
          packed(with_integers(source_.graph, calibration_, plan, ends_, coding_), source_);
      const Answers answers = answers_of(execution::LoadedModel(bytes, source_.where), validation_);
      it->second = {choices, bytes.size(), divergence(exact_, answers),
                    accuracy(answers, validation_)};
    }
    return it->second;
  }

 private:
  const Source& source_;
  const Calibration& calibration_;
  const Samples& validation_;
  Ends ends_;
  Coding coding_;
  Answers exact_;
  std::map<Choices, MixedPoint> known_;
};

Costs costs_of(const MixedPoint& point) {
  return {static_cast<double>(point.file_bytes), point.divergence};
}

std::string_view short_name(Precision precision) {
  if (precision == Precision::Codebook) return "codebook";
  return precision == Precision::Int4 ? "int4" : to_string(precision);
}

std::vector<MixedPoint> front_of(const std::vector<MixedPoint>& points) {
  std::vector<Costs> costs;
  for (const MixedPoint& point : points) costs.push_back(costs_of(point));
  std::vector<MixedPoint> front;
  for (const std::size_t i : pareto_front(costs)) front.push_back(points[i]);
  return front;
}

std::size_t choose(const std::vector<MixedPoint>& front, const Goal& goal, double float_accuracy,
                   const std::string& where) {
  const auto within_drop = [&](const MixedPoint& point) {
    return !goal.max_drop || float_accuracy - point.accuracy <= *goal.max_drop;
  };
  std::optional<std::size_t> chosen;
  for (std::size_t i = 0; i < front.size(); ++i) {
    if (goal.budget && front[i].file_bytes > *goal.budget) break;
    if (!within_drop(front[i])) continue;
    chosen = i;
    if (!goal.budget) break;  // the smallest; under a budget the last, which is the most faithful
  }
  if (chosen) return *chosen;
  if (goal.budget && front.front().file_bytes > *goal.budget) {
    throw Error(ErrorKind::BadInput, fmt::format("no mixture fits into {} bytes", *goal.budget),
                where, fmt::format("the smallest takes {} bytes", front.front().file_bytes));
  }
  throw Error(ErrorKind::BadInput, "no mixture keeps the limit to the drop", where,
              "raise --max-drop or --budget");
}

}  // namespace

MixedSearch search_mixed(const Source& source, const Calibration& calibration,
                         const Samples& validation, const Goal& goal, Ends ends,
                         const Coding& coding, const ProgressCallback& progress) {
  const std::vector<std::size_t> layers = layers_of(source.graph);
  if (layers.empty()) {
    throw Error(ErrorKind::Unsupported, "the network has no layer with weights to mix",
                source.where);
  }
  const auto report = [&](const char* task, std::size_t done, std::size_t total) {
    if (progress) progress({task, done, total});
  };
  Measurements measurements(source, calibration, validation, ends, coding);
  std::vector<Choices> options;
  Choices base;
  std::size_t alone = 0;
  for (const std::size_t layer : layers) {
    options.push_back(candidates(source.graph, layer));
    alone += options.back().size();
    const bool has_int8 =
        std::ranges::find(options.back(), Precision::Int8) != options.back().end();
    base.push_back(has_int8 ? Precision::Int8 : Precision::Float32);
  }
  const Costs start = costs_of(measurements.of(base));
  std::vector<std::vector<Costs>> costs(layers.size());
  std::size_t done = 0;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    for (const Precision option : options[i]) {
      report("layers alone", done++, alone);
      Choices choices = base;
      choices[i] = option;
      const Costs found = costs_of(measurements.of(choices));
      costs[i].push_back({found.bytes - start.bytes, found.loss - start.loss});
    }
  }
  const auto combinations = best_combinations(costs, kMostCombinations);
  const auto chosen = spread(combinations.size(), kMostMeasured);
  std::vector<MixedPoint> points = {measurements.of(base)};
  for (std::size_t k = 0; k < chosen.size(); ++k) {
    report("combinations", k, chosen.size());
    Choices choices;
    for (std::size_t i = 0; i < layers.size(); ++i) {
      choices.push_back(options[i][combinations[chosen[k]].options[i]]);
    }
    points.push_back(measurements.of(choices));
  }
  // The float network itself keeps any limit.
  points.push_back(measurements.of(Choices(layers.size(), Precision::Float32)));

  MixedSearch result;
  for (const std::size_t layer : layers) {
    const int output = source.graph.operators[layer].outputs[0];
    result.names.push_back(source.graph.tensors[static_cast<std::size_t>(output)].name);
  }
  result.front = front_of(points);
  result.measured = measurements.count();
  result.chosen = choose(result.front, goal, measurements.float_accuracy(), source.where);
  return result;
}

std::string to_text(const MixedSearch& search) {
  if (search.front.empty()) return "";
  std::string text = fmt::format("  {:>9}{:>12}{:>11}", "bytes", "divergence", "accuracy");
  for (const std::string& name : search.names) text += fmt::format("  {:<12}", name);
  text += "\n";
  for (std::size_t i = 0; i < search.front.size(); ++i) {
    const MixedPoint& point = search.front[i];
    text += fmt::format("{} {:>9}{:>12.5f}{:>9.2f} %", i == search.chosen ? ">" : " ",
                        point.file_bytes, point.divergence, 100.0 * point.accuracy);
    for (std::size_t l = 0; l < point.layers.size(); ++l) {
      const std::size_t width = std::max<std::size_t>(search.names[l].size(), 12);
      text += fmt::format("  {:<{}}", short_name(point.layers[l]), width);
    }
    text.resize(text.find_last_not_of(' ') + 1);
    text += "\n";
  }
  return text +
         fmt::format("> chosen; the best of {} files, on validation people\n", search.measured);
}

}  // namespace ambulo::quantization
