// SPDX-License-Identifier: Apache-2.0
#include "toolchain/simulation/orientation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "toolchain/core/random.h"

namespace ambulo::simulation {
namespace {

constexpr double kPi = std::numbers::pi;

void expect_near(const Vector& a, const Vector& b, double tolerance = 1e-12) {
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(a[i], b[i], tolerance);
}

Vector any(Random& random, double size) {
  return {size * random.normal(), size * random.normal(), size * random.normal()};
}

TEST(Orientation, a_quarter_turn_about_z_takes_x_to_y) {
  expect_near(rotate(exp({0, 0, kPi / 2}), {1, 0, 0}), {0, 1, 0});
  expect_near(rotate(exp({0, 0, kPi / 2}), {0, 1, 0}), {-1, 0, 0});
}

TEST(Orientation, products_rotate_by_the_right_factor_first) {
  const Orientation about_z = exp({0, 0, kPi / 2}), about_x = exp({kPi / 2, 0, 0});
  expect_near(rotate(about_x * about_z, {1, 0, 0}), {0, 0, 1});
  expect_near(rotate(about_z * about_x, {1, 0, 0}), {0, 1, 0});
}

TEST(Orientation, log_inverts_exp_and_takes_the_short_way) {
  Random random(1);
  for (int i = 0; i < 100; ++i) {
    const Vector v = any(random, 0.6);
    expect_near(log(exp(v)), v, 1e-9);
  }
  expect_near(log(exp({1e-13, 0, 0})), {1e-13, 0, 0}, 1e-20);
  EXPECT_NEAR(length(log(exp({0, 1.5 * kPi, 0}))), 0.5 * kPi, 1e-12);
}

TEST(Orientation, inverse_undoes_and_between_connects_directions) {
  Random random(2);
  for (int i = 0; i < 100; ++i) {
    const Orientation q = exp(any(random, 1.0));
    const Vector v = any(random, 1.0);
    expect_near(rotate(inverse(q), rotate(q, v)), v);
    const Vector a = (1.0 / length(v)) * v, b = rotate(q, a);
    if (dot(a, b) > -0.99) expect_near(rotate(between(a, b), a), b, 1e-9);
  }
}

TEST(Orientation, interpolation_has_its_ends_and_a_constant_speed) {
  const Orientation a = exp({0.3, -0.2, 0.9}), b = exp({-0.5, 0.8, 0.1});
  const double angle = length(log(inverse(a) * b));
  EXPECT_NEAR(length(log(inverse(interpolate(a, b, 0.0)) * a)), 0.0, 1e-9);
  EXPECT_NEAR(length(log(inverse(interpolate(a, b, 1.0)) * b)), 0.0, 1e-9);
  EXPECT_NEAR(length(log(inverse(a) * interpolate(a, b, 0.3))), 0.3 * angle, 1e-9);
}

}  // namespace
}  // namespace ambulo::simulation
