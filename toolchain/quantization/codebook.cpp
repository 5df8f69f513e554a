// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/codebook.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace ambulo::quantization {
namespace {

constexpr int kNumbers = 256, kLowest = -128;

// Of all weights up to a number, number included: sums of 1, v and v^2, each times importance.
struct Sums {
  double count = 0.0, first = 0.0, second = 0.0;
};

class Histogram {
 public:
  Histogram(std::span<const std::int8_t> values, std::span<const double> importances) {
    std::array<double, kNumbers> mass{};
    for (std::size_t i = 0; i < values.size(); ++i) {
      mass[static_cast<std::size_t>(values[i] - kLowest)] += importances[i];
    }
    Sums sums;
    sums_.push_back(sums);
    for (int n = 0; n < kNumbers; ++n) {
      const double weight = mass[static_cast<std::size_t>(n)], value = n + kLowest;
      if (weight <= 0.0) continue;
      sums.count += weight;
      sums.first += weight * value;
      sums.second += weight * value * value;
      sums_.push_back(sums);
    }
  }

  std::size_t size() const { return sums_.size() - 1; }  // different values

  // Of the values from begin to end, end excluded.
  double entry(std::size_t begin, std::size_t end) const {
    const Sums& a = sums_[begin];
    const Sums& b = sums_[end];
    return std::round((b.first - a.first) / (b.count - a.count));
  }
  double error(std::size_t begin, std::size_t end) const {
    const Sums& a = sums_[begin];
    const Sums& b = sums_[end];
    const double c = entry(begin, end);
    return (b.second - a.second) - 2.0 * c * (b.first - a.first) + c * c * (b.count - a.count);
  }

 private:
  std::vector<Sums> sums_;  // [i]: of the i lowest values
};

}  // namespace

std::vector<std::int8_t> best_codebook(std::span<const std::int8_t> values,
                                       std::span<const double> importances, int clusters) {
  const Histogram histogram(values, importances);
  const std::size_t n = histogram.size();
  if (n == 0) return {0};
  const std::size_t k = std::min(static_cast<std::size_t>(clusters), n);
  // least[j]: error of the j lowest values in so many clusters; begins[c][j]: where the last
  // starts.
  std::vector<double> least(n + 1, std::numeric_limits<double>::infinity());
  least[0] = 0.0;
  std::vector<std::vector<std::size_t>> begins;
  for (std::size_t c = 1; c <= k; ++c) {
    std::vector<double> next(n + 1, std::numeric_limits<double>::infinity());
    std::vector<std::size_t> begin(n + 1, 0);
    for (std::size_t j = c; j <= n; ++j) {
      for (std::size_t i = c - 1; i < j; ++i) {
        const double error = least[i] + histogram.error(i, j);
        if (error < next[j]) next[j] = error, begin[j] = i;
      }
    }
    least = std::move(next);
    begins.push_back(std::move(begin));
  }
  std::vector<std::int8_t> codebook(k);
  for (std::size_t c = k, end = n; c-- > 0; end = begins[c][end]) {
    codebook[c] = static_cast<std::int8_t>(histogram.entry(begins[c][end], end));
  }
  return codebook;
}

std::size_t nearest_entry(std::span<const std::int8_t> codebook, std::int8_t value) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < codebook.size(); ++i) {
    if (std::abs(codebook[i] - value) < std::abs(codebook[best] - value)) best = i;
  }
  return best;
}

}  // namespace ambulo::quantization
