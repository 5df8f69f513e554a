// SPDX-License-Identifier: Apache-2.0
#include "toolchain/evaluation/classify.h"

#include <gtest/gtest.h>

#include "toolchain/core/error.h"
#include "toolchain/evaluation/testing/threshold_model.h"
#include "toolchain/tflite/export.h"

namespace ambulo::evaluation {
namespace {

using testing::recording_of;

const RuntimeModel& model() {
  static const RuntimeModel model(tflite::export_model(testing::threshold_model()), "m.tflite");
  return model;
}

TEST(Classify, finds_what_was_done_when) {
  const auto recording = recording_of("1", {{"sitting", 1000}, {"walking", 1000}});
  const Classification c = classify(model(), recording);
  EXPECT_EQ(c.labels, (std::vector<std::string>{"sitting", "walking"}));
  EXPECT_EQ(c.decisions.size(), (2000u - 128) / 64 + 1);
  EXPECT_EQ(c.decisions[0].from_s, 0.0);
  EXPECT_DOUBLE_EQ(c.decisions[0].to_s, 2.56);
  EXPECT_DOUBLE_EQ(c.decisions[1].from_s, 1.28);
  ASSERT_EQ(c.bouts.size(), 2u);
  EXPECT_EQ(c.bouts[0].activity, "sitting");
  EXPECT_EQ(c.bouts[1].activity, "walking");
  // Whoever walks in a part of a window walks, for this model: up to half a window and half a hop.
  EXPECT_NEAR(c.bouts[1].from_s, 20.0, 1.92);
  ASSERT_TRUE(c.agreement);
  EXPECT_GT(c.agreement->share(), 0.95);
  EXPECT_TRUE(c.warnings.empty()) << c.warnings[0];
}

TEST(Classify, does_not_cross_a_gap) {
  auto recording = recording_of("1", {{"", 500}, {"", 500}});
  recording.has_timestamps = true;
  for (std::size_t i = 500; i < 1000; ++i) recording.time_s[i] += 30.0;
  const Classification c = classify(model(), recording);
  // Each half has (500 - 128) / 64 + 1 = 6 windows.
  EXPECT_EQ(c.decisions.size(), 12u);
  ASSERT_EQ(c.bouts.size(), 2u);
  EXPECT_LE(c.bouts[0].to_s, 10.0);
  EXPECT_GE(c.bouts[1].from_s, 39.9);
  EXPECT_FALSE(c.agreement);
}

TEST(Classify, carries_the_smoothing_that_was_asked_for) {
  // One window of walking among sitting: visible alone, gone in the mean of five.
  const auto recording = recording_of("1", {{"sitting", 640}, {"walking", 32}, {"sitting", 640}});
  EXPECT_EQ(classify(model(), recording).bouts.size(), 3u);
  EXPECT_EQ(classify(model(), recording, {.smoothing_windows = 5}).bouts.size(), 1u);
  EXPECT_THROW(classify(model(), recording, {.smoothing_windows = 0}), Error);
}

TEST(Classify, passes_on_breaches_of_the_contract) {
  auto recording = recording_of("1", {{"walking", 1000}});
  for (auto& sample : recording.samples) sample[0] /= 9.80665f;
  const Classification c = classify(model(), recording);
  ASSERT_EQ(c.warnings.size(), 1u);
  EXPECT_NE(c.warnings[0].find("looks like g"), std::string::npos);
}

TEST(Classify, refuses_a_recording_shorter_than_a_window) {
  try {
    classify(model(), recording_of("1", {{"walking", 127}}));
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::BadInput);
    EXPECT_NE(std::string(error.what()).find("2.56 s"), std::string::npos);
  }
}

}  // namespace
}  // namespace ambulo::evaluation
