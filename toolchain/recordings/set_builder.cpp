// SPDX-License-Identifier: Apache-2.0
#include "toolchain/recordings/set_builder.h"

#include <utility>

#include "toolchain/recordings/natural_order.h"

namespace ambulo::recordings {

SetBuilder::SetBuilder(std::string data_set, std::size_t count, const ImportOptions& options)
    : count_(count), progress_(options.progress) {
  set_.data_set = std::move(data_set);
}

void SetBuilder::add(const std::string& path, const std::function<Recording()>& make) {
  add_all(path, [&make] {
    std::vector<Recording> one;
    one.push_back(make());
    return one;
  });
}

void SetBuilder::add_all(const std::string& path,
                         const std::function<std::vector<Recording>()>& make) {
  if (interrupted()) throw Error(ErrorKind::Interrupted, "interrupted", path);
  try {
    for (Recording& recording : make()) set_.recordings.push_back(std::move(recording));
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::Interrupted || error.kind() == ErrorKind::Internal) throw;
    if (!first_error_) first_error_ = error;
    set_.quarantined.push_back({path, error.what()});
  }
  if (progress_) progress_({"reading", ++done_, count_, path});
}

RecordingSet SetBuilder::finish() {
  if (set_.recordings.empty() && first_error_) throw *first_error_;
  sort_recordings(set_);
  return std::move(set_);
}

}  // namespace ambulo::recordings
