// SPDX-License-Identifier: Apache-2.0
// Windows through the front end of runtime/signal. extract_augmented is in augment.cpp.
#include "toolchain/windows/features.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>

#include "toolchain/core/error.h"
#include "toolchain/windows/runs.h"

namespace ambulo::windows {
namespace {

std::vector<LowPassed> low_passed_track(const Track& track, const FrontEndConfig& config) {
  std::vector<LowPassed> low(track.samples.size(), LowPassed{});
  for (const Run& run : gap_free_runs(track, 0, track.samples.size())) {
    const std::size_t start = std::clamp<std::size_t>(config.start_samples, 1, run.end - run.first);
    LowPass low_pass(config);
    low_pass.start(track.samples[run.first].data(), start);
    for (std::size_t i = run.first; i < run.end; ++i) {
      low_pass.push(track.samples[i].data(), low[i].data());
    }
  }
  return low;
}

}  // namespace

std::vector<std::vector<LowPassed>> low_passed(const WindowSet& set, const FrontEndConfig& config) {
  static_assert(sizeof(Sample) == kRawChannels * sizeof(float), "rows of samples are contiguous");
  std::vector<std::vector<LowPassed>> low;
  low.reserve(set.tracks.size());
  for (const Track& track : set.tracks) low.push_back(low_passed_track(track, config));
  return low;
}

FeatureExtractor::FeatureExtractor(const WindowSet& set, const FrontEndConfig& config)
    : set_(set),
      config_(config),
      mean_(channel_count(config.kind), 0.0f),
      inverse_std_(channel_count(config.kind), 1.0f) {
  if (config.sample_rate_hz != static_cast<float>(set.spec.sample_rate_hz)) {
    throw Error(ErrorKind::BadInput,
                fmt::format("the front end is made for {} Hz, the windows have {} Hz",
                            config.sample_rate_hz, set.spec.sample_rate_hz),
                "sample_rate_hz", "give both the same rate");
  }
  if (config.kind != FrontEnd::Raw) low_ = low_passed(set, config);
}

std::size_t FeatureExtractor::channels() const {
  return channel_count(config_.kind);
}

std::size_t FeatureExtractor::row_count() const {
  return set_.spec.length;
}

// FrontEnd::Raw has none, and features() will not read it.
const LowPassed& FeatureExtractor::low_at(std::size_t track, std::size_t sample) const {
  static constexpr LowPassed kNone{};
  return low_.empty() ? kNone : low_[track][sample];
}

void FeatureExtractor::extract(std::size_t window, float* out) const {
  const Window& w = set_.windows[window];
  const Sample* raw = set_.tracks[w.track].samples.data() + w.first;
  const std::size_t width = channels();
  for (std::size_t i = 0; i < row_count(); ++i, out += width) {
    features(config_, raw[i].data(), low_at(w.track, w.first + i).data(), out);
    standardize(out, mean_.data(), inverse_std_.data(), width);
  }
}

// Sums of deviations from the first row rather than of the values: gravity is large beside what
// varies, and a constant channel gives exactly 0.
void FeatureExtractor::measure(std::span<const std::size_t> windows, std::vector<float>& mean,
                               std::vector<float>& std) const {
  const std::size_t width = channels();
  float row[kMaxModelChannels];
  double origin[kMaxModelChannels] = {}, sum[kMaxModelChannels] = {};
  double squares[kMaxModelChannels] = {};
  std::size_t rows = 0;
  for (const std::size_t index : windows) {
    const Window& w = set_.windows[index];
    const Sample* raw = set_.tracks[w.track].samples.data() + w.first;
    for (std::size_t i = 0; i < row_count(); ++i, ++rows) {
      features(config_, raw[i].data(), low_at(w.track, w.first + i).data(), row);
      if (rows == 0) std::copy(row, row + width, origin);
      for (std::size_t c = 0; c < width; ++c) {
        const double deviation = row[c] - origin[c];
        sum[c] += deviation;
        squares[c] += deviation * deviation;
      }
    }
  }
  mean.assign(width, 0.0f);
  std.assign(width, 1.0f);
  if (rows == 0) return;
  for (std::size_t c = 0; c < width; ++c) {
    const double offset = sum[c] / static_cast<double>(rows);
    const double variance = squares[c] / static_cast<double>(rows) - offset * offset;
    mean[c] = static_cast<float>(origin[c] + offset);
    if (variance > 0.0) std[c] = static_cast<float>(std::sqrt(variance));
  }
}

void FeatureExtractor::set_standardization(std::span<const float> mean,
                                           std::span<const float> std) {
  assert(mean.size() == channels() && std.size() == channels());
  mean_.assign(mean.begin(), mean.end());
  for (std::size_t c = 0; c < std.size(); ++c) inverse_std_[c] = 1.0f / std[c];
}

}  // namespace ambulo::windows
