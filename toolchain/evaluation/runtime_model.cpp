// SPDX-License-Identifier: Apache-2.0
#include "toolchain/evaluation/runtime_model.h"

#include <ambulo/sensor_contract.h>
#include <fmt/format.h>

#include <cstring>
#include <utility>

#include "toolchain/core/error.h"
#include "toolchain/core/files.h"
#include "toolchain/tflite/contract.h"

namespace ambulo::evaluation {

RuntimeModel RuntimeModel::load(const std::filesystem::path& path) {
  return RuntimeModel(read_bytes(path), path.string());
}

RuntimeModel::RuntimeModel(std::span<const std::uint8_t> bytes, std::string where)
    : model_(bytes, std::move(where)) {
  read_contract();
  check_shapes();
}

void RuntimeModel::read_contract() {
  const Span<const std::uint8_t> bytes = model_.model().metadata(kSensorContractName);
  if (bytes.empty()) {
    throw Error(ErrorKind::Unsupported, "the model carries no sensor contract", where(),
                "use a model written by ambulo train, which says what it expects of its input");
  }
  contract_ = tflite::read_contract({bytes.data, bytes.size}, where());
}

void RuntimeModel::check_shapes() {
  const execution::Session session(model_);
  const Interpreter& interpreter = session.interpreter();
  const std::size_t features = contract_.window * contract_.mean.size();
  const auto is_float = [](const Tensor& tensor, std::size_t count) {
    return tensor.type == TensorType::Float32 && tensor.shape.count() == count;
  };
  if (interpreter.input_count() != 1 || interpreter.output_count() != 1 ||
      !is_float(interpreter.input(0), features) ||
      !is_float(interpreter.output(0), contract_.labels.size())) {
    throw Error(ErrorKind::Unsupported,
                fmt::format("the network does not map one float32 input of {} x {} to one float32 "
                            "output of {}, as its sensor contract says",
                            contract_.window, contract_.mean.size(), contract_.labels.size()),
                where());
  }
}

RuntimeModel::Classifier::Classifier(const RuntimeModel& model) : session_(model.model_) {}

void RuntimeModel::Classifier::classify(const float* features, float* probabilities) {
  Interpreter& interpreter = session_.interpreter();
  const Tensor& input = interpreter.input(0);
  std::memcpy(input.data, features, input.shape.count() * sizeof(float));
  interpreter.reset_variables();
  interpreter.invoke();
  const Tensor& output = interpreter.output(0);
  std::memcpy(probabilities, output.data, output.shape.count() * sizeof(float));
}

}  // namespace ambulo::evaluation
