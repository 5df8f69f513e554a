// SPDX-License-Identifier: Apache-2.0
#include "toolchain/evaluation/whole_track.h"

#include <fmt/format.h>

#include <numeric>

#include "toolchain/core/error.h"
#include "toolchain/evaluation/batch.h"
#include "toolchain/windows/runs.h"
#include "toolchain/windows/windows.h"

namespace ambulo::evaluation {

WholeTrack whole_track(const recordings::Recording& recording,
                       const windows::SensorContract& contract) {
  WholeTrack whole;
  whole.set.spec = windows::spec_of(contract);
  const windows::WindowSpec& spec = whole.set.spec;
  const windows::Track& track = whole.set.tracks.emplace_back(
      windows::resample(recording, spec.sample_rate_hz, spec.max_gap_s));
  std::size_t stretch = 0;
  for (const windows::Run& run : windows::gap_free_runs(track, 0, track.samples.size())) {
    for (std::size_t first = run.first; first + spec.length <= run.end; first += spec.hop) {
      windows::Window window;
      window.first = static_cast<std::uint32_t>(first);
      window.segment_first = static_cast<std::uint32_t>(run.first);
      window.segment_end = static_cast<std::uint32_t>(run.end);
      whole.set.windows.push_back(window);
      whole.stretches.push_back(stretch);
    }
    ++stretch;
  }
  if (whole.set.windows.empty()) {
    throw Error(ErrorKind::BadInput,
                fmt::format("no {:.2f} s without a gap, which is one window of the model",
                            static_cast<double>(spec.length) / spec.sample_rate_hz),
                recording.id, "use a longer recording");
  }
  return whole;
}

Probabilities probabilities_of(const RuntimeModel& model, const WholeTrack& whole) {
  std::vector<std::size_t> every(whole.set.windows.size());
  std::iota(every.begin(), every.end(), std::size_t{0});
  const std::vector<float> probabilities = classify_windows(model, whole.set, every);
  const auto labels = static_cast<std::ptrdiff_t>(model.contract().labels.size());
  Probabilities rows;
  for (auto row = probabilities.begin(); row != probabilities.end(); row += labels) {
    rows.emplace_back(row, row + labels);
  }
  return rows;
}

}  // namespace ambulo::evaluation
