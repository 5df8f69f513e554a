// SPDX-License-Identifier: Apache-2.0
// ambulo inspect PATH: what recordings hold, and everything that is wrong with them.
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "apps/cli/command.h"
#include "apps/cli/data_source.h"
#include "apps/cli/terminal.h"
#include "toolchain/core/error.h"
#include "toolchain/recordings/inspect.h"
#include "toolchain/windows/windows.h"

namespace ambulo::cli {
namespace {

struct Options {
  std::string path;
  bool json = false;
  recordings::ImportOptions import;
  std::string split;
};

// Windows under the default cut (128 samples at 50 Hz, hop 64), and in the parts of a split.
struct Windows {
  std::size_t all = 0;
  std::optional<windows::Split> split;
};

Windows count_windows(const recordings::RecordingSet& data, const std::string& split) {
  windows::WindowSpec spec;
  spec.activities = windows::activities_of(data.recordings);
  Windows result;
  if (spec.activities.empty()) return result;  // no labels: nothing to cut
  const windows::WindowSet set = windows::cut(data.recordings, spec);
  result.all = set.windows.size();
  if (!split.empty()) result.split = windows::named_split(set, split);
  return result;
}

void run(const Options& options) {
  const recordings::RecordingSet data = import_noting_problems(options.path, options.import);
  const recordings::Inspection inspection = recordings::inspect(data);
  const Windows windows = count_windows(data, options.split);
  if (options.json) {
    auto json = recordings::to_json(inspection);
    json["windows"] = windows.all;
    if (windows.split) {
      json["split"] = windows.split->name;
      json["train"] = windows.split->train.size() + windows.split->validation.size();
      json["validation"] = windows.split->validation.size();
      json["test"] = windows.split->test.size();
    }
    return print_json(json);
  }
  print(recordings::to_text(inspection));
  print(fmt::format("windows of 128 samples at 50 Hz, hop 64: {}\n", windows.all));
  if (windows.split) {
    print(fmt::format("under {}: {} train (of these {} validation), {} test\n", windows.split->name,
                      windows.split->train.size() + windows.split->validation.size(),
                      windows.split->validation.size(), windows.split->test.size()));
  }
}

}  // namespace

void add_inspect(CLI::App& app) {
  CLI::App* command =
      app.add_subcommand("inspect", "Show what recordings hold and what is wrong with them");
  command->footer(
      "Examples:\n"
      "  ambulo inspect hapt.tar.xz --split official\n"
      "  ambulo inspect my_recordings --json");
  auto o = std::make_shared<Options>();
  command->add_option("path", o->path, "folder, archive or file with recordings")->required();
  command->add_flag("--json", o->json, "print JSON");
  add_split_option(*command, o->split);
  add_import_options(*command, o->import);
  command->callback([o] { run(*o); });
}

}  // namespace ambulo::cli
