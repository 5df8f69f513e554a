// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/operators/cases.h"

namespace ambulo::conformance {
namespace {

using schema::BuiltinOperator;
using schema::OptionsType;
using testing::Ints;
using testing::Options;
using testing::TestModel;

int list(TestModel& m, const Ints& values) {
  return m.constant({static_cast<int32_t>(values.size())}, values);
}

// One input, lists behind it.
Case moving(const std::string& name, BuiltinOperator code, const Numbers& n, Ints from, Ints to,
            const std::vector<Ints>& lists, const Options& options = Options()) {
  TestModel m;
  Ints operands = {input(m, from, n)};
  for (const Ints& values : lists) operands.push_back(list(m, values));
  m.op(code, operands, {output(m, to, n)}, options);
  return {name + "_" + n.name(), m};
}

Case padding(const Numbers& n, bool with_value) {
  TestModel m;
  Ints operands = {input(m, {2, 3, 2}, n), m.constant({3, 2}, Ints{0, 0, 2, 1, 0, 1})};
  if (with_value) operands.push_back(input(m, {}, n));
  m.op(with_value ? BuiltinOperator::Padv2 : BuiltinOperator::Pad, operands,
       {output(m, {2, 6, 3}, n)}, Options(with_value ? OptionsType::PadV2 : OptionsType::Pad));
  return {std::string(with_value ? "pad_v2_" : "pad_") + n.name(), m};
}

Case joining(BuiltinOperator code, const Numbers& n, Ints part, Ints whole,
             const Options& options) {
  TestModel m;
  const int a = input(m, part, n), b = input(m, part, n), c = input(m, part, n);
  m.op(code, {a, b, c}, {output(m, whole, n)}, options);
  return {std::string(code == BuiltinOperator::Pack ? "pack_" : "concatenation_") + n.name(), m};
}

Case splitting(const std::string& name, BuiltinOperator code, const Numbers& n, Ints whole,
               const std::vector<Ints>& parts, const std::vector<Ints>& lists, size_t input_at,
               const Options& options) {
  TestModel m;
  Ints operands, outputs;
  for (const Ints& values : lists) operands.push_back(list(m, values));
  operands.insert(operands.begin() + static_cast<ptrdiff_t>(input_at), input(m, whole, n));
  for (const Ints& part : parts) outputs.push_back(output(m, part, n));
  m.op(code, operands, outputs, options);
  return {name + "_" + n.name(), m};
}

// The margins of space operators have one row for each axis.
Case space(const std::string& name, BuiltinOperator code, const Numbers& n, Ints from, Ints to,
           Ints block, Ints margins) {
  TestModel m;
  const int32_t axes = static_cast<int32_t>(block.size());
  const int x = input(m, from, n);
  m.op(code, {x, list(m, block), m.constant({axes, 2}, margins)}, {output(m, to, n)});
  return {name + "_" + n.name(), m};
}

Options axis_of(OptionsType type, schema::Scalar<int32_t> field, int axis) {
  return Options(type).set(field, axis);
}

void add_for(std::vector<Case>& cases, const Numbers& n) {
  using Code = BuiltinOperator;
  cases.push_back(moving("transpose", Code::Transpose, n, {2, 3, 4}, {4, 2, 3}, {{2, 0, 1}}));
  cases.push_back(moving("reshape", Code::Reshape, n, {2, 6}, {3, 4}, {{3, -1}}));
  cases.push_back(moving("slice", Code::Slice, n, {4, 5}, {2, 4}, {{1, 1}, {2, -1}}));
  const auto masks = Options(OptionsType::StridedSlice)
                         .set(schema::strided_slice_options::kBeginMask, 1)
                         .set(schema::strided_slice_options::kShrinkAxisMask, 2);
  cases.push_back(moving("strided_slice", Code::StridedSlice, n, {4, 5, 3}, {2, 2},
                         {{0, -1, 0}, {4, 0, 3}, {2, 1, 2}}, masks));
  if (n.type != TensorType::Int8) {  // LiteRT does not reverse int8
    cases.push_back(moving("reverse", Code::ReverseV2, n, {2, 5, 3}, {2, 5, 3}, {{1}}));
  }
  cases.push_back(moving("gather", Code::Gather, n, {3, 4, 2}, {3, 3, 2}, {{3, 0, 3}},
                         axis_of(OptionsType::Gather, schema::gather_options::kAxis, 1)));
  cases.push_back(padding(n, false));
  cases.push_back(padding(n, true));
  cases.push_back(
      joining(Code::Concatenation, n, {2, 3, 2}, {2, 9, 2},
              axis_of(OptionsType::Concatenation, schema::concatenation_options::kAxis, 1)));
  cases.push_back(joining(Code::Pack, n, {2, 3}, {2, 3, 3},
                          axis_of(OptionsType::Pack, schema::pack_options::kAxis, 1)
                              .set(schema::pack_options::kValuesCount, 3)));
  cases.push_back(splitting("split", Code::Split, n, {2, 6}, {{2, 3}, {2, 3}}, {{1}}, 1,
                            axis_of(OptionsType::Split, schema::split_options::kNumSplits, 2)));
  cases.push_back(splitting("split_v", Code::SplitV, n, {2, 6}, {{2, 1}, {2, 5}}, {{1, -1}, {1}}, 0,
                            axis_of(OptionsType::SplitV, schema::split_options::kNumSplits, 2)));
  cases.push_back(splitting("unpack", Code::Unpack, n, {2, 2, 3}, {{2, 3}, {2, 3}}, {}, 0,
                            axis_of(OptionsType::Unpack, schema::unpack_options::kAxis, 1)
                                .set(schema::unpack_options::kNum, 2)));
  cases.push_back(space("space_to_batch", Code::SpaceToBatchNd, n, {1, 1, 7, 2}, {4, 1, 2, 2},
                        {1, 4}, {0, 0, 0, 1}));
  cases.push_back(space("batch_to_space", Code::BatchToSpaceNd, n, {4, 1, 2, 2}, {1, 1, 7, 2},
                        {1, 4}, {0, 0, 0, 1}));
  cases.push_back(
      space("space_to_batch_3d", Code::SpaceToBatchNd, n, {2, 7, 2}, {6, 3, 2}, {3}, {1, 1}));
}

// Weights that are stored as float16, and a batch that is read from the shape of the input.
Case float16_weights() {
  TestModel m;
  const std::vector<uint16_t> halves = {0x3C00, 0xC000, 0x3555, 0x0001, 0x8400, 0x7BFF};
  const int stored = m.constant({2, 3}, halves, TensorType::Float16);
  const int weights = m.computed({2, 3});
  m.op(BuiltinOperator::Dequantize, {stored}, {weights}, Options(OptionsType::Dequantize));
  m.op(BuiltinOperator::FullyConnected, {m.input({1, 3}), weights, -1}, {m.output({1, 2})},
       Options(OptionsType::FullyConnected));
  return {"float16_weights", m};
}

Case dynamic_batch() {
  TestModel m;
  const auto int32 = TensorType::Int32;
  const int x = m.input({1, 4, 3}), shape = m.computed({3}, int32), batch = m.computed({}, int32);
  const int sizes = m.computed({2}, int32), zeros = m.computed({1, 12}), flat = m.computed({1, 12});
  m.op(BuiltinOperator::Shape, {x}, {shape},
       Options(OptionsType::Shape).set(schema::shape_options::kOutType, 2));
  m.op(BuiltinOperator::StridedSlice, {shape, list(m, {0}), list(m, {1}), list(m, {1})}, {batch},
       Options(OptionsType::StridedSlice).set(schema::strided_slice_options::kShrinkAxisMask, 1));
  m.op(BuiltinOperator::Pack, {batch, m.constant({}, Ints{12})}, {sizes},
       Options(OptionsType::Pack).set(schema::pack_options::kValuesCount, 2));
  m.op(BuiltinOperator::Fill, {sizes, m.constant({}, testing::Floats{.25f})}, {zeros});
  m.op(BuiltinOperator::Reshape, {x, sizes}, {flat});
  m.op(BuiltinOperator::Add, {flat, zeros}, {m.output({1, 12})}, Options(OptionsType::Add));
  return {"dynamic_batch", m};
}

}  // namespace

std::vector<Case> moving_cases() {
  std::vector<Case> cases = {float16_weights(), dynamic_batch()};
  for (const Numbers& n : {Numbers{}, int8(.05f, -7), uint8(.05f, 121), int16(.001f)})
    add_for(cases, n);
  return cases;
}

}  // namespace ambulo::conformance
