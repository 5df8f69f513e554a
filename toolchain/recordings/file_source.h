// SPDX-License-Identifier: Apache-2.0
// A folder, an archive or one file, seen as a list of paths with their content.
//
//   FileSource source = FileSource::open("hapt.tar.xz", wanted);
//   for (const std::string& path : source.paths()) parse(source.take(path));
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "toolchain/core/progress.h"
#include "toolchain/recordings/recording.h"

namespace ambulo::recordings {

class FileSource {
 public:
  using Wanted = std::function<bool(std::string_view path)>;

  // Lists the files whose path below the given one is wanted, at any depth. A folder without any,
  // but with one archive, is that archive. One file is listed whatever its name, together with
  // its sidecars. Throws Error(BadInput): missing, no permission, empty, damaged archive, several
  // archives and nothing else.
  static FileSource open(const std::filesystem::path& path, const Wanted& wanted,
                         const ProgressCallback& progress = {});

  // Below the given path, with '/', in natural order.
  const std::vector<std::string>& paths() const { return paths_; }
  bool contains(const std::string& path) const;
  bool is_single_file() const { return single_file_; }
  // The path as a person would name it, for messages.
  std::string display(const std::string& path) const;

  // The content. Of an archive it can be taken once, so that memory shrinks as the import goes.
  // Throws Error(BadInput) when it cannot be read. REQUIRES contains(path).
  std::string take(const std::string& path);
  // At most the first 4096 bytes; takes nothing.
  std::string head(const std::string& path) const;

  // Folders that could not be listed.
  const std::vector<Quarantined>& unreadable() const { return unreadable_; }

 private:
  static FileSource of_archive(const std::filesystem::path& archive, const Wanted& wanted,
                               const ProgressCallback& progress);
  static FileSource of_file(const std::filesystem::path& file);
  void list_folder(const std::filesystem::path& folder, const std::string& prefix,
                   const Wanted& wanted, std::vector<std::filesystem::path>& archives);

  std::filesystem::path root_;  // the folder, or the archive
  bool single_file_ = false;
  std::vector<std::string> paths_;
  std::map<std::string, std::string> unpacked_;  // of an archive
  bool from_archive_ = false;
  std::vector<Quarantined> unreadable_;
};

// The part after the last '/', and the part before it ("" when there is none).
std::string_view file_name(std::string_view path);
std::string_view folder_of(std::string_view path);

}  // namespace ambulo::recordings
