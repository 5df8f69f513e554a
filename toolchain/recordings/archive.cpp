// SPDX-License-Identifier: Apache-2.0
#include "toolchain/recordings/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <utility>

#include "toolchain/core/error.h"

namespace ambulo::recordings {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{1} << 20;
constexpr std::size_t kMostBytes = std::size_t{8} << 30;  // all kept files; guards against bombs
constexpr int kDeepestNesting = 2;

struct Close {
  void operator()(::archive* reader) const { archive_read_free(reader); }
};
using Reader = std::unique_ptr<::archive, Close>;

// Only what the library does itself: no filter that would start another program.
Reader make_reader() {
  Reader reader(archive_read_new());
  if (!reader) throw std::bad_alloc();
  archive_read_support_filter_gzip(reader.get());
  archive_read_support_filter_bzip2(reader.get());
  archive_read_support_filter_xz(reader.get());
  archive_read_support_filter_zstd(reader.get());
  archive_read_support_format_zip(reader.get());
  archive_read_support_format_tar(reader.get());
  archive_read_support_format_7zip(reader.get());
  return reader;
}

std::string reason(::archive* reader) {
  const char* text = archive_error_string(reader);
  return text != nullptr ? text : "unknown damage";
}

class Unpacker {
 public:
  Unpacker(std::string name, const std::function<bool(std::string_view)>& wanted,
           const ProgressCallback& progress, std::size_t total_bytes, int deepest_nesting)
      : name_(std::move(name)),
        wanted_(wanted),
        progress_(progress),
        total_bytes_(total_bytes),
        deepest_nesting_(deepest_nesting) {}

  // A warning is a name or an attribute that cannot be represented here, nothing about content.
  void check(::archive* reader, int status) const {
    if (status < ARCHIVE_WARN) fail_damaged(reader);
  }

  void unpack(::archive* reader, const std::string& prefix, int depth) {
    archive_entry* entry = nullptr;
    for (;;) {
      const int status = archive_read_next_header(reader, &entry);
      if (status == ARCHIVE_EOF) return;
      check(reader, status);
      if (interrupted()) throw Error(ErrorKind::Interrupted, "interrupted", name_);
      if (archive_entry_filetype(entry) != AE_IFREG) continue;
      const std::string path = prefix + path_of(entry);
      const bool is_inner = depth < deepest_nesting_ && has_archive_name(path);
      if (is_inner || wanted_(path)) {
        if (archive_entry_is_encrypted(entry)) {
          throw Error(ErrorKind::Unsupported, "the archive is encrypted", name_, "unpack it first");
        }
        std::string content = read_entry(reader, entry);
        if (is_inner) {
          unpack_inner(content, path, depth + 1);
          kept_bytes_ -= content.size();
        } else {
          files_.push_back({path, std::move(content)});
        }
      } else {
        check(reader, archive_read_data_skip(reader));
      }
      last_good_ = path;
      if (progress_ && depth == 0) {
        progress_({"unpacking", static_cast<std::size_t>(archive_filter_bytes(reader, -1)),
                   total_bytes_, path});
      }
    }
  }

  std::vector<ArchivedFile> take_files() { return std::move(files_); }

 private:
  static std::string path_of(archive_entry* entry) {
    const char* path = archive_entry_pathname_utf8(entry);
    if (path == nullptr) path = archive_entry_pathname(entry);
    std::string_view view = path != nullptr ? path : "";
    while (view.starts_with("./")) view.remove_prefix(2);
    return std::string(view);
  }

  std::string read_entry(::archive* reader, archive_entry* entry) {
    std::string content;
    if (archive_entry_size_is_set(entry)) {
      // The size is what the archive claims; believe it only so far.
      const auto claimed = static_cast<std::uint64_t>(archive_entry_size(entry));
      content.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(claimed, 64u << 20)));
    }
    for (;;) {
      const void* block = nullptr;
      std::size_t bytes = 0;
      la_int64_t offset = 0;
      const int status = archive_read_data_block(reader, &block, &bytes, &offset);
      if (status == ARCHIVE_EOF) return content;
      if (status < ARCHIVE_OK) fail_damaged(reader);  // a warning here is a wrong checksum
      if (interrupted()) throw Error(ErrorKind::Interrupted, "interrupted", name_);
      // Sparse files have holes between blocks; measurements do not.
      if (offset != static_cast<la_int64_t>(content.size())) {
        throw Error(ErrorKind::Unsupported, "sparse file in the archive", name_, "unpack it first");
      }
      content.append(static_cast<const char*>(block), bytes);
      if ((kept_bytes_ += bytes) > kMostBytes) {
        throw Error(ErrorKind::BadInput, "the archive unpacks to more than 8 GiB", name_,
                    "unpack it, and name the folder");
      }
    }
  }

  void unpack_inner(const std::string& content, const std::string& path, int depth) {
    const Reader reader = make_reader();
    check(reader.get(), archive_read_open_memory(reader.get(), content.data(), content.size()));
    unpack(reader.get(), path + "/", depth);
  }

  [[noreturn]] void fail_damaged(::archive* reader) const {
    const std::string after =
        last_good_.empty() ? "before its first file" : fmt::format("after file {}", last_good_);
    throw Error(ErrorKind::BadInput,
                fmt::format("archive is damaged {} ({})", after, reason(reader)), name_,
                "download it again");
  }

  std::string name_;
  const std::function<bool(std::string_view)>& wanted_;
  const ProgressCallback& progress_;
  std::size_t total_bytes_;
  int deepest_nesting_;
  std::size_t kept_bytes_ = 0;
  std::string last_good_;
  std::vector<ArchivedFile> files_;
};

}  // namespace

bool is_archive(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw Error(ErrorKind::BadInput, fmt::format("cannot read: {}", std::strerror(errno)),
                path.string(), "check the path and the permissions");
  }
  std::array<char, 512> head{};
  file.read(head.data(), head.size());
  const std::string_view bytes(head.data(), static_cast<std::size_t>(file.gcount()));
  using namespace std::string_view_literals;
  for (const std::string_view magic : {"PK\x03\x04"sv, "PK\x05\x06"sv, "\x1f\x8b"sv, "BZh"sv,
                                       "\xfd"
                                       "7zXZ\0"sv,
                                       "\x28\xb5\x2f\xfd"sv, "7z\xbc\xaf\x27\x1c"sv}) {
    if (bytes.starts_with(magic)) return true;
  }
  return bytes.size() > 262 && bytes.substr(257, 5) == "ustar"sv;
}

bool has_archive_name(std::string_view path) {
  for (const std::string_view ending :
       {".zip", ".tar", ".tar.xz", ".txz", ".tar.gz", ".tgz", ".tar.bz2", ".tar.zst", ".7z"}) {
    if (path.ends_with(ending)) return true;
  }
  return false;
}

std::vector<ArchivedFile> read_archive(const std::filesystem::path& path,
                                       const std::function<bool(std::string_view)>& wanted,
                                       const ProgressCallback& progress,
                                       const ReadOptions& options) {
  std::error_code unknown_size;
  const auto bytes = std::filesystem::file_size(path, unknown_size);
  Unpacker unpacker(path.string(), wanted, progress, unknown_size ? 0 : bytes,
                    options.open_inner_archives ? kDeepestNesting : 0);
  const Reader reader = make_reader();
  unpacker.check(reader.get(), archive_read_open_filename(reader.get(), path.c_str(), kBlockBytes));
  unpacker.unpack(reader.get(), "", 0);
  return unpacker.take_files();
}

}  // namespace ambulo::recordings
