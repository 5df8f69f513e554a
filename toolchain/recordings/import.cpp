// SPDX-License-Identifier: Apache-2.0
// Finds the importer for what lies at a path, and lets it read.
#include "toolchain/recordings/import.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "toolchain/core/error.h"
#include "toolchain/recordings/importer.h"

namespace ambulo::recordings {
namespace {

// Generic CSV comes last: other data sets hold CSV files too.
const std::array<const Importer*, 4>& importers() {
  static const std::array<const Importer*, 4> all = {&kHapt, &kUciHar, &kMotionSense, &kCsv};
  return all;
}

std::string names() {
  std::string names;
  for (const Importer* importer : importers()) {
    names += (names.empty() ? "" : ", ") + std::string(importer->name);
  }
  return names;
}

const Importer* by_name(const std::string& format) {
  for (const Importer* importer : importers()) {
    if (importer->name == format) return importer;
  }
  throw Error(ErrorKind::Usage, fmt::format("unknown format '{}'", format), "",
              "it is one of " + names());
}

const Importer& by_content(const FileSource& source, const std::filesystem::path& path) {
  const Importer* found = nullptr;
  for (const Importer* importer : importers()) {
    if (!importer->recognises(source)) continue;
    if (found == nullptr) {
      found = importer;
    } else if (importer != &kCsv) {
      throw Error(ErrorKind::BadInput,
                  fmt::format("both {} and {} are there", found->name, importer->name),
                  path.string(), "name the folder of one of them, or give its --format");
    }
  }
  if (found == nullptr) {
    throw Error(ErrorKind::Unsupported, "the content is not recognised", path.string(),
                "importable are " + names());
  }
  return *found;
}

}  // namespace

RecordingSet import_recordings(const std::filesystem::path& path, const ImportOptions& options) {
  const Importer* chosen = options.format.empty() ? nullptr : by_name(options.format);
  const auto wanted = [chosen](std::string_view file) {
    if (chosen != nullptr) return chosen->wants(file);
    return std::any_of(importers().begin(), importers().end(),
                       [file](const Importer* importer) { return importer->wants(file); });
  };
  FileSource source = FileSource::open(path, wanted, options.progress);
  if (chosen == nullptr) chosen = &by_content(source, path);
  RecordingSet set = chosen->import(source, options);
  set.quarantined.insert(set.quarantined.end(), source.unreadable().begin(),
                         source.unreadable().end());
  return set;
}

}  // namespace ambulo::recordings
