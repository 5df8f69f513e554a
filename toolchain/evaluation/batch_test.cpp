// SPDX-License-Identifier: Apache-2.0
#include "toolchain/evaluation/batch.h"

#include <gtest/gtest.h>

#include <numeric>

#include "toolchain/core/error.h"
#include "toolchain/core/random.h"
#include "toolchain/graph/testing/random_models.h"
#include "toolchain/tflite/export.h"
#include "toolchain/windows/features.h"
#include "toolchain/windows/windows.h"

namespace ambulo::evaluation {
namespace {

// Three tracks of noise: no two windows are alike.
windows::WindowSet noise() {
  std::vector<recordings::Recording> people;
  Random random(5);
  for (const char* subject : {"1", "2", "3"}) {
    recordings::Recording& recording = people.emplace_back();
    recording.id = recording.subject = subject;
    recording.nominal_rate_hz = 50.0;
    for (std::size_t i = 0; i < 64 * 101; ++i) {
      recordings::Sample sample;
      for (float& value : sample) value = static_cast<float>(random.normal());
      recording.time_s.push_back(static_cast<double>(i) / 50.0);
      recording.samples.push_back(sample);
    }
    recording.segments = {{0, recording.samples.size(), "walking"}};
  }
  windows::WindowSpec spec;
  spec.activities = {"walking"};
  return windows::cut(people, spec);
}

class Batch : public ::testing::TestWithParam<training::TrainedModel (*)(std::uint64_t)> {};

TEST_P(Batch, is_the_same_to_the_bit_on_any_number_of_threads) {
  const RuntimeModel model(tflite::export_model(GetParam()(3)), "m");
  const windows::WindowSet set = noise();
  ASSERT_EQ(set.windows.size(), 300u);
  std::vector<std::size_t> chosen(set.windows.size());
  std::iota(chosen.rbegin(), chosen.rend(), std::size_t{0});  // any order
  const std::vector<float> one = classify_windows(model, set, chosen, {.threads = 1});
  for (const unsigned threads : {0u, 2u, 5u}) {
    EXPECT_EQ(classify_windows(model, set, chosen, {.threads = threads}), one) << threads;
  }

  windows::FeatureExtractor extractor(set, model.contract().front_end);
  extractor.set_standardization(model.contract().mean, model.contract().std);
  const std::size_t labels = model.contract().labels.size();
  std::vector<float> features(extractor.row_count() * extractor.channels());
  std::vector<float> alone(labels);
  for (std::size_t i = 0; i < chosen.size(); i += 37) {
    RuntimeModel::Classifier classifier(model);  // without any window before
    extractor.extract(chosen[i], features.data());
    classifier.classify(features.data(), alone.data());
    for (std::size_t c = 0; c < labels; ++c) EXPECT_EQ(alone[c], one[i * labels + c]);
  }
}

INSTANTIATE_TEST_SUITE_P(EveryNetwork, Batch,
                         ::testing::Values(graph::testing::random_dnn, graph::testing::random_cnn,
                                           graph::testing::random_lstm,
                                           graph::testing::random_compact));

TEST(BatchProgress, counts_up_to_the_last_window) {
  const RuntimeModel model(tflite::export_model(graph::testing::random_dnn(1)), "m");
  const windows::WindowSet set = noise();
  const std::vector<std::size_t> chosen(200, 7);
  std::size_t last = 0;
  classify_windows(model, set, chosen, {.threads = 2, .progress = [&](const Progress& progress) {
                                          EXPECT_GT(progress.done, last);
                                          last = progress.done;
                                          EXPECT_EQ(progress.total, 200u);
                                        }});
  EXPECT_EQ(last, 200u);
}

}  // namespace
}  // namespace ambulo::evaluation
