// SPDX-License-Identifier: Apache-2.0
// A recording on its own clock to a uniform grid t_i = start + i / rate.
//   value:     linear interpolation between the two samples around t_i. When the source is faster
//              than kBoxFrom times the grid, the mean of that piecewise linear signal over
//              t_i - 1/(2 rate) .. t_i + 1/(2 rate) instead: a box filter with its zero at the
//              grid's rate, so that vibration of 100 and 200 Hz phones is not folded into motion
//              (at the two ends of the recording: over the half of it that there is).
//   gap mask:  set strictly between two samples more than max_gap_s apart
//   segments:  the grid points within [time of the first sample, time of the last]
#include <algorithm>
#include <cassert>
#include <cmath>

#include "toolchain/core/error.h"
#include "toolchain/windows/windows.h"

namespace ambulo::windows {
namespace {

using recordings::kChannels;
using recordings::Recording;

// Below this ratio the aliases of linear interpolation stay under what the box would blur.
constexpr double kBoxFrom = 1.5;
// Share of a grid period within which a time counts as being on a grid point, so that rounding
// does not cost the last sample.
constexpr double kOnGrid = 1e-6;

// The samples as a piecewise linear function of time, evaluated at ascending times.
class PiecewiseLinear {
 public:
  explicit PiecewiseLinear(const Recording& recording)
      : time_(recording.time_s), samples_(recording.samples) {}

  // Index k with time(k) <= t < time(k+1), limited to 0 .. count-2. REQUIRES t not to descend by
  // more than a few samples from call to call (the search walks).
  std::size_t interval(double t) {
    while (k_ + 2 < time_.size() && time_[k_ + 1] <= t) ++k_;
    while (k_ > 0 && time_[k_] > t) --k_;
    return k_;
  }

  Sample at(double t) {
    const std::size_t k = interval(t);
    const double u = std::clamp((t - time_[k]) / (time_[k + 1] - time_[k]), 0.0, 1.0);
    Sample value;
    for (std::size_t c = 0; c < kChannels; ++c) {
      value[c] = static_cast<float>((1.0 - u) * samples_[k][c] + u * samples_[k + 1][c]);
    }
    return value;
  }

  // Mean over from .. to by the trapezoidal rule, which is exact here.
  Sample mean(double from, double to) {
    from = std::max(from, time_.front());
    to = std::min(to, time_.back());
    std::array<double, kChannels> integral{};
    double t = from;
    Sample left = at(t);
    while (t < to) {
      const double next =
          std::min(to, k_ + 1 < time_.size() && time_[k_ + 1] > t ? time_[k_ + 1] : to);
      const Sample right = at(next);
      for (std::size_t c = 0; c < kChannels; ++c) {
        integral[c] += 0.5 * (next - t) * (static_cast<double>(left[c]) + right[c]);
      }
      t = next;
      left = right;
    }
    Sample value;
    for (std::size_t c = 0; c < kChannels; ++c) {
      value[c] = static_cast<float>(integral[c] / (to - from));
    }
    return value;
  }

 private:
  const std::vector<double>& time_;
  const std::vector<Sample>& samples_;
  std::size_t k_ = 0;
};

// Samples per second where there are samples: pauses longer than max_gap_s do not count.
double rate_without_gaps(const std::vector<double>& time, double max_gap_s) {
  std::size_t intervals = 0;
  double seconds = 0.0;
  for (std::size_t k = 1; k < time.size(); ++k) {
    const double step = time[k] - time[k - 1];
    if (step > max_gap_s) continue;
    ++intervals;
    seconds += step;
  }
  return seconds > 0.0 ? static_cast<double>(intervals) / seconds : 0.0;
}

std::vector<Segment> segments_on_grid(const Recording& recording, double rate) {
  std::vector<Segment> segments;
  std::size_t free_from = 0;
  for (const Segment& segment : recording.segments) {
    assert(segment.first < segment.end && segment.end <= recording.samples.size());
    const double start = (recording.time_s[segment.first] - recording.time_s.front()) * rate;
    const double last = (recording.time_s[segment.end - 1] - recording.time_s.front()) * rate;
    const std::size_t first =
        std::max(free_from, static_cast<std::size_t>(std::ceil(std::max(0.0, start - kOnGrid))));
    const std::size_t end = static_cast<std::size_t>(std::floor(last + kOnGrid)) + 1;
    if (first >= end) continue;  // shorter than a grid period
    segments.push_back({first, end, segment.activity});
    free_from = end;
  }
  return segments;
}

void fill_grid(const Recording& recording, double rate, double max_gap_s, Track& track) {
  const std::vector<double>& time = recording.time_s;
  const double length = (time.back() - time.front()) * rate;
  const std::size_t count = static_cast<std::size_t>(std::floor(length + kOnGrid)) + 1;
  const bool box = rate_without_gaps(time, max_gap_s) > kBoxFrom * rate;
  const double half_period = 0.5 / rate, on_grid = kOnGrid / rate;
  PiecewiseLinear signal(recording);
  track.samples.reserve(count);
  track.gap.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double t = time.front() + static_cast<double>(i) / rate;
    const std::size_t k = signal.interval(t);
    const bool inside = t > time[k] + on_grid && t < time[k + 1] - on_grid;
    track.gap.push_back(inside && time[k + 1] - time[k] > max_gap_s);
    track.samples.push_back(box ? signal.mean(t - half_period, t + half_period) : signal.at(t));
  }
}

}  // namespace

Track resample(const Recording& recording, double sample_rate_hz, double max_gap_s) {
  if (!(sample_rate_hz > 0.0) || !std::isfinite(sample_rate_hz)) {
    throw Error(ErrorKind::Usage, "the sample rate must be above 0", "sample_rate_hz");
  }
  assert(recording.time_s.size() == recording.samples.size());
  Track track;
  track.data_set = recording.data_set;
  track.recording = recording.id;
  track.subject = recording.subject;
  track.placement = recording.placement;
  track.synthetic = recording.synthetic;
  track.start_s = recording.time_s.empty() ? 0.0 : recording.time_s.front();
  const bool already_uniform =
      !recording.has_timestamps && recording.nominal_rate_hz == sample_rate_hz;
  if (already_uniform || recording.samples.size() < 2) {
    track.samples = recording.samples;
    track.gap.assign(recording.samples.size(), 0);
    track.segments = recording.segments;
  } else {
    fill_grid(recording, sample_rate_hz, max_gap_s, track);
    track.segments = segments_on_grid(recording, sample_rate_hz);
  }
  return track;
}

}  // namespace ambulo::windows
