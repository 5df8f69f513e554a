// SPDX-License-Identifier: Apache-2.0
#include "toolchain/simulation/script.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "toolchain/recordings/activity.h"

namespace ambulo::simulation {
namespace {

constexpr double kRoundSeconds = 120.0;  // about: rounds divide the whole evenly
constexpr double kBetweenSeconds = 2.5;  // mean of the acts between activities
constexpr double kShortestSeconds = 4.0;

const char* posture(const std::string& activity) {
  if (activity == "sitting") return "sit";
  if (activity == "laying") return "lie";
  return "stand";
}

std::string transition(const std::string& from, const std::string& to) {
  const std::string before = posture(from), after = posture(to);
  return before == after ? "" : before + "_to_" + after;
}

double typical_seconds(const std::string& transition) {
  if (transition.empty()) return 1.2;
  const bool lying = transition.find("lie") != std::string::npos;
  const bool standing = transition.find("stand") != std::string::npos;
  return lying ? (standing ? 4.5 : 3.6) : 2.8;
}

// Rounds of all six, never the same activity twice in a row.
std::vector<std::string> order(std::size_t rounds, Random& random) {
  std::vector<std::string> activities;
  for (std::size_t round = 0; round < rounds; ++round) {
    std::vector<std::string> six(recordings::kBasicActivities.begin(),
                                 recordings::kBasicActivities.end());
    random.shuffle(six);
    if (!activities.empty() && activities.back() == six.front()) std::swap(six[0], six[1]);
    activities.insert(activities.end(), six.begin(), six.end());
  }
  return activities;
}

}  // namespace

std::vector<Act> write_script(double seconds, double tempo, Random& random) {
  const auto rounds = static_cast<std::size_t>(std::max(1.0, std::round(seconds / kRoundSeconds)));
  const std::vector<std::string> activities = order(rounds, random);
  const double share = seconds / static_cast<double>(activities.size()) - kBetweenSeconds;
  std::vector<Act> acts;
  double now = 0.0;
  const auto act = [&](const std::string& label, double duration) {
    acts.push_back({label, now, now + duration});
    now += duration;
  };
  for (std::size_t i = 0; i < activities.size(); ++i) {
    if (i > 0) {
      const std::string between = transition(activities[i - 1], activities[i]);
      act(between, typical_seconds(between) * random.uniform(0.8, 1.2) / tempo);
    }
    act(activities[i], std::max(kShortestSeconds, share * random.uniform(0.75, 1.25)));
  }
  return acts;
}

}  // namespace ambulo::simulation
