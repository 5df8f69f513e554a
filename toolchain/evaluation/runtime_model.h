// SPDX-License-Identifier: Apache-2.0
// A .tflite model in the device runtime, for the host: owns the bytes, the contract and the arenas,
// and turns Status into Error.
//
//   const RuntimeModel model = RuntimeModel::load("run/model.tflite");
//   RuntimeModel::Classifier classifier(model);             // one per thread
//   classifier.classify(features, probabilities);           // (window, channels) -> (labels)
#pragma once

#include <ambulo/interpreter.h>
#include <ambulo/model.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "toolchain/windows/sensor_contract.h"

namespace ambulo::evaluation {

// Memory for the runtime, which wants models and arenas aligned to 16 bytes.
class AlignedBytes {
 public:
  explicit AlignedBytes(std::size_t size);
  std::uint8_t* data() const { return data_.get(); }
  std::size_t size() const { return size_; }
  Span<std::uint8_t> span() const { return {data(), size()}; }

 private:
  struct Free {
    void operator()(std::uint8_t* bytes) const;
  };
  std::unique_ptr<std::uint8_t[], Free> data_;
  std::size_t size_;
};

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
  const std::string& where() const { return where_; }
  std::size_t file_bytes() const { return bytes_.size(); }
  std::size_t arena_bytes() const { return arena_bytes_; }

  // An interpreter with its arena. The model outlives it and stays where it is.
  class Classifier {
   public:
    explicit Classifier(const RuntimeModel& model);
    // features (window, channels) standardised; probabilities (labels). Recurrent state starts at
    // zero, so that windows are independent of their order.
    void classify(const float* features, float* probabilities);

   private:
    AlignedBytes arena_;
    Interpreter interpreter_;
  };

 private:
  void read_contract();
  void check_shapes();

  std::string where_;
  AlignedBytes bytes_;
  Model model_;
  windows::SensorContract contract_;
  std::size_t arena_bytes_ = 0;
};

}  // namespace ambulo::evaluation
