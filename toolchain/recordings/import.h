// SPDX-License-Identifier: Apache-2.0
// Entry of the recordings stage: a folder, an archive or a file in, a RecordingSet out.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "toolchain/core/progress.h"
#include "toolchain/recordings/recording.h"

namespace ambulo::recordings {

// What the generic CSV importer has to know; a sidecar file (x.csv.toml beside x.csv, or
// ambulo.toml for the whole folder) gives the same keys, flags override it.
struct CsvFormat {
  std::vector<std::string> acceleration;  // three column names, x y z
  std::vector<std::string> rotation;      // three column names, x y z
  std::string time;                       // column name; empty: rate_hz counts out the time
  std::string label;                      // column name; empty: no labels
  std::string activity;                   // one label for the whole file, instead of a column
  std::string acceleration_unit;          // "m/s2" or "g"
  std::string rotation_unit;              // "rad/s" or "deg/s"
  std::string time_unit;                  // "s", "ms", "us", "ns"
  std::string sign;                       // "android" (default) or "ios"
  std::string subject;
  std::string placement;
  std::string data_set;
  std::optional<bool> synthetic;
  std::optional<double> rate_hz;
};

struct ImportOptions {
  std::string format;  // "hapt", "uci_har", "motion_sense", "csv"; empty: recognised by content
  CsvFormat csv;       // overrides the sidecar
  ProgressCallback progress;
};

// Throws Error: BadInput when nothing at all could be read (missing, empty, damaged archive,
// every file broken: the first reason is given), Unsupported when the content is not recognised.
RecordingSet import_recordings(const std::filesystem::path& path,
                               const ImportOptions& options = {});

}  // namespace ambulo::recordings
