// SPDX-License-Identifier: Apache-2.0
// Generic CSV files. What the columns are is said by x.csv.toml beside x.csv, by ambulo.toml in
// its folder or one above (the nearer wins, key by key), and by the options, which win over all.
#include "toolchain/recordings/csv.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include "toolchain/recordings/activity.h"
#include "toolchain/recordings/csv_format.h"
#include "toolchain/recordings/csv_table.h"
#include "toolchain/recordings/importer.h"
#include "toolchain/recordings/sampling_times.h"
#include "toolchain/recordings/set_builder.h"
#include "toolchain/recordings/units.h"

namespace ambulo::recordings {
namespace {

constexpr std::size_t kFirstRow = 2;  // row 1 is the header
constexpr std::size_t kTimeSlot = kChannels;

double seconds_divisor(std::string_view time_unit) {
  if (time_unit == "ms") return 1e3;
  if (time_unit == "us") return 1e6;
  if (time_unit == "ns") return 1e9;
  return 1.0;
}

// Numbers for label texts. Neighbouring rows mostly share theirs, so that one is tried first.
class LabelNames {
 public:
  std::uint32_t number(std::string_view text) {
    if (last_ < texts_.size() && texts_[last_] == text) return last_;
    const auto found = std::find(texts_.begin(), texts_.end(), text);
    last_ = static_cast<std::uint32_t>(found - texts_.begin());
    if (found == texts_.end()) texts_.emplace_back(text);
    return last_;
  }
  std::vector<std::string> activities() const {
    std::vector<std::string> names;
    for (const std::string& text : texts_) names.push_back(canonical_activity(text));
    return names;
  }

 private:
  std::vector<std::string> texts_;
  std::uint32_t last_ = 0;
};

TimedRows read_rows(std::string_view text, const std::string& file, const CsvFormat& format,
                    LabelNames& labels) {
  const CsvTable table(text, file);
  std::vector<std::size_t> columns;
  for (const std::string& name : format.acceleration) columns.push_back(table.column(name));
  for (const std::string& name : format.rotation) columns.push_back(table.column(name));
  const bool has_time = !format.time.empty();
  if (has_time) columns.push_back(table.column(format.time));
  std::optional<std::size_t> label_column;
  if (!format.label.empty()) label_column = table.column(format.label);

  const double acceleration = acceleration_factor(format.acceleration_unit, format.sign);
  const double rotation = rotation_factor(format.rotation_unit);
  const double divisor = seconds_divisor(format.time_unit);
  TimedRows rows;
  rows.time_s.reserve(table.estimated_rows());
  rows.samples.reserve(table.estimated_rows());
  rows.labels.reserve(table.estimated_rows());
  table.for_each_row(columns, label_column, [&](const CsvTable::Row& row) {
    Sample sample;
    for (std::size_t c = 0; c < kChannels; ++c) {
      sample[c] = static_cast<float>(row.numbers[c] * (c < 3 ? acceleration : rotation));
    }
    rows.time_s.push_back(has_time ? row.numbers[kTimeSlot] / divisor
                                   : static_cast<double>(rows.samples.size()) / *format.rate_hz);
    rows.samples.push_back(sample);
    rows.labels.push_back(labels.number(label_column ? row.text : format.activity));
  });
  if (rows.samples.empty()) throw Error(ErrorKind::BadInput, "no rows below the header", file);
  return rows;
}

std::vector<Segment> runs_of_equal_label(const std::vector<std::uint32_t>& labels,
                                         const std::vector<std::string>& activities) {
  std::vector<Segment> segments;
  for (std::size_t first = 0, end = 0; first < labels.size(); first = end) {
    const std::string& activity = activities[labels[first]];
    for (end = first; end < labels.size() && activities[labels[end]] == activity;) ++end;
    if (!activity.empty()) segments.push_back({first, end, activity});
  }
  return segments;
}

void note_unknown_activities(const std::vector<std::string>& activities, const std::string& file,
                             std::vector<Problem>& problems) {
  for (const std::string& activity : std::set(activities.begin(), activities.end())) {
    if (activity.empty() || is_known_activity(activity)) continue;
    problems.push_back({"unknown activity '" + activity + "': kept as one of its own", file});
  }
}

bool is_csv(std::string_view path) {
  return path.ends_with(".csv") || path.ends_with(".CSV");
}

bool wants(std::string_view path) {
  return is_csv(path) || path.ends_with(".csv.toml") || path.ends_with(".CSV.toml") ||
         file_name(path) == "ambulo.toml";
}

bool recognises(const FileSource& source) {
  return source.is_single_file() ||
         std::any_of(source.paths().begin(), source.paths().end(), is_csv);
}

// Sidecars of the whole set, read once; an unreadable one is the fault of each file it serves.
class Sidecars {
 public:
  explicit Sidecars(FileSource& source) : source_(source) {
    for (const std::string& path : source.paths()) {
      if (path.ends_with(".toml")) texts_[path] = source.take(path);
    }
  }

  CsvFormat format_of(const std::string& csv) const {
    CsvFormat format;
    apply("ambulo.toml", format);
    for (std::size_t slash = csv.find('/'); slash != std::string::npos;
         slash = csv.find('/', slash + 1)) {
      apply(csv.substr(0, slash + 1) + "ambulo.toml", format);
    }
    apply(csv + ".toml", format);
    return format;
  }

 private:
  void apply(const std::string& path, CsvFormat& format) const {
    const auto text = texts_.find(path);
    if (text == texts_.end()) return;
    format = overridden(format, parse_csv_format(text->second, source_.display(path)));
  }

  FileSource& source_;
  std::map<std::string, std::string> texts_;
};

std::string id_of(std::string_view path) {
  return std::string(is_csv(path) ? path.substr(0, path.size() - 4) : path);
}

RecordingSet import(FileSource& source, const ImportOptions& options) {
  const Sidecars sidecars(source);
  std::vector<std::string> files;
  if (source.is_single_file()) {
    files.push_back(source.paths().front());
  } else {
    std::copy_if(source.paths().begin(), source.paths().end(), std::back_inserter(files), is_csv);
  }
  if (files.empty()) throw Error(ErrorKind::BadInput, "no .csv file", source.display(""));
  SetBuilder builder("csv", files.size(), options);
  for (const std::string& path : files) {
    const std::string file = source.display(path);
    builder.add(file, [&] {
      const CsvFormat format = overridden(sidecars.format_of(path), options.csv);
      const std::string text = source.take(path);
      builder.count_bytes(text.size());
      Recording recording = parse_csv(text, file, format);
      recording.id = id_of(path);
      if (recording.subject.empty() && files.size() > 1) {
        recording.problems.push_back({"no subject declared: people cannot be kept apart", file});
      }
      return recording;
    });
  }
  RecordingSet set = builder.finish();
  const std::string& name = set.recordings.front().data_set;
  if (std::all_of(set.recordings.begin(), set.recordings.end(),
                  [&name](const Recording& recording) { return recording.data_set == name; })) {
    set.data_set = name;
  }
  return set;
}

}  // namespace

Recording parse_csv(std::string_view text, const std::string& file, const CsvFormat& format) {
  check(format, file);
  Recording recording;
  recording.data_set = format.data_set.empty() ? "csv" : format.data_set;
  recording.subject = format.subject;
  recording.placement = format.placement;
  recording.synthetic = format.synthetic.value_or(false);
  recording.found = {format.acceleration_unit, format.rotation_unit,
                     format.sign.empty() ? "android" : format.sign};
  recording.has_timestamps = !format.time.empty();

  LabelNames labels;
  TimedRows rows = read_rows(text, file, format, labels);
  if (recording.has_timestamps) repair_times(rows, file, kFirstRow, recording.problems);
  check_units(rows.samples, recording.found, file, recording.problems);
  const std::vector<std::string> activities = labels.activities();
  note_unknown_activities(activities, file, recording.problems);
  recording.segments = runs_of_equal_label(rows.labels, activities);
  recording.nominal_rate_hz = format.rate_hz ? *format.rate_hz : 1.0 / median_step_s(rows.time_s);
  recording.time_s = std::move(rows.time_s);
  recording.samples = std::move(rows.samples);
  return recording;
}

const Importer kCsv = {"csv", wants, recognises, import};

}  // namespace ambulo::recordings
