// SPDX-License-Identifier: Apache-2.0
// All expected numbers were worked out by hand.
#include "toolchain/evaluation/sweep_summary.h"

#include <gtest/gtest.h>

#include <cmath>

#include "toolchain/core/error.h"
#include "toolchain/evaluation/to_json.h"

namespace ambulo::evaluation {
namespace {

using Confusion = std::vector<std::vector<std::size_t>>;

ScoredRun scored(const std::string& fold, std::uint64_t seed, const Confusion& confusion,
                 std::vector<SubjectMetrics> subjects) {
  ScoredRun result{fold, seed, 1000, measure(confusion, {"walk", "sit"})};
  result.metrics.subjects = std::move(subjects);
  return result;
}

// Accuracies: fold a 0.8 and 1.0, fold b 0.5 and 0.7.
std::vector<ScoredRun> two_folds_two_seeds() {
  return {scored("a", 1, {{4, 1}, {1, 4}}, {{"10", 5, 0.6, 0.5}, {"2", 5, 1.0, 1.0}}),
          scored("b", 1, {{2, 3}, {2, 3}}, {{"7", 10, 0.5, 0.4}}),
          scored("a", 2, {{5, 0}, {0, 5}}, {{"10", 5, 1.0, 1.0}, {"2", 5, 1.0, 1.0}}),
          scored("b", 2, {{4, 1}, {2, 3}}, {{"7", 10, 0.7, 0.6}})};
}

TEST(SweepSummary, spreads_folds_over_their_means_of_seeds) {
  const SweepSummary s = summarize(two_folds_two_seeds());
  // folds 0.9 and 0.6
  EXPECT_DOUBLE_EQ(s.over_folds.accuracy.mean, 0.75);
  EXPECT_DOUBLE_EQ(s.over_folds.accuracy.sd.value(), std::sqrt(0.045));
  EXPECT_DOUBLE_EQ(s.over_folds.balanced_accuracy.mean, 0.75);
}

TEST(SweepSummary, spreads_seeds_over_their_means_of_folds) {
  const SweepSummary s = summarize(two_folds_two_seeds());
  // seeds 0.65 and 0.85
  EXPECT_DOUBLE_EQ(s.over_seeds.accuracy.mean, 0.75);
  EXPECT_DOUBLE_EQ(s.over_seeds.accuracy.sd.value(), std::sqrt(0.02));
}

TEST(SweepSummary, macro_f1_of_folds_is_their_mean_and_not_that_of_the_pool) {
  const SweepSummary s = summarize(two_folds_two_seeds());
  const double a1 = 0.8, a2 = 1.0;
  const double b1 = (4.0 / 9 + 6.0 / 11) / 2, b2 = (8.0 / 11 + 6.0 / 9) / 2;
  EXPECT_DOUBLE_EQ(s.over_folds.macro_f1.mean, ((a1 + a2) / 2 + (b1 + b2) / 2) / 2);
  // pooled: walk 15 right of 20, 20 classified as it; sit 15 of 20.
  EXPECT_DOUBLE_EQ(s.pooled.macro_f1, 0.75);
  // seed 1: {{6, 4}, {3, 7}}; seed 2: {{9, 1}, {2, 8}}
  const double seed_1 = (12.0 / 19 + 14.0 / 21) / 2, seed_2 = (18.0 / 21 + 16.0 / 19) / 2;
  EXPECT_DOUBLE_EQ(s.pooled_seeds.macro_f1.mean, (seed_1 + seed_2) / 2);
  EXPECT_NEAR(s.pooled_seeds.macro_f1.sd.value(), (seed_2 - seed_1) / std::sqrt(2.0), 1e-12);
}

TEST(SweepSummary, pools_all_windows) {
  const SweepSummary s = summarize(two_folds_two_seeds());
  EXPECT_EQ(s.pooled.confusion, (Confusion{{15, 5}, {5, 15}}));
  EXPECT_EQ(s.pooled.windows, 40u);
  EXPECT_DOUBLE_EQ(s.pooled.accuracy, 0.75);
  EXPECT_DOUBLE_EQ(s.pooled.classes[1].f1, 0.75);
}

TEST(SweepSummary, names_subjects_from_the_worst_on_over_all_seeds) {
  const SweepSummary s = summarize(two_folds_two_seeds());
  ASSERT_EQ(s.subjects.size(), 3u);
  EXPECT_EQ(s.subjects[0].subject, "7");
  EXPECT_DOUBLE_EQ(s.subjects[0].accuracy, 0.6);
  EXPECT_EQ(s.subjects[0].windows, 20u);
  EXPECT_EQ(s.subjects[1].subject, "10");
  EXPECT_DOUBLE_EQ(s.subjects[1].accuracy, 0.8);
  EXPECT_DOUBLE_EQ(s.subjects[1].macro_f1, 0.75);
  EXPECT_EQ(s.subjects[2].subject, "2");
}

TEST(SweepSummary, weighs_a_subject_by_windows_where_runs_differ) {
  const SweepSummary s = summarize({scored("a", 1, {{3, 0}, {0, 0}}, {{"1", 3, 1.0, 1.0}}),
                                    scored("b", 1, {{0, 1}, {0, 0}}, {{"1", 1, 0.0, 0.0}})});
  EXPECT_DOUBLE_EQ(s.subjects[0].accuracy, 0.75);
}

TEST(SweepSummary, of_one_run_has_no_spread) {
  const SweepSummary s = summarize({two_folds_two_seeds().front()});
  EXPECT_DOUBLE_EQ(s.over_folds.accuracy.mean, 0.8);
  EXPECT_FALSE(s.over_folds.accuracy.sd);
  EXPECT_FALSE(s.over_seeds.macro_f1.sd);
}

Sweep sweep_of(std::vector<ScoredRun> runs) {
  Sweep sweep{.experiment = "e", .data_set = "d", .split = "groups:2", .part = "test"};
  sweep.seeds = {1, 2};
  sweep.folds = 2;
  sweep.models.push_back({"float32", summarize(std::move(runs))});
  return sweep;
}

TEST(SweepJson, says_what_is_done_and_who_is_worst) {
  const auto json = to_json(sweep_of(two_folds_two_seeds()));
  EXPECT_EQ(json["runs_done"], 4);
  EXPECT_EQ(json["complete"], true);
  const auto& model = json["models"][0];
  EXPECT_EQ(model["worst_subjects"], (std::vector<std::string>{"7", "10", "2"}));
  EXPECT_EQ(model["runs"][3]["fold"], "b");
  EXPECT_EQ(model["runs"][3]["accuracy"], 0.7);
  EXPECT_EQ(model["pooled"]["confusion"], (Confusion{{15, 5}, {5, 15}}));

  const auto half = to_json(sweep_of({two_folds_two_seeds().front()}));
  EXPECT_EQ(half["complete"], false);
  EXPECT_TRUE(half["models"][0]["over_folds"]["accuracy"]["sd"].is_null());
}

TEST(SweepJson, reads_a_run_back_from_its_evaluation) {
  Evaluation evaluation;
  evaluation.file_bytes = 77;
  evaluation.metrics = two_folds_two_seeds()[0].metrics;
  const ScoredRun read = scored_run(to_json(evaluation), "a", 1, "evaluation.json");
  EXPECT_EQ(read.file_bytes, 77u);
  EXPECT_EQ(read.metrics.confusion, (Confusion{{4, 1}, {1, 4}}));
  EXPECT_DOUBLE_EQ(read.metrics.macro_f1, 0.8);
  EXPECT_EQ(read.metrics.classes[1].name, "sit");
  EXPECT_EQ(read.metrics.subjects[0].subject, "10");
  EXPECT_DOUBLE_EQ(read.metrics.subjects[0].accuracy, 0.6);
}

TEST(SweepJson, names_the_file_of_a_damaged_evaluation) {
  for (const char* text : {"{}", "[]", R"({"classes": 3})",
                           R"({"classes": [{"name": "walk"}], "confusion": [[1, 2]]})"}) {
    try {
      scored_run(nlohmann::json::parse(text), "a", 1, "fold/evaluation.json");
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::BadInput);
      EXPECT_EQ(error.where(), "fold/evaluation.json");
    }
  }
}

}  // namespace
}  // namespace ambulo::evaluation
