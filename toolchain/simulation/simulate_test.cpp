// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "toolchain/core/error.h"
#include "toolchain/recordings/activity.h"
#include "toolchain/simulation/simulation.h"

namespace ambulo::simulation {
namespace {

using recordings::Recording;

SimulationSpec spec_of(std::size_t subjects, std::uint64_t seed = 1) {
  SimulationSpec spec;
  spec.subjects = subjects;
  spec.seed = seed;
  return spec;
}

bool is_basic(const std::string& activity) {
  const auto& basic = recordings::kBasicActivities;
  return std::find(basic.begin(), basic.end(), activity) != basic.end();
}

TEST(Simulate, gives_the_same_bytes_for_the_same_seed_and_others_for_another) {
  const std::vector<Recording> a = simulate(spec_of(2)), b = simulate(spec_of(2));
  EXPECT_EQ(a[1].samples, b[1].samples);
  EXPECT_EQ(a[1].time_s, b[1].time_s);
  EXPECT_NE(a[0].samples, a[1].samples);
  EXPECT_NE(a[0].samples, simulate(spec_of(1, 2))[0].samples);
}

TEST(Simulate, a_subject_does_not_depend_on_how_many_there_are) {
  EXPECT_EQ(simulate(spec_of(1))[0].samples, simulate(spec_of(3))[0].samples);
}

TEST(Simulate, always_says_that_it_is_synthetic) {
  for (const Recording& recording : simulate(spec_of(3))) {
    EXPECT_TRUE(recording.synthetic);
    EXPECT_EQ(recording.data_set, "simulation");
    EXPECT_EQ(recording.placement, "waist");
    EXPECT_NE(recording.id.find("simulated"), std::string::npos);
  }
}

TEST(Simulate, timestamps_ascend_strictly_jitter_and_keep_about_the_rate) {
  for (const Recording& recording : simulate(spec_of(5))) {
    ASSERT_EQ(recording.time_s.size(), recording.samples.size());
    EXPECT_TRUE(recording.has_timestamps);
    std::set<long> steps_us;
    for (std::size_t i = 1; i < recording.time_s.size(); ++i) {
      const double step = recording.time_s[i] - recording.time_s[i - 1];
      ASSERT_GT(step, 0.0);
      steps_us.insert(std::lround(step * 1e6));
    }
    EXPECT_GT(steps_us.size(), 1000u);
    const double rate = static_cast<double>(recording.samples.size()) / recording.time_s.back();
    EXPECT_NEAR(rate, 50.0, 1.0);
    EXPECT_NEAR(recording.time_s.back(), 240.0, 40.0);
  }
}

TEST(Simulate, labels_nearly_everything_in_order_and_each_of_the_six) {
  for (const Recording& recording : simulate(spec_of(5))) {
    std::map<std::string, std::size_t> samples;
    std::size_t labelled = 0, end = 0;
    for (const auto& segment : recording.segments) {
      ASSERT_GE(segment.first, end);
      ASSERT_GT(segment.end, segment.first);
      end = segment.end;
      labelled += segment.end - segment.first;
      samples[segment.activity] += segment.end - segment.first;
    }
    ASSERT_LE(end, recording.samples.size());
    EXPECT_GT(static_cast<double>(labelled), 0.93 * static_cast<double>(end));
    for (const std::string_view basic : recordings::kBasicActivities) {
      EXPECT_GT(samples[std::string(basic)], 50u * 20) << basic;
    }
    EXPECT_GT(samples.size(), 8u);  // transitions too
  }
}

TEST(Simulate, at_rest_the_acceleration_is_gravity_within_the_errors_of_the_phone) {
  for (const Recording& recording : simulate(spec_of(5))) {
    for (const auto& segment : recording.segments) {
      if (segment.activity != "standing" && segment.activity != "laying") continue;
      for (std::size_t i = segment.first; i < segment.end; ++i) {
        const auto& s = recording.samples[i];
        ASSERT_NEAR(std::hypot(s[0], s[1], s[2]), 9.81, 0.6);
      }
    }
  }
}

TEST(Simulate, takes_the_rate_of_the_device) {
  SimulationSpec spec = spec_of(1);
  spec.device.sample_rate_hz = 104.0;
  spec.minutes_per_subject = 1.0;
  const Recording recording = simulate(spec)[0];
  EXPECT_EQ(recording.nominal_rate_hz, 104.0);
  EXPECT_NEAR(static_cast<double>(recording.samples.size()) / recording.time_s.back(), 104.0, 2.0);
}

TEST(Simulate, refuses_values_that_make_no_sense) {
  const auto refused = [](auto change) {
    SimulationSpec spec = spec_of(1);
    change(spec);
    EXPECT_THROW(simulate(spec), Error);
  };
  refused([](SimulationSpec& spec) { spec.subjects = 0; });
  refused([](SimulationSpec& spec) { spec.minutes_per_subject = 0.0; });
  refused([](SimulationSpec& spec) { spec.minutes_per_subject = std::nan(""); });
  refused([](SimulationSpec& spec) { spec.device.sample_rate_hz = 0.0; });
  refused([](SimulationSpec& spec) { spec.device.clock_jitter_s = -1.0; });
  refused([](SimulationSpec& spec) { spec.device.clock_error = 2.0; });
}

// Windows of 128 samples as mean and log deviation of each channel; nearest mean of a class, in
// units of the deviation over all windows. A network must beat this easily, and this must neither
// fail nor solve the task.
class NearestMean {
 public:
  using Statistics = std::array<double, 12>;

  static std::vector<std::pair<std::string, Statistics>> windows(const Recording& recording) {
    std::vector<std::pair<std::string, Statistics>> all;
    for (const auto& segment : recording.segments) {
      if (!is_basic(segment.activity)) continue;
      for (std::size_t i = segment.first; i + 128 <= segment.end; i += 64) {
        Statistics statistics{};
        for (std::size_t c = 0; c < 6; ++c) {
          double sum = 0.0, squares = 0.0;
          for (std::size_t k = i; k < i + 128; ++k) {
            const double x = recording.samples[k][c];
            sum += x / 128.0;
            squares += x * x / 128.0;
          }
          statistics[c] = sum;
          statistics[6 + c] = 0.5 * std::log(std::max(1e-6, squares - sum * sum));
        }
        all.emplace_back(segment.activity, statistics);
      }
    }
    return all;
  }

  void learn(const std::vector<Recording>& recordings) {
    std::map<std::string, double> counts;
    Statistics sum{}, squares{};
    double count = 0.0;
    for (const Recording& recording : recordings) {
      for (const auto& [activity, statistics] : windows(recording)) {
        ++counts[activity];
        ++count;
        for (std::size_t i = 0; i < 12; ++i) {
          means_[activity][i] += statistics[i];
          sum[i] += statistics[i];
          squares[i] += statistics[i] * statistics[i];
        }
      }
    }
    for (auto& [activity, mean] : means_) {
      for (double& value : mean) value /= counts[activity];
    }
    for (std::size_t i = 0; i < 12; ++i) {
      scale_[i] = std::sqrt(squares[i] / count - std::pow(sum[i] / count, 2));
    }
  }

  std::string classify(const Statistics& statistics) const {
    std::string nearest;
    double least = 1e300;
    for (const auto& [activity, mean] : means_) {
      double distance = 0.0;
      for (std::size_t i = 0; i < 12; ++i) {
        distance += std::pow((statistics[i] - mean[i]) / scale_[i], 2);
      }
      if (distance < least) {
        least = distance;
        nearest = activity;
      }
    }
    return nearest;
  }

 private:
  std::map<std::string, Statistics> means_;
  Statistics scale_{};
};

TEST(Simulate, classes_are_learnable_but_not_trivial_across_subjects) {
  std::vector<Recording> people = simulate(spec_of(30));
  const std::vector<Recording> others(people.begin() + 20, people.end());
  people.resize(20);
  NearestMean classifier;
  classifier.learn(people);
  double right = 0.0, count = 0.0;
  for (const Recording& recording : others) {
    for (const auto& [activity, statistics] : NearestMean::windows(recording)) {
      right += classifier.classify(statistics) == activity ? 1.0 : 0.0;
      ++count;
    }
  }
  EXPECT_GT(right / count, 0.6) << right << " of " << count;
  EXPECT_LT(right / count, 0.97) << right << " of " << count;
}

}  // namespace
}  // namespace ambulo::simulation
