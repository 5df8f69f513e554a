// SPDX-License-Identifier: Apache-2.0
// Does a recording look like what the model was trained on? Only claims that are all but certain.
#pragma once

#include <string>
#include <vector>

#include "toolchain/recordings/recording.h"
#include "toolchain/windows/sensor_contract.h"

namespace ambulo::evaluation {

// One line per breach, what is wrong and what the model wants:
//   acceleration in g, or without gravity, or of another size altogether (median of
//   |acceleration|); rotation in deg/s (more than any person turns) or not changing at all; gravity
//   along another axis than in training, judged while moving, when people are upright; a sample
//   rate below the model's; another placement.
std::vector<std::string> contract_breaches(const recordings::Recording& recording,
                                           const windows::SensorContract& contract);

}  // namespace ambulo::evaluation
