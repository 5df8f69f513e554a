// SPDX-License-Identifier: Apache-2.0
// A trained network as plain numbers: the product of the training stage, free of libtorch.
// A network is a straight list of layers; its data is (window, channels) at first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "toolchain/windows/sensor_contract.h"

namespace ambulo::training {

// Shapes: sequence = (time, channels); vector = (features).
enum class LayerKind {
  Conv1d,     // sequence -> sequence, valid padding; weight (out, in, kernel), bias (out)
  Dense,      // vector -> vector; weight (out, in), bias (out)
  BatchNorm,  // over channels of a sequence or features of a vector; weight, bias,
              // running_mean, running_var (all (channels)): y = (x-mean)/sqrt(var+eps)*weight+bias
  Relu,       // anything
  MaxPool,    // sequence -> sequence over time, kernel = stride, the remainder is dropped
  MeanMaxPool,  // sequence -> vector: mean over time, then max over time, concatenated (2 C)
  Dropout,      // training only
  Lstm,         // sequence -> sequence; weight_ih (4H, in), weight_hh (4H, H), bias_ih, bias_hh
                // (4H); gates in the order input, forget, cell, output (libtorch's)
  LastStep,     // sequence -> vector: the last time step
  Flatten,      // sequence -> vector, time-major: index = time * channels + channel
  Softmax,      // vector -> vector
};

struct LayerSpec {
  LayerKind kind;
  std::string name;        // unique, "conv_1"; names tensors in the file
  std::size_t units = 0;   // Conv1d, Dense: outputs; Lstm: hidden size
  std::size_t kernel = 0;  // Conv1d, MaxPool
  std::size_t stride = 1;  // Conv1d
  float rate = 0.0f;       // Dropout
  float epsilon = 1e-5f;   // BatchNorm
};

struct Array {
  std::vector<std::size_t> shape;
  std::vector<float> values;  // row-major
};

struct TrainedLayer {
  LayerSpec spec;
  std::map<std::string, Array> parameters;  // names and shapes as in LayerKind
};

struct TrainedModel {
  std::string name;  // "cnn"
  std::vector<TrainedLayer> layers;
  windows::SensorContract contract;  // gives window and channels of the input
};

}  // namespace ambulo::training
