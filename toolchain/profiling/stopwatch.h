// SPDX-License-Identifier: Apache-2.0
// Times kernel calls through the runtime's hooks and knows its own cost.
#pragma once

#include <ambulo/profiler.h>

#include <chrono>
#include <cstddef>
#include <vector>

namespace ambulo::profiling {

using Clock = std::chrono::steady_clock;

inline double microseconds(Clock::duration duration) {
  return std::chrono::duration<double, std::micro>(duration).count();
}

// The median; reorders the values. REQUIRES: not empty.
double median_of(std::vector<double>& values);

// Sums up the time of the steps of each operator within a run.
class Stopwatch {
 public:
  explicit Stopwatch(std::size_t operators);

  Profiler profiler();
  // Adds the times of the run just done to those of all runs, and starts the next.
  void end_run();

  // The operator in whose steps this one was last seen; its own index when it has steps, `none`
  // when it was in no step.
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  std::size_t runs_in(std::size_t op) const { return runs_in_[op]; }

  Isa isa(std::size_t op) const { return isas_[op]; }  // of its last step

  // Of one operator in every run, in microseconds, the clock's own cost taken off.
  std::vector<double> times_us(std::size_t op, double clock_us) const;

 private:
  static void before(void* context, const ProfiledStep& step);
  static void after(void* context, const ProfiledStep& step);

  std::size_t operators_;
  Clock::time_point started_;
  std::vector<Clock::duration> current_;  // by operator
  std::vector<std::size_t> steps_, runs_in_;
  std::vector<Isa> isas_;
  std::vector<Clock::duration> runs_;  // (runs, operators)
};

// What one hooked step costs beyond the step: the hooks called round nothing, median of many.
double clock_cost_us();

}  // namespace ambulo::profiling
