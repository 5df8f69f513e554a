// SPDX-License-Identifier: Apache-2.0
// MAX_POOL_2D, AVERAGE_POOL_2D and SOFTMAX. A new shape is a row of kPools; softmax takes any
// depth, scale and beta.
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

struct Pool {
  const char* name;
  Ints input, filter, output;
  int32_t stride;
  Padding padding;
};

const std::vector<Pool> kPools = {
    {"har", {1, 1, 124, 12}, {1, 2}, {1, 1, 62, 12}, 2, Padding::Valid},
    {"odd", {1, 1, 29, 7}, {1, 3}, {1, 1, 27, 7}, 1, Padding::Valid},
    {"same", {2, 1, 29, 5}, {1, 4}, {2, 1, 10, 5}, 3, Padding::Same},
    {"image", {1, 7, 9, 3}, {3, 2}, {1, 4, 5, 3}, 2, Padding::Same},
    {"all", {1, 1, 61, 24}, {1, 61}, {1, 1, 1, 24}, 1, Padding::Valid}};

Case pool(const std::string& name, BuiltinOperator code, const Pool& row, const Numbers& numbers,
          Activation activation) {
  namespace options = schema::pool_2d_options;
  TestModel m;
  m.op(code, {input(m, row.input, numbers)}, {output(m, row.output, numbers)},
       Options(OptionsType::Pool2d)
           .set(options::kPadding, row.padding)
           .set(options::kStrideW, row.stride)
           .set(options::kStrideH, row.stride)
           .set(options::kFilterW, row.filter[1])
           .set(options::kFilterH, row.filter[0])
           .set(options::kActivation, activation));
  return {name + "_" + row.name + "_" + numbers.name() + "_" +
              std::to_string(static_cast<int>(activation)),
          m};
}

Case softmax(int32_t depth, const Numbers& x, const Numbers& y, float beta) {
  TestModel m;
  m.op(BuiltinOperator::Softmax, {input(m, {16, depth}, x)}, {output(m, {16, depth}, y)},
       Options(OptionsType::Softmax).set(schema::softmax_options::kBeta, beta));
  return {"softmax_" + std::to_string(depth) + "_" + x.name() + "_beta_" + std::to_string(beta), m};
}

}  // namespace

std::vector<Case> pooling_cases() {
  std::vector<Case> cases;
  for (const Pool& row : kPools) {
    for (const Numbers& numbers :
         {Numbers{}, int8(.05f, 3), int8(.02f, -128), int8(.3f, 127), uint8(.04f, 119),
          uint8(.02f, 0), int16(.0003f), int16(.0011f)}) {
      for (const Activation activation : {Activation::None, Activation::Relu, Activation::Relu6}) {
        cases.push_back(pool("max_pool", BuiltinOperator::MaxPool2d, row, numbers, activation));
        cases.push_back(
            pool("average_pool", BuiltinOperator::AveragePool2d, row, numbers, activation));
      }
    }
  }
  for (const int32_t depth : {1, 2, 6, 12, 100, 511}) {
    for (const float beta : {1.0f, 0.5f, 3.0f}) {
      cases.push_back(softmax(depth, {}, {}, beta));
      for (const float scale : {.001f, .0331f, .1f, .26f, 2.0f}) {
        cases.push_back(softmax(depth, int8(scale, -17), int8(1.0f / 256, -128), beta));
        cases.push_back(softmax(depth, uint8(scale, 111), uint8(1.0f / 256, 0), beta));
      }
      for (const float scale : {.00001f, .0003f, .003f, .02f}) {
        cases.push_back(softmax(depth, int16(scale), int16(1.0f / 32768), beta));
      }
    }
  }
  return cases;
}

}  // namespace ambulo::conformance
