// SPDX-License-Identifier: Apache-2.0
#include "toolchain/evaluation/continuous.h"

#include <gtest/gtest.h>

#include "toolchain/core/error.h"
#include "toolchain/evaluation/splice.h"
#include "toolchain/evaluation/testing/threshold_model.h"
#include "toolchain/tflite/export.h"

namespace ambulo::evaluation {
namespace {

using testing::recording_of;

const RuntimeModel& model() {
  static const RuntimeModel model(tflite::export_model(testing::threshold_model()), "m.tflite");
  return model;
}

recordings::RecordingSet somebody() {
  recordings::RecordingSet set;
  set.recordings.push_back(
      recording_of("1", {{"sitting", 1000}, {"", 300}, {"walking", 1000}, {"sitting", 1000}}));
  return set;
}

std::vector<ContinuousScore> scores_of(const recordings::RecordingSet& set,
                                       std::vector<Smoothing> smoothings) {
  EvaluateOptions options;
  options.split = "all";
  return evaluate_continuous(model(), set, options, smoothings);
}

TEST(Continuous, scores_windows_inside_segments_and_leaves_what_lies_between_out) {
  const auto scores = scores_of(somebody(), {Smoothing{}});
  // Windows start at multiples of 64; inside 0..999: 0..832 (14), 1300..2299: 1344..2112 (13),
  // 2300..3299: 2304..3136 (14).
  ASSERT_EQ(scores[0].metrics.windows, 41u);
  EXPECT_EQ(scores[0].metrics.accuracy, 1.0);
  EXPECT_EQ(scores[0].false_switches_per_hour, 0.0);
}

TEST(Continuous, smoothing_pays_with_delay_after_a_change) {
  const auto scores = scores_of(somebody(), {Smoothing{}, parse_smoothing("mean:9")});
  EXPECT_LT(scores[1].metrics.accuracy, scores[0].metrics.accuracy);
  EXPECT_GT(scores[1].false_switches_per_hour, 0.0) << "the late change is one inside the segment";
}

TEST(Continuous, the_control_takes_from_memory_and_nothing_from_a_model_without) {
  const recordings::RecordingSet spliced_set = spliced(somebody(), 3);
  const auto scores = scores_of(spliced_set, {Smoothing{}});
  EXPECT_EQ(scores[0].metrics.accuracy, 1.0);
}

TEST(Continuous, a_part_without_people_and_labels_without_a_window_are_named) {
  recordings::RecordingSet set;
  set.recordings.push_back(recording_of("1", {{"sitting", 130}, {"walking", 130}}));
  set.recordings.back().segments[0].first = 5;  // no window on the grid lies inside any more
  set.recordings.back().segments[0].end = 130;
  EXPECT_THROW(scores_of(set, {Smoothing{}}), Error);
}

}  // namespace
}  // namespace ambulo::evaluation
