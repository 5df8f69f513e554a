// SPDX-License-Identifier: Apache-2.0
// Operators that only move elements: results worked out by hand, the same for every element size.
#include <gtest/gtest.h>

#include <numeric>

#include "runtime/testing/test_model.h"

namespace ambulo::operators {
namespace {

using schema::BuiltinOperator;
using schema::OptionsType;
using testing::Ints;
using testing::Options;
using testing::prepare_status;
using testing::Session;
using testing::TestModel;

// One input whose elements are 0, 1, 2 ...; lists of integers as further operands.
struct Case {
  BuiltinOperator code;
  Ints input, output;
  std::vector<Ints> lists;
  Options options = Options();
  std::vector<Ints> more_outputs = {};
  size_t input_at = 0;  // its place among the operands

  template <typename T>
  TestModel model() const {
    const TensorType type = testing::type_of<T>();
    TestModel m;
    Ints operands;
    for (const Ints& list : lists) {
      operands.push_back(m.constant({static_cast<int32_t>(list.size())}, list));
    }
    operands.insert(operands.begin() + static_cast<ptrdiff_t>(input_at), m.input(input, type));
    Ints outputs = {m.output(output, type)};
    for (const Ints& shape : more_outputs) outputs.push_back(m.output(shape, type));
    m.op(code, operands, outputs, options);
    return m;
  }

  template <typename T>
  void expect(const std::vector<Ints>& expected) const {
    Session session(model<T>().bytes());
    ASSERT_EQ(session.status, Status::Ok);
    std::vector<T> values(session.interpreter.input(0).shape.count());
    std::iota(values.begin(), values.end(), T{0});
    session.run_as<T, T>({values});
    for (size_t i = 0; i < expected.size(); ++i) {
      EXPECT_EQ(session.output<T>(i), std::vector<T>(expected[i].begin(), expected[i].end()));
    }
  }

  void gives(const Ints& first, const std::vector<Ints>& more = {}) const {
    std::vector<Ints> expected = {first};
    expected.insert(expected.end(), more.begin(), more.end());
    expect<int8_t>(expected);
    expect<int16_t>(expected);
    expect<float>(expected);
    expect<int64_t>(expected);
  }
  void is_refused(Status status) const { EXPECT_EQ(prepare_status(model<float>()), status); }
};

TEST(Transpose, moves_axes) {
  Case{BuiltinOperator::Transpose, {2, 3}, {3, 2}, {{1, 0}}}.gives({0, 3, 1, 4, 2, 5});
  Case{BuiltinOperator::Transpose, {1, 2, 2, 2}, {2, 2, 1, 2}, {{3, 1, 0, 2}}}.gives(
      {0, 2, 4, 6, 1, 3, 5, 7});
  Case{BuiltinOperator::Transpose, {2, 2, 3}, {3, 2, 2}, {{-1, 0, 1}}}.gives(
      {0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11});
}

TEST(Reverse, reads_axes_backwards) {
  Case{BuiltinOperator::ReverseV2, {2, 3}, {2, 3}, {{1}}}.gives({2, 1, 0, 5, 4, 3});
  Case{BuiltinOperator::ReverseV2, {2, 3}, {2, 3}, {{0, -1}}}.gives({5, 4, 3, 2, 1, 0});
  Case{BuiltinOperator::ReverseV2, {1, 2, 2}, {1, 2, 2}, {{1}}}.gives({2, 3, 0, 1});
  Case{BuiltinOperator::ReverseV2, {2, 3}, {2, 3}, {{1, 1}}}.is_refused(Status::BadShape);
  Case{BuiltinOperator::ReverseV2, {2, 3}, {3, 2}, {{1}}}.is_refused(Status::BadShape);
}

TEST(Slice, takes_a_part_along_each_axis) {
  Case{BuiltinOperator::Slice, {3, 3}, {2, 1}, {{1, 2}, {2, 1}}}.gives({5, 8});
  Case{BuiltinOperator::Slice, {3, 3}, {2, 3}, {{1, 0}, {-1, 3}}}.gives({3, 4, 5, 6, 7, 8});
  Case{BuiltinOperator::Slice, {3, 3}, {2, 2}, {{2, 0}, {2, 2}}}.is_refused(Status::BadShape);
  Case{BuiltinOperator::Slice, {3, 3}, {2, 2}, {{-1, 0}, {2, 2}}}.is_refused(Status::BadShape);
  Case{BuiltinOperator::Slice, {3, 3}, {2, 3}, {{0, 0}, {2, 2}}}.is_refused(Status::BadShape);
}

TEST(Split, gives_equal_parts) {
  const Case halves{BuiltinOperator::Split,      {2, 4},   {2, 2}, {{1}},
                    Options(OptionsType::Split), {{2, 2}}, 1};
  halves.gives({0, 1, 4, 5}, {{2, 3, 6, 7}});
  Case thirds = halves;
  thirds.more_outputs = {{2, 1}, {2, 1}};
  thirds.is_refused(Status::BadShape);
}

TEST(SplitV, gives_parts_of_the_sizes_in_its_list) {
  Case parts{BuiltinOperator::SplitV, {4}, {1}, {{1, -1}, {0}}, Options(), {{3}}};
  parts.gives({0}, {{1, 2, 3}});
  parts.lists[0] = {2, -1};
  parts.is_refused(Status::BadShape);
  parts.lists[0] = {-1, -1};
  parts.is_refused(Status::BadShape);
}

TEST(Unpack, gives_the_slices_of_an_axis) {
  const auto options = Options(OptionsType::Unpack)
                           .set(schema::unpack_options::kNum, 2)
                           .set(schema::unpack_options::kAxis, 1);
  const Case slices{BuiltinOperator::Unpack, {2, 2, 2}, {2, 2}, {}, options, {{2, 2}}};
  slices.gives({0, 1, 4, 5}, {{2, 3, 6, 7}});
  Case one = slices;
  one.more_outputs.clear();
  one.is_refused(Status::BadShape);
}

TEST(Pack, stacks_along_a_new_axis) {
  for (const int axis : {1, -1}) {
    TestModel m;
    const int a = m.input({2}, TensorType::Int16), b = m.input({2}, TensorType::Int16);
    m.op(BuiltinOperator::Pack, {a, b}, {m.output({2, 2}, TensorType::Int16)},
         Options(OptionsType::Pack).set(schema::pack_options::kAxis, axis));
    EXPECT_EQ((Session(m.bytes()).run_as<int16_t, int16_t>({{1, 2}, {3, 4}})),
              (std::vector<int16_t>{1, 3, 2, 4}));
  }
}

TEST(Gather, takes_elements_at_indices) {
  const auto axis = Options(OptionsType::Gather).set(schema::gather_options::kAxis, 1);
  Case{BuiltinOperator::Gather, {2, 3}, {2, 2}, {{2, 0}}, axis}.gives({2, 0, 5, 3});
  Case{BuiltinOperator::Gather, {3, 2}, {2, 2}, {{1, 1}}}.gives({2, 3, 2, 3});
  Case{BuiltinOperator::Gather, {3, 2}, {1, 2}, {{3}}}.is_refused(Status::BadShape);
  Case{BuiltinOperator::Gather, {3, 2}, {1, 2}, {{-1}}}.is_refused(Status::BadShape);
}

// paddings and crops are one row of the operand for each axis of space.
TestModel space_model(BuiltinOperator code, Ints input, Ints output, Ints block, Ints margins) {
  TestModel m;
  const int axes = static_cast<int>(block.size());
  const int x = m.quantize(m.input(input, TensorType::Int8), 1.0f, -7);
  const int y = m.quantize(m.output(output, TensorType::Int8), 1.0f, -7);
  m.op(code, {x, m.constant({axes}, block), m.constant({axes, 2}, margins)}, {y});
  return m;
}

TEST(SpaceToBatch, interleaves_images_and_batch_to_space_is_its_inverse) {
  using Bytes = std::vector<int8_t>;
  // One axis, one channel, padded with zero point.
  Session there(
      space_model(BuiltinOperator::SpaceToBatchNd, {1, 5, 1}, {2, 3, 1}, {2}, {0, 1}).bytes());
  EXPECT_EQ((there.run_as<int8_t, int8_t>({{1, 2, 3, 4, 5}})), (Bytes{1, 3, 5, 2, 4, -7}));
  Session back(
      space_model(BuiltinOperator::BatchToSpaceNd, {2, 3, 1}, {1, 5, 1}, {2}, {0, 1}).bytes());
  EXPECT_EQ((back.run_as<int8_t, int8_t>({{1, 3, 5, 2, 4, -7}})), (Bytes{1, 2, 3, 4, 5}));
  // Two axes, two channels.
  Session image(
      space_model(BuiltinOperator::SpaceToBatchNd, {1, 2, 2, 2}, {4, 1, 1, 2}, {2, 2}, {0, 0, 0, 0})
          .bytes());
  EXPECT_EQ((image.run_as<int8_t, int8_t>({{0, 1, 2, 3, 4, 5, 6, 7}})),
            (Bytes{0, 1, 2, 3, 4, 5, 6, 7}));
  // Two images: the blocks of one position stand together.
  Session two(
      space_model(BuiltinOperator::SpaceToBatchNd, {2, 2, 1}, {4, 1, 1}, {2}, {0, 0}).bytes());
  EXPECT_EQ((two.run_as<int8_t, int8_t>({{1, 2, 3, 4}})), (Bytes{1, 3, 2, 4}));
}

TEST(SpaceToBatch, refuses_what_does_not_fit) {
  const auto status = [](Ints output, Ints block, Ints margins) {
    return prepare_status(
        space_model(BuiltinOperator::SpaceToBatchNd, {1, 4, 1}, output, block, margins));
  };
  EXPECT_EQ(status({2, 2, 1}, {2}, {0, 0}), Status::Ok);
  EXPECT_EQ(status({2, 2, 1}, {2}, {0, 1}), Status::BadShape);
  EXPECT_EQ(status({2, 2, 1}, {0}, {0, 0}), Status::BadShape);
  EXPECT_EQ(status({2, 2, 1}, {4}, {0, 4}), Status::BadShape);
  EXPECT_EQ(status({2, 2, 1}, {1 << 30}, {0, 0}), Status::BadShape);
  EXPECT_EQ(status({2, 3, 1}, {2}, {-1, 3}), Status::BadShape);
}

TEST(Pad, puts_zero_around_whatever_stands_for_it) {
  TestModel m;
  const int x = m.quantize(m.input({2, 1}, TensorType::Int8), .5f, 3);
  const int y = m.quantize(m.output({3, 3}, TensorType::Int8), .5f, 3);
  m.op(BuiltinOperator::Pad, {x, m.constant({2, 2}, Ints{1, 0, 1, 1})}, {y});
  EXPECT_EQ((Session(m.bytes()).run_as<int8_t, int8_t>({{8, 9}})),
            (std::vector<int8_t>{3, 3, 3, 3, 8, 3, 3, 9, 3}));
  TestModel other_scale;
  const int a = other_scale.quantize(other_scale.input({1}, TensorType::Int8), .5f, 3);
  const int b = other_scale.quantize(other_scale.output({2}, TensorType::Int8), .25f, 3);
  other_scale.op(BuiltinOperator::Pad, {a, other_scale.constant({1, 2}, Ints{1, 0})}, {b});
  EXPECT_EQ(prepare_status(other_scale), Status::BadQuantization);
}

TEST(PadV2, puts_its_value_around) {
  TestModel m;
  const int x = m.input({2}, TensorType::Int16), y = m.output({4}, TensorType::Int16);
  m.op(BuiltinOperator::Padv2,
       {x, m.constant({1, 2}, Ints{1, 1}), m.constant({}, std::vector<int16_t>{-300})}, {y});
  EXPECT_EQ((Session(m.bytes()).run_as<int16_t, int16_t>({{8, 9}})),
            (std::vector<int16_t>{-300, 8, 9, -300}));
}

TEST(Constants, of_8_byte_elements_may_lie_anywhere) {
  // An odd number of 4-byte constants before it moves it off its alignment in some of the files.
  for (int shift = 0; shift < 4; ++shift) {
    TestModel m;
    std::vector<uint8_t> bytes(static_cast<size_t>(4 * shift + 1));
    m.constant({4 * shift + 1}, bytes);
    const int list = m.constant({2}, std::vector<int64_t>{0, 1});
    const int sizes = m.constant({2}, std::vector<int64_t>{1, 2});
    const int stored = m.constant({2}, std::vector<int64_t>{5, int64_t{1} << 40});
    m.op(BuiltinOperator::Slice, {m.input({2, 3}), list, sizes}, {m.output({1, 2})});
    m.op(BuiltinOperator::Reshape, {stored}, {m.output({2, 1}, TensorType::Int64)});
    m.align_content_to(4);
    Session session(m.bytes());
    EXPECT_EQ(session.run({{0, 1, 2, 3, 4, 5}}), (testing::Floats{1, 2}));
    EXPECT_EQ(session.output<int64_t>(1), (std::vector<int64_t>{5, int64_t{1} << 40}));
  }
}

TEST(Concatenation, refuses_parts_of_another_scale) {
  for (const float scale : {.5f, .25f}) {
    TestModel m;
    const int a = m.quantize(m.input({1, 2}, TensorType::Int8), scale, 0);
    const int y = m.quantize(m.output({2, 2}, TensorType::Int8), .5f, 0);
    m.op(BuiltinOperator::Concatenation, {a, a}, {y});
    EXPECT_EQ(prepare_status(m), scale == .5f ? Status::Ok : Status::BadQuantization);
  }
}

}  // namespace
}  // namespace ambulo::operators
