// SPDX-License-Identifier: Apache-2.0
// The recording is averaged in blocks of half a second, which takes steps and knocks out. Between
// block k-1 and k+1: da = a[k+1] - a[k-1], and the expected -w[k] x a[k] 2 dt. The result is
// sum(da . expected) / sqrt(sum |da|^2 sum |expected|^2).
#include "toolchain/recordings/turning.h"

#include <array>
#include <cmath>
#include <vector>

#include "toolchain/recordings/sampling_times.h"

namespace ambulo::recordings {
namespace {

using Vector = std::array<double, 3>;

constexpr double kBlockS = 0.5;
constexpr double kTurnedEnough = 0.2;  // of gravity's length, in the mean of the strongest blocks
constexpr std::size_t kFewestTurns = 4;
constexpr double kSlowTurnRps = 1.5;  // faster than that, half a second blurs it

struct Block {
  Vector acceleration{}, rotation{};
};

std::vector<Block> blocks_of(const Recording& recording, std::size_t length) {
  std::vector<Block> blocks(recording.samples.size() / length);
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    for (std::size_t i = b * length; i < (b + 1) * length; ++i) {
      for (std::size_t axis = 0; axis < 3; ++axis) {
        blocks[b].acceleration[axis] += double{recording.samples[i][axis]} / double(length);
        blocks[b].rotation[axis] += double{recording.samples[i][3 + axis]} / double(length);
      }
    }
  }
  return blocks;
}

Vector cross(const Vector& a, const Vector& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

double dot(const Vector& a, const Vector& b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

}  // namespace

std::optional<double> rotation_agreement(const Recording& recording) {
  const double step_s = median_step_s(recording.time_s);
  if (step_s <= 0.0) return std::nullopt;
  const auto length = static_cast<std::size_t>(std::max(1.0, std::round(kBlockS / step_s)));
  const std::vector<Block> blocks = blocks_of(recording, length);
  const double span_s = 2.0 * static_cast<double>(length) * step_s;
  const double least = kTurnedEnough * kStandardGravityMps2;
  double product = 0.0, felt_squared = 0.0, told_squared = 0.0;
  std::size_t turns = 0;
  for (std::size_t k = 1; k + 1 < blocks.size(); ++k) {
    Vector felt;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      felt[axis] = blocks[k + 1].acceleration[axis] - blocks[k - 1].acceleration[axis];
    }
    Vector told = cross(blocks[k].acceleration, blocks[k].rotation);
    for (double& value : told) value *= span_s;
    if (dot(blocks[k].rotation, blocks[k].rotation) > kSlowTurnRps * kSlowTurnRps) continue;
    if (dot(felt, felt) < least * least && dot(told, told) < least * least) continue;
    ++turns;
    product += dot(felt, told);
    felt_squared += dot(felt, felt);
    told_squared += dot(told, told);
  }
  if (turns < kFewestTurns || felt_squared <= 0.0 || told_squared <= 0.0) return std::nullopt;
  return product / std::sqrt(felt_squared * told_squared);
}

}  // namespace ambulo::recordings
