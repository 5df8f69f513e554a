// SPDX-License-Identifier: Apache-2.0
// The published networks in their true shapes, with random weights, float32 or int8: what tests
// compare between instruction sets and benchmarks count. Window (1,128,channels), six activities.
#pragma once

#include <cmath>
#include <random>
#include <string>
#include <utility>

#include "runtime/testing/test_model.h"

namespace ambulo::testing {

class HarNetwork {
 public:
  explicit HarNetwork(TensorType type) : type_(type) {}

  int window(int32_t channels) {
    return activation(model_.input({1, 1, 128, channels}, type_), 0.03f, 3);
  }

  // VALID convolution of five taps and RELU.
  int convolution(int x, int32_t steps, int32_t channels, int32_t filters) {
    namespace options = schema::conv_2d_options;
    const int output = computed({1, 1, steps - 4, filters});
    const auto [filter, bias] = weights({filters, 1, 5, channels});
    model_.op(schema::BuiltinOperator::Conv2d, {x, filter, bias}, {output},
              Options(schema::OptionsType::Conv2d)
                  .set(options::kPadding, 1)
                  .set(options::kStrideH, 1)
                  .set(options::kStrideW, 1)
                  .set(options::kActivation, 1));
    return output;
  }

  int max_pool(int x, int32_t steps, int32_t channels) {
    namespace options = schema::pool_2d_options;
    const int output = computed({1, 1, steps / 2, channels});
    model_.op(schema::BuiltinOperator::MaxPool2d, {x}, {output},
              Options(schema::OptionsType::Pool2d)
                  .set(options::kPadding, 1)
                  .set(options::kStrideH, 1)
                  .set(options::kStrideW, 2)
                  .set(options::kFilterH, 1)
                  .set(options::kFilterW, 2));
    return output;
  }

  int dense(int x, int32_t inputs, int32_t units, bool relu = true) {
    const int flat = computed({1, inputs});
    model_.op(schema::BuiltinOperator::Reshape, {x, model_.constant({2}, Ints{1, inputs})}, {flat});
    const int output =
        relu ? computed({1, units}) : activation(model_.computed({1, units}, type_), 0.06f, -4);
    const auto [weight, bias] = weights({units, inputs});
    model_.op(schema::BuiltinOperator::FullyConnected, {flat, weight, bias}, {output},
              Options(schema::OptionsType::FullyConnected)
                  .set(schema::fully_connected_options::kActivation, relu ? 1 : 0));
    return output;
  }

  TestModel classify(int features, int32_t inputs) {
    const int logits = dense(features, inputs, 6, false);
    const int output = activation(model_.output({1, 6}, type_), 1.0f / 256.0f, -128);
    model_.op(schema::BuiltinOperator::Softmax, {logits}, {output},
              Options(schema::OptionsType::Softmax).set(schema::softmax_options::kBeta, 1.0f));
    return std::move(model_);
  }

 private:
  static constexpr float kScale = 0.03f;  // of activations; those after a RELU begin at -128

  int activation(int tensor, float scale, int64_t zero_point) {
    return type_ == TensorType::Int8 ? model_.quantize(tensor, scale, zero_point) : tensor;
  }
  int computed(Ints shape) {
    return activation(model_.computed(std::move(shape), type_), kScale, -128);
  }

  // Weights and bias with one slice for each output, sized so that activations keep their spread.
  std::pair<int, int> weights(const Ints& shape) {
    size_t count = 1;
    for (const int32_t dim : shape) count *= static_cast<size_t>(dim);
    const size_t outputs = static_cast<size_t>(shape[0]);
    const float largest = std::sqrt(6.0f / static_cast<float>(count / outputs));
    if (type_ == TensorType::Float32) {
      Floats values(count), bias(outputs);
      for (float& value : values) value = uniform(largest);
      for (float& value : bias) value = uniform(0.1f);
      return {model_.constant(shape, values), model_.constant({shape[0]}, bias)};
    }
    std::vector<int8_t> values(count);
    for (int8_t& value : values) value = static_cast<int8_t>(uniform(127.9f));
    Ints bias(outputs);
    Quantization scales;
    for (int32_t& value : bias) {
      scales.scales.push_back(largest / 127.0f * (1.0f + uniform(0.3f)));
      scales.zero_points.push_back(0);
      value = static_cast<int32_t>(uniform(0.1f) / (scales.scales.back() * kScale));
    }
    return {model_.quantize(model_.constant(shape, values), scales),
            model_.constant({shape[0]}, bias)};
  }

  float uniform(float limit) {
    return std::uniform_real_distribution<float>(-limit, limit)(random_);
  }

  TensorType type_;
  TestModel model_;
  std::mt19937 random_{7};
};

// Three blocks of convolution and pooling, then 50 units.
inline TestModel har_cnn(TensorType type, int32_t channels = 6) {
  HarNetwork network(type);
  int x = network.window(channels);
  x = network.max_pool(network.convolution(x, 128, channels, 12), 124, 12);
  x = network.max_pool(network.convolution(x, 62, 12, 24), 58, 24);
  x = network.max_pool(network.convolution(x, 29, 24, 48), 25, 48);
  return network.classify(network.dense(x, 12 * 48, 50), 50);
}

inline TestModel har_dnn(TensorType type, int32_t channels = 6) {
  HarNetwork network(type);
  const int x = network.dense(network.window(channels), 128 * channels, 64);
  return network.classify(network.dense(x, 64, 64), 64);
}

}  // namespace ambulo::testing
