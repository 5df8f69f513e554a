// SPDX-License-Identifier: Apache-2.0
// Activity names, one spelling for all data sets.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace ambulo::recordings {

// The six activities of the published system, in the order of HAPT's and UCI HAR's ids 1 to 6.
inline constexpr std::array<std::string_view, 6> kBasicActivities = {
    "walking", "walking_upstairs", "walking_downstairs", "sitting", "standing", "laying"};

// "WALKING_UPSTAIRS", "Walking Upstairs", "upstairs" and "ups" become "walking_upstairs"; lying
// becomes "laying". Unknown names are only brought to snake_case.
std::string canonical_activity(std::string_view name);

// stand_to_sit and its five siblings: short, and left out of windows unless asked for.
bool is_transition(std::string_view activity);

// One of the names that the importers and the simulator give; any other may be a typing error.
bool is_known_activity(std::string_view activity);

}  // namespace ambulo::recordings
