// SPDX-License-Identifier: Apache-2.0
#include "toolchain/recordings/file_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <system_error>
#include <utility>

#include "toolchain/core/error.h"
#include "toolchain/core/files.h"
#include "toolchain/recordings/archive.h"
#include "toolchain/recordings/natural_order.h"

namespace ambulo::recordings {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kHeadBytes = 4096;

// What macOS leaves in folders and archives: "__MACOSX/x/._a.csv" is no recording.
bool is_leftover(std::string_view path) {
  return file_name(path).starts_with("._") || path.starts_with("__MACOSX/") ||
         path.find("/__MACOSX/") != std::string_view::npos;
}

std::string names_of(const std::vector<fs::path>& archives) {
  constexpr std::size_t kShown = 6;
  std::string names;
  for (std::size_t i = 0; i < archives.size() && i < kShown; ++i) {
    names += (i == 0 ? "" : ", ") + archives[i].filename().string();
  }
  return archives.size() > kShown ? names + ", ..." : names;
}

}  // namespace

std::string_view file_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

FileSource FileSource::open(const fs::path& path, const Wanted& wanted,
                            const ProgressCallback& progress) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) {
    throw Error(ErrorKind::BadInput, "no such file or folder", path.string(), "check the path");
  }
  if (error) {
    throw Error(ErrorKind::BadInput, "cannot read: " + error.message(), path.string(),
                "check the permissions");
  }
  if (status.type() != fs::file_type::directory) {
    return is_archive(path) ? of_archive(path, wanted, progress) : of_file(path);
  }

  FileSource source;
  source.root_ = path;
  std::vector<fs::path> archives;
  source.list_folder(path, "", wanted, archives);
  std::sort(source.paths_.begin(), source.paths_.end(), natural_less);
  if (!source.paths_.empty()) return source;
  if (archives.size() == 1) return of_archive(archives.front(), wanted, progress);
  if (!archives.empty()) {
    std::sort(archives.begin(), archives.end());
    throw Error(ErrorKind::BadInput,
                fmt::format("the folder holds {} archives, not recordings", archives.size()),
                path.string(), "name one of them: " + names_of(archives));
  }
  if (!source.unreadable_.empty()) {
    throw Error(ErrorKind::BadInput, source.unreadable_.front().reason,
                source.unreadable_.front().path, "check the permissions");
  }
  throw Error(ErrorKind::BadInput,
              fs::is_empty(path, error) ? "the folder is empty" : "the folder holds no recordings",
              path.string(), "name a folder or an archive with recordings, or run ambulo fetch");
}

void FileSource::list_folder(const fs::path& folder, const std::string& prefix,
                             const Wanted& wanted, std::vector<fs::path>& archives) {
  if (interrupted()) throw Error(ErrorKind::Interrupted, "interrupted", root_.string());
  std::error_code error;
  fs::directory_iterator entry(folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    std::error_code unknown;
    const std::string path = prefix + entry->path().filename().string();
    if (entry->is_directory(unknown) && !entry->is_symlink(unknown)) {
      list_folder(entry->path(), path + "/", wanted, archives);
    } else if (entry->is_regular_file(unknown) && !is_leftover(path)) {
      if (wanted(path)) paths_.push_back(path);
      if (has_archive_name(path)) archives.push_back(entry->path());
    }
  }
  if (error) unreadable_.push_back({folder.string(), "cannot list: " + error.message()});
}

FileSource FileSource::of_archive(const fs::path& archive, const Wanted& wanted,
                                  const ProgressCallback& progress) {
  FileSource source;
  source.root_ = archive;
  source.from_archive_ = true;
  const auto kept = [&wanted](std::string_view path) { return !is_leftover(path) && wanted(path); };
  for (ArchivedFile& file : read_archive(archive, kept, progress)) {
    source.unpacked_.insert_or_assign(std::move(file.path), std::move(file.content));
  }
  if (source.unpacked_.empty()) {
    throw Error(ErrorKind::BadInput, "the archive holds no recordings", archive.string(),
                "name an archive of one of the data sets, or of CSV files");
  }
  for (const auto& [path, content] : source.unpacked_) source.paths_.push_back(path);
  std::sort(source.paths_.begin(), source.paths_.end(), natural_less);
  return source;
}

FileSource FileSource::of_file(const fs::path& file) {
  FileSource source;
  source.root_ = file.parent_path();
  source.single_file_ = true;
  const std::string name = file.filename().string();
  source.paths_.push_back(name);
  for (const std::string& sidecar : {name + ".toml", std::string("ambulo.toml")}) {
    if (sidecar != name && fs::is_regular_file(source.root_ / sidecar)) {
      source.paths_.push_back(sidecar);
    }
  }
  return source;
}

bool FileSource::contains(const std::string& path) const {
  return std::find(paths_.begin(), paths_.end(), path) != paths_.end();
}

std::string FileSource::display(const std::string& path) const {
  return (root_ / path).string();
}

std::string FileSource::take(const std::string& path) {
  if (!from_archive_) return read_text(root_ / path);
  return std::move(unpacked_.at(path));
}

std::string FileSource::head(const std::string& path) const {
  if (from_archive_) return unpacked_.at(path).substr(0, kHeadBytes);
  std::string text(kHeadBytes, '\0');
  std::ifstream file(root_ / path, std::ios::binary);
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  return text;
}

}  // namespace ambulo::recordings
