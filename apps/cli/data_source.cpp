// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/data_source.h"

#include <fmt/format.h>

#include <algorithm>

#include "apps/cli/terminal.h"

namespace ambulo::cli {

std::filesystem::path model_file(const std::string& model) {
  const std::filesystem::path path = model;
  return std::filesystem::is_directory(path) ? path / "model.tflite" : path;
}

std::filesystem::path quantized_file(const std::filesystem::path& model, std::string scheme) {
  std::ranges::replace(scheme, ':', '-');  // no part of a file name everywhere
  std::filesystem::path path = model;
  return path.replace_extension("." + scheme + ".tflite");
}

void add_import_options(CLI::App& command, recordings::ImportOptions& options) {
  auto& csv = options.csv;
  command
      .add_option("--format", options.format,
                  "hapt, uci_har, motion_sense or csv (default: by content)")
      ->check(CLI::IsMember({"hapt", "uci_har", "motion_sense", "csv"}))
      ->group("Data");
  const auto add = [&command](const char* name, auto& value, const char* text) {
    return command.add_option(name, value, text)->group("CSV files (instead of a sidecar)");
  };
  add("--csv-acceleration", csv.acceleration, "columns of acceleration x y z")->expected(3);
  add("--csv-rotation", csv.rotation, "columns of rotation rate x y z")->expected(3);
  add("--csv-time", csv.time, "column of time");
  add("--csv-time-unit", csv.time_unit, "s, ms, us or ns");
  add("--csv-label", csv.label, "column of the activity");
  add("--csv-activity", csv.activity, "one activity for the whole file");
  add("--csv-acceleration-unit", csv.acceleration_unit, "m/s2 or g");
  add("--csv-rotation-unit", csv.rotation_unit, "rad/s or deg/s");
  add("--csv-sign", csv.sign, "android or ios");
  add("--csv-rate", csv.rate_hz, "samples per second, when there is no time column");
  add("--csv-subject", csv.subject, "who carried the device");
  add("--csv-placement", csv.placement, "where: waist, front_pocket, ...");
}

recordings::RecordingSet import_noting_problems(const std::string& path,
                                                recordings::ImportOptions options) {
  options.progress = progress_bar();
  recordings::RecordingSet set = recordings::import_recordings(path, options);
  finish_progress();
  constexpr std::size_t kShown = 5;
  for (std::size_t i = 0; i < set.quarantined.size() && i < kShown; ++i) {
    note(fmt::format("ambulo: left out: {}: {}", set.quarantined[i].path,
                     set.quarantined[i].reason));
  }
  if (set.quarantined.size() > kShown) {
    note(fmt::format("ambulo: left out: {} more (see ambulo inspect)",
                     set.quarantined.size() - kShown));
  }
  return set;
}

void add_split_option(CLI::App& command, std::string& split) {
  command
      .add_option("--split", split,
                  "official, paper, groups:K/FOLD, loso/SUBJECT, cv:K/FOLD or random, with @SEED "
                  "behind it for "
                  "another draw (docs/windows.md)")
      ->group("Data");
}

}  // namespace ambulo::cli
