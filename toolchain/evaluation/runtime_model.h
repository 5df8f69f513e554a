// SPDX-License-Identifier: Apache-2.0
// A classifier of windows in the device runtime: a loaded model with its sensor contract.
//
//   const RuntimeModel model = RuntimeModel::load("run/model.tflite");
//   RuntimeModel::Classifier classifier(model);             // one per thread
//   classifier.classify(features, probabilities);           // (window, channels) -> (labels)
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "toolchain/execution/loaded_model.h"
#include "toolchain/windows/sensor_contract.h"

namespace ambulo::evaluation {

class RuntimeModel {
 public:
  // Everything that can be wrong with a model is found here. Throws Error: BadInput for a file that
  // cannot be read or is no sound .tflite, Unsupported for operators, types or shapes that the
  // runtime does not take (naming the operator), for a missing sensor contract, and for a contract
  // that input and output of the network contradict.
  static RuntimeModel load(const std::filesystem::path& path);
  // where: what errors call the bytes.
  RuntimeModel(std::span<const std::uint8_t> bytes, std::string where);

  const windows::SensorContract& contract() const { return contract_; }
  const std::string& where() const { return model_.where(); }
  std::size_t file_bytes() const { return model_.bytes().size(); }
  std::size_t arena_bytes() const { return model_.arena_bytes(); }
  // The part of the arena that holds weights in another order, for this CPU's kernels.
  std::size_t repacked_weight_bytes() const { return model_.arena_use().weights; }

  // An interpreter with its arena. The model outlives it and stays where it is.
  class Classifier {
   public:
    explicit Classifier(const RuntimeModel& model);
    // features (window, channels) standardised; probabilities (labels). Recurrent state starts at
    // zero, so that windows are independent of their order.
    void classify(const float* features, float* probabilities);

   private:
    execution::Session session_;
  };

 private:
  void read_contract();
  void check_shapes();

  execution::LoadedModel model_;
  windows::SensorContract contract_;
};

}  // namespace ambulo::evaluation
