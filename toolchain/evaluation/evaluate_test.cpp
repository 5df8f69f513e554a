// SPDX-License-Identifier: Apache-2.0
#include "toolchain/evaluation/evaluate.h"

#include <gtest/gtest.h>

#include "toolchain/core/error.h"
#include "toolchain/evaluation/testing/threshold_model.h"
#include "toolchain/tflite/export.h"

namespace ambulo::evaluation {
namespace {

using testing::recording_of;

// 8 people; 640 samples give (640 - 128) / 64 + 1 = 9 windows, 320 give 4. The last one's labels
// are swapped.
recordings::RecordingSet eight_people() {
  recordings::RecordingSet set;
  set.data_set = "made";
  for (const char* subject : {"1", "2", "3", "4", "5", "6", "7"}) {
    set.recordings.push_back(
        recording_of(subject, {{"walking", 640}, {"jogging", 100}, {"sitting", 320}}));
  }
  auto swapped = recording_of("8", {{"walking", 640}, {"sitting", 320}});
  std::swap(swapped.segments[0].activity, swapped.segments[1].activity);
  set.recordings.push_back(swapped);
  return set;
}

class Evaluate : public ::testing::Test {
 protected:
  Evaluation evaluate_split(const std::string& split, unsigned threads = 2) const {
    return evaluate(model_, eight_people(), {.split = split, .threads = threads, .progress = {}});
  }
  ErrorKind error_kind(const recordings::RecordingSet& set, const EvaluateOptions& options) const {
    try {
      evaluate(model_, set, options);
    } catch (const Error& error) {
      text_ = error.what();
      return error.kind();
    }
    ADD_FAILURE() << "no error";
    return ErrorKind::Internal;
  }
  const RuntimeModel model_{tflite::export_model(testing::threshold_model()), "m.tflite"};
  mutable std::string text_;
};

TEST_F(Evaluate, scores_every_window_of_labels_that_the_model_knows) {
  const Evaluation e = evaluate_split("all");
  EXPECT_EQ(e.metrics.windows, 8u * (9 + 4));
  EXPECT_EQ(e.metrics.confusion, (std::vector<std::vector<std::size_t>>{{7 * 4, 9}, {4, 7 * 9}}));
  EXPECT_DOUBLE_EQ(e.metrics.accuracy, 7.0 / 8);
  ASSERT_EQ(e.metrics.subjects.size(), 8u);
  EXPECT_EQ(e.metrics.subjects[e.metrics.worst_subject].subject, "8");
  EXPECT_EQ(e.metrics.subjects[7].accuracy, 0.0);
  EXPECT_EQ(e.part, "all");
  EXPECT_EQ(e.file_bytes, model_.file_bytes());
}

TEST_F(Evaluate, counts_the_labels_that_the_model_does_not_know) {
  const Evaluation e = evaluate_split("all");
  ASSERT_EQ(e.unknown_activities.size(), 1u);
  EXPECT_EQ(e.unknown_activities[0].activity, "jogging");
  EXPECT_EQ(e.unknown_activities[0].segments, 7u);
  EXPECT_NEAR(e.unknown_activities[0].seconds, 7 * 2.0, 1e-9);
}

TEST_F(Evaluate, gives_the_same_on_any_number_of_threads) {
  const Evaluation one = evaluate_split("all", 1), five = evaluate_split("all", 5);
  EXPECT_EQ(one.metrics.confusion, five.metrics.confusion);
  EXPECT_EQ(one.metrics.calibration.error, five.metrics.calibration.error);
  EXPECT_EQ(one.metrics.calibration.mean_confidence, five.metrics.calibration.mean_confidence);
}

TEST_F(Evaluate, scores_the_people_of_the_named_fold_only) {
  std::size_t windows = 0, people = 0;
  for (const char* fold : {"groups:4/1", "groups:4/2", "groups:4/3", "groups:4/4"}) {
    const Evaluation e = evaluate_split(fold);
    windows += e.metrics.windows;
    people += e.metrics.subjects.size();
  }
  EXPECT_EQ(windows, 8u * 13);
  EXPECT_EQ(people, 8u);
}

TEST_F(Evaluate, wants_one_fold_of_a_split_with_several) {
  EXPECT_EQ(error_kind(eight_people(), {.split = "groups:4", .progress = {}}), ErrorKind::Usage);
  EXPECT_NE(text_.find("'groups:4/1' to 'groups:4/4'"), std::string::npos) << text_;
  EXPECT_EQ(error_kind(eight_people(), {.split = "groups:4/9", .progress = {}}), ErrorKind::Usage);
  EXPECT_EQ(error_kind(eight_people(), {.split = "guesses", .progress = {}}), ErrorKind::Usage);
}

TEST_F(Evaluate, refuses_data_without_a_common_activity) {
  recordings::RecordingSet set;
  set.data_set = "made";
  set.recordings = {recording_of("1", {{"jogging", 500}})};
  EXPECT_EQ(error_kind(set, {.split = "all", .progress = {}}), ErrorKind::BadInput);
  EXPECT_NE(text_.find("labelled jogging, the model knows sitting, walking"), std::string::npos);
  set.recordings = {recording_of("1", {{"", 500}})};
  EXPECT_EQ(error_kind(set, {.split = "all", .progress = {}}), ErrorKind::BadInput);
  EXPECT_NE(text_.find("carry no labels"), std::string::npos);
}

TEST_F(Evaluate, warns_of_figures_that_flatter) {
  const auto has_note = [](const Evaluation& e, const char* part) {
    for (const auto& note : e.notes)
      if (note.find(part) != std::string::npos) return true;
    return false;
  };
  EXPECT_TRUE(has_note(evaluate_split("random"), "same people in training and test"));
  EXPECT_TRUE(has_note(evaluate_split("paper"), "trained under split 'all'"));
  EXPECT_TRUE(evaluate_split("all").notes.empty());
}

TEST_F(Evaluate, marks_synthetic_people) {
  auto set = eight_people();
  EXPECT_FALSE(evaluate(model_, set, {.split = "all", .progress = {}}).synthetic);
  set.recordings[3].synthetic = true;
  EXPECT_TRUE(evaluate(model_, set, {.split = "all", .progress = {}}).synthetic);
}

TEST_F(Evaluate, reports_progress_to_the_end_and_can_be_interrupted) {
  std::size_t done = 0, total = 0;
  const auto watch = [&](const Progress& progress) {
    EXPECT_GT(progress.done, done);
    done = progress.done;
    total = progress.total;
  };
  evaluate(model_, eight_people(), {.split = "all", .threads = 3, .progress = watch});
  EXPECT_EQ(done, 8u * 13);
  EXPECT_EQ(total, 8u * 13);
  set_interrupted(true);
  EXPECT_EQ(error_kind(eight_people(), {.split = "all", .progress = {}}), ErrorKind::Interrupted);
  set_interrupted(false);
}

}  // namespace
}  // namespace ambulo::evaluation
