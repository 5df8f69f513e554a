// SPDX-License-Identifier: Apache-2.0
// A sweep for a terminal: one row for each fold, a group of three columns for each kind of model.
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <vector>

#include "toolchain/evaluation/text_lines.h"
#include "toolchain/evaluation/to_text.h"

namespace ambulo::evaluation {
namespace {

constexpr std::size_t kWorst = 3;
constexpr std::size_t kRowName = 22, kWindows = 10;

void headline(Text& text, const Sweep& sweep) {
  const std::size_t runs = sweep.folds * sweep.seeds.size();
  const std::size_t done = sweep.models.front().summary.runs.size();
  text.line("{}: {}, {}, {} part: {} fold{}, {} seed{}{}", printable(sweep.experiment),
            printable(sweep.data_set), printable(sweep.split), sweep.part, sweep.folds,
            sweep.folds == 1 ? "" : "s", sweep.seeds.size(), sweep.seeds.size() == 1 ? "" : "s",
            done == runs ? "" : fmt::format("; {} of {} runs are done", done, runs));
  if (sweep.synthetic) text.line("SYNTHETIC people: these figures say nothing about real ones");
}

// A row of the table: its name, windows (0: none shown), and per model three figures.
template <typename FiguresOf>
void row(Text& text, const Sweep& sweep, const std::string& name, std::size_t windows,
         FiguresOf figures_of) {
  std::string cells;
  for (const SweepModel& model : sweep.models) cells += figures_of(model.summary);
  text.line("{:<{}}{:>{}}{}", shown(name, kRowName - 1), kRowName,
            windows == 0 ? "" : grouped(windows), kWindows, cells);
}

std::string cells(double accuracy, double balanced, double f1) {
  return fmt::format("{:>13}{:>10}{:>10.3f}", percent(accuracy), percent(balanced), f1);
}

std::string mean_cells(const Figures& f) {
  return cells(f.accuracy.mean, f.balanced_accuracy.mean, f.macro_f1.mean);
}

std::string sd_cells(const Figures& f) {
  return fmt::format("{:>13}{:>10}{:>10.3f}", fmt::format("{:.2f} %", 100.0 * *f.accuracy.sd),
                     fmt::format("{:.2f} %", 100.0 * *f.balanced_accuracy.sd), *f.macro_f1.sd);
}

void table_head(Text& text, const Sweep& sweep) {
  std::string names, columns;
  for (const SweepModel& model : sweep.models) {
    names += fmt::format("{:>33}", shown(model.name));
    columns += fmt::format("{:>13}{:>10}{:>10}", "accuracy", "balanced", "macro F1");
  }
  text.line("{:<{}}{}", "", kRowName + kWindows, names);
  text.line("{:<{}}{:>{}}{}", sweep.folds > 1 ? "fold" : "seed", kRowName, "windows", kWindows,
            columns);
}

// One row for each fold (mean over its seeds), or for each seed of a split with one fold.
void run_rows(Text& text, const Sweep& sweep) {
  const bool by_fold = sweep.folds > 1;
  const auto name_of = [&](const ScoredRun& run) {
    return by_fold ? run.fold : fmt::format("{}", run.seed);
  };
  std::vector<std::string> names;
  for (const ScoredRun& run : sweep.models.front().summary.runs) {
    if (std::ranges::find(names, name_of(run)) != names.end()) continue;
    names.push_back(name_of(run));
    row(text, sweep, names.back(), run.metrics.windows, [&](const SweepSummary& summary) {
      std::vector<ScoredRun> of_row = summary.runs;
      std::erase_if(of_row, [&](const ScoredRun& r) { return name_of(r) != names.back(); });
      return mean_cells(summarize(std::move(of_row)).over_folds);
    });
  }
}

void summary_rows(Text& text, const Sweep& sweep) {
  const auto figures_row = [&](const char* name, Figures SweepSummary::*figures) {
    const auto cells_of = [&](const SweepSummary& summary) { return sd_cells(summary.*figures); };
    const SweepSummary& first = sweep.models.front().summary;
    if ((first.*figures).accuracy.sd) row(text, sweep, name, 0, cells_of);
  };
  row(text, sweep, "mean", 0, [](const SweepSummary& s) { return mean_cells(s.over_folds); });
  figures_row("  sd over folds", &SweepSummary::over_folds);
  figures_row("  sd over seeds", &SweepSummary::over_seeds);
  if (sweep.folds == 1) return;
  row(text, sweep, "all windows pooled", sweep.models.front().summary.pooled.windows,
      [](const SweepSummary& s) {
        return cells(s.pooled.accuracy, s.pooled.balanced_accuracy, s.pooled.macro_f1);
      });
  figures_row("  sd over seeds", &SweepSummary::pooled_seeds);
}

void class_table(Text& text, const Sweep& sweep) {
  std::string names;
  for (const SweepModel& model : sweep.models) {
    names += fmt::format("{:>16}", "F1 " + shown(model.name, 12));
  }
  text.line("{:<{}}{:>9}{}", "activity", kNameColumns + 2, "windows", names);
  const Metrics& first = sweep.models.front().summary.pooled;
  for (std::size_t c = 0; c < first.classes.size(); ++c) {
    std::string f1;
    for (const SweepModel& model : sweep.models) {
      f1 += fmt::format("{:>16.3f}", model.summary.pooled.classes[c].f1);
    }
    text.line("{:<{}}{:>9}{}", shown(first.classes[c].name), kNameColumns + 2,
              grouped(first.classes[c].support), f1);
  }
}

void worst_subjects(Text& text, const SweepModel& model) {
  const std::vector<SubjectMetrics>& subjects = model.summary.subjects;
  std::vector<std::string> worst;
  for (std::size_t s = 0; s < std::min(kWorst, subjects.size()); ++s) {
    worst.push_back(
        fmt::format("{} ({})", printable(subjects[s].subject), percent(subjects[s].accuracy)));
  }
  text.note(fmt::format("worst subjects, {}", printable(model.name)),
            fmt::format("{} of {}", fmt::join(worst, ", "), subjects.size()));
}

}  // namespace

std::string to_text(const Sweep& sweep) {
  Text text;
  headline(text, sweep);
  table_head(text, sweep);
  run_rows(text, sweep);
  summary_rows(text, sweep);
  text.blank();
  class_table(text, sweep);
  text.blank();
  text.line("all windows, {}", printable(sweep.models.back().name));
  confusion_matrix(text, sweep.models.back().summary.pooled);
  text.blank();
  for (const SweepModel& model : sweep.models) worst_subjects(text, model);
  return text.take();
}

}  // namespace ambulo::evaluation
