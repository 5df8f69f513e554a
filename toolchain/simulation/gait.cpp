// SPDX-License-Identifier: Apache-2.0
// Formulas in gait.h.
#include "toolchain/simulation/gait.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ambulo::simulation {
namespace {

constexpr double kTurn = 2.0 * std::numbers::pi;
constexpr double kPulseWidth = 0.05;  // share of a step, deviation of the bell
constexpr double kBrake = 0.4;        // of the impact, backwards

double pulse(double step_phase) {
  const double mean = kPulseWidth * std::sqrt(kTurn);
  const double from_strike = step_phase - std::round(step_phase);
  return std::exp(-0.5 * std::pow(from_strike / kPulseWidth, 2)) - mean;
}

}  // namespace

GaitBout::GaitBout(const Gait& gait, double start_s, double end_s, Random& random) : gait_(gait) {
  const double typical_s = 2.0 / gait.step_hz;
  const auto vary = [&] { return std::clamp(1.0 + gait.irregularity * random.normal(), 0.8, 1.2); };
  // Somewhere in a stride, so that bouts do not all start on the same foot.
  double start = start_s - random.uniform() * typical_s;
  strides_.push_back({start, vary()});
  while (start < end_s) {
    start += typical_s * vary();
    strides_.push_back({start, vary()});
  }
}

BodyMotion GaitBout::at(double time_s) const {
  const auto next = std::find_if(strides_.begin() + 1, strides_.end() - 1,
                                 [&](const Stride& stride) { return stride.start_s > time_s; });
  const Stride& stride = *(next - 1);
  const double p = (time_s - stride.start_s) / (next->start_s - stride.start_s), s = 2.0 * p;
  const double strength = std::lerp(stride.strength, next->strength, std::clamp(p, 0.0, 1.0));
  const double strike = gait_.impact_mps2 * pulse(s), behind = s + gait_.phase;
  const double side = 1.0 + gait_.asymmetry * std::cos(kTurn * p);
  const double up =
      side *
      (gait_.step_mps2[2] * (std::cos(kTurn * s) + gait_.second_share * std::cos(2.0 * kTurn * s)) +
       strike);
  const double forward =
      gait_.step_mps2[0] *
          (std::cos(kTurn * behind) + 0.5 * gait_.second_share * std::cos(2.0 * kTurn * behind)) -
      kBrake * strike;
  const double left = gait_.step_mps2[1] * (std::cos(kTurn * p) + 0.3 * std::cos(3.0 * kTurn * p));
  return {strength * Vector{forward, left, up},
          strength * Vector{gait_.trunk_rad[0] * std::cos(kTurn * p),
                            gait_.trunk_rad[1] * std::cos(kTurn * behind),
                            gait_.trunk_rad[2] * std::sin(kTurn * p)}};
}

}  // namespace ambulo::simulation
