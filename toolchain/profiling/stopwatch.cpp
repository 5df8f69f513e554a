// SPDX-License-Identifier: Apache-2.0
#include "toolchain/profiling/stopwatch.h"

#include <algorithm>

namespace ambulo::profiling {

double median_of(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*std::max_element(values.begin(), middle) + *middle) / 2.0;
}

Stopwatch::Stopwatch(std::size_t operators)
    : operators_(operators),
      current_(operators),
      steps_(operators),
      runs_in_(operators, none),
      isas_(operators) {}

Profiler Stopwatch::profiler() {
  return {this, before, after};
}

void Stopwatch::before(void* context, const ProfiledStep&) {
  static_cast<Stopwatch*>(context)->started_ = Clock::now();
}

void Stopwatch::after(void* context, const ProfiledStep& step) {
  const Clock::time_point now = Clock::now();
  auto& stopwatch = *static_cast<Stopwatch*>(context);
  stopwatch.current_[step.first_op] += now - stopwatch.started_;
  ++stopwatch.steps_[step.first_op];
  for (std::size_t op = step.first_op; op <= step.last_op; ++op) {
    stopwatch.runs_in_[op] = step.first_op;
    stopwatch.isas_[op] = step.isa;
  }
}

void Stopwatch::end_run() {
  runs_.insert(runs_.end(), current_.begin(), current_.end());
  std::ranges::fill(current_, Clock::duration{});
}

std::vector<double> Stopwatch::times_us(std::size_t op, double clock_us) const {
  const std::size_t runs = runs_.size() / operators_;
  const double steps = static_cast<double>(steps_[op]) / static_cast<double>(runs);
  std::vector<double> times;
  for (std::size_t run = 0; run < runs; ++run) {
    times.push_back(std::max(0.0, microseconds(runs_[run * operators_ + op]) - steps * clock_us));
  }
  return times;
}

double clock_cost_us() {
  constexpr std::size_t kTries = 2001;
  Stopwatch stopwatch(1);
  const volatile Profiler hidden = stopwatch.profiler();  // called as the runtime calls them
  const auto before = hidden.before;
  const auto after = hidden.after;
  for (std::size_t i = 0; i < kTries; ++i) {
    before(&stopwatch, {0, 0, Isa::reference});
    after(&stopwatch, {0, 0, Isa::reference});
    stopwatch.end_run();
  }
  std::vector<double> times = stopwatch.times_us(0, 0.0);
  return median_of(times);
}

}  // namespace ambulo::profiling
