// SPDX-License-Identifier: Apache-2.0
// Reproducible random numbers: the same seed and stream give the same numbers on every machine
// and standard library, and a stream can be started anywhere without drawing those before it
// (so a training run resumes exactly, and windows can be augmented in any order).
// Generator: SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators",
// OOPSLA 2014); normal deviates by Box and Muller (1958).
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <utility>
#include <vector>

namespace ambulo {

class Random {
 public:
  // Streams differ if any of their keys differs, for example {epoch, window}.
  explicit Random(std::uint64_t seed, std::initializer_list<std::uint64_t> stream = {});

  std::uint64_t bits();  // 64 uniform bits
  double uniform();      // [0, 1)
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  double normal();                   // mean 0, standard deviation 1
  std::size_t below(std::size_t n);  // 0 .. n-1; REQUIRES n > 0

  template <typename T>
  void shuffle(std::vector<T>& values) {
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
  }

 private:
  std::uint64_t state_;
  double spare_ = 0.0;  // second deviate of the last Box-Muller pair
  bool has_spare_ = false;
};

}  // namespace ambulo
