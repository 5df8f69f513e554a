// SPDX-License-Identifier: Apache-2.0
// Weights that a file holds in fewer than 8 bits, as results of DECODE or as INT4: what they stand
// for, where they take memory, and what is refused.
#include <gtest/gtest.h>

#include <cstdlib>

#include "runtime/operators/operator_context.h"
#include "runtime/testing/each_isa.h"
#include "runtime/testing/test_model.h"

namespace ambulo::operators {
namespace {

using schema::BuiltinOperator;
using schema::OptionsType;
using testing::Block;
using testing::Ints;
using testing::Options;
using testing::prepare_status;
using testing::Session;
using testing::TestModel;
using Bytes = std::vector<int8_t>;
using Codes = std::vector<uint8_t>;

class ForcedIsa {
 public:
  explicit ForcedIsa(Isa isa) { setenv("AMBULO_FORCE_ISA", isa_name(isa), 1); }
  ~ForcedIsa() { unsetenv("AMBULO_FORCE_ISA"); }
};

// 16 bytes of head and a table of 2^width entries.
Codes lookup(uint8_t width, const Bytes& entries) {
  Codes bytes = {
      0, 1, 0, 0, 1, static_cast<uint8_t>(15 << 4 | width), static_cast<uint8_t>(entries.size())};
  bytes.resize(16);
  for (const int8_t entry : entries) bytes.push_back(static_cast<uint8_t>(entry));
  return bytes;
}

// What the tests change.
struct Parts {
  Codes codes = {0b00'01'10'11, 0b11'00'00'00};  // 10 20 -30 40, 40 10
  Codes table = lookup(2, {10, 20, -30, 40});
  std::string name = schema::kDecodeName;
  Ints decode_inputs = {}, decode_outputs = {};  // where they are not the usual ones
  TensorType input = TensorType::Int8, codes_type = TensorType::UInt8, weights = TensorType::Int8;
  bool computed_codes = false;
};

// A dense layer of three inputs and two outputs whose weights are decoded.
struct Dense {
  TestModel model;
  int input, weights, output;

  explicit Dense(const Parts& parts = {}) {
    input = model.quantize(model.input({1, 3}, parts.input), 1.0f, 0);
    const int codes = parts.computed_codes
                          ? model.input({2}, TensorType::UInt8)
                          : model.constant(size(parts.codes), parts.codes, parts.codes_type);
    const int table = model.constant(size(parts.table), parts.table);
    weights = model.quantize(model.computed({2, 3}, parts.weights), 1.0f, 0);
    Ints inputs = {codes, table}, outputs = {weights};
    for (const int extra : parts.decode_inputs) inputs.push_back(extra);
    for (const int extra : parts.decode_outputs) outputs.push_back(extra);
    model.custom_op(parts.name, inputs, outputs);
    output = model.quantize(model.output({1, 2}, parts.input), 10.0f, 0);
    model.op(BuiltinOperator::FullyConnected, {input, weights, schema::kNoTensor}, {output},
             Options(OptionsType::FullyConnected));
  }

  static Ints size(const Codes& bytes) { return {static_cast<int32_t>(bytes.size())}; }
};

Status status_of(const Parts& parts) {
  return prepare_status(Dense(parts).model);
}

std::vector<Isa> all_isas() {
  std::vector<Isa> isas = testing::faster_isas();
  isas.push_back(Isa::reference);
  return isas;
}

TEST(Decode, gives_each_code_its_entry_on_every_isa) {
  for (const Isa isa : all_isas()) {
    const ForcedIsa forced(isa);
    Session session(Dense().model.bytes());
    // (1 2 3) x (10 20 -30; 40 40 10) = -40, 150, in tens.
    EXPECT_EQ((session.run_as<int8_t, int8_t>({{1, 2, 3}})), (Bytes{-4, 15})) << isa_name(isa);
  }
}

TEST(Decode, takes_a_row_of_memory_on_the_reference_and_all_weights_elsewhere) {
  const auto use = [](Isa isa) {
    const ForcedIsa forced(isa);
    const Block file(Dense().model.bytes());
    Model model;
    EXPECT_EQ(Model::open(file.span(), model), Status::Ok);
    Interpreter interpreter;
    size_t bytes = 0;
    EXPECT_EQ(interpreter.arena_bytes(model, bytes), Status::Ok);
    return interpreter.arena_use();
  };
  // The factors of two output channels, 8 bytes each, are kept in any case.
  EXPECT_EQ(use(Isa::reference).weights, 16u);
  for (const Isa isa : testing::faster_isas()) EXPECT_GE(use(isa).weights, 16u + 6u);
}

TEST(Decode, refuses_codes_and_tables_that_are_too_short) {
  Parts parts;
  parts.codes = {0b00'01'10'11};
  EXPECT_EQ(status_of(parts), Status::BadShape);
  parts = {};
  parts.table.pop_back();  // the head says 4 entries
  EXPECT_EQ(status_of(parts), Status::BadModel);
  parts = {};
  parts.table.resize(15);
  EXPECT_EQ(status_of(parts), Status::BadModel);
  parts = {};
  parts.table = lookup(7, Bytes(127));
  parts.codes.resize(6);
  EXPECT_EQ(status_of(parts), Status::BadModel);
}

TEST(Decode, refuses_heads_that_mean_something_else) {
  struct {
    size_t byte;
    uint8_t value;
    Status status;
  } const cases[] = {{0, 1, Status::UnsupportedOperator},     // pruned
                     {1, 2, Status::UnsupportedOperator},     // a newer version
                     {4, 2, Status::UnsupportedOperator},     // of the table, too
                     {5, 0x02, Status::UnsupportedOperator},  // a table for each slice
                     {5, 0xF0, Status::BadModel}};            // no bit for a code
  for (const auto& c : cases) {
    Parts parts;
    parts.table[c.byte] = c.value;
    EXPECT_EQ(status_of(parts), c.status) << c.byte;
  }
}

TEST(Decode, refuses_operands_of_other_types_and_codes_that_are_computed) {
  Parts parts;
  parts.codes_type = TensorType::Int8;
  EXPECT_EQ(status_of(parts), Status::UnsupportedType);
  parts = {};
  parts.weights = TensorType::UInt8;
  EXPECT_EQ(status_of(parts), Status::UnsupportedType);
  parts = {};
  parts.computed_codes = true;
  EXPECT_EQ(status_of(parts), Status::UnsupportedOperator);
}

TEST(Decode, refuses_other_custom_operators_and_operands_without_a_partner) {
  Parts parts;
  for (const char* name : {"", "TFLM_DECODE2", "TFLM_DECOD", "AmbuloCodebook"}) {
    parts.name = name;
    EXPECT_EQ(status_of(parts), Status::UnsupportedOperator) << name;
  }
  parts = {};
  parts.decode_inputs = {1};
  EXPECT_EQ(status_of(parts), Status::BadModel);
  parts.decode_inputs = {schema::kNoTensor};
  EXPECT_EQ(status_of(parts), Status::BadModel);
}

TEST(Decode, refuses_more_results_than_a_layer_reads) {
  TestModel m;
  const int input = m.quantize(m.input({1, 3}, TensorType::Int8), 1.0f, 0);
  const int codes = m.constant<uint8_t>({2}, Parts().codes);
  const int table = m.constant<uint8_t>({20}, Parts().table);
  Ints inputs, outputs;
  for (size_t i = 0; i < kMaxDecoded + 1; ++i) {
    inputs.insert(inputs.end(), {codes, table});
    outputs.push_back(m.quantize(m.computed({2, 3}, TensorType::Int8), 1.0f, 0));
  }
  m.custom_op(schema::kDecodeName, inputs, outputs);
  const int output = m.quantize(m.output({1, 2}, TensorType::Int8), 1.0f, 0);
  m.op(BuiltinOperator::FullyConnected, {input, outputs[0], schema::kNoTensor}, {output},
       Options(OptionsType::FullyConnected));
  EXPECT_EQ(prepare_status(m), Status::UnsupportedOperator);
}

TEST(Decode, results_are_for_the_next_operator_alone_whatever_the_isa) {
  for (const Isa isa : all_isas()) {
    const ForcedIsa forced(isa);
    Dense later;
    const int again = later.model.quantize(later.model.output({1, 2}, TensorType::Int8), 1.0f, 0);
    later.model.op(BuiltinOperator::FullyConnected, {later.input, later.weights, schema::kNoTensor},
                   {again}, Options(OptionsType::FullyConnected));
    EXPECT_EQ(prepare_status(later.model), Status::UnsupportedOperator);
    Dense shown;
    shown.model.mark_output(shown.weights);
    EXPECT_EQ(prepare_status(shown.model), Status::UnsupportedOperator);
  }
}

TEST(Decode, results_that_are_read_as_data_are_decoded_or_refused) {
  for (const Isa isa : all_isas()) {
    const ForcedIsa forced(isa);
    TestModel m;
    const int codes = m.constant<uint8_t>({2}, Parts().codes);
    const int table = m.constant<uint8_t>({20}, Parts().table);
    const int decoded = m.quantize(m.computed({2, 3}, TensorType::Int8), 1.0f, 0);
    m.input({1, 3}, TensorType::Int8);
    m.custom_op(schema::kDecodeName, {codes, table}, {decoded});
    const int weights = m.quantize(m.constant<int8_t>({1, 3}, {1, 0, 0}), 1.0f, 0);
    const int output = m.quantize(m.output({2, 1}, TensorType::Int8), 1.0f, 0);
    m.op(BuiltinOperator::FullyConnected, {decoded, weights, schema::kNoTensor}, {output},
         Options(OptionsType::FullyConnected));
    Session session(m.bytes());
    if (session.status == Status::Ok) {
      EXPECT_EQ((session.run_as<int8_t, int8_t>({{0, 0, 0}})), (Bytes{10, 40}));
    } else {
      EXPECT_EQ(session.status, Status::UnsupportedOperator);
    }
  }
}

// A dense layer of three inputs and two outputs; weights 1 -2 3, -7 7 -8.
TestModel int4_dense(Codes bytes, TensorType activations = TensorType::Int8) {
  TestModel m;
  const int input = m.quantize(m.input({1, 3}, activations), 1.0f, 0);
  const int weights = m.quantize(m.constant<uint8_t>({2, 3}, bytes, TensorType::Int4), 1.0f, 0);
  const int output = m.quantize(m.output({1, 2}, activations), 1.0f, 0);
  m.op(BuiltinOperator::FullyConnected, {input, weights, schema::kNoTensor}, {output},
       Options(OptionsType::FullyConnected));
  return m;
}

TEST(Int4, weights_lie_two_in_a_byte_the_first_one_low) {
  for (const Isa isa : all_isas()) {
    const ForcedIsa forced(isa);
    Session session(int4_dense({0xE1, 0x93, 0x87}).bytes());
    EXPECT_EQ((session.run_as<int8_t, int8_t>({{1, 2, 3}})), (Bytes{6, -17})) << isa_name(isa);
    Session wide(int4_dense({0xE1, 0x93, 0x87}, TensorType::Int16).bytes());
    EXPECT_EQ((wide.run_as<int16_t, int16_t>({{100, 200, 300}})),
              (std::vector<int16_t>{600, -1700}));
  }
}

TEST(Int4, weights_must_be_constants_of_the_right_size_beside_integers) {
  EXPECT_EQ(prepare_status(int4_dense({0xE1, 0x93})), Status::BadModel);
  EXPECT_EQ(prepare_status(int4_dense({0xE1, 0x93, 0x87, 0})), Status::BadModel);
  EXPECT_EQ(prepare_status(int4_dense({})), Status::BadModel);
  EXPECT_EQ(prepare_status(int4_dense({0xE1, 0x93, 0x87}, TensorType::Float32)),
            Status::UnsupportedType);
}

TEST(Int4, tensors_are_no_activations) {
  TestModel m;
  const int input = m.quantize(m.input({1, 3}, TensorType::Int4), 1.0f, 0);
  m.op(BuiltinOperator::Reshape, {input, m.constant<int32_t>({2}, {3, 1})},
       {m.output({3, 1}, TensorType::Int4)}, Options(OptionsType::Reshape));
  EXPECT_EQ(prepare_status(m), Status::UnsupportedType);
}

}  // namespace
}  // namespace ambulo::operators
