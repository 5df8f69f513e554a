// SPDX-License-Identifier: Apache-2.0
// All expected numbers were worked out by hand.
#include "toolchain/evaluation/metrics.h"

#include <gtest/gtest.h>

namespace ambulo::evaluation {
namespace {

// A window classified as `predicted` with this confidence; the rest is shared by the others.
ClassifiedWindow window(std::size_t label, std::size_t predicted, std::size_t classes,
                        float confidence, const std::string& subject) {
  ClassifiedWindow result{.label = label, .probabilities = {}, .subject = subject};
  result.probabilities.assign(classes, (1.0f - confidence) / static_cast<float>(classes - 1));
  result.probabilities[predicted] = confidence;
  return result;
}

// walk: 3 right, 1 as run. run: 2 right. Third class: never seen, never predicted.
std::vector<ClassifiedWindow> six_windows() {
  return {window(0, 0, 3, 0.9f, "1"), window(0, 0, 3, 0.9f, "1"), window(0, 1, 3, 0.9f, "2"),
          window(0, 0, 3, 0.9f, "2"), window(1, 1, 3, 0.5f, "2"), window(1, 1, 3, 0.5f, "1")};
}

TEST(Metrics, of_two_classes_agree_with_hand_computation) {
  const Metrics m = measure(six_windows(), {"walk", "run", "laying"});
  EXPECT_EQ(m.windows, 6u);
  EXPECT_EQ(m.confusion, (std::vector<std::vector<std::size_t>>{{3, 1, 0}, {0, 2, 0}, {0, 0, 0}}));
  EXPECT_DOUBLE_EQ(m.accuracy, 5.0 / 6);
  EXPECT_DOUBLE_EQ(m.classes[0].precision, 1.0);
  EXPECT_DOUBLE_EQ(m.classes[0].recall, 0.75);
  EXPECT_DOUBLE_EQ(m.classes[0].f1, 6.0 / 7);
  EXPECT_DOUBLE_EQ(m.classes[1].precision, 2.0 / 3);
  EXPECT_DOUBLE_EQ(m.classes[1].recall, 1.0);
  EXPECT_DOUBLE_EQ(m.classes[1].f1, 0.8);
}

TEST(Metrics, of_a_confusion_matrix_alone_are_those_of_its_windows) {
  const Metrics of_windows = measure(six_windows(), {"walk", "run", "laying"});
  const Metrics m = measure(of_windows.confusion, {"walk", "run", "laying"});
  EXPECT_EQ(m.windows, 6u);
  EXPECT_DOUBLE_EQ(m.accuracy, 5.0 / 6);
  EXPECT_DOUBLE_EQ(m.balanced_accuracy, (0.75 + 1.0) / 2);
  EXPECT_DOUBLE_EQ(m.macro_f1, (6.0 / 7 + 0.8) / 2);
  EXPECT_EQ(m.classes[1].name, "run");
  EXPECT_DOUBLE_EQ(m.classes[1].f1, 0.8);
}

TEST(Metrics, a_class_that_neither_occurs_nor_is_predicted_does_not_count) {
  const Metrics m = measure(six_windows(), {"walk", "run", "laying"});
  EXPECT_EQ(m.classes[2].support, 0u);
  EXPECT_EQ(m.classes[2].f1, 0.0);
  EXPECT_DOUBLE_EQ(m.balanced_accuracy, (0.75 + 1.0) / 2);
  EXPECT_DOUBLE_EQ(m.macro_f1, (6.0 / 7 + 0.8) / 2);
}

TEST(Metrics, a_class_that_is_only_predicted_lowers_macro_f1_but_not_balanced_accuracy) {
  const std::vector<ClassifiedWindow> windows{window(0, 0, 2, 0.9f, "1"),
                                              window(0, 1, 2, 0.9f, "1")};
  const Metrics m = measure(windows, {"walk", "run"});
  EXPECT_DOUBLE_EQ(m.balanced_accuracy, 0.5);
  EXPECT_DOUBLE_EQ(m.macro_f1, (2.0 / 3 + 0.0) / 2);
  EXPECT_EQ(m.classes[1].precision, 0.0);
}

TEST(Metrics, of_subjects_name_the_worst) {
  const Metrics m = measure(six_windows(), {"walk", "run", "laying"});
  ASSERT_EQ(m.subjects.size(), 2u);
  EXPECT_EQ(m.subjects[0].subject, "1");
  EXPECT_EQ(m.subjects[0].windows, 3u);
  EXPECT_DOUBLE_EQ(m.subjects[0].accuracy, 1.0);
  EXPECT_DOUBLE_EQ(m.subjects[0].macro_f1, 1.0);
  EXPECT_DOUBLE_EQ(m.subjects[1].accuracy, 2.0 / 3);
  // walk: 1 right of 2, precision 1: F1 2/3; run: 1 right of 1, precision 1/2: F1 2/3.
  EXPECT_DOUBLE_EQ(m.subjects[1].macro_f1, 2.0 / 3);
  EXPECT_EQ(m.worst_subject, 1u);
}

TEST(Metrics, calibration_error_is_the_gap_of_confidence_and_accuracy_weighted_by_bin) {
  const Metrics m = measure(six_windows(), {"walk", "run", "laying"});
  // 0.9 lies in bin 13 (12/15 .. 13.5/15): 4 windows, 3 right. 0.5 in bin 7: 2 windows, both right.
  const Calibration& c = m.calibration;
  ASSERT_EQ(c.bins.size(), 15u);
  EXPECT_EQ(c.bins[13].windows, 4u);
  EXPECT_NEAR(c.bins[13].confidence, 0.9, 1e-6);
  EXPECT_DOUBLE_EQ(c.bins[13].accuracy, 0.75);
  EXPECT_EQ(c.bins[7].windows, 2u);
  EXPECT_NEAR(c.error, (4 * 0.15 + 2 * 0.5) / 6, 1e-6);
  EXPECT_NEAR(c.mean_confidence, (4 * 0.9 + 2 * 0.5) / 6, 1e-6);
}

TEST(Metrics, confidence_one_falls_into_the_last_bin) {
  const std::vector<ClassifiedWindow> windows{window(0, 0, 2, 1.0f, "1")};
  const Metrics m = measure(windows, {"a", "b"});
  EXPECT_EQ(m.calibration.bins.back().windows, 1u);
  EXPECT_EQ(m.calibration.error, 0.0);
}

TEST(Metrics, the_interval_is_drawn_over_subjects_and_needs_two) {
  const std::vector<ClassifiedWindow> one{window(0, 0, 2, 0.9f, "1"), window(0, 1, 2, 0.9f, "1")};
  EXPECT_FALSE(measure(one, {"a", "b"}).accuracy_interval);

  // One subject always right, one always wrong: a draw of two subjects gives 0, 1/2 or 1, each
  // end with probability 1/4, so that both ends of 95 % are reached.
  std::vector<ClassifiedWindow> two;
  for (int i = 0; i < 50; ++i) {
    two.push_back(window(0, 0, 2, 0.9f, "1"));
    two.push_back(window(0, 1, 2, 0.9f, "2"));
  }
  const Metrics m = measure(two, {"a", "b"}, 7);
  ASSERT_TRUE(m.accuracy_interval);
  EXPECT_EQ(m.accuracy_interval->low, 0.0);
  EXPECT_EQ(m.accuracy_interval->high, 1.0);
}

TEST(Metrics, the_interval_lies_around_the_accuracy_and_depends_on_the_seed_only) {
  std::vector<ClassifiedWindow> windows;
  for (std::size_t s = 0; s < 20; ++s) {
    for (std::size_t i = 0; i < 30; ++i) {
      windows.push_back(window(0, i < s ? 1 : 0, 2, 0.9f, std::to_string(s)));
    }
  }
  const Metrics a = measure(windows, {"a", "b"}, 1), b = measure(windows, {"a", "b"}, 1);
  EXPECT_EQ(a.accuracy_interval->low, b.accuracy_interval->low);
  // Deviation of a subject's accuracy sqrt(399/12)/30 = 0.192; of the mean of 20: 0.043.
  EXPECT_NEAR(a.accuracy_interval->low, a.accuracy - 1.96 * 0.043, 0.01);
  EXPECT_NEAR(a.accuracy_interval->high, a.accuracy + 1.96 * 0.043, 0.01);
}

}  // namespace
}  // namespace ambulo::evaluation
