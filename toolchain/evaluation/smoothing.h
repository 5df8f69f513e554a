// SPDX-License-Identifier: Apache-2.0
// Causal smoothing of the probabilities of windows that follow each other: nothing here looks
// ahead, and nothing knows an order of activities.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ambulo::evaluation {

struct Smoothing {
  enum class Kind {
    None,
    Mean,  // mean probabilities of the last `windows`
    Hmm,   // forward filter: the activity stays with probability `stay`, else any other equally
  };
  Kind kind = Kind::None;
  std::size_t windows = 1;
  double stay = 0.0;
};

// "none", "mean:3", "hmm:0.95". Throws Error(Usage) for anything else.
Smoothing parse_smoothing(std::string_view text);
std::string to_string(const Smoothing& smoothing);

using Probabilities = std::vector<std::vector<float>>;  // (windows, labels)

// The mean and the filter start anew with each stretch (one number per window, equal within a
// gap-free stretch). Forward filter (Rabiner 1989, with the network's probabilities for the
// likelihoods, so with equal priors):
//   b'(c) = stay b(c) + (1 - stay) / (labels - 1) (1 - b(c)),   b(c) = b'(c) p(c) / sum
Probabilities smooth(const Probabilities& probabilities, std::span<const std::size_t> stretches,
                     const Smoothing& smoothing);

}  // namespace ambulo::evaluation
