// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/accuracy.h"

#include <algorithm>
#include <cstring>
#include <memory>

#include "toolchain/core/error.h"
#include "toolchain/core/parallel.h"
#include "toolchain/quantization/numbers.h"

namespace ambulo::quantization {
namespace {

constexpr std::size_t kChunk = 32;

template <typename T>
std::uint32_t index_of_largest(const Tensor& tensor) {
  const T* values = tensor.as<T>();
  return static_cast<std::uint32_t>(std::max_element(values, values + tensor.shape.count()) -
                                    values);
}

std::uint32_t prediction(const Tensor& output) {
  switch (output.type) {
    case TensorType::Float32:
      return index_of_largest<float>(output);
    case TensorType::Int8:
      return index_of_largest<std::int8_t>(output);
    case TensorType::Int16:
      return index_of_largest<std::int16_t>(output);
    case TensorType::UInt8:
      return index_of_largest<std::uint8_t>(output);
    default:
      throw Error(ErrorKind::Unsupported,
                  "the output of the model is of a type that has no scores");
  }
}

graph::DataType graph_type(TensorType type) {
  if (type == TensorType::UInt8) return graph::DataType::UInt8;
  return type == TensorType::Int16 ? graph::DataType::Int16 : graph::DataType::Int8;
}

}  // namespace

void run_sample(Interpreter& interpreter, std::span<const float> sample) {
  const Tensor& input = interpreter.input(0);
  if (input.type == TensorType::Float32) {
    std::memcpy(input.data, sample.data(), sample.size_bytes());
  } else {
    const auto bytes =
        quantize(sample, fixed_numbers(input.scale, input.zero_point), graph_type(input.type));
    std::memcpy(input.data, bytes.data(), bytes.size());
  }
  interpreter.reset_variables();
  interpreter.invoke();
}

std::vector<std::uint32_t> predictions(const execution::LoadedModel& model,
                                       const Samples& samples) {
  std::vector<std::uint32_t> result(samples.count());
  parallel_for(samples.count(), {.threads = 0, .chunk = kChunk}, [&] {
    const auto session = std::make_shared<execution::Session>(model);
    return [&, session](std::size_t i) {
      run_sample(session->interpreter(), samples.sample(i));
      result[i] = prediction(session->interpreter().output(0));
    };
  });
  return result;
}

std::optional<double> accuracy(const execution::LoadedModel& model, const Samples& samples) {
  if (samples.labels.empty()) return std::nullopt;
  const std::vector<std::uint32_t> found = predictions(model, samples);
  std::size_t right = 0;
  for (std::size_t i = 0; i < found.size(); ++i) right += found[i] == samples.labels[i] ? 1 : 0;
  return static_cast<double>(right) / static_cast<double>(found.size());
}

}  // namespace ambulo::quantization
