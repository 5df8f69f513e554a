// SPDX-License-Identifier: Apache-2.0
#include "toolchain/evaluation/classify.h"

#include <algorithm>
#include <iterator>

#include "toolchain/core/error.h"
#include "toolchain/evaluation/contract_check.h"
#include "toolchain/evaluation/smoothing.h"
#include "toolchain/evaluation/whole_track.h"

namespace ambulo::evaluation {

Classification classify(const RuntimeModel& model, const recordings::Recording& recording,
                        const ClassifyOptions& options) {
  const windows::SensorContract& contract = model.contract();
  const std::size_t smoothing = options.smoothing_windows.value_or(contract.smoothing_windows);
  if (smoothing == 0) {
    throw Error(ErrorKind::Usage, "smoothing needs at least one window", "smoothing_windows",
                "1 switches it off");
  }
  const WholeTrack whole = whole_track(recording, contract);
  const auto smoothed = smooth(probabilities_of(model, whole), whole.stretches,
                               {.kind = Smoothing::Kind::Mean, .windows = smoothing});

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
