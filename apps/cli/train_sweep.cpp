// SPDX-License-Identifier: Apache-2.0
// Runs go side by side, each on its own thread; whatever one has finished is a file in its folder,
// which is what --resume goes by.
#include "apps/cli/train_sweep.h"

#include <fmt/format.h>

#include <exception>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "apps/cli/sweep_plan.h"
#include "apps/cli/sweep_progress.h"
#include "apps/cli/sweep_run.h"
#include "apps/cli/terminal.h"
#include "apps/cli/training_run.h"
#include "apps/cli/version.h"
#include "toolchain/core/error.h"
#include "toolchain/core/files.h"
#include "toolchain/core/parallel.h"
#include "toolchain/core/progress.h"
#include "toolchain/evaluation/to_json.h"
#include "toolchain/evaluation/to_text.h"
#include "toolchain/quantization/scheme.h"
#include "toolchain/training/identity.h"
#include "toolchain/training/trainer.h"

namespace ambulo::cli {
namespace {

// How often a run counts through its steps: teachers, itself, and all of them again for the refit.
std::size_t passes(const training::Experiment& experiment) {
  const auto teachers = static_cast<std::size_t>(experiment.distillation.teachers);
  return (1 + teachers) * (experiment.training.refit ? 2 : 1);
}

std::vector<SweepRun> runs_of(const std::vector<windows::Split>& folds,
                              const SweepOptions& options) {
  std::vector<SweepRun> runs;
  for (std::size_t k = 0; k < folds.size(); ++k) {
    for (const std::uint64_t seed : options.seeds) {
      runs.push_back(
          {&folds[k], seed, options.folder / fmt::format("fold_{}-seed_{}", k + 1, seed)});
    }
  }
  return runs;
}

class TrainSweep {
 public:
  TrainSweep(const recordings::RecordingSet& recordings, const windows::WindowSet& set,
             const std::vector<windows::Split>& folds, const training::Experiment& experiment,
             const SweepOptions& options)
      : options_(options),
        runs_(runs_of(folds, options)),
        scores_(runs_.size()),
        runner_(recordings, set, experiment, options.scheme, options.resume),
        progress_(runs_.size(), passes(experiment)) {
    description_.experiment = experiment.name;
    description_.data_set = recordings.data_set;
    description_.split = options.split;
    description_.part = to_string(scored_part(folds.front()));
    description_.seeds = options.seeds;
    description_.folds = folds.size();
    for (const windows::Track& track : set.tracks) {
      description_.synthetic = description_.synthetic || track.synthetic;
    }
  }

  // The summary, which is in sweep.json too.
  evaluation::Sweep run() {
    const std::vector<std::size_t> pending = take_what_is_complete();
    write_summary();
    try {
      parallel_for(pending.size(), {.threads = options_.jobs}, [&] {
        training::set_threads(options_.threads);
        return [&](std::size_t i) { complete(pending[i]); };
      });
    } catch (const Error&) {
      finish_progress();
      if (failure_) std::rethrow_exception(failure_);
      throw Error(
          ErrorKind::Interrupted,
          fmt::format("interrupted; {} of {} runs are complete", count_complete(), runs_.size()),
          options_.folder.string(), "repeat the command with --resume to go on");
    }
    finish_progress();
    return summary();
  }

 private:
  // The rest is to be done.
  std::vector<std::size_t> take_what_is_complete() {
    std::vector<std::size_t> pending;
    for (std::size_t i = 0; i < runs_.size(); ++i) {
      if (options_.resume) scores_[i] = runner_.scores(runs_[i]);
      if (scores_[i]) {
        progress_.skip(i);
      } else {
        pending.push_back(i);
      }
    }
    return pending;
  }

  // A failure stops the other runs after the step under way, as Ctrl-C does: what they have is
  // kept, and nobody waits an hour to read of a full disk.
  void complete(std::size_t i) {
    try {
      Scores scores = runner_.complete(runs_[i], progress_.of(i));
      const std::lock_guard lock(mutex_);
      progress_.finish(i, line_of(scores));
      scores_[i] = std::move(scores);
      write_summary();
    } catch (const std::exception& exception) {
      const auto* error = dynamic_cast<const Error*>(&exception);
      if (!error || error->kind() != ErrorKind::Interrupted) {
        const std::lock_guard lock(mutex_);
        if (!failure_) failure_ = std::current_exception();
        set_interrupted(true);
      }
      throw;
    }
  }

  std::string line_of(const Scores& scores) const {
    std::string line = fmt::format("{} seed {}:", scores.front().fold, scores.front().seed);
    const std::vector<std::string> names = runner_.models();
    for (std::size_t m = 0; m < names.size(); ++m) {
      const evaluation::Metrics& metrics = scores[m].metrics;
      line += fmt::format("  {} accuracy {:.4f}, macro F1 {:.4f}", names[m], metrics.accuracy,
                          metrics.macro_f1);
    }
    return line;
  }

  std::size_t count_complete() const {
    std::size_t count = 0;
    for (const auto& scores : scores_) count += scores ? 1 : 0;
    return count;
  }

  evaluation::Sweep summary() const {
    evaluation::Sweep sweep = description_;
    if (count_complete() == 0) return sweep;
    const std::vector<std::string> names = runner_.models();
    for (std::size_t m = 0; m < names.size(); ++m) {
      std::vector<evaluation::ScoredRun> runs;
      for (const auto& scores : scores_) {
        if (scores) runs.push_back((*scores)[m]);
      }
      sweep.models.push_back({names[m], evaluation::summarize(std::move(runs))});
    }
    return sweep;
  }

  void write_summary() const {
    write_file(options_.folder / "sweep.json", to_json(summary()).dump(2) + "\n");
  }

  const SweepOptions& options_;
  const std::vector<SweepRun> runs_;
  evaluation::Sweep description_;  // without models
  std::mutex mutex_;               // of scores_, failure_ and sweep.json
  std::vector<std::optional<Scores>> scores_;
  std::exception_ptr failure_;
  SweepRunner runner_;
  SweepProgress progress_;
};

}  // namespace

void require_sweep_scheme(const std::string& scheme) {
  if (scheme.empty()) return;
  const quantization::SchemeKind kind = quantization::parse_scheme(scheme).kind;
  if (kind == quantization::SchemeKind::Float32) {
    throw Error(ErrorKind::Usage, "float32 is in every sweep", "--scheme float32",
                "leave it out, or name a scheme to compare it with");
  }
  if (kind == quantization::SchemeKind::Mixed) {
    throw Error(ErrorKind::Usage, "mixed needs a budget, which a sweep has not", "--scheme mixed",
                "use ambulo quantize on the folders of the runs");
  }
}

void train_sweep(const recordings::RecordingSet& recordings, const windows::WindowSet& set,
                 const std::vector<windows::Split>& folds, const training::Experiment& experiment,
                 const SweepOptions& options) {
  begin_sweep(options.folder,
              {training::to_toml(experiment), options.split, options.seeds,
               training::data_fingerprint(set)},
              options.resume);
  for (const windows::Split& fold : folds) require_honest(set, fold);
  note(fmt::format("{}: {} folds, {} seeds, {} windows", options.split, folds.size(),
                   options.seeds.size(), set.windows.size()));
  const evaluation::Sweep sweep = TrainSweep(recordings, set, folds, experiment, options).run();
  if (options.json) return print_json(to_json(sweep));
  print(to_text(sweep));
}

}  // namespace ambulo::cli
