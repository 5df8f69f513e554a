// SPDX-License-Identifier: Apache-2.0
// UCI HAR, "Human Activity Recognition Using Smartphones" (UCI 240). It comes cut into windows of
// 128 samples, each starting 64 after the last; train/ and test/ each hold
//   Inertial Signals/total_acc_x_train.txt (y, z)  one window a row, g
//   Inertial Signals/body_gyro_x_train.txt (y, z)  rad/s
//   subject_train.txt, y_train.txt                 one number a row; activity_labels.txt names them
// Consecutive windows of one person and activity whose overlap is equal to the bit are joined
// again, so that cutting a recording with 128 and 64 gives back exactly the windows it came from.
#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "toolchain/recordings/activity.h"
#include "toolchain/recordings/importer.h"
#include "toolchain/recordings/set_builder.h"
#include "toolchain/recordings/text_table.h"

namespace ambulo::recordings {
namespace {

constexpr double kRateHz = 50.0;
constexpr std::size_t kWindow = 128;
constexpr std::size_t kHop = 64;
constexpr std::array<std::string_view, kChannels> kSignals = {
    "total_acc_x", "total_acc_y", "total_acc_z", "body_gyro_x", "body_gyro_y", "body_gyro_z"};
constexpr std::array<std::string_view, 2> kParts = {"train", "test"};

// One of the two parts, window after window: samples kWindow * w .. kWindow * (w + 1) - 1.
struct Windows {
  std::vector<Sample> samples;
  std::vector<int> subjects, activities;  // one a window
};

bool wants(std::string_view path) {
  const std::string_view name = file_name(path);
  if (name == "activity_labels.txt") return true;
  for (const std::string_view part : kParts) {
    if (name == fmt::format("subject_{}.txt", part) || name == fmt::format("y_{}.txt", part)) {
      return true;
    }
    for (const std::string_view signal : kSignals) {
      if (name == fmt::format("{}_{}.txt", signal, part)) return true;
    }
  }
  return false;
}

// HAPT has no subject_train.txt (its file is subject_id_train.txt).
bool recognises(const FileSource& source) {
  return std::any_of(source.paths().begin(), source.paths().end(), [](const std::string& path) {
    return file_name(path) == "subject_train.txt" || file_name(path) == "subject_test.txt" ||
           file_name(path).starts_with("total_acc_x_t");
  });
}

// The one file of this name.
std::string find(const FileSource& source, const std::string& name) {
  std::string found;
  for (const std::string& path : source.paths()) {
    if (file_name(path) != name) continue;
    if (!found.empty()) {
      throw Error(ErrorKind::BadInput, "UCI HAR is there twice",
                  source.display(found) + " and " + source.display(path), "name one of them");
    }
    found = path;
  }
  if (found.empty()) {
    throw Error(ErrorKind::BadInput, "a file of UCI HAR is missing: " + name, source.display(""),
                "name the whole data set, with the folder Inertial Signals");
  }
  return found;
}

std::vector<int> read_ids(FileSource& source, const std::string& name) {
  const std::string path = find(source, name);
  std::vector<int> ids;
  parse_number_rows<1>(source.take(path), source.display(path), [&](const auto& v) {
    ids.push_back(static_cast<int>(std::clamp(v[0], 0.0, 1e6)));
    if (ids.back() != v[0] || ids.back() < 1) {
      fail_at("expected a whole number from 1", source.display(path), ids.size());
    }
  });
  return ids;
}

// Rows "1 WALKING".
std::map<int, std::string> read_activities(FileSource& source) {
  const std::string path = find(source, "activity_labels.txt");
  const std::string text = source.take(path);
  std::map<int, std::string> names;
  std::string_view rest = text;
  for (std::size_t row = 1; !rest.empty(); ++row) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (std::all_of(line.begin(), line.end(), is_blank)) continue;
    double id = 0;
    const char* const end = line.data() + line.size();
    const char* at = parse_number(line.data(), end, id, source.display(path), row, 1);
    const std::string name = canonical_activity(std::string_view(at, end - at));
    if (name.empty()) fail_at("no activity name", source.display(path), row);
    names[static_cast<int>(std::clamp(id, 0.0, 1e6))] = name;
  }
  return names;
}

Windows read_part(FileSource& source, std::string_view part, SetBuilder& builder) {
  Windows windows;
  windows.subjects = read_ids(source, fmt::format("subject_{}.txt", part));
  windows.activities = read_ids(source, fmt::format("y_{}.txt", part));
  const std::size_t count = windows.subjects.size();
  const auto check = [&](std::size_t rows, std::string_view name) {
    if (rows == count) return;
    throw Error(ErrorKind::BadInput,
                fmt::format("{} rows, but subject_{}.txt has {}", rows, part, count),
                source.display(find(source, std::string(name))), "download it again");
  };
  check(windows.activities.size(), fmt::format("y_{}.txt", part));
  windows.samples.resize(count * kWindow);
  for (std::size_t channel = 0; channel < kChannels; ++channel) {
    const std::string name = fmt::format("{}_{}.txt", kSignals[channel], part);
    const std::string path = find(source, name);
    const std::string text = source.take(path);
    builder.count_bytes(text.size());
    const double unit = channel < 3 ? kStandardGravityMps2 : 1.0;
    std::size_t row = 0;
    parse_number_rows<kWindow>(text, source.display(path), [&](const auto& values) {
      for (std::size_t i = 0; row < count && i < kWindow; ++i) {
        windows.samples[row * kWindow + i][channel] = static_cast<float>(values[i] * unit);
      }
      ++row;
    });
    check(row, name);
  }
  return windows;
}

bool continues(const Windows& windows, std::size_t w) {
  if (windows.subjects[w] != windows.subjects[w - 1]) return false;
  if (windows.activities[w] != windows.activities[w - 1]) return false;
  const auto now = windows.samples.begin() + static_cast<std::ptrdiff_t>(w * kWindow);
  return std::equal(now, now + kHop, now - kHop);
}

Recording start_recording(const Windows& windows, std::size_t w, std::string_view part,
                          std::size_t run, const std::string& activity) {
  Recording recording;
  recording.data_set = "uci_har";
  recording.id = fmt::format("{}_user{:02}_run{:04}", part, windows.subjects[w], run);
  recording.subject = std::to_string(windows.subjects[w]);
  recording.placement = "waist";
  recording.nominal_rate_hz = kRateHz;
  recording.found = {"g", "rad/s", "android"};
  recording.segments.push_back({0, 0, activity});
  return recording;
}

std::vector<Recording> join(const Windows& windows, std::string_view part,
                            const std::map<int, std::string>& activities) {
  std::vector<Recording> runs;
  for (std::size_t w = 0; w < windows.subjects.size(); ++w) {
    const bool joined = w > 0 && continues(windows, w);
    if (!joined) {
      const auto activity = activities.find(windows.activities[w]);
      if (activity == activities.end()) {
        fail_at(fmt::format("unknown activity {}", windows.activities[w]),
                fmt::format("y_{}.txt", part), w + 1);
      }
      runs.push_back(start_recording(windows, w, part, runs.size() + 1, activity->second));
    }
    const auto first = windows.samples.begin() + static_cast<std::ptrdiff_t>(w * kWindow);
    runs.back().samples.insert(runs.back().samples.end(), joined ? first + kHop : first,
                               first + kWindow);
  }
  for (Recording& run : runs) {
    run.segments.front().end = run.samples.size();
    for (std::size_t i = 0; i < run.samples.size(); ++i) {
      run.time_s.push_back(static_cast<double>(i) / kRateHz);
    }
  }
  return runs;
}

RecordingSet import(FileSource& source, const ImportOptions& options) {
  const std::map<int, std::string> activities = read_activities(source);
  SetBuilder builder("uci_har", kParts.size(), options);
  for (const std::string_view part : kParts) {
    builder.add_all(source.display(std::string(part)),
                    [&] { return join(read_part(source, part, builder), part, activities); });
  }
  return builder.finish();
}

}  // namespace

const Importer kUciHar = {"uci_har", wants, recognises, import};

}  // namespace ambulo::recordings
