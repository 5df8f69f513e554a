// SPDX-License-Identifier: Apache-2.0
#include "toolchain/evaluation/batch.h"

#include <memory>

#include "toolchain/core/parallel.h"
#include "toolchain/windows/features.h"

namespace ambulo::evaluation {
namespace {

constexpr std::size_t kChunk = 64;  // windows: some milliseconds, of which starting takes nothing

}  // namespace

std::vector<float> classify_windows(const RuntimeModel& model, const windows::WindowSet& set,
                                    std::span<const std::size_t> chosen,
                                    const BatchOptions& options) {
  const windows::SensorContract& contract = model.contract();
  windows::FeatureExtractor extractor(set, contract.front_end);
  extractor.set_standardization(contract.mean, contract.std);
  const std::size_t labels = contract.labels.size();
  std::vector<float> probabilities(chosen.size() * labels);
  ParallelOptions parallel{.threads = options.threads, .chunk = kChunk};
  if (options.progress) {
    parallel.report = [&](std::size_t done) {
      options.progress({.task = "classifying", .done = done, .total = chosen.size(), .detail = {}});
    };
  }
  parallel_for(chosen.size(), parallel, [&] {
    const auto classifier = std::make_shared<RuntimeModel::Classifier>(model);
    return [&, classifier,
            features = std::vector<float>(extractor.row_count() * extractor.channels())](
               std::size_t i) mutable {
      extractor.extract(chosen[i], features.data());
      classifier->classify(features.data(), probabilities.data() + i * labels);
    };
  });
  return probabilities;
}

}  // namespace ambulo::evaluation
