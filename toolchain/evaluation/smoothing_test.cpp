// SPDX-License-Identifier: Apache-2.0
#include "toolchain/evaluation/smoothing.h"

#include <gtest/gtest.h>

#include "toolchain/core/error.h"

namespace ambulo::evaluation {
namespace {

TEST(Smoothing, takes_the_mean_within_a_stretch_only) {
  const Probabilities p{{1.0f, 0.0f}, {0.0f, 1.0f}, {0.0f, 1.0f}, {1.0f, 0.0f}};
  const std::vector<std::size_t> stretches{0, 0, 0, 1};
  const Probabilities smoothed = smooth(p, stretches, parse_smoothing("mean:3"));
  EXPECT_EQ(smoothed[0], (std::vector<float>{1.0f, 0.0f}));
  EXPECT_EQ(smoothed[1], (std::vector<float>{0.5f, 0.5f}));
  EXPECT_EQ(smoothed[2], (std::vector<float>{1.0f / 3, 2.0f / 3}));
  EXPECT_EQ(smoothed[3], (std::vector<float>{1.0f, 0.0f}));
  EXPECT_EQ(smooth(p, stretches, parse_smoothing("mean:1")), p);
  EXPECT_EQ(smooth(p, stretches, parse_smoothing("none")), p);
}

// By hand, three labels, stay 0.8: leave 0.1 each.
//   t0  p .6 .3 .1                       -> belief .6 .3 .1
//   t1  predicted .52 .31 .17 (0.8 b + 0.1 (1 - b)); times .2 .7 .1 = .104 .217 .017; sum .338
TEST(Smoothing, filters_forward_as_worked_out_by_hand_and_starts_anew_after_a_gap) {
  const Probabilities p{{0.6f, 0.3f, 0.1f}, {0.2f, 0.7f, 0.1f}, {0.2f, 0.7f, 0.1f}};
  const Probabilities filtered =
      smooth(p, std::vector<std::size_t>{0, 0, 1}, parse_smoothing("hmm:0.8"));
  for (std::size_t c = 0; c < 3; ++c) {
    EXPECT_NEAR(filtered[0][c], p[0][c], 1e-6);
    EXPECT_NEAR(filtered[2][c], p[2][c], 1e-6);
  }
  EXPECT_NEAR(filtered[1][0], 0.104 / 0.338, 1e-6);
  EXPECT_NEAR(filtered[1][1], 0.217 / 0.338, 1e-6);
  EXPECT_NEAR(filtered[1][2], 0.017 / 0.338, 1e-6);
}

TEST(Smoothing, recovers_from_windows_that_were_sure_and_wrong) {
  Probabilities p(20, {1.0f, 0.0f});
  p.resize(40, {0.0f, 1.0f});
  const Probabilities filtered =
      smooth(p, std::vector<std::size_t>(40, 0), parse_smoothing("hmm:0.99"));
  EXPECT_GT(filtered[19][0], 0.99f);
  EXPECT_GT(filtered[21][1], 0.99f);
}

TEST(Smoothing, is_written_as_it_was_read_and_anything_else_is_refused) {
  for (const char* text : {"none", "mean:3", "hmm:0.95"}) {
    EXPECT_EQ(to_string(parse_smoothing(text)), text);
  }
  for (const char* text :
       {"", "mean", "mean:0", "mean:x", "hmm:1", "hmm:", "hmm:nan", "median:3"}) {
    EXPECT_THROW(parse_smoothing(text), Error) << text;
  }
}

}  // namespace
}  // namespace ambulo::evaluation
