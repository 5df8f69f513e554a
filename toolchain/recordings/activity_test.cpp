// SPDX-License-Identifier: Apache-2.0
#include "toolchain/recordings/activity.h"

#include <gtest/gtest.h>

namespace ambulo::recordings {
namespace {

TEST(Activity, spellings_of_all_data_sets_become_one_name) {
  for (const char* name : {"WALKING_UPSTAIRS", "Walking Upstairs", "WalkingUpstairs", "upstairs",
                           "ups", " walking-upstairs "}) {
    EXPECT_EQ(canonical_activity(name), "walking_upstairs") << name;
  }
  EXPECT_EQ(canonical_activity("dws"), "walking_downstairs");
  EXPECT_EQ(canonical_activity("Lying"), "laying");
  EXPECT_EQ(canonical_activity("std"), "standing");
  EXPECT_EQ(canonical_activity("STAND_TO_SIT"), "stand_to_sit");
  EXPECT_EQ(canonical_activity(""), "");
}

TEST(Activity, names_of_other_activities_only_become_snake_case) {
  EXPECT_EQ(canonical_activity("Brushing  Teeth!"), "brushing_teeth");
  EXPECT_FALSE(is_known_activity("brushing_teeth"));
  EXPECT_TRUE(is_known_activity("jogging"));
}

TEST(Activity, transitions_are_told_from_basic_activities) {
  EXPECT_TRUE(is_transition("sit_to_lie"));
  for (const auto activity : kBasicActivities) EXPECT_FALSE(is_transition(activity));
}

}  // namespace
}  // namespace ambulo::recordings
