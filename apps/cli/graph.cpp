// SPDX-License-Identifier: Apache-2.0
// ambulo graph MODEL: operators, shapes, parameters and MACs of a .tflite file, a run, or an
// experiment that is not trained yet; --check says before any training what cannot run.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "apps/cli/command.h"
#include "apps/cli/terminal.h"
#include "toolchain/core/error.h"
#include "toolchain/core/files.h"
#include "toolchain/graph/from_trained_model.h"
#include "toolchain/graph/passes/optimize.h"
#include "toolchain/graph/summary.h"
#include "toolchain/recordings/activity.h"
#include "toolchain/tflite/reader.h"
#include "toolchain/training/architecture.h"

namespace ambulo::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string model, check;
  bool by_type = false, json = false;
};

// The graph that training this experiment on the six basic activities would write.
graph::Graph untrained(const std::string& name) {
  const training::Experiment experiment = training::load_experiment(name);
  const std::size_t channels = channel_count(experiment.front_end.kind);
  training::TrainedModel model;
  model.name = experiment.name;
  model.contract.window = static_cast<std::uint16_t>(experiment.windows.length);
  model.contract.front_end = experiment.front_end;
  model.contract.mean.assign(channels, 0.0f);
  model.contract.std.assign(channels, 1.0f);
  for (const auto activity : recordings::kBasicActivities)
    model.contract.labels.emplace_back(activity);
  const training::Network network(
      training::architecture_layers(experiment.model, experiment.windows.length,
                                    model.contract.labels.size()),
      experiment.windows.length, channels, {}, 1);
  model.layers = network.trained_layers(training::Weights::Current);
  return graph::optimize(graph::from_trained_model(model));
}

graph::Graph graph_of(const std::string& model) {
  if (fs::is_directory(model)) return graph_of((fs::path(model) / "model.tflite").string());
  const auto shipped = training::shipped_experiments();
  const bool experiment =
      fs::path(model).extension() == ".toml" ||
      (!fs::exists(model) && std::ranges::find(shipped, model) != shipped.end());
  return experiment ? untrained(model) : tflite::read(read_bytes(model), model);
}

void run(const Options& options) {
  const graph::Summary summary = graph::summarize(graph_of(options.model));
  if (options.json) {
    print_json(graph::to_json(summary));
  } else {
    print(options.by_type ? graph::by_type_text(summary) : graph::to_text(summary));
  }
  if (!options.check.empty() && !summary.unsupported.empty()) {
    throw Error(
        ErrorKind::Unsupported,
        fmt::format("the device runtime does not have {}", fmt::join(summary.unsupported, ", ")),
        options.model, graph::advice(summary));
  }
  if (!options.check.empty() && !options.json)
    print("check: the device runtime has every operator\n");
}

}  // namespace

void add_graph(CLI::App& app) {
  CLI::App* command =
      app.add_subcommand("graph", "Show the operators of a model and what they cost");
  command->footer(
      "Examples:\n"
      "  ambulo graph run/model.tflite\n"
      "  ambulo graph compact --check ambulo        (an experiment, before training)\n"
      "  ambulo graph other.tflite --by-type --json");
  auto o = std::make_shared<Options>();
  command->add_option("model", o->model, "a .tflite file, the folder of a run, or an experiment")
      ->required();
  command->add_flag("--by-type", o->by_type, "sums by type of operator");
  command->add_option("--check", o->check, "fail when this target lacks an operator: ambulo")
      ->check(CLI::IsMember({"ambulo"}));
  command->add_flag("--json", o->json, "print JSON");
  command->callback([o] { run(*o); });
}

}  // namespace ambulo::cli
