// SPDX-License-Identifier: Apache-2.0
// A tensor: typed view of memory with shape and quantization.
#pragma once

#include <ambulo/span.h>

#include <cstddef>
#include <cstdint>

namespace ambulo {

// Values as in the .tflite schema.
enum class TensorType : uint8_t {
  Float32 = 0,
  Float16 = 1,
  Int32 = 2,
  UInt8 = 3,
  Int64 = 4,
  Bool = 6,
  Int16 = 7,
  Int8 = 9,
  Int4 = 17,  // two in a byte; of weights alone
};

inline constexpr int kMaxRank = 5;

struct Shape {
  int32_t dims[kMaxRank] = {};
  int32_t rank = 0;

  int32_t operator[](int i) const { return dims[i]; }
  // Product of all dimensions; 1 for a scalar. Verified at open to fit 31 bits.
  size_t count() const {
    size_t n = 1;
    for (int i = 0; i < rank; ++i) n *= static_cast<size_t>(dims[i]);
    return n;
  }
};

// Integer tensors: real value = scale * (q - zero_point); scale 0: none is given. Weights may have
// more scales, one for each channel: this is the first.
struct Tensor {
  TensorType type = TensorType::Float32;
  Shape shape;
  float scale = 0.0f;
  int32_t zero_point = 0;
  void* data = nullptr;  // constants point into the model bytes and must not be written
  size_t bytes = 0;

  template <typename T>
  T* as() const {
    return static_cast<T*>(data);
  }
};

}  // namespace ambulo
