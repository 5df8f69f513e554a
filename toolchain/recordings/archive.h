// SPDX-License-Identifier: Apache-2.0
// Archives (.zip, .tar.xz, .tar.gz, .tar.bz2, .tar.zst, .7z) read by libarchive in one pass. An
// archive inside an archive is opened too: UCI HAR is published as a zip inside a zip.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "toolchain/core/progress.h"

namespace ambulo::recordings {

struct ArchivedFile {
  std::string path;  // inside the archive, with '/'; below an inner archive: "inner.zip/a.txt"
  std::string content;
};

// By its first bytes. Throws Error(BadInput) when the file cannot be read.
bool is_archive(const std::filesystem::path& path);
// By its name: "data.zip", "hapt.tar.xz".
bool has_archive_name(std::string_view path);

struct ReadOptions {
  bool open_inner_archives = true;  // false: they are files like any other
};

// Keeps the files whose path is wanted. Throws Error(BadInput) that names the last good file when
// the archive is truncated or damaged anywhere: no part of it is used then.
std::vector<ArchivedFile> read_archive(const std::filesystem::path& path,
                                       const std::function<bool(std::string_view)>& wanted,
                                       const ProgressCallback& progress = {},
                                       const ReadOptions& options = {});

}  // namespace ambulo::recordings
