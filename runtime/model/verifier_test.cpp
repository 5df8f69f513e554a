// SPDX-License-Identifier: Apache-2.0
// Opening files: what is accepted, and that damage of any kind is survived. Run it under the
// sanitizers: the files lie in memory of exactly their size.
#include <ambulo/model.h>
#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <string>

#include "runtime/testing/sample_models.h"

namespace ambulo {
namespace {

using testing::Block;
using testing::Session;
using testing::TestModel;

using Bytes = std::vector<uint8_t>;

Status open_status(const Bytes& bytes) {
  const Block file(bytes);
  Model model;
  return Model::open(file.span(), model);
}

// Opens, prepares and runs as far as the file allows; every access must stay in bounds. Gives
// whether it could be run.
bool survives(const Bytes& bytes) {
  const Block file(bytes);
  Model model;
  if (Model::open(file.span(), model) != Status::Ok) return false;
  model.metadata("note");
  Interpreter interpreter;
  size_t arena_bytes = 0;
  if (interpreter.arena_bytes(model, arena_bytes) != Status::Ok) return false;
  if (arena_bytes > 1 << 20) return false;
  const Block arena(arena_bytes);
  if (interpreter.prepare(model, arena.span()) != Status::Ok) return false;
  for (size_t i = 0; i < interpreter.input_count(); ++i) {
    std::memset(interpreter.input(i).data, 0, interpreter.input(i).bytes);
  }
  interpreter.invoke();
  return true;
}

std::vector<Bytes> samples() {
  return {testing::convolution_model().bytes(), testing::lstm_model(2).bytes()};
}

TEST(Model, opens_a_valid_file_and_describes_it) {
  const Block file(testing::convolution_model().bytes());
  Model model;
  ASSERT_EQ(Model::open(file.span(), model), Status::Ok);
  EXPECT_EQ(model.tensor_count(), 10u);
  EXPECT_EQ(model.operator_count(), 5u);
  EXPECT_EQ(model.input_count(), 1u);
  EXPECT_EQ(model.output_count(), 1u);
  EXPECT_EQ(model.operator_code(1), static_cast<int32_t>(schema::BuiltinOperator::Conv2d));
}

TEST(Model, finds_metadata_by_its_whole_name) {
  const Block file(testing::convolution_model().bytes());
  Model model;
  ASSERT_EQ(Model::open(file.span(), model), Status::Ok);
  const Span<const uint8_t> note = model.metadata("note");
  EXPECT_EQ(Bytes(note.begin(), note.end()), (Bytes{1, 2, 3}));
  EXPECT_TRUE(model.metadata("not").empty());
  EXPECT_TRUE(model.metadata("notes").empty());
}

TEST(Model, refuses_unaligned_bytes) {
  const Block file(Bytes(100));
  Model model;
  EXPECT_EQ(Model::open({file.span().data + 4, 96}, model), Status::InvalidArgument);
}

TEST(Model, refuses_what_is_no_tflite_file) {
  EXPECT_EQ(open_status({}), Status::BadModel);
  EXPECT_EQ(open_status(Bytes(4096)), Status::BadModel);
  const std::string text = "a text of some length, surely not a model";
  EXPECT_EQ(open_status(Bytes(text.begin(), text.end())), Status::BadModel);
}

TEST(Model, refuses_every_truncation) {
  for (const Bytes& valid : samples()) {
    // FlatBuffers end with what was written first: here the content of a buffer, so that losing
    // the last bytes must be noticed too.
    for (size_t size = 0; size < valid.size(); ++size) {
      const Bytes cut(valid.begin(), valid.begin() + static_cast<std::ptrdiff_t>(size));
      ASSERT_FALSE(survives(cut)) << size;
    }
  }
}

TEST(Model, stays_in_bounds_under_every_change_of_one_byte) {
  for (const Bytes& valid : samples()) {
    ASSERT_TRUE(survives(valid));
    size_t refused = 0;
    for (size_t i = 0; i < valid.size(); ++i) {
      for (const int change : {0x01, 0x04, 0x10, 0x80, 0xFF}) {
        Bytes bytes = valid;
        bytes[i] = static_cast<uint8_t>(bytes[i] ^ change);
        refused += !survives(bytes);
      }
    }
    EXPECT_GT(refused, valid.size() / 2);
  }
}

TEST(Model, stays_in_bounds_under_many_random_changes) {
  std::mt19937 random(1);
  for (const Bytes& valid : samples()) {
    for (int trial = 0; trial < 5000; ++trial) {
      Bytes bytes = valid;
      for (unsigned n = 1 + random() % 8; n > 0; --n) {
        const size_t at = random() % (bytes.size() - 4);
        const auto any = static_cast<uint32_t>(random());
        const uint32_t kinds[] = {any, any % 64, 0, 0x7FFFFFFF, 0xFFFFFFFF};
        const uint32_t value = kinds[random() % 5];
        std::memcpy(&bytes[at], &value, 1 + random() % 4);
      }
      survives(bytes);
    }
  }
}

TEST(Model, refuses_indices_that_do_not_exist) {
  for (const int32_t index : {-2, 2, 1000}) {
    TestModel m;
    const int x = m.input({2});
    m.op(schema::BuiltinOperator::Relu, {x, index}, {m.output({2})});
    EXPECT_EQ(open_status(m.bytes()), Status::BadModel) << index;
  }
  TestModel no_such_input;
  no_such_input.mark_input(-1);
  EXPECT_EQ(open_status(no_such_input.bytes()), Status::BadModel);
}

TEST(Model, refuses_impossible_shapes) {
  for (const testing::Ints& shape :
       {testing::Ints{-1}, {1 << 30}, {1 << 16, 1 << 16}, {0x7FFFFFFF, 0x7FFFFFFF, 0x7FFFFFFF}}) {
    TestModel m;
    m.input(shape);
    EXPECT_EQ(open_status(m.bytes()), Status::BadModel);
  }
  TestModel six_axes;
  six_axes.input({1, 1, 1, 1, 1, 1});
  EXPECT_EQ(open_status(six_axes.bytes()), Status::BadShape);
}

TEST(Model, refuses_constants_that_do_not_have_the_bytes_of_their_shape) {
  for (const int32_t rows : {1, 3}) {
    TestModel m;
    m.constant({rows}, testing::Floats{1, 2});
    EXPECT_EQ(open_status(m.bytes()), Status::BadModel);
  }
}

}  // namespace
}  // namespace ambulo
