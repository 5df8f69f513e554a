// SPDX-License-Identifier: Apache-2.0
#include "toolchain/core/random.h"

#include <cmath>
#include <numbers>

namespace ambulo {
namespace {

constexpr std::uint64_t kGamma = 0x9E3779B97F4A7C15ull;

std::uint64_t mix(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
  return z ^ (z >> 31);
}

}  // namespace

Random::Random(std::uint64_t seed, std::initializer_list<std::uint64_t> stream)
    : state_(mix(seed + kGamma)) {
  for (const std::uint64_t key : stream) state_ = mix(state_ ^ mix(key + kGamma));
}

std::uint64_t Random::bits() {
  state_ += kGamma;
  return mix(state_);
}

double Random::uniform() {
  return static_cast<double>(bits() >> 11) * 0x1.0p-53;
}

double Random::normal() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_;
  }
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));  // 1 - u is never 0
  const double angle = 2.0 * std::numbers::pi * uniform();
  spare_ = radius * std::sin(angle);
  has_spare_ = true;
  return radius * std::cos(angle);
}

std::size_t Random::below(std::size_t n) {
  // Multiply-shift; the bias of at most n / 2^64 is of no consequence for shuffles and draws.
  return static_cast<std::size_t>((static_cast<unsigned __int128>(bits()) * n) >> 64);
}

}  // namespace ambulo
