// SPDX-License-Identifier: Apache-2.0
#include "toolchain/evaluation/classify.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>

#include "toolchain/core/error.h"
#include "toolchain/evaluation/batch.h"
#include "toolchain/evaluation/contract_check.h"
#include "toolchain/windows/runs.h"
#include "toolchain/windows/windows.h"

namespace ambulo::evaluation {
namespace {

using windows::SensorContract;
using windows::Window;
using windows::WindowSet;

struct WholeTrack {
  WindowSet set;                       // one track, a window at each hop, labels are not meant
  std::vector<std::size_t> stretches;  // of each window
};

WholeTrack windows_of(const recordings::Recording& recording, const SensorContract& contract) {
  WholeTrack whole;
  whole.set.spec = windows::spec_of(contract);
  const windows::WindowSpec& spec = whole.set.spec;
  const windows::Track& track = whole.set.tracks.emplace_back(
      windows::resample(recording, spec.sample_rate_hz, spec.max_gap_s));
  std::size_t stretch = 0;
  for (const windows::Run& run : windows::gap_free_runs(track, 0, track.samples.size())) {
    for (std::size_t first = run.first; first + spec.length <= run.end; first += spec.hop) {
      Window window;
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

std::vector<std::vector<float>> probabilities_of(const RuntimeModel& model, const WindowSet& set) {
  std::vector<std::size_t> every(set.windows.size());
  std::iota(every.begin(), every.end(), std::size_t{0});
  const std::vector<float> probabilities = classify_windows(model, set, every);
  const auto labels = static_cast<std::ptrdiff_t>(model.contract().labels.size());
  std::vector<std::vector<float>> rows;
  for (auto row = probabilities.begin(); row != probabilities.end(); row += labels) {
    rows.emplace_back(row, row + labels);
  }
  return rows;
}

}  // namespace

std::vector<std::vector<float>> smooth(std::span<const std::vector<float>> probabilities,
                                       std::span<const std::size_t> stretches,
                                       std::size_t smoothing_windows) {
  std::vector<std::vector<float>> result;
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    std::vector<float> mean(probabilities[i].size(), 0.0f);
    std::size_t count = 0;
    for (; count < smoothing_windows && count <= i && stretches[i - count] == stretches[i];
         ++count) {
      for (std::size_t c = 0; c < mean.size(); ++c) mean[c] += probabilities[i - count][c];
    }
    for (float& value : mean) value /= static_cast<float>(count);
    result.push_back(std::move(mean));
  }
  return result;
}

Classification classify(const RuntimeModel& model, const recordings::Recording& recording,
                        const ClassifyOptions& options) {
  const SensorContract& contract = model.contract();
  const std::size_t smoothing = options.smoothing_windows.value_or(contract.smoothing_windows);
  if (smoothing == 0) {
    throw Error(ErrorKind::Usage, "smoothing needs at least one window", "smoothing_windows",
                "1 switches it off");
  }
  const WholeTrack whole = windows_of(recording, contract);
  const auto smoothed = smooth(probabilities_of(model, whole.set), whole.stretches, smoothing);

  Classification result;
  result.recording = recording.id;
  result.labels = contract.labels;
  const double start_s = whole.set.tracks.front().start_s;
  for (std::size_t i = 0; i < smoothed.size(); ++i) {
    const double first = whole.set.windows[i].first;
    const auto best = std::ranges::max_element(smoothed[i]);
    result.decisions.push_back(
        {.from_s = start_s + first / contract.sample_rate_hz,
         .to_s = start_s + (first + contract.window) / contract.sample_rate_hz,
         .stretch = whole.stretches[i],
         .label = static_cast<std::size_t>(std::distance(smoothed[i].begin(), best)),
         .confidence = *best});
  }
  result.bouts = merge(result.decisions, contract.labels);
  result.agreement = agreement(result.bouts, recording, contract.labels);
  result.warnings = contract_breaches(recording, contract);
  return result;
}

}  // namespace ambulo::evaluation
