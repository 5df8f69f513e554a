// SPDX-License-Identifier: Apache-2.0
// Where the phone points in a posture, and how a body at rest is never quite still.
#pragma once

#include <array>

#include "toolchain/core/random.h"
#include "toolchain/simulation/orientation.h"

namespace ambulo::simulation {

// Phone as worn ideally to world, when it sees "up" (length 1) in that direction.
Orientation posture(const Vector& up);

// Rotation of a resting body about the world axes: on each axis a sum of sines between 0.2 and
// 1.5 Hz (balance, breathing). The rotation rate has the given deviation about the vertical axis
// and 0.6 of it about the other two.
class Sway {
 public:
  Sway(double rotation_rate_rps, Random& random);
  Vector at(double time_s) const;  // rotation vector, rad

 private:
  struct Sine {
    double amplitude_rad, frequency_hz, phase;
  };
  std::array<std::array<Sine, 4>, 3> sines_;
};

// 0 at u <= 0, 1 at u >= 1, without a jerk between: 10 u^3 - 15 u^4 + 6 u^5, the minimum-jerk
// course of human reaching movements (Flash and Hogan 1985), and its second derivative.
double minimum_jerk(double u);
double minimum_jerk_acceleration(double u);

}  // namespace ambulo::simulation
