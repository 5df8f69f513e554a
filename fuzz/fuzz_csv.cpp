// SPDX-License-Identifier: Apache-2.0
// Hostile CSV: the bytes up to a line "---" are a sidecar, the rest the table. Whatever comes,
// parse_csv gives a sound Recording or throws Error.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "toolchain/core/error.h"
#include "toolchain/recordings/csv.h"
#include "toolchain/recordings/csv_format.h"

namespace {

using namespace ambulo::recordings;

// What every importer promises of its recordings.
void require_sound(const Recording& recording) {
  const std::size_t count = recording.samples.size();
  if (count == 0 || recording.time_s.size() != count) std::abort();
  for (std::size_t i = 1; i < count; ++i) {
    if (!(recording.time_s[i - 1] < recording.time_s[i])) std::abort();
  }
  for (const Sample& sample : recording.samples) {
    for (const float value : sample) {
      if (!std::isfinite(value)) std::abort();
    }
  }
  std::size_t end = 0;
  for (const Segment& segment : recording.segments) {
    if (segment.first < end || segment.first >= segment.end || segment.end > count) std::abort();
    if (segment.activity.empty()) std::abort();
    end = segment.end;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view table(reinterpret_cast<const char*>(data), size);
  CsvFormat format;
  format.acceleration = {"ax", "ay", "az"};
  format.rotation = {"gx", "gy", "gz"};
  format.acceleration_unit = "m/s2";
  format.rotation_unit = "rad/s";
  format.rate_hz = 50.0;
  try {
    constexpr std::string_view kBreak = "---\n";
    if (const std::size_t at = table.find(kBreak); at != std::string_view::npos) {
      format = overridden(format, parse_csv_format(table.substr(0, at), "fuzz.csv.toml"));
      table.remove_prefix(at + kBreak.size());
    }
    require_sound(parse_csv(table, "fuzz.csv", format));
  } catch (const ambulo::Error&) {
  }
  return 0;
}
