// SPDX-License-Identifier: Apache-2.0
// CONV_2D, DEPTHWISE_CONV_2D and FULLY_CONNECTED in int8, int16, uint8 and hybrid. A new shape is a
// row of kWindows or kLayers, new numbers a row of kFormats: each shape meets each format.
#include <cmath>
#include <random>

#include "tests/conformance/operators/cases.h"

namespace ambulo::conformance {
namespace {

using schema::Activation;
using schema::BuiltinOperator;
using schema::OptionsType;
using schema::Padding;
using testing::Ints;
using testing::Options;
using testing::TestModel;

struct Format {
  const char* name;
  Numbers input;
  int output_zero_point;
  TensorType bias;  // Bool: none
  float weight_scale;
  bool by_channel;
  Activation activation;
  float gain = 1.0f;  // 1: results fill about the range of their type
  bool asymmetric = false;
  bool names_bias_type = true;
};

constexpr TensorType kNoBias = TensorType::Bool;

const std::vector<Format> kFormats = {
    {"s8", int8(.05f, 3), -7, TensorType::Int32, .01f, true, Activation::None},
    {"s8_by_tensor", int8(.0331f, -17), 5, TensorType::Int32, .0123f, false, Activation::None},
    {"s8_relu", int8(.0731f, -128), -128, TensorType::Int32, .003f, true, Activation::Relu},
    {"s8_relu6", int8(.11f, 127), -100, TensorType::Int32, .004f, true, Activation::Relu6},
    {"s8_minus_one_to_one", int8(.02f, 0), 127, TensorType::Int32, .002f, true,
     Activation::ReluN1To1},
    {"s8_saturated", int8(1.0f, -128), 127, TensorType::Int32, .5f, true, Activation::None, 40},
    {"s8_factor_above_one", int8(1.0f, 127), 0, TensorType::Int32, .5f, false, Activation::None,
     50000},
    {"s8_tiny", int8(1e-6f, 127), -128, TensorType::Int32, 1e-9f, true, Activation::None, 1e-3f},
    {"s8_vanishing", int8(1e-6f, 9), 11, TensorType::Int32, 1e-9f, true, Activation::None, 1e-12f},
    {"s8_no_bias", int8(.07f, 40), -60, kNoBias, .003f, true, Activation::None},
    {"s16", int16(.0003f), 0, TensorType::Int64, .01f, true, Activation::None},
    {"s16_by_tensor_relu", int16(.0007f), 0, TensorType::Int64, .002f, false, Activation::Relu},
    {"s16_narrow_bias", int16(1.0f / 32768), 0, TensorType::Int32, .01f, true, Activation::None},
    {"s16_no_bias_relu6", int16(.0002f), 0, kNoBias, .0031f, true, Activation::Relu6},
    {"s16_saturated", int16(.001f), 0, TensorType::Int64, .01f, true, Activation::None, 60},
    {"u8", uint8(.05f, 131), 121, TensorType::Int32, .0101f, false, Activation::None},
    {"u8_relu", uint8(.0731f, 0), 0, TensorType::Int32, .003f, false, Activation::Relu},
    {"u8_relu6", uint8(.11f, 255), 28, TensorType::Int32, .004f, false, Activation::Relu6},
    {"u8_saturated", uint8(1.0f, 0), 255, TensorType::Int32, .5f, false, Activation::None, 40},
    {"u8_no_bias", uint8(.07f, 168), 68, kNoBias, .003f, false, Activation::None},
    {"hybrid", {}, 0, TensorType::Float32, .01f, true, Activation::None},
    {"hybrid_by_tensor_relu", {}, 0, TensorType::Float32, .0123f, false, Activation::Relu},
    {"hybrid_no_bias", {}, 0, kNoBias, .01f, true, Activation::None},
    {"hybrid_asymmetric", {}, 0, TensorType::Float32, .02f, false, Activation::Relu6, 1, true}};

bool is_float(const Format& format) {
  return format.input.type == TensorType::Float32;
}

// As the converter writes it: 0 unless the activations are int16.
int8_t bias_type(const Format& format) {
  const bool matters =
      format.names_bias_type && format.input.type == TensorType::Int16 && format.bias != kNoBias;
  return matters ? static_cast<int8_t>(format.bias) : int8_t{0};
}

// LiteRT has no depthwise convolution with these, and no CONV_2D without bias.
bool refused_in_depthwise(const Format& format) {
  const bool narrow = format.input.type == TensorType::Int16 && format.bias == TensorType::Int32;
  return narrow || (is_float(format) && !format.by_channel);
}

// Adds the operands that depend on the format; deterministic for each operator.
class Operands {
 public:
  Operands(TestModel& model, const Format& format, int32_t channels)
      : model_(model), format_(format), scales_(format.by_channel ? channels : 1) {
    std::uniform_real_distribution<float> spread(0.3f, 1.0f);
    for (float& scale : scales_) scale = format.weight_scale * spread(random_);
  }

  int weights(const Ints& shape, int32_t axis) {
    size_t count = 1;
    for (const int32_t extent : shape) count *= static_cast<size_t>(extent);
    if (format_.input.type == TensorType::UInt8) return byte_weights(shape, count);
    std::uniform_int_distribution<int> uniform(-127, 127);
    std::vector<int8_t> values(count);
    for (int8_t& value : values) value = static_cast<int8_t>(uniform(random_));
    const std::vector<int64_t> zeros(scales_.size());
    return model_.quantize(model_.constant(shape, values), {scales_, zeros, axis});
  }

  Ints bias(int32_t channels) {
    if (format_.bias == kNoBias) return {};
    if (is_float(format_)) return {bias_of<float>(channels)};
    const int index =
        format_.bias == TensorType::Int32 ? bias_of<int32_t>(channels) : bias_of<int64_t>(channels);
    std::vector<float> products = scales_;
    for (float& scale : products) scale *= format_.input.scale;
    const std::vector<int64_t> zeros(products.size());
    return {model_.quantize(index, {products, zeros, 0})};
  }

  // terms: products in one sum.
  Numbers result(int32_t terms) const {
    if (is_float(format_)) return {};
    const float size = 80.0f * std::sqrt(static_cast<float>(terms)) / format_.gain;
    return {format_.input.type, format_.input.scale * format_.weight_scale * size,
            format_.output_zero_point};
  }

 private:
  int byte_weights(const Ints& shape, size_t count) {
    constexpr int64_t kZeroPoint = 117;
    std::uniform_int_distribution<int> uniform(0, 255);
    std::vector<uint8_t> values(count);
    for (uint8_t& value : values) value = static_cast<uint8_t>(uniform(random_));
    return model_.quantize(model_.constant(shape, values), {scales_, {kZeroPoint}, 0});
  }

  template <typename T>
  int bias_of(int32_t channels) {
    std::uniform_int_distribution<int> uniform(-9000, 9000);
    std::vector<T> values(static_cast<size_t>(channels));
    for (T& value : values) value = static_cast<T>(uniform(random_));
    return model_.constant({channels}, values);
  }

  TestModel& model_;
  const Format& format_;
  std::mt19937 random_{7};
  std::vector<float> scales_;
};

Ints with(Ints operands, const Ints& bias) {
  operands.insert(operands.end(), bias.begin(), bias.end());
  return operands;
}

struct Window {
  const char* name;
  Ints input, filter;  // (N,H,W,C); (KH,KW)
  int32_t outputs;     // of CONV_2D; for each channel of DEPTHWISE_CONV_2D: multiplier
  int32_t multiplier;
  int32_t stride, dilation;
  Padding padding;
};

const std::vector<Window> kWindows = {
    {"one_output", {1, 1, 20, 3}, {1, 3}, 1, 1, 1, 1, Padding::Same},
    {"har", {1, 1, 128, 6}, {1, 5}, 12, 1, 1, 1, Padding::Valid},
    {"later", {1, 1, 30, 24}, {1, 5}, 48, 1, 1, 1, Padding::Valid},
    {"point", {1, 1, 17, 3}, {1, 1}, 5, 4, 1, 1, Padding::Same},
    {"same", {2, 1, 33, 7}, {1, 9}, 9, 2, 1, 1, Padding::Same},
    {"stride", {1, 1, 64, 12}, {1, 4}, 17, 1, 3, 1, Padding::Same},
    {"dilated", {1, 1, 50, 5}, {1, 3}, 8, 3, 1, 4, Padding::Valid},
    {"dilated_same", {1, 1, 21, 4}, {1, 5}, 3, 1, 1, 3, Padding::Same},
    {"image", {2, 9, 11, 3}, {3, 2}, 4, 2, 2, 1, Padding::Same},
    {"longer_than_input", {1, 1, 3, 2}, {1, 8}, 2, 1, 1, 1, Padding::Same},
    {"wide", {1, 1, 16, 96}, {1, 3}, 33, 1, 2, 1, Padding::Valid}};

int32_t extent_after(const Window& window, size_t axis) {
  const int32_t size = window.input[axis + 1], reach = (window.filter[axis] - 1) * window.dilation;
  const int32_t covered = window.padding == Padding::Same ? size : size - reach;
  return (covered + window.stride - 1) / window.stride;
}

Options conv_options(const Window& window, const Format& format) {
  namespace options = schema::conv_2d_options;
  return Options(OptionsType::Conv2d)
      .set(options::kPadding, window.padding)
      .set(options::kStrideW, window.stride)
      .set(options::kStrideH, window.stride)
      .set(options::kDilationW, window.dilation)
      .set(options::kDilationH, window.dilation)
      .set(options::kActivation, format.activation)
      .set(options::kQuantizedBiasType, bias_type(format));
}

Options depthwise_options(const Window& window, const Format& format) {
  namespace options = schema::depthwise_conv_2d_options;
  return Options(OptionsType::DepthwiseConv2d)
      .set(options::kPadding, window.padding)
      .set(options::kStrideW, window.stride)
      .set(options::kStrideH, window.stride)
      .set(options::kDepthMultiplier, window.multiplier)
      .set(options::kDilationW, window.dilation)
      .set(options::kDilationH, window.dilation)
      .set(options::kActivation, format.activation);
}

Case convolution(const Window& window, const Format& format) {
  TestModel m;
  Operands operands(m, format, window.outputs);
  const int32_t taps = window.filter[0] * window.filter[1], channels = window.input[3];
  const int x = input(m, window.input, format.input);
  const int w = operands.weights({window.outputs, window.filter[0], window.filter[1], channels}, 0);
  const Ints bias = operands.bias(window.outputs);
  const Ints shape = {window.input[0], extent_after(window, 0), extent_after(window, 1),
                      window.outputs};
  m.op(BuiltinOperator::Conv2d, with({x, w}, bias),
       {output(m, shape, operands.result(taps * channels))}, conv_options(window, format));
  return {std::string("conv_2d_") + window.name + "_" + format.name, m};
}

Case depthwise(const Window& window, const Format& format) {
  TestModel m;
  const int32_t outputs = window.input[3] * window.multiplier;
  Operands operands(m, format, outputs);
  const int x = input(m, window.input, format.input);
  const int w = operands.weights({1, window.filter[0], window.filter[1], outputs}, 3);
  const Ints bias = operands.bias(outputs);
  const Ints shape = {window.input[0], extent_after(window, 0), extent_after(window, 1), outputs};
  m.op(BuiltinOperator::DepthwiseConv2d, with({x, w}, bias),
       {output(m, shape, operands.result(window.filter[0] * window.filter[1]))},
       depthwise_options(window, format));
  return {std::string("depthwise_conv_2d_") + window.name + "_" + format.name, m};
}

struct Layer {
  const char* name;
  Ints input;
  int32_t outputs;
};

const std::vector<Layer> kLayers = {{"one", {1, 1}, 1},
                                    {"odd", {3, 37}, 11},
                                    {"har", {1, 624}, 50},
                                    {"last", {1, 50}, 6},
                                    {"rows", {2, 5, 19}, 7}};

Case layer(const Layer& row, const Format& format) {
  namespace options = schema::fully_connected_options;
  TestModel m;
  Operands operands(m, format, row.outputs);
  const int32_t terms = row.input.back();
  const int x = input(m, row.input, format.input);
  const int w = operands.weights({row.outputs, terms}, 0);
  const Ints bias = operands.bias(row.outputs);
  Ints shape = row.input;
  shape.back() = row.outputs;
  m.op(BuiltinOperator::FullyConnected, with({x, w}, bias),
       {output(m, shape, operands.result(terms))},
       Options(OptionsType::FullyConnected)
           .set(options::kActivation, format.activation)
           .set(options::kKeepNumDims, row.input.size() > 2)
           .set(options::kAsymmetricQuantizeInputs, format.asymmetric)
           .set(options::kQuantizedBiasType, bias_type(format)));
  return {std::string("fully_connected_") + row.name + "_" + format.name, m};
}

// The same without the option that names the type of the bias. LiteRT then takes any bias for int64
// and reads past the end of an int32 one; the type of the tensor says what it is, and TFLite Micro
// goes by that too.
void add_without_bias_type(const Format& format, std::vector<Case>& cases) {
  Format unnamed = format;
  unnamed.names_bias_type = false;
  const bool misread = format.bias == TensorType::Int32;
  const auto add = [&](Case named, Case same) {
    same.name += "_without_bias_type";
    cases.push_back(misread ? Case{same.name, named.model, same.model} : same);
  };
  for (const Window& w : kWindows) {
    if (format.bias != kNoBias) add(convolution(w, format), convolution(w, unnamed));
  }
  for (const Layer& row : kLayers) add(layer(row, format), layer(row, unnamed));
}

}  // namespace

std::vector<Case> weighted_cases() {
  std::vector<Case> cases;
  for (const Format& format : kFormats) {
    for (const Window& window : kWindows) {
      if (format.bias != kNoBias) cases.push_back(convolution(window, format));
      if (!refused_in_depthwise(format)) cases.push_back(depthwise(window, format));
    }
    for (const Layer& row : kLayers) cases.push_back(layer(row, format));
    if (format.input.type == TensorType::Int16) add_without_bias_type(format, cases);
  }
  return cases;
}

}  // namespace ambulo::conformance
