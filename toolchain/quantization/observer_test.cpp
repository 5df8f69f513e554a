// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/observer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "toolchain/core/error.h"

namespace ambulo::quantization {
namespace {

std::vector<float> normal_values(std::size_t count) {
  std::mt19937 random(5);
  std::normal_distribution<float> normal;
  std::vector<float> values(count);
  for (float& value : values) value = normal(random);
  return values;
}

Histogram histogram_of(const std::vector<float>& values) {
  Range range;
  for (const float value : values) range.include(static_cast<double>(value));
  Histogram histogram(range);
  histogram.add(values);
  return histogram;
}

// Mean squared error of storing the values in 8 bits over the range.
double error_of(const std::vector<float>& values, const Range& range) {
  const auto numbers = activation_numbers(range, graph::DataType::Int8);
  const double scale = static_cast<double>(numbers.scale[0]);
  double sum = 0.0;
  for (const float value : values) {
    const auto q =
        quantize(static_cast<double>(value), scale, numbers.zero_point[0], graph::DataType::Int8);
    const double error =
        scale * static_cast<double>(q - numbers.zero_point[0]) - static_cast<double>(value);
    sum += error * error;
  }
  return sum / static_cast<double>(values.size());
}

TEST(Observer, min_max_takes_every_value_in) {
  const auto histogram = histogram_of({-1.0f, 0.5f, 3.0f});
  EXPECT_EQ(choose_range(histogram, {.observer = Observer::MinMax}), (Range{-1.0, 3.0}));
}

TEST(Observer, percentile_leaves_out_the_share_that_it_is_told_to) {
  const auto values = normal_values(100000);
  const Range range =
      choose_range(histogram_of(values), {.observer = Observer::Percentile, .percentile = 95.0});
  EXPECT_NEAR(range.low, -1.96, 0.05);  // of the normal distribution
  EXPECT_NEAR(range.high, 1.96, 0.05);
}

TEST(Observer, percentile_cuts_no_end_that_has_no_values) {
  std::vector<float> values = normal_values(10000);
  for (float& value : values) value = std::abs(value);
  const Range range =
      choose_range(histogram_of(values), {.observer = Observer::Percentile, .percentile = 99.0});
  EXPECT_EQ(range.low, 0.0);
  EXPECT_LT(range.high, 3.0);
}

TEST(Observer, mse_and_entropy_give_an_outlier_up_where_that_pays) {
  std::vector<float> values = normal_values(50000);
  values.push_back(100.0f);
  const Histogram histogram = histogram_of(values);
  const double whole = error_of(values, histogram.range());
  for (const Observer observer : {Observer::Mse, Observer::Entropy}) {
    const Range range = choose_range(histogram, {.observer = observer});
    EXPECT_LT(range.high, 95.0);
    EXPECT_TRUE(observer == Observer::Entropy || error_of(values, range) < whole);
  }
}

TEST(Observer, mse_keeps_what_is_worth_its_range) {
  const auto values = normal_values(20000);
  const Range range = choose_range(histogram_of(values), {.observer = Observer::Mse});
  EXPECT_GT(range.high, 3.0);
  EXPECT_LT(range.low, -3.0);
}

TEST(Observer, zeros_do_not_count) {
  std::vector<float> values = normal_values(5000);
  const Range alone = choose_range(histogram_of(values), {.observer = Observer::Mse});
  values.insert(values.end(), 100000, 0.0f);
  EXPECT_EQ(choose_range(histogram_of(values), {.observer = Observer::Mse}), alone);
}

TEST(Observer, a_tensor_that_is_always_zero_has_no_range) {
  const auto histogram = histogram_of({0.0f, 0.0f});
  for (const Observer observer :
       {Observer::MinMax, Observer::Percentile, Observer::Mse, Observer::Entropy}) {
    EXPECT_EQ(choose_range(histogram, {.observer = observer}), (Range{0.0, 0.0}));
  }
}

TEST(Observer, names_are_those_of_the_command_line) {
  for (const std::string& name : observer_names()) EXPECT_NO_THROW(parse_observer(name));
  EXPECT_THROW(parse_observer("median"), Error);
}

}  // namespace
}  // namespace ambulo::quantization
