// SPDX-License-Identifier: Apache-2.0
// The zip archive behind a model, from its end: end record, central directory, each file (stored or
// deflated). Every number in it is taken as hostile.
#include <zlib.h>

#include <algorithm>

#include "toolchain/core/error.h"
#include "toolchain/tflite/associated_files.h"

namespace ambulo::tflite {
namespace {

constexpr std::uint32_t kLocalHeader = 0x04034b50, kCentralHeader = 0x02014b50,
                        kEndRecord = 0x06054b50;
constexpr std::size_t kLocalBytes = 30, kCentralBytes = 46, kEndBytes = 22;
constexpr std::size_t kLongestComment = 65535;
constexpr std::size_t kLargestFile = 1 << 24;
constexpr std::uint16_t kStored = 0, kDeflated = 8;

class Archive {
 public:
  Archive(std::span<const std::uint8_t> bytes, std::string where)
      : bytes_(bytes), where_(std::move(where)) {}

  std::vector<AssociatedFile> read() const {
    std::vector<AssociatedFile> files;
    const std::size_t end = find_end();
    if (end == bytes_.size()) return files;
    std::size_t at = u32(end + 16);
    for (std::size_t left = u16(end + 10); left > 0; --left) {
      require(u32(at) == kCentralHeader);
      const std::size_t name_bytes = u16(at + 28);
      files.push_back({text(at + kCentralBytes, name_bytes), content(at)});
      at += kCentralBytes + name_bytes + u16(at + 30) + u16(at + 32);
    }
    return files;
  }

 private:
  void require(bool holds) const {
    if (!holds)
      throw Error(ErrorKind::BadInput, "the files packed with the model are damaged", where_);
  }
  std::span<const std::uint8_t> range(std::size_t at, std::size_t count) const {
    require(at <= bytes_.size() && count <= bytes_.size() - at);
    return bytes_.subspan(at, count);
  }
  std::uint16_t u16(std::size_t at) const {
    const auto b = range(at, 2);
    return static_cast<std::uint16_t>(b[0] | b[1] << 8);
  }
  std::uint32_t u32(std::size_t at) const {
    return u16(at) | static_cast<std::uint32_t>(u16(at + 2)) << 16;
  }
  std::string text(std::size_t at, std::size_t count) const {
    const auto b = range(at, count);
    return {b.begin(), b.end()};
  }

  // The size of the bytes when there is no archive.
  std::size_t find_end() const {
    if (bytes_.size() < kEndBytes) return bytes_.size();
    const std::size_t last = bytes_.size() - kEndBytes;
    const std::size_t first = last > kLongestComment ? last - kLongestComment : 0;
    for (std::size_t at = last + 1; at-- > first;) {
      if (u32(at) == kEndRecord && at + kEndBytes + u16(at + 20) == bytes_.size()) return at;
    }
    return bytes_.size();
  }

  std::string content(std::size_t central) const {
    const std::uint16_t method = u16(central + 10);
    const std::size_t packed = u32(central + 20), size = u32(central + 24);
    const std::size_t local = u32(central + 42);
    require(u32(local) == kLocalHeader && size <= kLargestFile);
    const std::size_t begin = local + kLocalBytes + u16(local + 26) + u16(local + 28);
    if (method == kStored) return text(begin, size);
    require(method == kDeflated);
    return inflated(range(begin, packed), size);
  }

  std::string inflated(std::span<const std::uint8_t> packed, std::size_t size) const {
    std::string result(size, '\0');
    z_stream stream{};
    stream.next_in = const_cast<Bytef*>(packed.data());
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(result.data());
    stream.avail_out = static_cast<uInt>(size);
    require(inflateInit2(&stream, -MAX_WBITS) == Z_OK);
    const int outcome = inflate(&stream, Z_FINISH);
    inflateEnd(&stream);
    require(outcome == Z_STREAM_END && stream.avail_out == 0);
    return result;
  }

  std::span<const std::uint8_t> bytes_;
  std::string where_;
};

}  // namespace

std::vector<AssociatedFile> read_files(std::span<const std::uint8_t> model,
                                       const std::string& where) {
  return Archive(model, where).read();
}

}  // namespace ambulo::tflite
