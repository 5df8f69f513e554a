// SPDX-License-Identifier: Apache-2.0
// ambulo evaluate MODEL --data PATH: scores by the device runtime, beside what a random split
// would have claimed when the run holds its twin.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "apps/cli/command.h"
#include "apps/cli/data_source.h"
#include "apps/cli/terminal.h"
#include "toolchain/core/error.h"
#include "toolchain/core/files.h"
#include "toolchain/evaluation/continuous_report.h"
#include "toolchain/evaluation/evaluate.h"
#include "toolchain/evaluation/splice.h"
#include "toolchain/evaluation/to_json.h"
#include "toolchain/evaluation/to_text.h"
#include "toolchain/report/evaluation_svg.h"

namespace ambulo::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string model, data, split, part = "test", svg;
  unsigned threads = 0;
  bool json = false, ascii = false, continuous = false, splice = false;
  std::vector<std::string> smoothings = {"none", "hmm:0.95"};
  std::uint64_t splice_seed = 1;
  recordings::ImportOptions import;
};

evaluation::Part part_of(const std::string& name) {
  if (name == "train") return evaluation::Part::Train;
  return name == "validation" ? evaluation::Part::Validation : evaluation::Part::Test;
}

std::optional<std::string> memory_warning(const evaluation::RuntimeModel& model,
                                          std::span<const evaluation::Smoothing> smoothings,
                                          const Options& options) {
  if (options.splice) return std::nullopt;
  const windows::SensorContract& contract = model.contract();
  const bool smoothed = options.continuous && std::ranges::any_of(smoothings, [](const auto& s) {
                          return s.kind != evaluation::Smoothing::Kind::None;
                        });
  const bool remembers = windows::remembers_beyond_window(contract.front_end, contract.window);
  if (!smoothed && !remembers) return std::nullopt;
  return fmt::format(
      "{} remembers more than one window, and recordings made from a script give the next activity "
      "away; --splice-history shows what is left without that",
      remembers ? "this model's front end" : "the smoothing");
}

evaluation::BeyondWindows beyond_windows(const evaluation::RuntimeModel& model,
                                         const recordings::RecordingSet& data,
                                         const evaluation::EvaluateOptions& evaluate,
                                         const Options& options) {
  std::vector<evaluation::Smoothing> smoothings;
  for (const std::string& text : options.smoothings) {
    smoothings.push_back(evaluation::parse_smoothing(text));
  }
  evaluation::BeyondWindows scores;
  scores.warning = memory_warning(model, smoothings, options);
  scores.splice_seed = options.splice_seed;
  if (options.continuous) {
    scores.continuous = evaluation::evaluate_continuous(model, data, evaluate, smoothings);
  }
  if (!options.splice) return scores;
  const recordings::RecordingSet spliced = evaluation::spliced(data, options.splice_seed);
  scores.spliced = evaluation::evaluate(model, spliced, evaluate).metrics;
  if (options.continuous) {
    scores.continuous_spliced =
        evaluation::evaluate_continuous(model, spliced, evaluate, smoothings);
  }
  return scores;
}

void run(const Options& options) {
  const fs::path path = model_file(options.model);
  const auto model = evaluation::RuntimeModel::load(path);
  const recordings::RecordingSet data = import_noting_problems(options.data, options.import);
  evaluation::EvaluateOptions evaluate;
  evaluate.split = options.split.empty() ? model.contract().split : options.split;
  evaluate.part = part_of(options.part);
  evaluate.threads = options.threads;
  evaluate.progress = progress_bar();
  evaluation::Evaluation result = evaluation::evaluate(model, data, evaluate);
  const evaluation::BeyondWindows beyond = beyond_windows(model, data, evaluate, options);

  const fs::path twin = path.parent_path() / "random_twin" / "model.tflite";
  // The twin answers for this split of this data only.
  if (evaluate.part == evaluation::Part::Test && evaluate.split == model.contract().split &&
      evaluate.split != "random" && fs::exists(twin)) {
    evaluate.split = "random";
    result.random_split = evaluation::as_random_split(
        evaluation::evaluate(evaluation::RuntimeModel::load(twin), data, evaluate));
  }
  finish_progress();
  if (!options.svg.empty()) write_file(options.svg, report::evaluation_svg(result));
  if (options.json) {
    nlohmann::ordered_json json = evaluation::to_json(result);
    evaluation::add_to(beyond, json);
    print_json(json);
  } else {
    const bool unicode = unicode_output() && !options.ascii;
    print(evaluation::to_text(
        result, unicode ? evaluation::TextStyle::Unicode : evaluation::TextStyle::Ascii));
    print(evaluation::to_text(beyond));
  }
}

}  // namespace

void add_evaluate(CLI::App& app) {
  CLI::App* command = app.add_subcommand("evaluate", "Score a model on people it never saw");
  command->footer(
      "Examples:\n"
      "  ambulo evaluate run/model.tflite --data hapt.tar.xz --split official\n"
      "  ambulo evaluate run --data hapt.tar.xz --svg evaluation.svg --json\n"
      "  ambulo evaluate run --data hapt.tar.xz --continuous --smoothing hmm:0.9 --splice-history\n"
      "  ambulo evaluate run --data other_people --split all");
  auto o = std::make_shared<Options>();
  command->add_option("model", o->model, "a .tflite file, or the folder of a run")->required();
  command->add_option("--data", o->data, "folder, archive or file with recordings")->required();
  command->add_option("--part", o->part, "which windows of the split: test, validation or train")
      ->check(CLI::IsMember({"test", "validation", "train"}));
  command->add_option("--svg", o->svg, "also draw the result into this file");
  command->add_option("--threads", o->threads, "0: one for each core");
  command->add_flag("--continuous", o->continuous,
                    "also score whole recordings, decided as they come, gaps between labels too");
  command
      ->add_option("--smoothing", o->smoothings,
                   "of --continuous: none, mean:N, hmm:S (the activity stays with probability "
                   "S); repeatable")
      ->allow_extra_args(false)
      ->capture_default_str();
  command->add_flag("--splice-history", o->splice,
                    "also score with 20 s of another moment before each segment");
  command->add_option("--splice-seed", o->splice_seed, "which moments");
  command->add_flag("--json", o->json, "print JSON");
  command->add_flag("--ascii", o->ascii, "no block characters");
  add_split_option(*command, o->split);
  command->get_option("--split")->description(
      "as in training (default: the split the model was trained under), or all");
  add_import_options(*command, o->import);
  command->callback([o] { run(*o); });
}

}  // namespace ambulo::cli
