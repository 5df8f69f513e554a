// SPDX-License-Identifier: Apache-2.0
#include "toolchain/training/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ambulo::training {
namespace {

double cosine_between(double start, double end, double share) {
  return end + (start - end) / 2.0 * (1.0 + std::cos(std::numbers::pi * share));
}

}  // namespace

StepRates rates_at(ScheduleKind kind, double rate, std::size_t step, std::size_t steps) {
  if (kind == ScheduleKind::Constant) return {rate, 0.9};
  const double initial = rate / 25.0, final = initial / 1e4;
  const double last_step = static_cast<double>(std::max<std::size_t>(steps, 2) - 1);
  const double peak_step = std::max(0.3 * static_cast<double>(steps) - 1.0, 0.0);
  const double at = std::min(static_cast<double>(step), last_step);
  if (at <= peak_step && peak_step > 0.0) {
    const double share = at / peak_step;
    return {cosine_between(initial, rate, share), cosine_between(0.95, 0.85, share)};
  }
  const double share = (at - peak_step) / (last_step - peak_step);
  return {cosine_between(rate, final, share), cosine_between(0.85, 0.95, share)};
}

}  // namespace ambulo::training
