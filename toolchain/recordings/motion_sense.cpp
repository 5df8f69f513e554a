// SPDX-License-Identifier: Apache-2.0
// MotionSense, part A (DeviceMotion): A_DeviceMotion_data/<act>_<trial>/sub_<person>.csv, 50 Hz,
// phone in the front trouser pocket, one activity a file. Columns: an unnamed row number,
// gravity.x and userAcceleration.x (g, iOS sign), rotationRate.x (rad/s), and the attitude.
//   acceleration = -(gravity + userAcceleration) * 9.80665
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "toolchain/recordings/activity.h"
#include "toolchain/recordings/csv_table.h"
#include "toolchain/recordings/importer.h"
#include "toolchain/recordings/set_builder.h"
#include "toolchain/recordings/text_table.h"

namespace ambulo::recordings {
namespace {

constexpr double kRateHz = 50.0;
constexpr std::array<std::string_view, 6> kCodes = {"dws", "ups", "wlk", "jog", "sit", "std"};
constexpr std::array<std::string_view, 10> kColumns = {"",
                                                       "gravity.x",
                                                       "gravity.y",
                                                       "gravity.z",
                                                       "userAcceleration.x",
                                                       "userAcceleration.y",
                                                       "userAcceleration.z",
                                                       "rotationRate.x",
                                                       "rotationRate.y",
                                                       "rotationRate.z"};
constexpr std::size_t kGravity = 1, kUserAcceleration = 4, kRotationRate = 7;

bool is_number(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "wlk_7" is the activity "walking".
std::optional<std::string> activity_of(std::string_view folder) {
  const std::size_t line = folder.find('_');
  if (line == std::string_view::npos || !is_number(folder.substr(line + 1))) return std::nullopt;
  const std::string_view code = folder.substr(0, line);
  if (std::find(kCodes.begin(), kCodes.end(), code) == kCodes.end()) return std::nullopt;
  return canonical_activity(code);
}

// "sub_3.csv" is the person "3".
std::optional<std::string> subject_of(std::string_view name) {
  if (!name.starts_with("sub_") || !name.ends_with(".csv")) return std::nullopt;
  const std::string_view number = name.substr(4, name.size() - 8);
  return is_number(number) ? std::optional(std::string(number)) : std::nullopt;
}

// By the name alone; parts B and C of the data set are named alike.
bool wants(std::string_view path) {
  return subject_of(file_name(path)) && activity_of(file_name(folder_of(path)));
}

bool has_device_motion(const FileSource& source, const std::string& path) {
  const std::string head = source.head(path);
  const std::string_view header = std::string_view(head).substr(0, head.find('\n'));
  return std::all_of(kColumns.begin(), kColumns.end(), [header](std::string_view column) {
    return header.find(column) != std::string_view::npos;
  });
}

bool recognises(const FileSource& source) {
  if (source.is_single_file()) return has_device_motion(source, source.paths().front());
  return std::any_of(source.paths().begin(), source.paths().end(), [&](const std::string& path) {
    return wants(path) && has_device_motion(source, path);
  });
}

// The files of the one folder whose files hold device motion.
std::vector<std::string> files_of(const FileSource& source) {
  if (source.is_single_file()) return {source.paths().front()};
  std::map<std::string, std::vector<std::string>> by_root;
  for (const std::string& path : source.paths()) {
    if (wants(path)) by_root[std::string(folder_of(folder_of(path)))].push_back(path);
  }
  std::erase_if(by_root, [&source](const auto& root) {
    return std::none_of(root.second.begin(), root.second.end(),
                        [&](const std::string& path) { return has_device_motion(source, path); });
  });
  if (by_root.empty()) {
    throw Error(ErrorKind::BadInput, "no A_DeviceMotion_data/<act>_<trial>/sub_<n>.csv",
                source.display(""), "name the folder or archive of MotionSense, part A");
  }
  if (by_root.size() > 1) {
    throw Error(ErrorKind::BadInput, "MotionSense is there twice",
                source.display(by_root.begin()->first) + " and " +
                    source.display(std::next(by_root.begin())->first),
                "name one of them");
  }
  return by_root.begin()->second;
}

void read_rows(std::string_view text, const std::string& file, Recording& recording) {
  const CsvTable table(text, file);
  std::vector<std::size_t> columns;
  for (const std::string_view name : kColumns) columns.push_back(table.column(name));
  recording.samples.reserve(table.estimated_rows());
  recording.time_s.reserve(table.estimated_rows());
  double expected = 0.0;  // row number
  table.for_each_row(columns, std::nullopt, [&](const CsvTable::Row& row) {
    const double number = row.numbers[0];
    if (number != std::floor(number) || number < 0.0 || number > 1e9) {
      fail_at("row numbers must be whole, from 0", file, row.number, 1);
    }
    if (recording.samples.empty()) expected = number;
    if (number < expected) fail_at("row numbers run backwards", file, row.number, 1);
    if (number > expected) {
      // The numbers count the sensor's samples, so the rest keeps its place in time.
      recording.has_timestamps = true;
      recording.problems.push_back({fmt::format("{} rows are missing", number - expected),
                                    fmt::format("{}, row {}", file, row.number)});
    }
    expected = number + 1.0;
    Sample sample;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const double total_g = row.numbers[kGravity + axis] + row.numbers[kUserAcceleration + axis];
      sample[axis] = static_cast<float>(-total_g * kStandardGravityMps2);
      sample[3 + axis] = static_cast<float>(row.numbers[kRotationRate + axis]);
    }
    recording.samples.push_back(sample);
    recording.time_s.push_back(number / kRateHz);
  });
  if (recording.samples.empty()) throw Error(ErrorKind::BadInput, "no rows below the header", file);
}

Recording read_file(FileSource& source, const std::string& path, SetBuilder& builder) {
  const std::string file = source.display(path);
  const std::string full = std::filesystem::absolute(file).string();
  const std::string trial(file_name(folder_of(full)));
  const auto activity = activity_of(trial);
  const std::string_view name = file_name(path);
  const std::string stem(name.substr(0, name.rfind('.')));
  Recording recording;
  recording.data_set = "motion_sense";
  recording.id = activity ? trial + "_" + stem : stem;
  recording.subject = subject_of(name).value_or("");
  recording.placement = "front_pocket";
  recording.nominal_rate_hz = kRateHz;
  recording.found = {"g", "rad/s", "ios"};
  const std::string text = source.take(path);
  builder.count_bytes(text.size());
  read_rows(text, file, recording);
  if (activity) recording.segments.push_back({0, recording.samples.size(), *activity});
  return recording;
}

RecordingSet import(FileSource& source, const ImportOptions& options) {
  const std::vector<std::string> files = files_of(source);
  SetBuilder builder("motion_sense", files.size(), options);
  for (const std::string& path : files) {
    builder.add(source.display(path), [&] { return read_file(source, path, builder); });
  }
  return builder.finish();
}

}  // namespace

const Importer kMotionSense = {"motion_sense", wants, recognises, import};

}  // namespace ambulo::recordings
