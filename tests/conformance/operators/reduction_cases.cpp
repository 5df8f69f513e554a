// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/operators/cases.h"

namespace ambulo::conformance {
namespace {

using schema::BuiltinOperator;
using schema::OptionsType;
using testing::Ints;
using testing::Options;
using testing::TestModel;

struct Axes {
  const char* name;
  Ints input, axes, output;
  bool keep_dims;
};

const std::vector<Axes> kAxes = {{"time", {1, 37, 12}, {1}, {1, 12}, false},
                                 {"image", {2, 3, 31, 5}, {1, 2}, {2, 5}, false},
                                 {"image_kept", {2, 3, 31, 5}, {1, 2}, {2, 1, 1, 5}, true},
                                 {"outer_and_last", {3, 4, 6}, {0, -1}, {4}, false},
                                 {"all", {5, 7}, {0, 1}, {}, false},
                                 {"power_of_two", {1, 64, 3}, {1}, {1, 1, 3}, true}};

Case reduction(const std::string& name, BuiltinOperator code, const Axes& axes, const Numbers& x,
               const Numbers& y) {
  TestModel m;
  const int list = m.constant({static_cast<int32_t>(axes.axes.size())}, axes.axes);
  m.op(code, {input(m, axes.input, x), list}, {output(m, axes.output, y)},
       Options(OptionsType::Reducer).set(schema::reducer_options::kKeepDims, axes.keep_dims));
  return {name + "_" + axes.name + "_" + x.name() + "_" + y.name(), m};
}

Case arg_max(const Numbers& x, int axis, Ints to, TensorType index) {
  TestModel m;
  m.op(BuiltinOperator::ArgMax, {input(m, {3, 5, 4}, x), m.constant({}, Ints{axis})},
       {m.output(to, index)},
       Options(OptionsType::ArgMax)
           .set(schema::arg_max_options::kOutputType, static_cast<int8_t>(index)));
  return {"arg_max_" + std::to_string(axis) + "_" + x.name(), m};
}

Case product(const std::string& name, Ints x, Ints y, Ints z, bool swap_x, bool swap_y,
             const Numbers& nx, const Numbers& ny, const Numbers& nz) {
  TestModel m;
  namespace options = schema::batch_matmul_options;
  m.op(BuiltinOperator::BatchMatmul, {input(m, x, nx), input(m, y, ny)}, {output(m, z, nz)},
       Options(OptionsType::BatchMatMul)
           .set(options::kAdjointX, swap_x)
           .set(options::kAdjointY, swap_y));
  return {"batch_matmul_" + name + "_" + nx.name(), m};
}

void add_products(std::vector<Case>& cases, const Numbers& x, const Numbers& y, const Numbers& z) {
  cases.push_back(product("plain", {2, 3, 5}, {2, 5, 4}, {2, 3, 4}, false, false, x, y, z));
  cases.push_back(product("swap_x", {2, 5, 3}, {2, 5, 4}, {2, 3, 4}, true, false, x, y, z));
  cases.push_back(product("swap_y", {2, 3, 5}, {2, 4, 5}, {2, 3, 4}, false, true, x, y, z));
  cases.push_back(product("stack", {2, 1, 3, 5}, {3, 5, 4}, {2, 3, 3, 4}, false, false, x, y, z));
}

}  // namespace

std::vector<Case> reduction_cases() {
  std::vector<Case> cases;
  const Numbers f;
  for (const Axes& axes : kAxes) {
    for (const auto& [name, code] : std::vector<std::pair<std::string, BuiltinOperator>>{
             {"mean", BuiltinOperator::Mean}, {"sum", BuiltinOperator::Sum}}) {
      cases.push_back(reduction(name, code, axes, f, f));
      cases.push_back(reduction(name, code, axes, int8(.05f, 3), int8(.05f, 3)));
      cases.push_back(reduction(name, code, axes, int8(.05f, -128), int8(.0123f, -100)));
      cases.push_back(reduction(name, code, axes, int8(.0331f, 17), int8(.3f, 5)));
      cases.push_back(reduction(name, code, axes, uint8(.05f, 131), uint8(.05f, 131)));
      cases.push_back(reduction(name, code, axes, uint8(.05f, 0), uint8(.0123f, 28)));
      cases.push_back(reduction(name, code, axes, uint8(.0331f, 145), uint8(.3f, 133)));
      cases.push_back(reduction(name, code, axes, int16(.0003f), int16(.0071f)));
      cases.push_back(reduction(name, code, axes, int16(.0003f), int16(.0003f)));
    }
    for (const Numbers& n : {f, int8(.05f, 3), uint8(.05f, 131), int16(.001f)}) {
      cases.push_back(reduction("max", BuiltinOperator::ReduceMax, axes, n, n));
    }
  }
  for (const Numbers& n : {f, int8(.05f, 3), uint8(.05f, 131)}) {
    cases.push_back(arg_max(n, -1, {3, 5}, TensorType::Int32));
    cases.push_back(arg_max(n, 1, {3, 4}, TensorType::Int64));
  }
  add_products(cases, f, f, f);
  add_products(cases, int8(.05f, 3), int8(.0331f, -17), int8(.1f, 5));
  return cases;
}

}  // namespace ambulo::conformance
