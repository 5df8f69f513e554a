// SPDX-License-Identifier: Apache-2.0
// The distributions that people are drawn from. Spreads are wide enough for the classes of one
// person to lie where another person's neighbours are: a classifier has to learn the pattern.
#include "toolchain/simulation/person.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "toolchain/simulation/streams.h"

namespace ambulo::simulation {
namespace {

constexpr double kDegree = std::numbers::pi / 180.0;

// Multiplies by e^(spread N): a positive quantity that varies by about that share.
double around(double typical, double spread, Random& random) {
  return typical * std::exp(spread * random.normal());
}

Vector direction(double x, double y, double z) {
  const Vector v = {x, y, z};
  return (1.0 / length(v)) * v;
}

Gait draw_walking(double vigour, Random& random) {
  Gait gait;
  gait.step_hz = std::clamp(around(1.85, 0.08, random), 1.5, 2.3);
  gait.step_mps2 = {around(2.0, 0.2, random) * vigour, around(1.9, 0.25, random) * vigour,
                    around(2.6, 0.15, random) * vigour};
  gait.second_share = around(0.35, 0.25, random);
  gait.impact_mps2 = around(2.0, 0.3, random) * vigour;
  gait.asymmetry = 0.08 * random.normal();
  gait.phase = 0.25 + 0.05 * random.normal();
  gait.trunk_rad = {around(0.080, 0.3, random), around(0.052, 0.3, random),
                    around(0.095, 0.3, random)};
  gait.irregularity = around(0.03, 0.2, random);
  return gait;
}

// Slower and pushed rather than dropped: as strong as walking, but smoother, with little impact and
// one leg ahead of the other.
Gait draw_upstairs(const Gait& walking, Random& random) {
  Gait gait = walking;
  gait.step_hz *= around(0.86, 0.05, random);
  gait.step_mps2[0] *= around(1.05, 0.15, random);
  gait.step_mps2[2] *= around(1.15, 0.15, random);
  gait.second_share *= around(0.55, 0.20, random);
  gait.impact_mps2 *= around(0.60, 0.25, random);
  gait.asymmetry += 0.12 + 0.05 * random.normal();
  gait.phase += 0.18 + 0.04 * random.normal();
  gait.trunk_rad[1] *= around(1.20, 0.15, random);
  gait.irregularity *= 1.5;
  return gait;
}

// The body falls onto each stair: sharp impacts, more turning.
Gait draw_downstairs(const Gait& walking, Random& random) {
  Gait gait = walking;
  gait.step_hz *= around(1.03, 0.06, random);
  gait.step_mps2[1] *= around(1.10, 0.15, random);
  gait.step_mps2[2] *= around(1.20, 0.15, random);
  gait.second_share *= around(1.30, 0.20, random);
  gait.impact_mps2 *= around(2.80, 0.25, random);
  gait.asymmetry += 0.08 * random.normal();
  gait.phase += -0.12 + 0.04 * random.normal();
  gait.trunk_rad[2] *= around(1.25, 0.15, random);
  gait.irregularity *= 1.7;
  return gait;
}

void draw_postures(Person& person, Random& random) {
  const double y = -0.17 + 0.08 * random.normal(), z = -0.02 + 0.08 * random.normal();
  const auto near = [&](double dy, double dz) {
    return direction(1.0, y + dy + 0.02 * random.normal(), z + dz + 0.02 * random.normal());
  };
  person.up_standing = direction(1.0, y, z);
  person.up_walking = near(-0.01, -0.03);
  person.up_upstairs = near(-0.09, -0.12);
  person.up_downstairs = near(0.01, -0.02);
  // The pelvis tips back by a median of 20 degrees, some people hardly.
  const double tip = std::tan(std::clamp(around(20.0, 0.5, random), 6.0, 46.0) * kDegree);
  const double way = (30.0 + 25.0 * random.normal()) * kDegree;
  person.up_sitting = direction(1.0, y + tip * std::cos(way), z + tip * std::sin(way));
  // On the back, rolled towards one side.
  const double roll = (50.0 + 22.0 * random.normal()) * kDegree;
  person.up_laying = direction(0.07 + 0.1 * random.normal(), std::sin(roll), std::cos(roll));
}

}  // namespace

const Gait& Person::gait(std::string_view activity) const {
  static const Gait kNone;
  if (activity == "walking") return walking;
  if (activity == "walking_upstairs") return upstairs;
  if (activity == "walking_downstairs") return downstairs;
  return kNone;
}

const Vector& Person::up(std::string_view activity) const {
  if (activity == "walking") return up_walking;
  if (activity == "walking_upstairs") return up_upstairs;
  if (activity == "walking_downstairs") return up_downstairs;
  if (activity == "sitting") return up_sitting;
  if (activity == "laying") return up_laying;
  return up_standing;
}

double Person::sway_rps(std::string_view activity) const {
  if (activity == "sitting") return sway_sitting_rps;
  if (activity == "laying") return sway_laying_rps;
  return sway_standing_rps;
}

Person draw_person(std::uint64_t seed, std::size_t subject) {
  Random random(seed, {subject, static_cast<std::uint64_t>(Stream::Person)});
  Person person;
  person.walking = draw_walking(around(1.0, 0.2, random), random);
  person.upstairs = draw_upstairs(person.walking, random);
  person.downstairs = draw_downstairs(person.walking, random);
  draw_postures(person, random);
  person.sway_standing_rps = around(0.030, 0.6, random);
  person.sway_sitting_rps = around(0.011, 0.6, random);
  person.sway_laying_rps = around(0.009, 0.6, random);
  person.tempo = around(1.0, 0.15, random);
  // Further round the hip rather than tipped over.
  person.mount = exp({0.15 * random.normal(), 0.08 * random.normal(), 0.08 * random.normal()});
  return person;
}

}  // namespace ambulo::simulation
