// SPDX-License-Identifier: Apache-2.0
// Colours of all pictures: own background and ink, so that they read on light and dark pages.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace ambulo::report {

inline constexpr std::string_view kPaper = "#fcfbf8";
inline constexpr std::string_view kFrame = "#d8d4ca";
inline constexpr std::string_view kGrid = "#e6e2d9";
inline constexpr std::string_view kInk = "#1f2933";
inline constexpr std::string_view kMuted = "#66707a";
inline constexpr std::string_view kRight = "#1b6f8a";  // agreement
inline constexpr std::string_view kWrong = "#d1552b";  // disagreement, the worst
inline constexpr std::string_view kWarning = "#9a3412";

// Distinct for the first twelve activities, repeated after them.
inline constexpr std::array<std::string_view, 12> kActivityColours = {
    "#1b6f8a", "#e0912f", "#b0413e", "#6a5d9e", "#4d8f4a", "#8c6d46",
    "#c26fa6", "#3f9fb8", "#a8a03a", "#5b6770", "#d97757", "#7fb08f"};

constexpr std::string_view activity_colour(std::size_t index) {
  return kActivityColours[index % kActivityColours.size()];
}

// "#rrggbb" between two such colours, share 0 to 1.
std::string blend(std::string_view from, std::string_view to, double share);

}  // namespace ambulo::report
