// SPDX-License-Identifier: Apache-2.0
// Which range an activation gets, by the values that it took:
//   min_max     all of them
//   percentile  all but the given share, half of it at each end
//   mse         the one with the least expected squared error: clipping outliers against finer
//   steps entropy     the one whose numbers tell most of the distribution (least Kullback-Leibler
//               divergence between the values and what they are stored as)
// The ends of the last three are among those of 2048 equal bins between the extremes.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "toolchain/quantization/numbers.h"

namespace ambulo::quantization {

enum class Observer { MinMax, Percentile, Mse, Entropy };

// Throws Error(Usage).
Observer parse_observer(std::string_view name);
const std::vector<std::string>& observer_names();

// How often values fell where. Zeros are counted apart: every grid holds them without error.
class Histogram {
 public:
  explicit Histogram(Range range);
  void add(std::span<const float> values);

  const Range& range() const { return range_; }
  std::span<const double> counts() const { return counts_; }
  double zeros() const { return zeros_; }
  double total() const;  // without zeros
  double edge(std::size_t bin) const { return range_.low + width_ * static_cast<double>(bin); }
  double width() const { return width_; }

 private:
  Range range_;
  double width_;
  double zeros_ = 0.0;
  std::vector<double> counts_;
};

inline constexpr double kDefaultPercentile = 99.99;

struct ObserverOptions {
  Observer observer = Observer::MinMax;
  double percentile = kDefaultPercentile;
  int levels = 256;  // of the type that the range is for
};

Range choose_range(const Histogram& histogram, const ObserverOptions& options);

}  // namespace ambulo::quantization
