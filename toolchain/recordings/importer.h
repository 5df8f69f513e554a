// SPDX-License-Identifier: Apache-2.0
// What an importer is: which files it needs, how it knows its data set, and how it reads it. To
// add a data set: one file with one Importer, and a row in import.cpp.
#pragma once

#include <string_view>

#include "toolchain/recordings/file_source.h"
#include "toolchain/recordings/import.h"
#include "toolchain/recordings/recording.h"

namespace ambulo::recordings {

struct Importer {
  std::string_view name;
  // Decides by the path alone; everything else in a folder or an archive is not even read.
  bool (*wants)(std::string_view path);
  // Looks at the paths, and at the head of files where names do not decide.
  bool (*recognises)(const FileSource& source);
  RecordingSet (*import)(FileSource& source, const ImportOptions& options);
};

extern const Importer kHapt, kUciHar, kMotionSense, kCsv;

}  // namespace ambulo::recordings
