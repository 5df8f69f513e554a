// SPDX-License-Identifier: Apache-2.0
// The few numbers that stand for all weights of a tensor: k-means in one dimension. int8 weights
// take 255 numbers at most, so that the best codebook of all is found by dynamic programming over
// them (Wang and Song, Ckmeans.1d.dp, The R Journal 3/2, 2011), with no start to choose.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ambulo::quantization {

// Rising; of least squared error over values with these importances (0: left out). Fewer than
// `clusters` where there are fewer different values. REQUIRES 1 <= clusters <= 256.
std::vector<std::int8_t> best_codebook(std::span<const std::int8_t> values,
                                       std::span<const double> importances, int clusters);

// The place of the nearest entry; of two the lower one.
std::size_t nearest_entry(std::span<const std::int8_t> codebook, std::int8_t value);

}  // namespace ambulo::quantization
