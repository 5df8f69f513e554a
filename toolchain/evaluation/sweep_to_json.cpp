// SPDX-License-Identifier: Apache-2.0
// A sweep as JSON, and its runs back from theirs.
#include <algorithm>
#include <utility>

#include "toolchain/core/error.h"
#include "toolchain/evaluation/to_json.h"

namespace ambulo::evaluation {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kWorst = 3;

Json spread_json(const Spread& spread) {
  return {{"mean", spread.mean}, {"sd", spread.sd ? Json(*spread.sd) : Json(nullptr)}};
}

Json figures_json(const Figures& figures) {
  return {{"accuracy", spread_json(figures.accuracy)},
          {"balanced_accuracy", spread_json(figures.balanced_accuracy)},
          {"macro_f1", spread_json(figures.macro_f1)}};
}

void add_figures(Json& json, const Metrics& metrics) {
  json["windows"] = metrics.windows;
  json["accuracy"] = metrics.accuracy;
  json["balanced_accuracy"] = metrics.balanced_accuracy;
  json["macro_f1"] = metrics.macro_f1;
}

Json pooled_json(const Metrics& metrics) {
  Json json;
  add_figures(json, metrics);
  json["classes"] = Json::array();
  for (const ClassMetrics& c : metrics.classes) {
    json["classes"].push_back({{"name", c.name},
                               {"support", c.support},
                               {"predicted", c.predicted},
                               {"precision", c.precision},
                               {"recall", c.recall},
                               {"f1", c.f1}});
  }
  json["confusion"] = metrics.confusion;
  return json;
}

Json model_json(const SweepModel& model) {
  const SweepSummary& summary = model.summary;
  Json json{{"model", model.name}, {"runs", Json::array()}};
  for (const ScoredRun& run : summary.runs) {
    Json row{{"fold", run.fold}, {"seed", run.seed}, {"file_bytes", run.file_bytes}};
    add_figures(row, run.metrics);
    json["runs"].push_back(std::move(row));
  }
  json["over_folds"] = figures_json(summary.over_folds);
  json["over_seeds"] = figures_json(summary.over_seeds);
  json["pooled_seeds"] = figures_json(summary.pooled_seeds);
  json["pooled"] = pooled_json(summary.pooled);
  json["subjects"] = Json::array();
  json["worst_subjects"] = Json::array();
  for (const SubjectMetrics& s : summary.subjects) {
    if (json["worst_subjects"].size() < kWorst) json["worst_subjects"].push_back(s.subject);
    json["subjects"].push_back({{"subject", s.subject},
                                {"windows", s.windows},
                                {"accuracy", s.accuracy},
                                {"macro_f1", s.macro_f1}});
  }
  return json;
}

}  // namespace

Json to_json(const Sweep& sweep) {
  const std::size_t done = sweep.models.empty() ? 0 : sweep.models.back().summary.runs.size();
  Json json{{"experiment", sweep.experiment},
            {"data_set", sweep.data_set},
            {"split", sweep.split},
            {"part", sweep.part},
            {"seeds", sweep.seeds},
            {"folds", sweep.folds},
            {"synthetic", sweep.synthetic},
            {"runs_done", done},
            {"complete", done == sweep.folds * sweep.seeds.size()},
            {"models", Json::array()}};
  for (const SweepModel& model : sweep.models) json["models"].push_back(model_json(model));
  return json;
}

ScoredRun scored_run(const nlohmann::json& evaluation, std::string fold, std::uint64_t seed,
                     const std::string& where) {
  try {
    std::vector<std::string> names;
    for (const auto& c : evaluation.at("classes")) names.push_back(c.at("name"));
    const std::vector<std::vector<std::size_t>> confusion = evaluation.at("confusion");
    const auto is_row = [&](const auto& row) { return row.size() == names.size(); };
    if (!is_row(confusion) || !std::ranges::all_of(confusion, is_row)) {
      throw Error(ErrorKind::BadInput, "the confusion matrix is not square", where,
                  "delete the file; --resume scores the run again");
    }
    ScoredRun run{std::move(fold), seed, evaluation.at("file_bytes"), measure(confusion, names)};
    for (const auto& s : evaluation.at("subjects")) {
      run.metrics.subjects.push_back(
          {s.at("subject"), s.at("windows"), s.at("accuracy"), s.at("macro_f1")});
    }
    return run;
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorKind::BadInput, std::string("not an evaluation: ") + error.what(), where,
                "delete the file; --resume scores the run again");
  }
}

}  // namespace ambulo::evaluation
