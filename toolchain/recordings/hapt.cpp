// SPDX-License-Identifier: Apache-2.0
// HAPT, "Smartphone-Based Recognition of Human Activities and Postural Transitions" (UCI 341):
//   RawData/acc_exp01_user01.txt   rows "x y z" in g, 50 Hz, phone on the waist
//   RawData/gyro_exp01_user01.txt  rows "x y z" in rad/s, as many
//   RawData/labels.txt             rows "experiment user activity first last", counted from 1,
//                                  both ends included
#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <utility>

#include "toolchain/recordings/importer.h"
#include "toolchain/recordings/set_builder.h"
#include "toolchain/recordings/text_table.h"

namespace ambulo::recordings {
namespace {

constexpr double kRateHz = 50.0;
constexpr std::size_t kTypicalRowBytes = 57;  // to reserve memory; any other length works too

constexpr std::array<std::string_view, 12> kActivities = {
    "walking",    "walking_upstairs", "walking_downstairs", "sitting",
    "standing",   "laying",           "stand_to_sit",       "sit_to_stand",
    "sit_to_lie", "lie_to_sit",       "stand_to_lie",       "lie_to_stand"};

struct Experiment {
  int number = 0, user = 0;
  auto operator<=>(const Experiment&) const = default;
};

struct LabelRow {
  std::size_t row = 0;
  double activity = 0, first = 0, last = 0;
};
using Labels = std::map<Experiment, std::vector<LabelRow>>;

// "acc_exp07_user12.txt" with prefix "acc" gives {7, 12}.
std::optional<Experiment> experiment_of(std::string_view path, std::string_view prefix) {
  std::string_view name = file_name(path);
  const auto skip = [&name](std::string_view text) {
    if (!name.starts_with(text)) return false;
    name.remove_prefix(text.size());
    return true;
  };
  const auto number = [&name](int& value) {
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), value);
    name.remove_prefix(static_cast<std::size_t>(end - name.data()));
    return error == std::errc() && value > 0;
  };
  Experiment experiment;
  if (skip(prefix) && skip("_exp") && number(experiment.number) && skip("_user") &&
      number(experiment.user) && name == ".txt") {
    return experiment;
  }
  return std::nullopt;
}

std::string name_of(const Experiment& e) {
  return fmt::format("exp{:02}_user{:02}", e.number, e.user);
}

bool wants(std::string_view path) {
  return experiment_of(path, "acc") || experiment_of(path, "gyro") ||
         file_name(path) == "labels.txt";
}

bool recognises(const FileSource& source) {
  return std::any_of(source.paths().begin(), source.paths().end(), [](const std::string& path) {
    return experiment_of(path, "acc").has_value();
  });
}

Labels read_labels(std::string_view text, const std::string& file) {
  Labels labels;
  std::size_t row = 0;
  parse_number_rows<5>(text, file, [&](const std::array<double, 5>& v) {
    ++row;
    const Experiment experiment{static_cast<int>(std::clamp(v[0], 0.0, 1e6)),
                                static_cast<int>(std::clamp(v[1], 0.0, 1e6))};
    if (experiment.number != v[0] || experiment.user != v[1]) {
      fail_at("experiment and user must be whole numbers", file, row);
    }
    labels[experiment].push_back({row, v[2], v[3], v[4]});
  });
  return labels;
}

std::vector<Segment> segments_of(const std::vector<LabelRow>& rows, std::size_t samples,
                                 const std::string& file) {
  std::vector<Segment> segments;
  for (const LabelRow& label : rows) {
    const auto id = static_cast<std::size_t>(std::clamp(label.activity, 0.0, 1e6));
    if (id < 1 || id > kActivities.size() || static_cast<double>(id) != label.activity) {
      fail_at(
          fmt::format("unknown activity {}, expected 1 to {}", label.activity, kActivities.size()),
          file, label.row);
    }
    if (label.first < 1 || label.last < label.first || label.last > static_cast<double>(samples)) {
      fail_at(fmt::format("samples {} to {} are not in the recording, which has {}", label.first,
                          label.last, samples),
              file, label.row);
    }
    segments.push_back({static_cast<std::size_t>(label.first) - 1,
                        static_cast<std::size_t>(label.last), std::string(kActivities[id - 1])});
  }
  std::sort(segments.begin(), segments.end(),
            [](const Segment& a, const Segment& b) { return a.first < b.first; });
  for (std::size_t i = 1; i < segments.size(); ++i) {
    if (segments[i].first < segments[i - 1].end) {
      throw Error(ErrorKind::BadInput,
                  fmt::format("labels overlap at sample {}", segments[i].first + 1), file);
    }
  }
  return segments;
}

// Channels 3 * sensor .. + 2 of the samples; grows them for the first sensor.
void read_axes(std::string_view text, const std::string& file, std::size_t sensor, double unit,
               std::vector<Sample>& samples) {
  std::size_t row = 0;
  parse_number_rows<3>(text, file, [&](const std::array<double, 3>& v) {
    if (sensor == 0) samples.emplace_back();
    if (row < samples.size()) {
      for (std::size_t axis = 0; axis < 3; ++axis) {
        samples[row][3 * sensor + axis] = static_cast<float>(v[axis] * unit);
      }
    }
    ++row;
  });
  if (row == 0) throw Error(ErrorKind::BadInput, "no samples", file);
  if (row != samples.size()) {
    throw Error(ErrorKind::BadInput, fmt::format("acc has {} rows, gyro {}", samples.size(), row),
                file, "both must be of one length: download it again");
  }
}

Recording read_experiment(FileSource& source, const std::string& acc_path,
                          const Experiment& experiment, SetBuilder& builder) {
  const std::string folder(acc_path, 0, acc_path.size() - file_name(acc_path).size());
  const std::string gyro_path = folder + "gyro" + std::string(file_name(acc_path).substr(3));
  if (!source.contains(gyro_path)) {
    throw Error(ErrorKind::BadInput, "the gyro file beside it is missing", source.display(acc_path),
                "download it again");
  }
  Recording recording;
  recording.data_set = "hapt";
  recording.id = name_of(experiment);
  recording.subject = std::to_string(experiment.user);
  recording.placement = "waist";
  recording.nominal_rate_hz = kRateHz;
  recording.found = {"g", "rad/s", "android"};

  const std::string acc = source.take(acc_path);
  builder.count_bytes(acc.size());
  recording.samples.reserve(acc.size() / kTypicalRowBytes + 1);
  read_axes(acc, source.display(acc_path), 0, kStandardGravityMps2, recording.samples);
  const std::string gyro = source.take(gyro_path);
  builder.count_bytes(gyro.size());
  read_axes(gyro, source.display(gyro_path), 1, 1.0, recording.samples);

  recording.time_s.resize(recording.samples.size());
  for (std::size_t i = 0; i < recording.time_s.size(); ++i) {
    recording.time_s[i] = static_cast<double>(i) / kRateHz;
  }
  return recording;
}

// Two copies below one path would count every person twice.
std::string only_folder(const FileSource& source) {
  std::optional<std::string> folder;
  for (const std::string& path : source.paths()) {
    if (!experiment_of(path, "acc")) continue;
    const std::string here(path, 0, path.size() - file_name(path).size());
    if (folder && *folder != here) {
      throw Error(ErrorKind::BadInput, "HAPT is there twice",
                  source.display(*folder) + " and " + source.display(here), "name one of them");
    }
    folder = here;
  }
  if (!folder) {
    throw Error(ErrorKind::BadInput, "no RawData/acc_expXX_userYY.txt", source.display(""),
                "name the folder or archive of HAPT");
  }
  return *folder;
}

RecordingSet import(FileSource& source, const ImportOptions& options) {
  const std::string folder = only_folder(source);
  const std::string labels_path = folder + "labels.txt";
  const std::string labels_file = source.display(labels_path);
  const bool has_labels = source.contains(labels_path);
  Labels labels;
  if (has_labels) labels = read_labels(source.take(labels_path), labels_file);

  std::vector<std::pair<Experiment, std::string>> experiments;
  for (const std::string& path : source.paths()) {
    if (const auto experiment = experiment_of(path, "acc"))
      experiments.push_back({*experiment, path});
  }
  SetBuilder builder("hapt", experiments.size(), options);
  for (const auto& [experiment, path] : experiments) {
    builder.add(source.display(path), [&, &experiment = experiment, &path = path] {
      Recording recording = read_experiment(source, path, experiment, builder);
      if (!has_labels) {
        recording.problems.push_back({"no labels.txt beside it: unlabelled", source.display(path)});
      } else if (const auto rows = labels.find(experiment); rows != labels.end()) {
        recording.segments = segments_of(rows->second, recording.samples.size(), labels_file);
      } else {
        recording.problems.push_back({"labels.txt does not name it: unlabelled", labels_file});
      }
      return recording;
    });
    labels.erase(experiment);
  }
  for (const auto& [experiment, rows] : labels) {
    builder.quarantine(
        {source.display(folder + "acc_" + name_of(experiment) + ".txt"),
         fmt::format("missing, but labels.txt names it in row {}", rows.front().row)});
  }
  return builder.finish();
}

}  // namespace

const Importer kHapt = {"hapt", wants, recognises, import};

}  // namespace ambulo::recordings
