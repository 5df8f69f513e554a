// SPDX-License-Identifier: Apache-2.0
#include "toolchain/recordings/sampling_times.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "toolchain/core/error.h"

namespace ambulo::recordings {
namespace {

constexpr double kSmallDisorderS = 0.1;
constexpr double kLongestPauseS = 86400.0;
constexpr double kShortestStepS = 1e-4, kLongestStepS = 1.0;  // medians of any motion sensor

template <typename T>
void reorder(std::vector<T>& values, const std::vector<std::size_t>& order) {
  std::vector<T> sorted;
  sorted.reserve(values.size());
  for (const std::size_t i : order) sorted.push_back(values[i]);
  values = std::move(sorted);
}

// Count of samples earlier than one before them.
std::size_t count_late(const std::vector<double>& time_s, const std::string& file,
                       std::size_t first_row) {
  std::size_t late = 0;
  double latest = time_s.empty() ? 0.0 : time_s.front();
  for (std::size_t i = 1; i < time_s.size(); ++i) {
    if (time_s[i] < latest) {
      if (latest - time_s[i] > kSmallDisorderS) {
        throw Error(ErrorKind::BadInput,
                    fmt::format("time runs backwards by {:.6g} s", latest - time_s[i]),
                    fmt::format("{}, row {}", file, first_row + i),
                    "split the file there if two recordings were joined");
      }
      ++late;
    } else if (time_s[i] - latest > kLongestPauseS) {
      throw Error(ErrorKind::BadInput,
                  fmt::format("time jumps ahead by {:.6g} s", time_s[i] - latest),
                  fmt::format("{}, row {}", file, first_row + i),
                  "check time_unit, or split the file there");
    }
    latest = std::max(latest, time_s[i]);
  }
  return late;
}

// Of equal times the last one stays.
std::size_t drop_equal(TimedRows& rows) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < rows.time_s.size(); ++i) {
    if (i + 1 < rows.time_s.size() && rows.time_s[i + 1] == rows.time_s[i]) continue;
    rows.time_s[kept] = rows.time_s[i];
    rows.samples[kept] = rows.samples[i];
    rows.labels[kept] = rows.labels[i];
    ++kept;
  }
  const std::size_t dropped = rows.time_s.size() - kept;
  rows.time_s.resize(kept);
  rows.samples.resize(kept);
  rows.labels.resize(kept);
  return dropped;
}

}  // namespace

double median_step_s(const std::vector<double>& time_s) {
  if (time_s.size() < 2) return 0.0;
  std::vector<double> steps(time_s.size() - 1);
  for (std::size_t i = 0; i < steps.size(); ++i) steps[i] = time_s[i + 1] - time_s[i];
  const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
  std::nth_element(steps.begin(), middle, steps.end());
  return *middle;
}

void repair_times(TimedRows& rows, const std::string& file, std::size_t first_row,
                  std::vector<Problem>& problems) {
  const std::size_t late = count_late(rows.time_s, file, first_row);
  if (late > 0) {
    std::vector<std::size_t> order(rows.time_s.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&rows](std::size_t a, std::size_t b) {
      return rows.time_s[a] < rows.time_s[b];
    });
    reorder(rows.time_s, order);
    reorder(rows.samples, order);
    reorder(rows.labels, order);
    problems.push_back({fmt::format("{} samples came late (by at most {} s): sorted by time", late,
                                    kSmallDisorderS),
                        file});
  }
  if (const std::size_t dropped = drop_equal(rows); dropped > 0) {
    problems.push_back(
        {fmt::format("{} samples had the time of a later one: dropped", dropped), file});
  }
  const double step_s = median_step_s(rows.time_s);
  if (rows.time_s.size() < 2) {
    throw Error(ErrorKind::BadInput, "fewer than two different times", file);
  }
  if (step_s < kShortestStepS || step_s > kLongestStepS) {
    throw Error(ErrorKind::BadInput, fmt::format("time steps of {:.6g} s", step_s), file,
                "check time_unit: no motion sensor is read at that rate");
  }
}

}  // namespace ambulo::recordings
