// SPDX-License-Identifier: Apache-2.0
// Do accelerometer and gyroscope tell of the same turning? In a device that turns with rate w,
// gravity as it feels it moves by da/dt = -w x a.
#pragma once

#include <optional>

#include "toolchain/recordings/recording.h"

namespace ambulo::recordings {

// Correlation of da/dt with -w x a, both averaged over half a second: near 1 for sensors that
// share their axes, below 0 for swapped axes or a wrong sign. Nothing when the device hardly
// turned, or the recording is too short.
std::optional<double> rotation_agreement(const Recording& recording);

}  // namespace ambulo::recordings
