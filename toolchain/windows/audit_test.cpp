// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "toolchain/windows/hand_made.h"
#include "toolchain/windows/windows.h"

namespace ambulo::windows {
namespace {

// Two recordings a and b of each of three people; windows 0..5 are of 1a, 6..11 of 1b, 12.. of 2a.
// Within a recording, windows 0 1 2 overlap by half (walking), so do 3 4 5 (sitting).
WindowSet three_people() {
  return hand_made::people(3);
}

TEST(Audit, finds_nothing_when_people_are_apart) {
  EXPECT_TRUE(audit(three_people(), {"", {0, 1, 6}, {12, 18}, {24, 30}}).clean());
}

TEST(Audit, finds_a_person_in_two_parts) {
  const Audit findings = audit(three_people(), {"", {0}, {}, {6, 12}});
  EXPECT_EQ(findings.shared_subjects, 1u);
  EXPECT_EQ(findings.shared_recordings, 0u);
  EXPECT_EQ(findings.shared_samples, 0u);
  ASSERT_EQ(findings.leaks.size(), 1u);
  EXPECT_EQ(findings.leaks[0], "subject 1 is in train and test");
}

TEST(Audit, finds_a_recording_in_two_parts_though_no_sample_is_shared) {
  const Audit findings = audit(three_people(), {"", {0, 1, 2}, {3}, {}});
  EXPECT_EQ(findings.shared_recordings, 1u);
  EXPECT_EQ(findings.shared_samples, 0u);
}

TEST(Audit, counts_the_samples_of_overlapping_windows) {
  const Audit findings = audit(three_people(), {"", {0}, {}, {1}});
  EXPECT_EQ(findings.shared_samples, 64u);
  EXPECT_EQ(audit(three_people(), {"", {0}, {0}, {0}}).shared_samples, 128u);
}

TEST(Audit, finds_the_same_recording_read_twice_as_two_subjects) {
  WindowSet set = three_people();
  set.tracks[2].recording = set.tracks[0].recording;  // of subjects 1 and 2
  const Audit findings = audit(set, {"", {0}, {}, {12}});
  EXPECT_EQ(findings.shared_subjects, 0u);
  EXPECT_EQ(findings.shared_recordings, 1u);
}

TEST(Audit, finds_the_leaks_of_a_random_split) {
  const WindowSet set = hand_made::people(30);
  const Audit findings = audit(set, split(set, "random", 1)[0]);
  EXPECT_FALSE(findings.clean());
  EXPECT_GT(findings.shared_subjects, 25u);
  EXPECT_GT(findings.shared_recordings, 40u);
  EXPECT_GT(findings.shared_samples, 64u * 60);
}

}  // namespace
}  // namespace ambulo::windows
