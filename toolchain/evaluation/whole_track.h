// SPDX-License-Identifier: Apache-2.0
// A whole recording as the device meets it: a window at each hop, labelled or not.
#pragma once

#include <cstddef>
#include <vector>

#include "toolchain/evaluation/runtime_model.h"
#include "toolchain/evaluation/smoothing.h"
#include "toolchain/recordings/recording.h"
#include "toolchain/windows/window_set.h"

namespace ambulo::evaluation {

struct WholeTrack {
  windows::WindowSet set;              // one track; the labels of its windows mean nothing
  std::vector<std::size_t> stretches;  // number of the gap-free stretch, of each window
};

// Throws Error(BadInput) when the recording nowhere lasts one window.
WholeTrack whole_track(const recordings::Recording& recording,
                       const windows::SensorContract& contract);

// By the device runtime; the front end runs through each stretch.
Probabilities probabilities_of(const RuntimeModel& model, const WholeTrack& whole);

}  // namespace ambulo::evaluation
