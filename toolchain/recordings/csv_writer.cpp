// SPDX-License-Identifier: Apache-2.0
// Columns: time (s; only with timestamps), ax ay az (m/s2), gx gy gz (rad/s), label (only with
// labels). Numbers are the shortest text that reads back to the same float or double.
#include "toolchain/recordings/csv_writer.h"

#include <array>
#include <charconv>
#include <string>

#include "toolchain/core/error.h"
#include "toolchain/core/files.h"
#include "toolchain/recordings/activity.h"
#include "toolchain/recordings/csv_format.h"

namespace ambulo::recordings {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kTypicalRowBytes = 90;

template <typename Float>
void append(std::string& text, Float value) {
  std::array<char, 32> digits;
  const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  text.append(digits.data(), result.ptr);
}

CsvFormat format_of(const Recording& recording) {
  CsvFormat format;
  format.acceleration = {"ax", "ay", "az"};
  format.rotation = {"gx", "gy", "gz"};
  format.acceleration_unit = "m/s2";
  format.rotation_unit = "rad/s";
  format.sign = "android";
  if (recording.has_timestamps) {
    format.time = "time";
    format.time_unit = "s";
  }
  if (recording.nominal_rate_hz > 0.0) format.rate_hz = recording.nominal_rate_hz;
  if (!recording.segments.empty()) format.label = "label";
  format.subject = recording.subject;
  format.placement = recording.placement;
  format.data_set = recording.data_set;
  if (recording.synthetic) format.synthetic = true;
  return format;
}

std::string table_of(const Recording& recording) {
  const bool has_labels = !recording.segments.empty();
  std::string text;
  text.reserve(recording.samples.size() * kTypicalRowBytes + 64);
  if (recording.has_timestamps) text += "time,";
  text += "ax,ay,az,gx,gy,gz";
  text += has_labels ? ",label\n" : "\n";
  auto segment = recording.segments.begin();
  for (std::size_t i = 0; i < recording.samples.size(); ++i) {
    if (recording.has_timestamps) {
      append(text, recording.time_s[i]);
      text += ',';
    }
    for (std::size_t c = 0; c < kChannels; ++c) {
      if (c > 0) text += ',';
      append(text, recording.samples[i][c]);
    }
    if (has_labels) {
      text += ',';
      while (segment != recording.segments.end() && segment->end <= i) ++segment;
      const bool inside = segment != recording.segments.end() && segment->first <= i;
      if (inside) text += canonical_activity(segment->activity);  // no commas, no quotes
    }
    text += '\n';
  }
  return text;
}

std::string sidecar_of(const Recording& recording) {
  const std::string head =
      recording.synthetic ? "# SYNTHETIC: computed by a simulator, says nothing about people.\n"
                          : "";
  return head + to_toml(format_of(recording));
}

}  // namespace

fs::path write_csv(const Recording& recording, const fs::path& folder) {
  const fs::path name = fs::path(recording.id + ".csv").lexically_normal();
  if (recording.id.empty() || name.is_absolute() || *name.begin() == "..") {
    throw Error(ErrorKind::BadInput, "the recording's id is no file name", recording.id);
  }
  const fs::path csv = folder / name;
  make_folder(csv.parent_path());
  write_file(csv, table_of(recording));
  write_file(csv.string() + ".toml", sidecar_of(recording));
  return csv;
}

}  // namespace ambulo::recordings
