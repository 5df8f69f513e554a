// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/sweep_run.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "apps/cli/data_source.h"
#include "apps/cli/training_run.h"
#include "toolchain/core/error.h"
#include "toolchain/core/files.h"
#include "toolchain/evaluation/to_json.h"
#include "toolchain/quantization/quantize.h"

namespace ambulo::cli {
namespace {

namespace fs = std::filesystem;
using evaluation::RuntimeModel;

constexpr const char* kFloat = "float32";

fs::path model_path(const SweepRun& run, const std::string& model) {
  const fs::path trained = run.folder / "model.tflite";
  return model == kFloat ? trained : quantized_file(trained, model);
}

// evaluation.json beside model.tflite, evaluation.int8.json beside model.int8.tflite.
fs::path evaluation_path(const SweepRun& run, const std::string& model) {
  std::string name = model_path(run, model).stem().string();
  return run.folder / (name.replace(0, std::string("model").size(), "evaluation") + ".json");
}

nlohmann::json parse(const fs::path& file) {
  return nlohmann::json::parse(read_text(file), nullptr, false);
}

bool is_trained(const SweepRun& run) {
  const fs::path metrics = run.folder / "metrics.json";
  if (!fs::exists(metrics) || !fs::exists(model_path(run, kFloat))) return false;
  const nlohmann::json json = parse(metrics);
  return json.is_object() && json.value("interrupted", true) == false;
}

bool is_scored(const SweepRun& run, const std::string& model) {
  return fs::exists(model_path(run, model)) && fs::exists(evaluation_path(run, model));
}

}  // namespace

evaluation::Part scored_part(const windows::Split& fold) {
  return fold.test.empty() ? evaluation::Part::Validation : evaluation::Part::Test;
}

SweepRunner::SweepRunner(const recordings::RecordingSet& recordings, const windows::WindowSet& set,
                         const training::Experiment& experiment, std::string scheme, bool resume)
    : recordings_(recordings),
      set_(set),
      experiment_(experiment),
      scheme_(std::move(scheme)),
      resume_(resume) {}

std::vector<std::string> SweepRunner::models() const {
  std::vector<std::string> names = {kFloat};
  if (!scheme_.empty()) names.push_back(scheme_);
  return names;
}

std::optional<Scores> SweepRunner::scores(const SweepRun& run) const {
  Scores scores;
  if (!is_trained(run)) return std::nullopt;
  for (const std::string& model : models()) {
    if (!is_scored(run, model)) return std::nullopt;
    const fs::path file = evaluation_path(run, model);
    scores.push_back(evaluation::scored_run(parse(file), run.fold->name, run.seed, file.string()));
  }
  return scores;
}

Scores SweepRunner::complete(const SweepRun& run, const ProgressCallback& progress) {
  if (!resume_ || !is_trained(run)) train(run, progress);
  for (const std::string& model : models()) {
    if (resume_ && is_scored(run, model)) continue;
    if (model != kFloat) quantize(run);
    evaluate(run, model);
  }
  return scores(run).value();
}

void SweepRunner::train(const SweepRun& run, const ProgressCallback& progress) const {
  training::TrainOptions options;
  options.seed = run.seed;
  options.resume = resume_;
  options.folder = run.folder;
  options.progress = progress;
  if (train_into_folder(set_, *run.fold, experiment_, options).interrupted) {
    throw Error(ErrorKind::Interrupted, "interrupted", run.folder.string());
  }
}

void SweepRunner::quantize(const SweepRun& run) {
  const fs::path path = model_path(run, kFloat);
  const auto source = quantization::read_source(read_bytes(path), path.string());
  const windows::SensorContract contract = RuntimeModel(source.bytes, path.string()).contract();
  quantization::Parts parts = quantization::parts_of(
      windows_for(contract), contract, run.fold->name, quantization::kCalibrationSamples);
  parts.test = {};  // scored by evaluate()
  quantization::Options options;
  options.scheme = quantization::parse_scheme(scheme_);
  write_file(model_path(run, scheme_), quantization::quantize(source, parts, options).bytes);
}

void SweepRunner::evaluate(const SweepRun& run, const std::string& model) {
  const RuntimeModel loaded = RuntimeModel::load(model_path(run, model));
  evaluation::EvaluateOptions options;
  options.split = run.fold->name;
  options.part = scored_part(*run.fold);
  options.threads = 1;
  const auto result =
      evaluation::evaluate(loaded, recordings_, windows_for(loaded.contract()), options);
  write_file(evaluation_path(run, model), to_json(result).dump(2) + "\n");
}

const windows::WindowSet& SweepRunner::windows_for(const windows::SensorContract& contract) {
  const windows::WindowSpec wanted = windows::spec_of(contract);
  if (wanted == set_.spec) return set_;
  std::call_once(cut_once_, [&] { cut_again_ = windows::cut(recordings_.recordings, wanted); });
  return cut_again_;
}

}  // namespace ambulo::cli
