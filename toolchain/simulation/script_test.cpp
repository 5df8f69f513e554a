// SPDX-License-Identifier: Apache-2.0
#include "toolchain/simulation/script.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "toolchain/recordings/activity.h"

namespace ambulo::simulation {
namespace {

bool is_basic(const std::string& label) {
  const auto& basic = recordings::kBasicActivities;
  return std::find(basic.begin(), basic.end(), label) != basic.end();
}

TEST(Script, holds_each_activity_in_a_shuffled_order_without_pauses) {
  std::set<std::string> first;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Random random(seed);
    const std::vector<Act> script = write_script(240.0, 1.0, random);
    std::map<std::string, int> times;
    for (std::size_t i = 0; i < script.size(); ++i) {
      EXPECT_EQ(is_basic(script[i].label), i % 2 == 0);
      EXPECT_LT(script[i].start_s, script[i].end_s);
      if (i > 0) {
        EXPECT_EQ(script[i].start_s, script[i - 1].end_s);
      }
      if (i > 1 && i % 2 == 0) {
        EXPECT_NE(script[i].label, script[i - 2].label);
      }
      if (i % 2 == 0) ++times[script[i].label];
    }
    EXPECT_EQ(times.size(), 6u);
    for (const auto& [activity, count] : times) EXPECT_EQ(count, 2) << activity;
    EXPECT_NEAR(script.back().end_s, 240.0, 40.0);
    first.insert(script.front().label);
  }
  EXPECT_EQ(first.size(), 6u);
}

TEST(Script, names_the_transition_between_two_postures) {
  Random random(3);
  const std::map<std::string, std::string> posture = {{"sitting", "sit"}, {"laying", "lie"}};
  const auto of = [&](const std::string& activity) {
    return posture.contains(activity) ? posture.at(activity) : std::string("stand");
  };
  const std::vector<Act> script = write_script(2000.0, 1.0, random);
  std::set<std::string> seen;
  for (std::size_t i = 1; i < script.size(); i += 2) {
    const std::string from = of(script[i - 1].label), to = of(script[i + 1].label);
    EXPECT_EQ(script[i].label, from == to ? "" : from + "_to_" + to);
    seen.insert(script[i].label);
  }
  EXPECT_EQ(seen.size(), 7u);  // six transitions and the pause on one's feet
}

TEST(Script, gives_each_activity_four_seconds_however_short_the_whole) {
  Random random(4);
  const std::vector<Act> script = write_script(1.0, 1.0, random);
  ASSERT_EQ(script.size(), 11u);
  for (std::size_t i = 0; i < script.size(); i += 2) {
    EXPECT_NEAR(script[i].end_s - script[i].start_s, 4.0, 1e-9);
  }
}

}  // namespace
}  // namespace ambulo::simulation
