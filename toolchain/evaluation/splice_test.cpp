// SPDX-License-Identifier: Apache-2.0
#include "toolchain/evaluation/splice.h"

#include <gtest/gtest.h>

namespace ambulo::evaluation {
namespace {

// 3,000 samples at 50 Hz whose first channel counts them.
recordings::RecordingSet counted() {
  recordings::Recording recording;
  recording.id = "r";
  recording.subject = "7";
  recording.nominal_rate_hz = 50.0;
  for (std::size_t i = 0; i < 3000; ++i) {
    recording.time_s.push_back(static_cast<double>(i) / 50.0);
    recording.samples.push_back({static_cast<float>(i), 0, 0, 0, 0, 0});
  }
  recording.segments = {{0, 500, "sitting"}, {700, 1500, "standing"}, {1500, 3000, "walking"}};
  recordings::RecordingSet set;
  set.recordings.push_back(recording);
  return set;
}

TEST(Spliced, keeps_each_segment_and_puts_a_piece_of_the_recording_before_it) {
  const recordings::RecordingSet set = counted(), result = spliced(set, 1);
  ASSERT_EQ(result.recordings.size(), 3u);
  for (std::size_t s = 0; s < 3; ++s) {
    const recordings::Recording& r = result.recordings[s];
    const recordings::Segment& original = set.recordings[0].segments[s];
    ASSERT_EQ(r.segments.size(), 1u);
    EXPECT_EQ(r.subject, "7");
    EXPECT_EQ(r.segments[0].activity, original.activity);
    EXPECT_EQ(r.segments[0].first, 1000u);  // 20 s
    ASSERT_EQ(r.samples.size(), 1000 + original.end - original.first);
    EXPECT_EQ(r.samples[1000][0], static_cast<float>(original.first));
    EXPECT_EQ(r.samples.back()[0], static_cast<float>(original.end - 1));
    for (std::size_t i = 1; i < 1000; ++i) ASSERT_EQ(r.samples[i][0], r.samples[i - 1][0] + 1.0f);
    for (std::size_t i = 1; i < r.time_s.size(); ++i) {
      ASSERT_NEAR(r.time_s[i] - r.time_s[i - 1], 0.02, 1e-9);
    }
  }
  EXPECT_NE(result.recordings[0].id, result.recordings[1].id);
}

TEST(Spliced, draws_other_pieces_with_another_seed_and_the_same_with_the_same) {
  const recordings::RecordingSet set = counted();
  EXPECT_EQ(spliced(set, 1).recordings[1].samples, spliced(set, 1).recordings[1].samples);
  EXPECT_NE(spliced(set, 1).recordings[1].samples, spliced(set, 2).recordings[1].samples);
}

TEST(Spliced, takes_the_whole_of_a_recording_that_is_shorter_than_the_history) {
  const recordings::RecordingSet result = spliced(counted(), 1, 1000.0);
  EXPECT_EQ(result.recordings[0].segments[0].first, 3000u);
}

}  // namespace
}  // namespace ambulo::evaluation
