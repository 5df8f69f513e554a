// SPDX-License-Identifier: Apache-2.0
// Zip (PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12, 4.3.16), little-endian:
//   for each file   local header (30 bytes), name, content
//   for each file   central header (46 bytes), name
//   end record (22 bytes)
#include "toolchain/tflite/associated_files.h"

#include <zlib.h>

namespace ambulo::tflite {
namespace {

constexpr std::uint32_t kLocalHeader = 0x04034b50, kCentralHeader = 0x02014b50,
                        kEndRecord = 0x06054b50;
constexpr std::uint16_t kVersionNeeded = 10;       // 1.0: stored files
constexpr std::uint16_t kFirstDay = (1 << 5) | 1;  // 1980-01-01, the format's earliest date

class ByteWriter {
 public:
  explicit ByteWriter(std::vector<std::uint8_t>& out) : out_(out) {}

  void u16(std::size_t value) { put(value, 2); }
  void u32(std::size_t value) { put(value, 4); }
  void text(const std::string& text) { out_.insert(out_.end(), text.begin(), text.end()); }

 private:
  void put(std::size_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
  }
  std::vector<std::uint8_t>& out_;
};

// The fields that both headers of a file share.
void write_common(ByteWriter& out, const AssociatedFile& file) {
  const auto crc = crc32(0, reinterpret_cast<const Bytef*>(file.content.data()),
                         static_cast<uInt>(file.content.size()));
  out.u16(kVersionNeeded);
  out.u16(0);  // flags
  out.u16(0);  // method: stored
  out.u16(0);  // time
  out.u16(kFirstDay);
  out.u32(crc);
  out.u32(file.content.size());  // packed
  out.u32(file.content.size());
  out.u16(file.name.size());
  out.u16(0);  // extra field
}

}  // namespace

void append_files(std::vector<std::uint8_t>& model, const std::vector<AssociatedFile>& files) {
  ByteWriter out(model);
  std::vector<std::size_t> offsets;
  for (const AssociatedFile& file : files) {
    offsets.push_back(model.size());
    out.u32(kLocalHeader);
    write_common(out, file);
    out.text(file.name);
    out.text(file.content);
  }
  const std::size_t directory = model.size();
  for (std::size_t i = 0; i < files.size(); ++i) {
    out.u32(kCentralHeader);
    out.u16(kVersionNeeded);  // made by
    write_common(out, files[i]);
    out.u16(0);  // comment
    out.u16(0);  // disk
    out.u16(0);  // internal attributes
    out.u32(0);  // external attributes
    out.u32(offsets[i]);
    out.text(files[i].name);
  }
  const std::size_t end = model.size();
  out.u32(kEndRecord);
  out.u16(0);  // this disk
  out.u16(0);  // disk of the directory
  out.u16(files.size());
  out.u16(files.size());
  out.u32(end - directory);
  out.u32(directory);
  out.u16(0);  // comment
}

}  // namespace ambulo::tflite
