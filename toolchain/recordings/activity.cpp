// SPDX-License-Identifier: Apache-2.0
#include "toolchain/recordings/activity.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace ambulo::recordings {
namespace {

using Alias = std::pair<std::string_view, std::string_view>;

constexpr std::array kAliases = {
    Alias{"walk", "walking"},
    Alias{"wlk", "walking"},
    Alias{"upstairs", "walking_upstairs"},
    Alias{"ups", "walking_upstairs"},
    Alias{"walk_upstairs", "walking_upstairs"},
    Alias{"stairs_up", "walking_upstairs"},
    Alias{"downstairs", "walking_downstairs"},
    Alias{"dws", "walking_downstairs"},
    Alias{"walk_downstairs", "walking_downstairs"},
    Alias{"stairs_down", "walking_downstairs"},
    Alias{"sit", "sitting"},
    Alias{"stand", "standing"},
    Alias{"std", "standing"},
    Alias{"lay", "laying"},
    Alias{"lie", "laying"},
    Alias{"lying", "laying"},
    Alias{"laying_down", "laying"},
    Alias{"lying_down", "laying"},
    Alias{"jog", "jogging"},
    Alias{"run", "running"},
};

constexpr std::array<std::string_view, 6> kTransitions = {
    "stand_to_sit", "sit_to_stand", "sit_to_lie", "lie_to_sit", "stand_to_lie", "lie_to_stand"};

constexpr std::array<std::string_view, 4> kOtherActivities = {"jogging", "running", "cycling",
                                                              "stairs"};

std::string snake_case(std::string_view name) {
  std::string result;
  bool after_lower = false;  // "WalkingUpstairs" has a word break there
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_word = byte >= 0x80 || std::isalnum(byte) != 0;
    const bool is_upper = byte < 0x80 && std::isupper(byte) != 0;
    if ((!is_word || (is_upper && after_lower)) && !result.empty() && result.back() != '_') {
      result += '_';
    }
    if (is_word) result += byte < 0x80 ? static_cast<char>(std::tolower(byte)) : c;
    after_lower = is_word && !is_upper;
  }
  if (!result.empty() && result.back() == '_') result.pop_back();
  return result;
}

bool contains(const auto& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

std::string canonical_activity(std::string_view name) {
  std::string activity = snake_case(name);
  for (const auto& [alias, canonical] : kAliases) {
    if (activity == alias) return std::string(canonical);
  }
  return activity;
}

bool is_transition(std::string_view activity) {
  return contains(kTransitions, activity);
}

bool is_known_activity(std::string_view activity) {
  return contains(kBasicActivities, activity) || is_transition(activity) ||
         contains(kOtherActivities, activity);
}

}  // namespace ambulo::recordings
