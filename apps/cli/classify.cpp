// SPDX-License-Identifier: Apache-2.0
// ambulo classify MODEL FILE...: what was done when, for recordings with or without labels.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "apps/cli/command.h"
#include "apps/cli/data_source.h"
#include "apps/cli/terminal.h"
#include "toolchain/core/error.h"
#include "toolchain/core/files.h"
#include "toolchain/evaluation/classify.h"
#include "toolchain/evaluation/to_json.h"
#include "toolchain/evaluation/to_text.h"
#include "toolchain/report/timeline_svg.h"

namespace ambulo::cli {
namespace {

struct Options {
  std::string model, recording, subject, svg;
  std::vector<std::string> files;
  std::size_t smoothing = 0;
  bool json = false;
  recordings::ImportOptions import;
};

std::vector<recordings::Recording> chosen_recordings(const Options& options) {
  std::vector<recordings::Recording> chosen;
  for (const std::string& file : options.files) {
    for (auto& recording : import_noting_problems(file, options.import).recordings) {
      if (!options.recording.empty() && recording.id != options.recording) continue;
      if (!options.subject.empty() && recording.subject != options.subject) continue;
      chosen.push_back(std::move(recording));
    }
  }
  if (chosen.empty()) {
    throw Error(ErrorKind::BadInput, "no recording of that name",
                options.recording + options.subject, "list them with ambulo inspect");
  }
  return chosen;
}

void run(const Options& options) {
  const auto model = evaluation::RuntimeModel::load(model_file(options.model));
  const std::vector<recordings::Recording> chosen = chosen_recordings(options);
  if (!options.svg.empty() && chosen.size() != 1) {
    throw Error(ErrorKind::Usage, fmt::format("--svg draws one recording, not {}", chosen.size()),
                "", "choose one with --recording");
  }
  evaluation::ClassifyOptions classify;
  if (options.smoothing > 0) classify.smoothing_windows = options.smoothing;
  nlohmann::ordered_json results = nlohmann::ordered_json::array();
  for (const recordings::Recording& recording : chosen) {
    const evaluation::Classification result = evaluation::classify(model, recording, classify);
    if (!options.svg.empty()) write_file(options.svg, report::timeline_svg(recording, result));
    if (options.json) {
      results.push_back(evaluation::to_json(result));
    } else {
      print(evaluation::to_text(result));
    }
  }
  if (options.json) print_json(results);
}

}  // namespace

void add_classify(CLI::App& app) {
  CLI::App* command = app.add_subcommand("classify", "Label recordings with a model");
  command->footer(
      "Examples:\n"
      "  ambulo classify run/model.tflite walk.csv\n"
      "  ambulo classify run hapt.tar.xz --recording exp24_user12 --svg timeline.svg\n"
      "  ambulo classify run log.csv --csv-acceleration ax ay az --csv-rotation gx gy gz \\\n"
      "      --csv-time t --csv-time-unit ms --csv-acceleration-unit g --csv-rotation-unit deg/s");
  auto o = std::make_shared<Options>();
  command->add_option("model", o->model, "a .tflite file, or the folder of a run")->required();
  command->add_option("files", o->files, "recordings: files, folders or archives")->required();
  command->add_option("--recording", o->recording, "only the recording of this name");
  command->add_option("--subject", o->subject, "only recordings of this subject");
  command->add_option("--smoothing", o->smoothing,
                      "mean over so many windows (default: as the model says)");
  command->add_option("--svg", o->svg, "also draw the timeline into this file");
  command->add_flag("--json", o->json, "print JSON");
  add_import_options(*command, o->import);
  command->callback([o] { run(*o); });
}

}  // namespace ambulo::cli
