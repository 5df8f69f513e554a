// SPDX-License-Identifier: Apache-2.0
// The choreography control. Recordings made from a script let anything with memory guess the next
// activity from the last; spliced recordings do not: what comes before each segment is a random
// piece of the same recording.
#pragma once

#include <cstdint>

#include "toolchain/recordings/recording.h"

namespace ambulo::evaluation {

inline constexpr double kSplicedHistoryS = 20.0;

// One recording for each labelled segment: a random piece of the same recording, up to history_s
// long, with the segment behind it. Only the segment is labelled; subject, sensors and sample
// interval stay, the id gets the segment's number. Segments are those of the original, so that
// windows inside segments are the same ones. Recordings without labels are left out.
recordings::RecordingSet spliced(const recordings::RecordingSet& set, std::uint64_t seed,
                                 double history_s = kSplicedHistoryS);

}  // namespace ambulo::evaluation
