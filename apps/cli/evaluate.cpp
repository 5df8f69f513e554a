// SPDX-License-Identifier: Apache-2.0
// ambulo evaluate MODEL --data PATH: scores by the device runtime, beside what a random split
// would have claimed when the run holds its twin.
#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "apps/cli/command.h"
#include "apps/cli/data_source.h"
#include "apps/cli/terminal.h"
#include "toolchain/core/error.h"
#include "toolchain/core/files.h"
#include "toolchain/evaluation/evaluate.h"
#include "toolchain/evaluation/to_json.h"
#include "toolchain/evaluation/to_text.h"
#include "toolchain/report/evaluation_svg.h"

namespace ambulo::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string model, data, split, part = "test", svg;
  unsigned threads = 0;
  bool json = false, ascii = false;
  recordings::ImportOptions import;
};

evaluation::Part part_of(const std::string& name) {
  if (name == "train") return evaluation::Part::Train;
  return name == "validation" ? evaluation::Part::Validation : evaluation::Part::Test;
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
    print_json(evaluation::to_json(result));
  } else {
    const bool unicode = unicode_output() && !options.ascii;
    print(evaluation::to_text(
        result, unicode ? evaluation::TextStyle::Unicode : evaluation::TextStyle::Ascii));
  }
}

}  // namespace

void add_evaluate(CLI::App& app) {
  CLI::App* command = app.add_subcommand("evaluate", "Score a model on people it never saw");
  command->footer(
      "Examples:\n"
      "  ambulo evaluate run/model.tflite --data hapt.tar.xz --split official\n"
      "  ambulo evaluate run --data hapt.tar.xz --svg evaluation.svg --json\n"
      "  ambulo evaluate run --data other_people --split all");
  auto o = std::make_shared<Options>();
  command->add_option("model", o->model, "a .tflite file, or the folder of a run")->required();
  command->add_option("--data", o->data, "folder, archive or file with recordings")->required();
  command->add_option("--part", o->part, "which windows of the split: test, validation or train")
      ->check(CLI::IsMember({"test", "validation", "train"}));
  command->add_option("--svg", o->svg, "also draw the result into this file");
  command->add_option("--threads", o->threads, "0: one for each core");
  command->add_flag("--json", o->json, "print JSON");
  command->add_flag("--ascii", o->ascii, "no block characters");
  add_split_option(*command, o->split);
  command->get_option("--split")->description(
      "as in training (default: the split the model was trained under), or all");
  add_import_options(*command, o->import);
  command->callback([o] { run(*o); });
}

}  // namespace ambulo::cli
