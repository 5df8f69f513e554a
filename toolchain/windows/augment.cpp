// SPDX-License-Identifier: Apache-2.0
// A distorted copy of a window, drawn anew each time. In this order:
//   shift, time warp   x(t) by linear interpolation at t_i = start + i step, of the raw signal and
//                      of its low pass alike, never outside the labelled run of the window
//   splice             low passes go on from the state of another moment of the track, instead of
//                      the one at the start of the labelled run: what came before is forgotten
//                      as fast as their memory fades, d(t) = d(0) exp(-2 pi f t)
//   rotation           x := R x, R = exp([w]) = I + sin a / a [w] + (1 - cos a) / a^2 [w]^2 with
//                      a = |w|: how the device sits; the same R for both sensors and low passes
//   gain               x := g x per channel; a channel and its low pass share g; a level has its
//   own noise              on the raw signal only: the low pass would have removed it
// then the front end and the standardisation, as for an undistorted window, and
//   cutout             rows in a row set to the mean (DeVries, Taylor 2017, along time).
// Parts with strength 0 are skipped, so that all of them off is extract() bit for bit.
#include <algorithm>
#include <array>
#include <cmath>

#include "toolchain/windows/features.h"

namespace ambulo::windows {
namespace {

using Matrix = std::array<std::array<float, 3>, 3>;

constexpr Matrix kIdentity = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};

// Positions of the rows in the track: start + i * step.
struct Timing {
  double start = 0.0, step = 1.0;
  std::size_t last = 0;  // of the run, inclusive
  bool on_samples = true;
};

Timing draw_timing(const Window& window, std::size_t length, const Augmentation& augmentation,
                   Random& random) {
  Timing timing;
  timing.last = window.segment_end - 1;
  double span = static_cast<double>(length) - 1.0, move = 0.0;
  const double room = static_cast<double>(timing.last) - window.segment_first;
  if (augmentation.time_warp > 0.0 && length > 1) {
    const double factor =
        random.uniform(1.0 - augmentation.time_warp, 1.0 + augmentation.time_warp);
    const double warped = std::min(span * factor, room);
    timing.step = warped / span;
    timing.on_samples = false;
    move -= 0.5 * (warped - span);  // the middle stays where it was
    span = warped;
  }
  if (augmentation.shift > 0) {  // whole samples: without a warp nothing is interpolated
    move += static_cast<double>(random.below(2 * augmentation.shift + 1)) -
            static_cast<double>(augmentation.shift);
  }
  timing.start = std::clamp(window.first + move, static_cast<double>(window.segment_first),
                            window.segment_first + std::max(0.0, room - span));
  return timing;
}

// Rodrigues' formula.
Matrix draw_rotation(double deviation, Random& random) {
  if (deviation <= 0.0) return kIdentity;
  const double x = deviation * random.normal(), y = deviation * random.normal(),
               z = deviation * random.normal();
  const double a2 = x * x + y * y + z * z, a = std::sqrt(a2);
  const double s = a > 1e-6 ? std::sin(a) / a : 1.0;
  const double c = a > 1e-6 ? (1.0 - std::cos(a)) / a2 : 0.5;
  const auto f = [](double value) { return static_cast<float>(value); };
  return {{{f(1.0 - c * (y * y + z * z)), f(c * x * y - s * z), f(c * x * z + s * y)},
           {f(c * x * y + s * z), f(1.0 - c * (x * x + z * z)), f(c * y * z - s * x)},
           {f(c * x * z - s * y), f(c * y * z + s * x), f(1.0 - c * (x * x + y * y))}}};
}

void draw_gain(double deviation, Random& random, Matrix& matrix) {
  for (auto& row : matrix) {
    const float gain = static_cast<float>(1.0 + deviation * random.normal());
    for (float& value : row) value *= gain;
  }
}

void apply(const Matrix& m, float* v) {
  const float x = v[0], y = v[1], z = v[2];
  for (std::size_t r = 0; r < 3; ++r) v[r] = m[r][0] * x + m[r][1] * y + m[r][2] * z;
}

template <typename Row>
Row between(const Row& a, const Row& b, float u) {
  Row value;
  for (std::size_t c = 0; c < value.size(); ++c) value[c] = a[c] + u * (b[c] - a[c]);
  return value;
}

// What another past adds to the low passes, row by row.
class OtherPast {
 public:
  OtherPast() = default;
  OtherPast(const LowPassed& actual, const LowPassed& other, const FrontEndConfig& config,
            double first_row, double step) {
    for (std::size_t c = 0; c < kLowPassChannels; ++c) {
      const float corner = c < kRawChannels ? config.low_pass_hz : kLevelHz[c - kRawChannels];
      const auto faded = [&](double samples) {
        return static_cast<float>(std::exp(-2.0 * M_PI * static_cast<double>(corner) * samples /
                                           static_cast<double>(config.sample_rate_hz)));
      };
      difference_[c] = (other[c] - actual[c]) * faded(first_row);
      fading_[c] = faded(step);
    }
  }

  void add_to(LowPassed& low) {
    for (std::size_t c = 0; c < kLowPassChannels; ++c) {
      low[c] += difference_[c];
      difference_[c] *= fading_[c];
    }
  }

 private:
  LowPassed difference_{}, fading_{};
};

// Near normal: the sum of 8 uniform bytes of one draw, mean 0, deviation 1, within 4.9. Ten times
// cheaper than Box and Muller, and a window takes 768 of them.
float cheap_normal(Random& random) {
  constexpr std::uint64_t kEven = 0x00FF00FF00FF00FFull;
  constexpr float kMean = 8 * 127.5f, kDeviation = 209.023922f;  // sqrt(8 (256^2 - 1) / 12)
  const std::uint64_t bits = random.bits();
  const std::uint64_t pairs = (bits & kEven) + ((bits >> 8) & kEven);
  const auto sum = static_cast<float>((pairs * 0x0001000100010001ull) >> 48);
  return (sum - kMean) * (1.0f / kDeviation);
}

void add_noise(float acceleration, float rotation, Random& random, Sample& raw) {
  for (std::size_t c = 0; c < 3; ++c) {
    raw[c] += acceleration * cheap_normal(random);
    raw[3 + c] += rotation * cheap_normal(random);
  }
}

}  // namespace

void FeatureExtractor::extract_augmented(std::size_t window, const Augmentation& augmentation,
                                         Random& random, float* out) const {
  const Window& w = set_.windows[window];
  const Sample* raw_track = set_.tracks[w.track].samples.data();
  const Timing timing = draw_timing(w, row_count(), augmentation, random);
  Matrix acceleration = draw_rotation(augmentation.rotation_rad, random), rotation = acceleration;
  if (augmentation.gain > 0.0) {
    draw_gain(augmentation.gain, random, acceleration);
    draw_gain(augmentation.gain, random, rotation);
  }
  OtherPast past;
  if (augmentation.splice && !low_.empty()) {
    past = OtherPast(low_at(w.track, w.segment_first),
                     low_at(w.track, random.below(low_[w.track].size())), config_,
                     timing.start - w.segment_first, timing.step);
  }
  LowPassed level_gain;
  level_gain.fill(1.0f);
  if (config_.kind == FrontEnd::GravitySplitLevels && augmentation.gain > 0.0) {
    for (std::size_t c = kRawChannels; c < kLowPassChannels; ++c) {
      level_gain[c] = static_cast<float>(1.0 + augmentation.gain * random.normal());
    }
  }
  const bool turn = augmentation.rotation_rad > 0.0 || augmentation.gain > 0.0;
  const bool noisy =
      augmentation.acceleration_noise_mps2 > 0.0 || augmentation.rotation_noise_rps > 0.0;
  const float acceleration_noise = static_cast<float>(augmentation.acceleration_noise_mps2);
  const float rotation_noise = static_cast<float>(augmentation.rotation_noise_rps);
  const std::size_t width = channels();
  float* const begin = out;

  for (std::size_t i = 0; i < row_count(); ++i, out += width) {
    const double position = timing.start + static_cast<double>(i) * timing.step;
    const std::size_t k = std::min(static_cast<std::size_t>(position), timing.last);
    Sample raw = raw_track[k];
    LowPassed low = low_at(w.track, k);
    if (!timing.on_samples) {
      const std::size_t next = std::min(k + 1, timing.last);
      const float u = static_cast<float>(position - static_cast<double>(k));
      raw = between(raw, raw_track[next], u);
      low = between(low, low_at(w.track, next), u);
    }
    if (augmentation.splice) past.add_to(low);
    if (turn) {
      apply(acceleration, raw.data());
      apply(acceleration, low.data());
      apply(rotation, raw.data() + 3);
      apply(rotation, low.data() + 3);
    }
    for (std::size_t c = kRawChannels; c < kLowPassChannels; ++c) low[c] *= level_gain[c];
    if (noisy) add_noise(acceleration_noise, rotation_noise, random, raw);
    features(config_, raw.data(), low.data(), out);
    standardize(out, mean_.data(), inverse_std_.data(), width);
  }
  if (augmentation.cutout > 0) {
    const std::size_t rows = std::min(random.below(augmentation.cutout + 1), row_count());
    const std::size_t first = random.below(row_count() - rows + 1);
    std::fill_n(begin + first * width, rows * width, 0.0f);
  }
}

}  // namespace ambulo::windows
