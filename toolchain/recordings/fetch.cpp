// SPDX-License-Identifier: Apache-2.0
#include "toolchain/recordings/fetch.h"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <system_error>
#include <utility>

#include "toolchain/core/error.h"
#include "toolchain/core/files.h"
#include "toolchain/recordings/archive.h"
#include "toolchain/recordings/download.h"
#include "toolchain/recordings/file_source.h"
#include "toolchain/recordings/sha256.h"

namespace ambulo::recordings {

namespace fs = std::filesystem;

namespace {

std::string url_of(const PublicDataSet& set, const std::string& mirror) {
  if (mirror.empty()) return set.url;
  const bool has_slash = mirror.ends_with('/');
  return mirror + (has_slash ? "" : "/") + std::string(file_name(set.url));
}

std::string content_checksum(const fs::path& archive, const std::string& folder) {
  const std::string marker = folder + "/";
  const auto below = [&marker](std::string_view path) -> std::optional<std::string> {
    const std::size_t at = path.find(marker);
    if (at == std::string_view::npos || !path.ends_with(".csv")) return std::nullopt;
    if (path.find("__MACOSX/") != std::string_view::npos) return std::nullopt;
    if (file_name(path).starts_with("._")) return std::nullopt;
    return std::string(path.substr(at + marker.size()));
  };
  std::map<std::string, std::string> checksums;
  for (const ArchivedFile& file :
       read_archive(archive, [&below](std::string_view path) { return below(path).has_value(); })) {
    checksums[*below(file.path)] = sha256_of(file.content);
  }
  std::string lines;
  for (const auto& [path, checksum] : checksums) lines += checksum + "  " + path + "\n";
  return sha256_of(lines);
}

// Whether the archive holds the right inner one; an archive that cannot be read does not.
bool has_right_inner(const fs::path& archive, const PublicDataSet& set) {
  if (set.inner_archive.empty()) return false;
  bool found = false;
  try {
    const ReadOptions as_file{.open_inner_archives = false};
    for (const ArchivedFile& file : read_archive(
             archive, [&](std::string_view path) { return path == set.inner_archive; }, {},
             as_file)) {
      found |= sha256_of(file.content) == set.inner_sha256;
    }
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::Interrupted) throw;
  }
  return found;
}

struct Mismatch {
  std::string expected, got;
};

std::optional<Mismatch> check(const fs::path& archive, const PublicDataSet& set) {
  if (set.sha256.empty()) {
    const std::string got = content_checksum(archive, set.content_folder);
    if (got == set.content_sha256) return std::nullopt;
    return Mismatch{set.content_sha256 + " over its files", got};
  }
  const std::string got = sha256_of_file(archive);
  if (got == set.sha256 || has_right_inner(archive, set)) return std::nullopt;
  return Mismatch{set.sha256, got};
}

}  // namespace

const PublicDataSet& find_data_set(std::string_view name) {
  std::string names;
  for (const PublicDataSet& set : fetch_catalog()) {
    if (set.name == name) return set;
    names += (names.empty() ? "" : ", ") + set.name;
  }
  throw Error(ErrorKind::Usage, fmt::format("no data set '{}'", name), "", "it is one of " + names);
}

fs::path fetch(const PublicDataSet& set, const FetchOptions& options) {
  make_folder(options.folder);
  const fs::path archive = options.folder / (set.name + ".zip");
  if (fs::exists(archive)) {
    const auto mismatch = check(archive, set);
    if (!mismatch) return archive;
    throw Error(ErrorKind::BadInput,
                fmt::format("the file that is there has SHA-256 {}, expected {}", mismatch->got,
                            mismatch->expected),
                archive.string(), "move it away, then run the same command again");
  }

  const std::string url = url_of(set, options.mirror);
  const fs::path part = archive.string() + ".part";
  download({url, part, set.bytes, fmt::format("download {} by hand to {}", url, archive.string())},
           options.progress);
  std::optional<Mismatch> mismatch;
  try {
    mismatch = check(part, set);
  } catch (const Error& error) {
    // Not even an archive; what is left could only be resumed to the same.
    if (error.kind() != ErrorKind::Interrupted) fs::remove(part);
    throw;
  }
  if (mismatch) {
    fs::remove(part);
    throw Error(
        ErrorKind::BadInput,
        fmt::format("wrong SHA-256: expected {}, got {}", mismatch->expected, mismatch->got), url,
        "the download was removed; try again, or another --mirror");
  }
  std::error_code error;
  fs::rename(part, archive, error);
  if (error) {
    throw Error(ErrorKind::BadInput, "cannot rename: " + error.message(), part.string(),
                "check the permissions");
  }
  return archive;
}

}  // namespace ambulo::recordings
