// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/divergence.h"

#include <gtest/gtest.h>

#include <cmath>

namespace ambulo::quantization {
namespace {

TEST(Divergence, of_two_samples_is_what_the_formula_gives_by_hand) {
  const Answers p{2, {0.75, 0.25, 0.5, 0.5}}, q{2, {0.5, 0.5, 0.5, 0.5}};
  const double expected = 0.75 * std::log(1.5) + 0.25 * std::log(0.5);
  EXPECT_NEAR(divergence(p, q), expected / 2.0, 1e-12);
  EXPECT_EQ(divergence(p, p), 0.0);
}

TEST(Divergence, of_answers_that_do_not_add_up_is_not_negative) {
  const Answers p{2, {0.5, 0.5}}, q{2, {0.6, 0.6}};
  EXPECT_NEAR(divergence(p, q), std::log(0.5 / 0.6) + 0.2, 1e-12);
  EXPECT_GT(divergence(p, q), 0.0);
}

TEST(Divergence, zeros_count_as_half_a_step_of_int8) {
  const Answers p{2, {1.0, 0.0}}, q{2, {1.0, 1.0 / 512.0}};
  EXPECT_EQ(divergence(p, q), 0.0);
}

TEST(Divergence, accuracy_is_the_share_of_largest_probabilities_at_the_label) {
  Samples samples;
  samples.values_each = 1;
  samples.values = {0.0f, 0.0f};
  samples.labels = {0, 0};
  EXPECT_EQ(accuracy(Answers{2, {0.75, 0.25, 0.25, 0.75}}, samples), 0.5);
}

}  // namespace
}  // namespace ambulo::quantization
