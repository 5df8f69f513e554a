// SPDX-License-Identifier: Apache-2.0
#include "toolchain/evaluation/timeline.h"

#include <gtest/gtest.h>

namespace ambulo::evaluation {
namespace {

const std::vector<std::string> kLabels{"walking", "sitting"};

// Windows of 2 s, one each second from `start_s`.
std::vector<Decision> decisions(std::initializer_list<std::size_t> labels, double start_s = 0.0,
                                std::size_t stretch = 0) {
  std::vector<Decision> result;
  for (const std::size_t label : labels) {
    result.push_back(
        {start_s, start_s + 2.0, stretch, label, result.size() % 2 == 0 ? 0.5f : 0.75f});
    start_s += 1.0;
  }
  return result;
}

// One sample a second, 0 to 9 s.
recordings::Recording ten_seconds(std::vector<recordings::Segment> segments) {
  recordings::Recording recording;
  for (int i = 0; i < 10; ++i) recording.time_s.push_back(i);
  recording.samples.resize(10);
  recording.segments = std::move(segments);
  return recording;
}

TEST(Timeline, puts_a_change_half_way_between_the_centres_of_two_windows) {
  // Centres 1, 2 walking; 3, 4 sitting: the change is at 2.5.
  const auto bouts = merge(decisions({0, 0, 1, 1}), kLabels);
  ASSERT_EQ(bouts.size(), 2u);
  EXPECT_EQ(bouts[0].activity, "walking");
  EXPECT_EQ(bouts[0].from_s, 0.0);
  EXPECT_EQ(bouts[0].to_s, 2.5);
  EXPECT_DOUBLE_EQ(bouts[0].confidence, (0.5 + 0.75) / 2);
  EXPECT_EQ(bouts[1].activity, "sitting");
  EXPECT_EQ(bouts[1].from_s, 2.5);
  EXPECT_EQ(bouts[1].to_s, 5.0);
}

TEST(Timeline, never_joins_what_a_gap_separates) {
  auto all = decisions({0, 0});
  for (const Decision& decision : decisions({0}, 7.0, 1)) all.push_back(decision);
  const auto bouts = merge(all, kLabels);
  ASSERT_EQ(bouts.size(), 2u);
  EXPECT_EQ(bouts[0].to_s, 3.0);
  EXPECT_EQ(bouts[1].from_s, 7.0);
  EXPECT_EQ(bouts[1].activity, "walking");
}

TEST(Timeline, of_nothing_is_empty) {
  EXPECT_TRUE(merge({}, kLabels).empty());
}

TEST(Agreement, counts_seconds_and_leaves_out_what_the_model_does_not_know) {
  const std::vector<Bout> bouts{{0.0, 2.5, "walking", 0.9}, {2.5, 9.0, "sitting", 0.9}};
  const auto recording = ten_seconds({{0, 4, "walking"}, {4, 6, "jogging"}, {6, 10, "sitting"}});
  const auto result = agreement(bouts, recording, kLabels);
  ASSERT_TRUE(result);
  EXPECT_DOUBLE_EQ(result->labelled_s, 4.0 + 3.0);  // the bouts end at 9 s
  EXPECT_DOUBLE_EQ(result->agreeing_s, 2.5 + 3.0);
  EXPECT_DOUBLE_EQ(result->unknown_s, 2.0);
  EXPECT_DOUBLE_EQ(result->share(), 5.5 / 7.0);
  ASSERT_EQ(result->activities.size(), 2u);
  EXPECT_EQ(result->activities[0].activity, "walking");
  EXPECT_DOUBLE_EQ(result->activities[0].agreeing_s, 2.5);
}

TEST(Agreement, is_absent_without_labels) {
  EXPECT_FALSE(agreement({}, ten_seconds({}), kLabels));
}

TEST(TimeSpan, of_the_last_segment_ends_one_interval_after_the_last_sample) {
  const auto recording = ten_seconds({{6, 10, "sitting"}});
  const TimeSpan span = time_span(recording, recording.segments[0]);
  EXPECT_EQ(span.from_s, 6.0);
  EXPECT_EQ(span.to_s, 10.0);
}

}  // namespace
}  // namespace ambulo::evaluation
