// SPDX-License-Identifier: Apache-2.0
#include "toolchain/simulation/posture.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ambulo::simulation {
namespace {

constexpr double kTurn = 2.0 * std::numbers::pi;
// Of the rate about the vertical axis: bodies turn more easily than they tilt.
constexpr double kTilting = 0.6;
// x up, y right, z forward of the phone to forward, left, up of the world: half a turn about the
// bisector of forward and up.
constexpr double kHalf = std::numbers::sqrt2 / 2.0;

}  // namespace

Orientation posture(const Vector& up) {
  const Orientation worn = {0.0, {kHalf, 0.0, kHalf}};
  return worn * between(up, {1.0, 0.0, 0.0});
}

Sway::Sway(double rotation_rate_rps, Random& random) {
  for (std::size_t i = 0; i < 3; ++i) {
    auto& axis = sines_[i];
    for (Sine& sine : axis) {
      sine.frequency_hz = random.uniform(0.2, 1.5);
      sine.phase = random.uniform();
      // n sines of rate amplitude r have the deviation r sqrt(n / 2).
      const double rate = (i == 2 ? 1.0 : kTilting) * rotation_rate_rps *
                          std::sqrt(2.0 / static_cast<double>(axis.size()));
      sine.amplitude_rad = rate / (kTurn * sine.frequency_hz);
    }
  }
}

Vector Sway::at(double time_s) const {
  Vector rotation{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    for (const Sine& sine : sines_[axis]) {
      rotation[axis] +=
          sine.amplitude_rad * std::sin(kTurn * (sine.frequency_hz * time_s + sine.phase));
    }
  }
  return rotation;
}

double minimum_jerk(double u) {
  u = std::clamp(u, 0.0, 1.0);
  return u * u * u * (10.0 - u * (15.0 - 6.0 * u));
}

double minimum_jerk_acceleration(double u) {
  return u <= 0.0 || u >= 1.0 ? 0.0 : u * (60.0 - u * (180.0 - 120.0 * u));
}

}  // namespace ambulo::simulation
