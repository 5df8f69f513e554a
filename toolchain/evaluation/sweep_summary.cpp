// SPDX-License-Identifier: Apache-2.0
#include "toolchain/evaluation/sweep_summary.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "toolchain/recordings/natural_order.h"

namespace ambulo::evaluation {
namespace {

using Confusion = std::vector<std::vector<std::size_t>>;

Spread spread(const std::vector<double>& values) {
  Spread result;
  const auto n = static_cast<double>(values.size());
  for (const double value : values) result.mean += value / n;
  if (values.size() < 2) return result;
  double squares = 0.0;
  for (const double value : values) squares += (value - result.mean) * (value - result.mean);
  result.sd = std::sqrt(squares / (n - 1.0));
  return result;
}

double mean_of(const std::vector<const ScoredRun*>& runs, double Metrics::*figure) {
  double sum = 0.0;
  for (const ScoredRun* run : runs) sum += run->metrics.*figure;
  return sum / static_cast<double>(runs.size());
}

std::vector<std::string> class_names(const ScoredRun& run) {
  std::vector<std::string> names;
  for (const ClassMetrics& c : run.metrics.classes) names.push_back(c.name);
  return names;
}

Metrics pool(const std::vector<const ScoredRun*>& runs) {
  Confusion sum = runs.front()->metrics.confusion;
  for (const ScoredRun* run : std::span(runs).subspan(1)) {
    for (std::size_t t = 0; t < sum.size(); ++t) {
      for (std::size_t p = 0; p < sum.size(); ++p) sum[t][p] += run->metrics.confusion[t][p];
    }
  }
  return measure(sum, class_names(*runs.front()));
}

using Groups = std::vector<std::vector<const ScoredRun*>>;

// Runs of one fold, or of one seed, together; in order of appearance.
template <typename Key>
Groups grouped_by(const std::vector<ScoredRun>& runs, Key ScoredRun::*key) {
  Groups groups;
  for (const ScoredRun& run : runs) {
    const auto same = std::ranges::find_if(
        groups, [&](const auto& group) { return group.front()->*key == run.*key; });
    if (same == groups.end()) {
      groups.push_back({&run});
    } else {
      same->push_back(&run);
    }
  }
  return groups;
}

// figure_of(group, member of Metrics): what a group contributes.
template <typename FigureOf>
Figures figures(const Groups& groups, FigureOf figure_of) {
  const auto over_groups = [&](double Metrics::*figure) {
    std::vector<double> values;
    for (const auto& group : groups) values.push_back(figure_of(group, figure));
    return spread(values);
  };
  return {over_groups(&Metrics::accuracy), over_groups(&Metrics::balanced_accuracy),
          over_groups(&Metrics::macro_f1)};
}

// Of a person whom several runs scored: means weighted by windows.
std::vector<SubjectMetrics> subjects_of(const std::vector<ScoredRun>& runs) {
  std::vector<SubjectMetrics> result;
  for (const ScoredRun& run : runs) {
    for (const SubjectMetrics& scored : run.metrics.subjects) {
      auto known = std::ranges::find(result, scored.subject, &SubjectMetrics::subject);
      if (known == result.end()) {
        result.push_back({.subject = scored.subject});
        known = result.end() - 1;
      }
      const auto windows = static_cast<double>(scored.windows);
      known->windows += scored.windows;
      known->accuracy += windows * scored.accuracy;
      known->macro_f1 += windows * scored.macro_f1;
    }
  }
  for (SubjectMetrics& subject : result) {
    subject.accuracy /= static_cast<double>(subject.windows);
    subject.macro_f1 /= static_cast<double>(subject.windows);
  }
  std::ranges::sort(result, [](const SubjectMetrics& a, const SubjectMetrics& b) {
    if (a.accuracy != b.accuracy) return a.accuracy < b.accuracy;
    return recordings::natural_less(a.subject, b.subject);
  });
  return result;
}

}  // namespace

SweepSummary summarize(std::vector<ScoredRun> runs) {
  SweepSummary summary;
  summary.runs = std::move(runs);
  const Groups folds = grouped_by(summary.runs, &ScoredRun::fold);
  const Groups seeds = grouped_by(summary.runs, &ScoredRun::seed);
  summary.over_folds = figures(folds, mean_of);
  summary.over_seeds = figures(seeds, mean_of);
  summary.pooled_seeds = figures(
      seeds, [](const auto& group, double Metrics::*figure) { return pool(group).*figure; });
  std::vector<const ScoredRun*> all;
  for (const ScoredRun& run : summary.runs) all.push_back(&run);
  summary.pooled = pool(all);
  summary.subjects = subjects_of(summary.runs);
  return summary;
}

}  // namespace ambulo::evaluation
