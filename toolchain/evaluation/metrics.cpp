// SPDX-License-Identifier: Apache-2.0
#include "toolchain/evaluation/metrics.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <unordered_map>

#include "toolchain/core/random.h"

namespace ambulo::evaluation {
namespace {

constexpr std::size_t kCalibrationBins = 15;
constexpr std::size_t kBootstrapDraws = 2000;

using Confusion = std::vector<std::vector<std::size_t>>;

double ratio(double part, double whole) {
  return whole > 0.0 ? part / whole : 0.0;
}

std::size_t row_total(const Confusion& confusion, std::size_t row) {
  std::size_t total = 0;
  for (const std::size_t n : confusion[row]) total += n;
  return total;
}

std::size_t column_total(const Confusion& confusion, std::size_t column) {
  std::size_t total = 0;
  for (const auto& row : confusion) total += row[column];
  return total;
}

std::size_t diagonal(const Confusion& confusion) {
  std::size_t right = 0;
  for (std::size_t c = 0; c < confusion.size(); ++c) right += confusion[c][c];
  return right;
}

ClassMetrics class_metrics(const Confusion& confusion, std::size_t c) {
  ClassMetrics result;
  const auto right = static_cast<double>(confusion[c][c]);
  result.support = row_total(confusion, c);
  result.predicted = column_total(confusion, c);
  result.precision = ratio(right, static_cast<double>(result.predicted));
  result.recall = ratio(right, static_cast<double>(result.support));
  result.f1 = ratio(2.0 * right, static_cast<double>(result.support + result.predicted));
  return result;
}

double macro_f1(const Confusion& confusion) {
  double sum = 0.0, count = 0.0;
  for (std::size_t c = 0; c < confusion.size(); ++c) {
    const ClassMetrics metrics = class_metrics(confusion, c);
    if (metrics.support + metrics.predicted == 0) continue;
    sum += metrics.f1;
    count += 1.0;
  }
  return ratio(sum, count);
}

double balanced_accuracy(const std::vector<ClassMetrics>& classes) {
  double sum = 0.0, count = 0.0;
  for (const ClassMetrics& metrics : classes) {
    if (metrics.support == 0) continue;
    sum += metrics.recall;
    count += 1.0;
  }
  return ratio(sum, count);
}

// All that follows from metrics.confusion.
void figures_of_confusion(Metrics& metrics, const std::vector<std::string>& class_names) {
  for (std::size_t c = 0; c < class_names.size(); ++c) {
    metrics.classes.push_back(class_metrics(metrics.confusion, c));
    metrics.classes.back().name = class_names[c];
    metrics.windows += metrics.classes.back().support;
  }
  metrics.accuracy =
      ratio(static_cast<double>(diagonal(metrics.confusion)), static_cast<double>(metrics.windows));
  metrics.balanced_accuracy = balanced_accuracy(metrics.classes);
  metrics.macro_f1 = macro_f1(metrics.confusion);
}

Calibration calibration(std::span<const ClassifiedWindow> windows) {
  Calibration result;
  result.bins.resize(kCalibrationBins);
  for (std::size_t i = 0; i < kCalibrationBins; ++i) {
    result.bins[i].low = static_cast<double>(i) / kCalibrationBins;
    result.bins[i].high = static_cast<double>(i + 1) / kCalibrationBins;
  }
  for (const ClassifiedWindow& window : windows) {
    const double confidence = window.confidence();
    const auto above = static_cast<std::size_t>(std::ceil(confidence * kCalibrationBins));
    CalibrationBin& bin = result.bins[std::clamp<std::size_t>(above, 1, kCalibrationBins) - 1];
    ++bin.windows;
    bin.confidence += confidence;
    bin.accuracy += window.predicted() == window.label ? 1.0 : 0.0;
    result.mean_confidence += confidence;
  }
  const auto total = static_cast<double>(windows.size());
  result.mean_confidence /= total;
  for (CalibrationBin& bin : result.bins) {
    const auto count = static_cast<double>(bin.windows);
    result.error += std::abs(bin.accuracy - bin.confidence) / total;
    bin.confidence = ratio(bin.confidence, count);
    bin.accuracy = ratio(bin.accuracy, count);
  }
  return result;
}

std::optional<Interval> accuracy_interval(const std::vector<Confusion>& subjects,
                                          std::uint64_t seed) {
  if (subjects.size() < 2) return std::nullopt;
  std::vector<double> right, all;
  for (const Confusion& confusion : subjects) {
    right.push_back(static_cast<double>(diagonal(confusion)));
    all.push_back(0.0);
    for (std::size_t c = 0; c < confusion.size(); ++c) {
      all.back() += static_cast<double>(row_total(confusion, c));
    }
  }
  Random random(seed);
  std::vector<double> draws(kBootstrapDraws);
  for (double& accuracy : draws) {
    double drawn_right = 0.0, drawn_all = 0.0;
    for (std::size_t i = 0; i < subjects.size(); ++i) {
      const std::size_t s = random.below(subjects.size());
      drawn_right += right[s];
      drawn_all += all[s];
    }
    accuracy = drawn_right / drawn_all;
  }
  std::ranges::sort(draws);
  return Interval{draws[kBootstrapDraws / 40], draws[kBootstrapDraws - 1 - kBootstrapDraws / 40]};
}

}  // namespace

std::size_t ClassifiedWindow::predicted() const {
  return static_cast<std::size_t>(
      std::distance(probabilities.begin(), std::ranges::max_element(probabilities)));
}

float ClassifiedWindow::confidence() const {
  return probabilities[predicted()];
}

Metrics measure(std::span<const ClassifiedWindow> windows,
                const std::vector<std::string>& class_names, std::uint64_t seed) {
  const std::size_t classes = class_names.size();
  const Confusion empty(classes, std::vector<std::size_t>(classes, 0));
  Metrics metrics;
  metrics.confusion = empty;

  std::unordered_map<std::string, std::size_t> subject_index;
  std::vector<Confusion> subject_confusion;
  for (const ClassifiedWindow& window : windows) {
    const auto [entry, is_new] = subject_index.try_emplace(window.subject, subject_index.size());
    if (is_new) {
      subject_confusion.push_back(empty);
      metrics.subjects.push_back({.subject = window.subject});
    }
    const std::size_t predicted = window.predicted();
    ++metrics.confusion[window.label][predicted];
    ++subject_confusion[entry->second][window.label][predicted];
    ++metrics.subjects[entry->second].windows;
  }

  figures_of_confusion(metrics, class_names);
  for (std::size_t s = 0; s < metrics.subjects.size(); ++s) {
    SubjectMetrics& subject = metrics.subjects[s];
    subject.accuracy = ratio(static_cast<double>(diagonal(subject_confusion[s])),
                             static_cast<double>(subject.windows));
    subject.macro_f1 = macro_f1(subject_confusion[s]);
    if (subject.accuracy < metrics.subjects[metrics.worst_subject].accuracy) {
      metrics.worst_subject = s;
    }
  }
  metrics.calibration = calibration(windows);
  metrics.accuracy_interval = accuracy_interval(subject_confusion, seed);
  return metrics;
}

Metrics measure(const std::vector<std::vector<std::size_t>>& confusion,
                const std::vector<std::string>& class_names) {
  Metrics metrics;
  metrics.confusion = confusion;
  figures_of_confusion(metrics, class_names);
  return metrics;
}

}  // namespace ambulo::evaluation
