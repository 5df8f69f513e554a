// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/divergence.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "toolchain/core/error.h"
#include "toolchain/core/parallel.h"
#include "toolchain/core/progress.h"
#include "toolchain/quantization/accuracy.h"

namespace ambulo::quantization {
namespace {

constexpr std::size_t kChunk = 32;
constexpr double kLeast = 1.0 / 512.0;

double real(const Tensor& tensor, std::size_t i) {
  switch (tensor.type) {
    case TensorType::Float32:
      return static_cast<double>(tensor.as<float>()[i]);
    case TensorType::Int8:
      return static_cast<double>(tensor.scale) * (tensor.as<std::int8_t>()[i] - tensor.zero_point);
    case TensorType::UInt8:
      return static_cast<double>(tensor.scale) * (tensor.as<std::uint8_t>()[i] - tensor.zero_point);
    case TensorType::Int16:
      return static_cast<double>(tensor.scale) * tensor.as<std::int16_t>()[i];
    default:
      throw Error(ErrorKind::Unsupported,
                  "the output of the model is of a type that has no scores");
  }
}

}  // namespace

Answers answers_of(const execution::LoadedModel& model, const Samples& samples) {
  if (interrupted()) throw Error(ErrorKind::Interrupted, "quantisation was interrupted");
  Answers answers;
  answers.classes = execution::Session(model).interpreter().output(0).shape.count();
  answers.probabilities.resize(samples.count() * answers.classes);
  parallel_for(samples.count(), {.threads = 0, .chunk = kChunk}, [&] {
    const auto session = std::make_shared<execution::Session>(model);
    return [&, session](std::size_t i) {
      run_sample(session->interpreter(), samples.sample(i));
      const Tensor& output = session->interpreter().output(0);
      for (std::size_t c = 0; c < answers.classes; ++c) {
        answers.probabilities[i * answers.classes + c] = real(output, c);
      }
    };
  });
  return answers;
}

double divergence(const Answers& p, const Answers& q) {
  double sum = 0.0;
  for (std::size_t i = 0; i < p.probabilities.size(); ++i) {
    const double a = std::max(p.probabilities[i], kLeast);
    const double b = std::max(q.probabilities[i], kLeast);
    sum += a * std::log(a / b) - a + b;
  }
  return sum * static_cast<double>(p.classes) /
         static_cast<double>(std::max<std::size_t>(p.probabilities.size(), 1));
}

double accuracy(const Answers& answers, const Samples& samples) {
  std::size_t right = 0;
  for (std::size_t i = 0; i < samples.count(); ++i) {
    const auto first =
        answers.probabilities.begin() + static_cast<std::ptrdiff_t>(i * answers.classes);
    const auto largest =
        std::max_element(first, first + static_cast<std::ptrdiff_t>(answers.classes));
    right += static_cast<std::size_t>(largest - first) == samples.labels[i] ? 1 : 0;
  }
  return static_cast<double>(right) /
         static_cast<double>(std::max<std::size_t>(samples.count(), 1));
}

}  // namespace ambulo::quantization
