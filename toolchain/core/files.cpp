// SPDX-License-Identifier: Apache-2.0
// POSIX calls, because the C++ streams cannot report why a write failed, nor flush to the disk.
#include "toolchain/core/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "toolchain/core/error.h"

namespace ambulo {
namespace {

std::string how_to_fix(int error) {
  switch (error) {
    case ENOENT:
      return "check the path";
    case EACCES:
    case EPERM:
      return "check the permissions";
    case ENOSPC:
    case EDQUOT:
      return "free some space, then run the same command again";
    case EISDIR:
      return "name a file, not a folder";
    default:
      return "";
  }
}

[[noreturn]] void fail(const char* action, const std::filesystem::path& path, int error) {
  throw Error(ErrorKind::BadInput, fmt::format("cannot {}: {}", action, std::strerror(error)),
              path.string(), how_to_fix(error));
}

class File {
 public:
  File(int descriptor) : descriptor_(descriptor) {}
  ~File() { close(); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int get() const { return descriptor_; }
  int close() {
    const int result = descriptor_ >= 0 ? ::close(descriptor_) : 0;
    descriptor_ = -1;
    return result;
  }

 private:
  int descriptor_;
};

template <typename Bytes>
Bytes read_all(const std::filesystem::path& path) {
  File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) fail("read", path, errno);
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) fail("read", path, errno);
  if (S_ISDIR(info.st_mode)) fail("read", path, EISDIR);
  Bytes bytes;
  // One byte more than the size, so that a file of exactly that size ends in a zero read.
  bytes.resize(static_cast<std::size_t>(info.st_size) + 1);
  std::size_t used = 0;
  for (;;) {
    if (used == bytes.size()) bytes.resize(bytes.size() * 2);
    const ssize_t n = ::read(file.get(), bytes.data() + used, bytes.size() - used);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail("read", path, errno);
    if (n == 0) break;
    used += static_cast<std::size_t>(n);
  }
  bytes.resize(used);
  return bytes;
}

int write_all(int descriptor, std::span<const std::uint8_t> bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t n = ::write(descriptor, bytes.data() + done, bytes.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    done += static_cast<std::size_t>(n);
  }
  return ::fsync(descriptor) == 0 || errno == EINVAL ? 0 : errno;
}

bool is_device(const std::filesystem::path& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return false;
  return S_ISCHR(info.st_mode) || S_ISBLK(info.st_mode) || S_ISFIFO(info.st_mode);
}

void write_device(const std::filesystem::path& path, std::span<const std::uint8_t> bytes) {
  File device(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (device.get() < 0) fail("write", path, errno);
  int error = write_all(device.get(), bytes);
  if (device.close() != 0 && error == 0) error = errno;
  if (error != 0) fail("write", path, error);
}

}  // namespace

std::string read_text(const std::filesystem::path& path) {
  return read_all<std::string>(path);
}

std::vector<std::uint8_t> read_bytes(const std::filesystem::path& path) {
  return read_all<std::vector<std::uint8_t>>(path);
}

void write_file(const std::filesystem::path& path, std::span<const std::uint8_t> bytes) {
  if (is_device(path)) return write_device(path, bytes);
  const std::filesystem::path temporary =
      path.parent_path() / fmt::format(".{}.{}.tmp", path.filename().string(), ::getpid());
  File file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (file.get() < 0) fail("write", path, errno);
  int error = write_all(file.get(), bytes);
  if (file.close() != 0 && error == 0) error = errno;
  if (error == 0 && ::rename(temporary.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) {
    ::unlink(temporary.c_str());
    fail("write", path, error);
  }
}

void write_file(const std::filesystem::path& path, std::string_view text) {
  write_file(path, std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

void make_folder(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) fail("create the folder", path, error.value());
}

}  // namespace ambulo
