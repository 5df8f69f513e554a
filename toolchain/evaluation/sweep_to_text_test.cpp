// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "toolchain/evaluation/to_text.h"

namespace ambulo::evaluation {
namespace {

ScoredRun scored(const std::string& fold, std::uint64_t seed, std::size_t right,
                 std::size_t wrong) {
  ScoredRun run{fold, seed, 1000, measure({{right, wrong}, {0, 10}}, {"walk", "sit"})};
  run.metrics.subjects = {{"of " + fold, run.metrics.windows, run.metrics.accuracy, 0.5}};
  return run;
}

Sweep two_by_two() {
  Sweep sweep{.experiment = "compact", .data_set = "hapt", .split = "groups:2", .part = "test"};
  sweep.seeds = {1, 2};
  sweep.folds = 2;
  const std::vector<ScoredRun> runs = {scored("groups:2/1", 1, 10, 0),
                                       scored("groups:2/2", 1, 5, 5), scored("groups:2/1", 2, 8, 2),
                                       scored("groups:2/2", 2, 7, 3)};
  sweep.models = {{"float32", summarize(runs)}, {"int8", summarize(runs)}};
  return sweep;
}

std::string line_with(const std::string& text, const std::string& part) {
  const std::size_t at = text.find(part);
  if (at == std::string::npos) return "no line with " + part + " in\n" + text;
  const std::size_t begin = text.rfind('\n', at) + 1;
  return text.substr(begin, text.find('\n', at) - begin);
}

TEST(SweepText, has_a_row_for_each_fold_and_three_columns_for_each_model) {
  const std::string text = to_text(two_by_two());
  EXPECT_EQ(line_with(text, "groups:2/1"),
            "groups:2/1                    20       95.0 %    95.0 %     0.949"
            "       95.0 %    95.0 %     0.949");
  EXPECT_NE(line_with(text, "groups:2/2").find("80.0 %"), std::string::npos);
  EXPECT_NE(line_with(text, "mean  ").find("87.5 %"), std::string::npos);
  EXPECT_NE(line_with(text, "sd over folds").find("10.61 %"), std::string::npos);
  EXPECT_NE(line_with(text, "pooled").find("80"), std::string::npos);
  EXPECT_NE(text.find("worst subjects, int8: of groups:2/2 (80.0 %), of groups:2/1 (95.0 %) of 2"),
            std::string::npos)
      << text;
}

TEST(SweepText, stays_within_a_hundred_columns) {
  const std::string text = to_text(two_by_two());
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    EXPECT_LE(end - begin, 100u) << text.substr(begin, end - begin);
    begin = end + 1;
  }
}

TEST(SweepText, has_a_row_for_each_seed_of_a_split_with_one_fold) {
  Sweep sweep = two_by_two();
  sweep.folds = 1;
  sweep.split = "official";
  sweep.models = {
      {"float32", summarize({scored("official", 1, 10, 0), scored("official", 2, 8, 2)})}};
  const std::string text = to_text(sweep);
  EXPECT_NE(text.find("official, test part: 1 fold, 2 seeds"), std::string::npos) << text;
  EXPECT_NE(text.find("\n1 "), std::string::npos) << text;
  EXPECT_NE(text.find("\n2 "), std::string::npos) << text;
  EXPECT_EQ(text.find("pooled"), std::string::npos);
  EXPECT_NE(line_with(text, "sd over seeds").find("7.07 %"), std::string::npos);
}

TEST(SweepText, says_what_is_missing_of_an_unfinished_sweep_and_that_people_are_synthetic) {
  Sweep sweep = two_by_two();
  sweep.synthetic = true;
  sweep.models = {{"float32", summarize({scored("groups:2/1", 1, 10, 0)})}};
  const std::string text = to_text(sweep);
  EXPECT_NE(text.find("1 of 4 runs are done"), std::string::npos);
  EXPECT_NE(text.find("SYNTHETIC"), std::string::npos);
  EXPECT_EQ(text.find("sd over"), std::string::npos);
}

}  // namespace
}  // namespace ambulo::evaluation
