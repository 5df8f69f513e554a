// SPDX-License-Identifier: Apache-2.0
// From libtorch to the device runtime: every shipped network, briefly trained on simulated people
// (or, where real recordings are at hand, on those), gives the same probabilities in the runtime,
// reading its .tflite file, as in libtorch.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "toolchain/core/random.h"
#include "toolchain/evaluation/runtime_model.h"
#include "toolchain/recordings/import.h"
#include "toolchain/simulation/simulation.h"
#include "toolchain/tflite/export.h"
#include "toolchain/training/architecture.h"
#include "toolchain/training/network.h"
#include "toolchain/windows/features.h"
#include "toolchain/windows/windows.h"

namespace ambulo {
namespace {

constexpr std::size_t kCompared = 500, kTrained = 640, kBatch = 64;
constexpr float kTolerance = 1e-5f;

std::vector<recordings::Recording> some_people() {
  const char* data = std::getenv("AMBULO_DATA_DIR");
  const std::filesystem::path hapt = std::filesystem::path(data ? data : "") / "hapt.tar.xz";
  if (data != nullptr && std::filesystem::exists(hapt)) {
    return recordings::import_recordings(hapt).recordings;
  }
  simulation::SimulationSpec spec;
  spec.subjects = 6;
  return simulation::simulate(spec);
}

class Export : public testing::TestWithParam<const char*> {
 protected:
  static void SetUpTestSuite() { people_ = new std::vector(some_people()); }
  static void TearDownTestSuite() { delete people_; }
  static std::vector<recordings::Recording>* people_;
};
std::vector<recordings::Recording>* Export::people_ = nullptr;

TEST_P(Export, the_runtime_gives_the_probabilities_of_libtorch) {
  const training::Experiment experiment = training::load_experiment(GetParam());
  windows::WindowSpec spec = experiment.windows;
  spec.activities = windows::activities_of(*people_);
  const windows::WindowSet set = windows::cut(*people_, spec);
  windows::FeatureExtractor extractor(set, experiment.front_end);
  std::vector<std::size_t> all(set.windows.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  Random(3).shuffle(all);

  training::TrainedModel model;
  model.name = experiment.name;
  extractor.measure(all, model.contract.mean, model.contract.std);
  extractor.set_standardization(model.contract.mean, model.contract.std);
  model.contract.labels = spec.activities;
  model.contract.front_end = experiment.front_end;

  const std::size_t row = extractor.row_count() * extractor.channels();
  const std::size_t classes = spec.activities.size();
  training::set_threads(1);
  training::Network network(training::architecture_layers(experiment.model, spec.length, classes),
                            spec.length, extractor.channels(), experiment.training.optimizer, 1);
  std::vector<float> x(kBatch * row);
  std::vector<std::int64_t> labels(kBatch);
  for (std::size_t first = 0; first < kTrained; first += kBatch) {
    for (std::size_t i = 0; i < kBatch; ++i) {
      const std::size_t window = all[(first + i) % all.size()];
      extractor.extract(window, x.data() + i * row);
      labels[i] = set.windows[window].label;
    }
    network.train_step(x, labels, {2e-3, 0.9});
  }
  model.layers = network.trained_layers(training::Weights::Averaged);

  const evaluation::RuntimeModel runtime(tflite::export_model(model), "exported");
  evaluation::RuntimeModel::Classifier classifier(runtime);
  const std::size_t count = std::min(kCompared, all.size());
  x.resize(count * row);
  for (std::size_t i = 0; i < count; ++i) extractor.extract(all[i], x.data() + i * row);
  std::vector<float> expected(count * classes), got(classes);
  network.predict(training::Weights::Averaged, x, expected);
  float largest = 0.0f, spread = 0.0f;
  for (std::size_t i = 0; i < count; ++i) {
    classifier.classify(x.data() + i * row, got.data());
    for (std::size_t c = 0; c < classes; ++c) {
      largest = std::max(largest, std::abs(got[c] - expected[i * classes + c]));
      spread = std::max(spread, std::abs(got[c] - expected[c]));
    }
  }
  RecordProperty("windows", static_cast<int>(count));
  RecordProperty("largest_difference", std::to_string(largest));
  EXPECT_LE(largest, kTolerance);
  EXPECT_GT(spread, 0.05f) << "the network answers the same to everything: nothing was compared";
}

INSTANTIATE_TEST_SUITE_P(EveryNetwork, Export, testing::Values("dnn", "cnn", "lstm", "compact"),
                         [](const auto& name) { return std::string(name.param); });

}  // namespace
}  // namespace ambulo
