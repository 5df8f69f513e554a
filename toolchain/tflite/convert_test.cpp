// SPDX-License-Identifier: Apache-2.0
#include "toolchain/tflite/convert.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "toolchain/core/error.h"
#include "toolchain/core/random.h"
#include "toolchain/graph/edit.h"
#include "toolchain/graph/testing/recurrent_models.h"
#include "toolchain/tflite/associated_files.h"
#include "toolchain/tflite/reader.h"
#include "toolchain/tflite/writer.h"

namespace ambulo::tflite {
namespace {

using graph::testing::Form;
using graph::testing::RecurrentSpec;

Conversion converted(const RecurrentSpec& spec) {
  return convert(write(graph::testing::recurrent_model(spec), {{"note", {1, 2}}}), "a.tflite");
}

TEST(Convert, turns_a_file_with_a_loop_into_one_that_runs_and_keeps_its_metadata) {
  RecurrentSpec spec;
  spec.form = Form::TensorLists;
  spec.steps = 20;
  const Conversion conversion = converted(spec);
  EXPECT_TRUE(conversion.missing.empty());
  EXPECT_EQ(conversion.operators_after, 1u);
  EXPECT_GT(conversion.operators_before, 20u);
  EXPECT_LT(conversion.bytes.size(), conversion.bytes_before);
  EXPECT_GT(conversion.windows, 0u);
  EXPECT_LT(conversion.largest_difference, 1e-6);
  EXPECT_EQ(conversion.notes.size(), 1u);  // it has state now
  ASSERT_EQ(conversion.changes.size(), 2u);
  EXPECT_EQ(conversion.changes[0], "WHILE -> 20 steps one behind the other");
  EXPECT_EQ(conversion.changes[1],
            "20 single LSTM cells -> UNIDIRECTIONAL_SEQUENCE_LSTM of 4 cells");
  const auto loops = std::ranges::find(conversion.types, "WHILE", &TypeCount::type);
  ASSERT_NE(loops, conversion.types.end());
  EXPECT_EQ(loops->before, 1u);
  EXPECT_EQ(loops->after, 0u);
  EXPECT_EQ(read_metadata(conversion.bytes).at(0).bytes, (std::vector<std::uint8_t>{1, 2}));
}

TEST(Convert, keeps_the_files_packed_with_a_model) {
  auto bytes = write(graph::testing::recurrent_model({}));
  append_files(bytes, {{"labels.txt", "walking\n"}});
  const auto files = read_files(convert(bytes, "a.tflite").bytes, "b.tflite");
  ASSERT_EQ(files.size(), 1u);
  EXPECT_EQ(files[0].content, "walking\n");
}

TEST(Convert, converts_its_own_result_to_itself) {
  const Conversion once = converted({});
  const Conversion twice = convert(once.bytes, "b.tflite");
  EXPECT_EQ(twice.bytes, once.bytes);
  EXPECT_EQ(twice.largest_difference, 0.0);
  EXPECT_TRUE(twice.changes.empty());
}

TEST(Convert, names_file_and_operator_of_what_it_cannot_lift) {
  graph::Model model = graph::testing::recurrent_model({});
  graph::Unknown unknown{"CUMSUM", 128};
  unknown.is_writable = true;
  model.graphs[2].operators[1].attributes = unknown;
  try {
    convert(write(model), "a.tflite");
    FAIL() << "converted";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Unsupported);
    EXPECT_EQ(error.where(), "a.tflite, operator 1 WHILE, subgraph 2 operator 1 CUMSUM");
  }
}

TEST(Convert, refuses_damaged_files) {
  const auto bytes = write(graph::testing::recurrent_model({}));
  for (std::size_t size = 0; size + 64 < bytes.size(); size += 37) {
    EXPECT_THROW(convert(std::span(bytes).first(size), "cut"), Error);
  }
}

TEST(Convert, survives_any_damaged_byte) {
  Random random(1);
  std::size_t refused = 0;
  for (const Form form : {Form::Unrolled, Form::Loop, Form::TensorLists}) {
    RecurrentSpec spec;
    spec.form = form;
    spec.steps = 2;
    const auto whole = write(graph::testing::recurrent_model(spec));
    for (int i = 0; i < 1000; ++i) {
      auto damaged = whole;
      for (std::size_t n = 1 + random.below(3); n > 0; --n) {
        damaged[random.below(damaged.size())] = static_cast<std::uint8_t>(random.bits());
      }
      try {
        convert(damaged, "damaged");
      } catch (const Error&) {
        ++refused;
      }
    }
  }
  EXPECT_GT(refused, 300u);
}

}  // namespace
}  // namespace ambulo::tflite
