// SPDX-License-Identifier: Apache-2.0
// Declared units to m/s2, rad/s and the Android sign, and whether the values fit what is declared.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "toolchain/recordings/recording.h"

namespace ambulo::recordings {

// Factors to m/s2 ("m/s2", "g") and rad/s ("rad/s", "deg/s"); the sign "ios" makes the first
// negative. REQUIRES one of these names.
double acceleration_factor(std::string_view unit, std::string_view sign);
double rotation_factor(std::string_view unit);

// REQUIRES samples converted by what found declares. Throws Error(BadInput), "looks like g,
// declared m/s2", when no device could have measured the values otherwise; what is only odd is
// noted in problems.
void check_units(const std::vector<Sample>& samples, const UnitsAsFound& found,
                 const std::string& file, std::vector<Problem>& problems);

// Mean length of the acceleration vector; 0 without samples.
double mean_acceleration_mps2(const std::vector<Sample>& samples);

}  // namespace ambulo::recordings
