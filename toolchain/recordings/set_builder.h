// SPDX-License-Identifier: Apache-2.0
// Collects the recordings of a set. One that cannot be made is quarantined with its reason and
// the rest goes on; when none can be made, the first reason is thrown.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "toolchain/core/error.h"
#include "toolchain/recordings/import.h"
#include "toolchain/recordings/recording.h"

namespace ambulo::recordings {

class SetBuilder {
 public:
  // count: how many calls of add or add_all will come, for the progress.
  SetBuilder(std::string data_set, std::size_t count, const ImportOptions& options);

  // path: of the file at fault, should make throw an Error. Throws Error(Interrupted) on Ctrl-C.
  void add(const std::string& path, const std::function<Recording()>& make);
  void add_all(const std::string& path, const std::function<std::vector<Recording>()>& make);

  void count_bytes(std::size_t bytes) { set_.bytes_read += bytes; }
  void quarantine(Quarantined file) { set_.quarantined.push_back(std::move(file)); }

  // Ordered by subject, then id.
  RecordingSet finish();

 private:
  RecordingSet set_;
  std::size_t done_ = 0, count_;
  ProgressCallback progress_;
  std::optional<Error> first_error_;
};

}  // namespace ambulo::recordings
