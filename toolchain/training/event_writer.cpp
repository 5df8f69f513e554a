// SPDX-License-Identifier: Apache-2.0
// The fields written, of tensorflow/core/util/event.proto and framework/summary.proto:
//   Event          1 double wall_time   2 int64 step   3 string file_version   5 Summary summary
//   Summary        1 Value value
//   Summary.Value  1 string tag   2 float simple_value   5 HistogramProto histo
//   HistogramProto 1 min  2 max  3 num  4 sum  5 sum_squares (double)
//                  6 bucket_limit  7 bucket (packed double); a bucket ends at its limit
#include "toolchain/training/event_writer.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "toolchain/core/error.h"
#include "toolchain/core/files.h"

namespace ambulo::training {
namespace {

static_assert(std::endian::native == std::endian::little, "records are written as they lie");

constexpr std::size_t kBuckets = 30;
constexpr std::size_t kHeaderBytes = 12;  // length and its checksum
constexpr std::size_t kFooterBytes = 4;

constexpr std::array<std::uint32_t, 256> kCrcTable = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t c = i;
    for (int bit = 0; bit < 8; ++bit) c = (c >> 1) ^ ((c & 1) != 0 ? 0x82F63B78u : 0u);
    table[i] = c;
  }
  return table;
}();

// TFRecord's mask: a checksum of bytes that hold checksums would be weak.
std::uint32_t masked_crc(std::string_view bytes) {
  return std::rotr(crc32c(bytes), 15) + 0xA282EAD8u;
}

template <typename T>
void append_raw(std::string& out, T value) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  out.append(bytes, sizeof value);
}

template <typename T>
T read_raw(std::string_view bytes, std::size_t offset) {
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

// Protobuf wire format.
enum class Wire : std::uint8_t { Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5 };

void append_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  out += static_cast<char>(value);
}

void append_key(std::string& out, unsigned field, Wire wire) {
  append_varint(out, field << 3 | static_cast<unsigned>(wire));
}

void append_double(std::string& out, unsigned field, double value) {
  append_key(out, field, Wire::Fixed64);
  append_raw(out, value);
}

void append_bytes(std::string& out, unsigned field, std::string_view bytes) {
  append_key(out, field, Wire::Bytes);
  append_varint(out, bytes.size());
  out += bytes;
}

void append_doubles(std::string& out, unsigned field, std::span<const double> values) {
  append_bytes(out, field, {reinterpret_cast<const char*>(values.data()), values.size_bytes()});
}

std::optional<std::uint64_t> take_varint(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<std::uint8_t>(bytes.front());
    bytes.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if (byte < 0x80) return value;
  }
  return std::nullopt;
}

// The step of an encoded Event (0 when left out), or nothing if the bytes are not a message.
std::optional<std::int64_t> step_of(std::string_view event) {
  std::int64_t step = 0;
  while (!event.empty()) {
    const auto key = take_varint(event);
    if (!key) return std::nullopt;
    std::size_t skip = 0;
    switch (static_cast<Wire>(*key & 7)) {
      case Wire::Varint: {
        const auto value = take_varint(event);
        if (!value) return std::nullopt;
        if (*key >> 3 == 2) step = static_cast<std::int64_t>(*value);
        break;
      }
      case Wire::Fixed64:
        skip = 8;
        break;
      case Wire::Fixed32:
        skip = 4;
        break;
      case Wire::Bytes: {
        const auto size = take_varint(event);
        if (!size) return std::nullopt;
        skip = *size;
        break;
      }
      default:
        return std::nullopt;
    }
    if (skip > event.size()) return std::nullopt;
    event.remove_prefix(skip);
  }
  return step;
}

// The leading whole record, its Event in `event`; nothing at the end or at the first damage.
std::optional<std::string_view> next_record(std::string_view rest, std::string_view& event) {
  if (rest.size() < kHeaderBytes + kFooterBytes) return std::nullopt;
  const auto length = read_raw<std::uint64_t>(rest, 0);
  if (read_raw<std::uint32_t>(rest, 8) != masked_crc(rest.substr(0, 8)) ||
      length > rest.size() - kHeaderBytes - kFooterBytes) {
    return std::nullopt;
  }
  event = rest.substr(kHeaderBytes, length);
  if (read_raw<std::uint32_t>(rest, kHeaderBytes + length) != masked_crc(event)) {
    return std::nullopt;
  }
  return rest.substr(0, kHeaderBytes + length + kFooterBytes);
}

std::string records_until(std::string_view content, std::int64_t last_step) {
  std::string kept;
  std::string_view event;
  while (const auto record = next_record(content, event)) {
    const auto step = step_of(event);
    if (!step) break;
    if (*step <= last_step) kept += *record;
    content.remove_prefix(record->size());
  }
  return kept;
}

std::string histogram_proto(std::span<const float> values) {
  const auto [low_it, high_it] = std::minmax_element(values.begin(), values.end());
  const double low = *low_it, high = *high_it;
  const std::size_t count = high > low ? kBuckets : 1;  // all values alike: one bucket
  const double width = (high - low) / static_cast<double>(count);
  std::vector<double> limits(count), buckets(count, 0.0);
  for (std::size_t i = 0; i < count; ++i) limits[i] = low + width * static_cast<double>(i + 1);
  limits.back() = high;  // not a rounding error below it

  double sum = 0.0, squares = 0.0;
  for (const double value : values) {
    sum += value;
    squares += value * value;
    const auto bucket = width > 0.0 ? static_cast<std::size_t>((value - low) / width) : 0;
    buckets[std::min(bucket, count - 1)] += 1.0;
  }
  std::string proto;
  append_double(proto, 1, low);
  append_double(proto, 2, high);
  append_double(proto, 3, static_cast<double>(values.size()));
  append_double(proto, 4, sum);
  append_double(proto, 5, squares);
  append_doubles(proto, 6, limits);
  append_doubles(proto, 7, buckets);
  return proto;
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFFu;
  for (const char byte : bytes) {
    crc = (crc >> 8) ^ kCrcTable[(crc ^ static_cast<std::uint8_t>(byte)) & 0xFF];
  }
  return ~crc;
}

double system_seconds() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

EventWriter::EventWriter(const std::filesystem::path& folder, WallClock wall_clock)
    : EventWriter(folder / kEventFileName, std::move(wall_clock), {}) {}

EventWriter EventWriter::resume(const std::filesystem::path& folder, std::int64_t last_step,
                                WallClock wall_clock) {
  const auto path = folder / kEventFileName;
  std::string kept;
  if (std::filesystem::exists(path)) kept = records_until(read_text(path), last_step);
  return EventWriter(path, std::move(wall_clock), kept);
}

EventWriter::EventWriter(const std::filesystem::path& path, WallClock wall_clock,
                         std::string_view content)
    : path_(path), wall_clock_(std::move(wall_clock)) {
  if (content.empty()) {
    std::string version = event_header(0);
    append_bytes(version, 3, "brain.Event:2");
    record(version);
    content = pending_;
  }
  write_file(path_, content);  // whole or not at all
  pending_.clear();
  descriptor_ = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  if (descriptor_ < 0) {
    throw Error(ErrorKind::BadInput, fmt::format("cannot write: {}", std::strerror(errno)),
                path_.string(), "check the permissions");
  }
}

EventWriter::EventWriter(EventWriter&& other) noexcept
    : path_(std::move(other.path_)),
      wall_clock_(std::move(other.wall_clock_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      pending_(std::exchange(other.pending_, {})) {}

EventWriter::~EventWriter() {
  if (descriptor_ < 0) return;
  try {
    flush();
  } catch (const Error&) {
    // The caller did not want to know: flush reports, a destructor cannot.
  }
  ::close(descriptor_);
}

std::string EventWriter::event_header(std::int64_t step) const {
  std::string event;
  append_double(event, 1, wall_clock_());
  append_key(event, 2, Wire::Varint);
  append_varint(event, static_cast<std::uint64_t>(step));
  return event;
}

void EventWriter::record(std::string_view event) {
  const std::size_t start = pending_.size();
  append_raw(pending_, static_cast<std::uint64_t>(event.size()));
  append_raw(pending_, masked_crc(std::string_view(pending_).substr(start, 8)));
  pending_ += event;
  append_raw(pending_, masked_crc(event));
}

void EventWriter::scalar(std::string_view tag, std::int64_t step, double value) {
  std::string entry;
  append_bytes(entry, 1, tag);
  append_key(entry, 2, Wire::Fixed32);
  append_raw(entry, static_cast<float>(value));
  std::string summary;
  append_bytes(summary, 1, entry);
  std::string event = event_header(step);
  append_bytes(event, 5, summary);
  record(event);
}

void EventWriter::histogram(std::string_view tag, std::int64_t step,
                            std::span<const float> values) {
  if (values.empty() || !std::ranges::all_of(values, [](float v) { return std::isfinite(v); })) {
    throw Error(ErrorKind::BadInput, "no histogram of values that are missing or not finite",
                fmt::format("{}, step {}", tag, step));
  }
  std::string entry;
  append_bytes(entry, 1, tag);
  append_bytes(entry, 5, histogram_proto(values));
  std::string summary;
  append_bytes(summary, 1, entry);
  std::string event = event_header(step);
  append_bytes(event, 5, summary);
  record(event);
}

void EventWriter::flush() {
  std::string_view rest = pending_;
  while (!rest.empty()) {
    const ssize_t n = ::write(descriptor_, rest.data(), rest.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      const int error = errno;
      pending_.erase(0, pending_.size() - rest.size());  // a later flush goes on where this stopped
      throw Error(ErrorKind::BadInput, fmt::format("cannot write: {}", std::strerror(error)),
                  path_.string(), "free some space, then resume the run");
    }
    rest.remove_prefix(static_cast<std::size_t>(n));
  }
  pending_.clear();
}

}  // namespace ambulo::training
