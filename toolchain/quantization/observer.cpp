// SPDX-License-Identifier: Apache-2.0
// The best range is searched one end after the other: both ends move over the bins' edges, the
// lower with the upper one found.
#include "toolchain/quantization/observer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

#include "toolchain/core/error.h"

namespace ambulo::quantization {
namespace {

constexpr std::size_t kBins = 2048;
constexpr std::size_t kCandidates = 128;  // for each end

using Cost = std::function<double(const Histogram&, const Range&)>;

Range percentile_range(const Histogram& histogram, double percentile) {
  const std::span<const double> counts = histogram.counts();
  const double cut = (histogram.total() + histogram.zeros()) * (1.0 - percentile / 100.0) / 2.0;
  Range range = histogram.range();
  std::size_t low = 0, high = counts.size();
  for (double sum = counts[0]; sum <= cut && low + 1 < counts.size(); sum += counts[low]) ++low;
  for (double sum = counts[high - 1]; sum <= cut && high > 1; sum += counts[high - 1]) --high;
  if (range.low < 0.0) range.low = std::min(histogram.edge(low), 0.0);
  if (range.high > 0.0) range.high = std::max(histogram.edge(high), 0.0);
  return range;
}

// Inside: the error of rounding, uniform within a step. Outside: the distance to the end.
double squared_error(const Histogram& histogram, const Range& range, int levels) {
  const double step = (range.high - range.low) / (levels - 1);
  const double rounding = step * step / 12.0;
  double sum = 0.0;
  for (std::size_t bin = 0; bin < histogram.counts().size(); ++bin) {
    const double x = histogram.edge(bin) + histogram.width() / 2.0;
    const double beyond = std::max({range.low - x, x - range.high, 0.0});
    sum += histogram.counts()[bin] * (beyond > 0.0 ? beyond * beyond : rounding);
  }
  return sum;
}

// Divergence of the stored distribution from the true one. Stored: each level holds the mass of the
// bins that round to it, spread evenly over those of them that are not empty; the outermost hold
// what lies beyond, which the true distribution has in other places.
double divergence(const Histogram& histogram, const Range& range, int levels) {
  constexpr double kAbsent = 1e-9;  // instead of nothing where something is
  const std::span<const double> counts = histogram.counts();
  const double step = (range.high - range.low) / (levels - 1);
  const auto level_of = [&](std::size_t bin) {
    const double x = histogram.edge(bin) + histogram.width() / 2.0;
    const double level = std::round((x - range.low) / step);
    return static_cast<std::size_t>(std::clamp(level, 0.0, static_cast<double>(levels - 1)));
  };
  const auto inside = [&](std::size_t bin) {
    const double x = histogram.edge(bin) + histogram.width() / 2.0;
    return x >= range.low - step / 2.0 && x <= range.high + step / 2.0;
  };
  std::vector<double> mass(static_cast<std::size_t>(levels)), used(mass.size());
  for (std::size_t bin = 0; bin < counts.size(); ++bin) {
    mass[level_of(bin)] += counts[bin];
    if (counts[bin] > 0.0 && inside(bin)) used[level_of(bin)] += 1.0;
  }
  const double total = histogram.total();
  double sum = 0.0;
  for (std::size_t bin = 0; bin < counts.size(); ++bin) {
    if (counts[bin] <= 0.0) continue;
    const std::size_t level = level_of(bin);
    const double stored = inside(bin) ? mass[level] / used[level] : kAbsent * total;
    sum += counts[bin] / total * std::log(counts[bin] / stored);
  }
  return sum;
}

Range best_range(const Histogram& histogram, const Cost& cost) {
  Range best = histogram.range();
  const auto search = [&](double Range::*end) {
    const double full = histogram.range().*end;
    if (full == 0.0) return;
    double least = std::numeric_limits<double>::infinity();
    Range candidate = best, found = best;
    for (std::size_t i = kCandidates; i > 0; --i) {
      candidate.*end = full * static_cast<double>(i) / static_cast<double>(kCandidates);
      const double value = cost(histogram, candidate);
      if (value < least) {
        least = value;
        found = candidate;
      }
    }
    best = found;
  };
  search(&Range::high);
  search(&Range::low);
  return best;
}

}  // namespace

const std::vector<std::string>& observer_names() {
  static const std::vector<std::string> names = {"min_max", "percentile", "mse", "entropy"};
  return names;
}

Observer parse_observer(std::string_view name) {
  const auto it = std::ranges::find(observer_names(), name);
  if (it != observer_names().end()) {
    return static_cast<Observer>(it - observer_names().begin());
  }
  throw Error(ErrorKind::Usage, "there is no such observer", fmt::format("--observer {}", name),
              fmt::format("choose one of: {}", fmt::join(observer_names(), ", ")));
}

Histogram::Histogram(Range range)
    : range_(range), width_((range.high - range.low) / kBins), counts_(kBins, 0.0) {}

void Histogram::add(std::span<const float> values) {
  for (const float value : values) {
    if (value == 0.0f || !(width_ > 0.0)) {
      zeros_ += 1.0;
      continue;
    }
    const double place = (static_cast<double>(value) - range_.low) / width_;
    counts_[static_cast<std::size_t>(std::clamp(place, 0.0, static_cast<double>(kBins - 1)))] +=
        1.0;
  }
}

double Histogram::total() const {
  return std::accumulate(counts_.begin(), counts_.end(), 0.0);
}

Range choose_range(const Histogram& histogram, const ObserverOptions& options) {
  if (histogram.total() == 0.0) return histogram.range();
  switch (options.observer) {
    case Observer::MinMax:
      break;
    case Observer::Percentile:
      return percentile_range(histogram, options.percentile);
    case Observer::Mse:
      return best_range(histogram, [&](const Histogram& h, const Range& range) {
        return squared_error(h, range, options.levels);
      });
    case Observer::Entropy:
      return best_range(histogram, [&](const Histogram& h, const Range& range) {
        return divergence(h, range, options.levels);
      });
  }
  return histogram.range();
}

}  // namespace ambulo::quantization
