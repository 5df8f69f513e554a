// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/sweep_progress.h"

#include <fmt/format.h>

#include <algorithm>

#include "apps/cli/terminal.h"

namespace ambulo::cli {
namespace {

constexpr std::size_t kWhole = 1000;   // a run, in units of the bar
constexpr std::size_t kTrained = 990;  // what its training may count; the rest is scoring

}  // namespace

SweepProgress::SweepProgress(std::size_t runs, std::size_t passes) : runs_(runs), passes_(passes) {}

void SweepProgress::skip(std::size_t run) {
  runs_[run].permille = kWhole;
  ++finished_;
}

ProgressCallback SweepProgress::of(std::size_t run) {
  return [this, run](const Progress& progress) { report(run, progress); };
}

void SweepProgress::report(std::size_t index, const Progress& progress) {
  const std::lock_guard lock(mutex_);
  Run& run = runs_[index];
  if (progress.done < run.last_done) run.pass = std::min(run.pass + 1, passes_ - 1);
  run.last_done = progress.done;
  const std::size_t of_pass = kTrained * progress.done / std::max<std::size_t>(progress.total, 1);
  run.permille = std::max(run.permille, (kTrained * run.pass + of_pass) / passes_);
  show();
}

void SweepProgress::finish(std::size_t run, std::string_view line) {
  const std::lock_guard lock(mutex_);
  runs_[run].permille = kWhole;
  ++finished_;
  note(line);
  show();
}

void SweepProgress::show() {
  std::size_t done = 0;
  for (const Run& run : runs_) done += run.permille;
  progress_bar()({.task = "sweep",
                  .done = done,
                  .total = kWhole * runs_.size(),
                  .detail = fmt::format("{} of {} runs done", finished_, runs_.size())});
}

}  // namespace ambulo::cli
