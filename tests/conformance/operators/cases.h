// SPDX-License-Identifier: Apache-2.0
// Cases of single operators for comparison with LiteRT: small models, one family of operators a
// file. A row is a name and a model; inputs are made at random. To add an operator, add a row to
// the family that it resembles, or a family here, in make_operator_cases.cpp and in CMakeLists.txt.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runtime/testing/test_model.h"

namespace ambulo::conformance {

struct Case {
  std::string name;
  testing::TestModel model;
  // What our runtime runs instead: the same in a form that LiteRT misreads.
  std::optional<testing::TestModel> ours = {};
};

std::vector<Case> elementwise_cases();
std::vector<Case> moving_cases();
std::vector<Case> pooling_cases();
std::vector<Case> reduction_cases();
std::vector<Case> weighted_cases();

// Scale and zero point of a tensor; scale 0: float32, a zero point other than 0: int8.
struct Numbers {
  TensorType type = TensorType::Float32;
  float scale = 0.0f;
  int zero_point = 0;

  std::string name() const;
};

inline Numbers int8(float scale, int zero_point) {
  return {TensorType::Int8, scale, zero_point};
}
inline Numbers uint8(float scale, int zero_point) {
  return {TensorType::UInt8, scale, zero_point};
}
inline Numbers int16(float scale) {
  return {TensorType::Int16, scale, 0};
}

// Tensors of these numbers.
int input(testing::TestModel& model, testing::Ints shape, const Numbers& numbers);
int output(testing::TestModel& model, testing::Ints shape, const Numbers& numbers);
int computed(testing::TestModel& model, testing::Ints shape, const Numbers& numbers);

}  // namespace ambulo::conformance
