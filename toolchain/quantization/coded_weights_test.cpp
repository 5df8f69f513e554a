// SPDX-License-Identifier: Apache-2.0
// Files with weights in fewer than 8 bits: they compute what their plain int8 form does, on every
// instruction set, and are as small as their codes.
#include "toolchain/quantization/coded_weights.h"

#include <gtest/gtest.h>

#include <ambulo/platform.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <set>

#include "runtime/model/tflite_schema.h"
#include "toolchain/graph/edit.h"
#include "toolchain/graph/testing/random_models.h"
#include "toolchain/quantization/accuracy.h"
#include "toolchain/quantization/quantize.h"
#include "toolchain/quantization/testing/random_source.h"
#include "toolchain/quantization/weighted.h"
#include "toolchain/tflite/reader.h"

namespace ambulo::quantization {
namespace {

using graph::DataType;
using graph::Graph;
using testing::random_parts;
using testing::source_of;

const Scheme kSchemes[] = {{SchemeKind::KMeans, 2},   {SchemeKind::KMeans, 3},
                           {SchemeKind::KMeans, 16},  {SchemeKind::KMeans, 100},
                           {SchemeKind::KMeans, 128}, {SchemeKind::Int4, 0}};

std::vector<training::TrainedModel> models() {
  return {graph::testing::random_dnn(1), graph::testing::random_cnn(2),
          graph::testing::random_lstm(3), graph::testing::random_compact(4)};
}

Result quantized_to(const Scheme& scheme, bool expand, const Source& source, const Parts& parts) {
  Options options;
  options.scheme = scheme;
  options.expand = expand;
  return quantize(source, parts, options);
}

std::vector<float> outputs(const std::vector<std::uint8_t>& bytes, const Samples& samples) {
  const execution::LoadedModel model(bytes, "coded");
  execution::Session session(model);
  std::vector<float> result;
  for (std::size_t i = 0; i < samples.count(); ++i) {
    run_sample(session.interpreter(), samples.sample(i));
    const Tensor& output = session.interpreter().output(0);
    result.insert(result.end(), output.as<float>(), output.as<float>() + output.shape.count());
  }
  return result;
}

TEST(CodedWeights, compute_what_their_plain_form_does_on_every_isa) {
  for (const auto& model : models()) {
    const Source source = source_of(model);
    const Parts parts = random_parts(source, 8);
    for (const Scheme& scheme : kSchemes) {
      SCOPED_TRACE(model.name + " " + to_string(scheme));
      const Result coded = quantized_to(scheme, false, source, parts);
      const Result plain = quantized_to(scheme, true, source, parts);
      const auto expected = outputs(plain.bytes, parts.test);
      EXPECT_EQ(outputs(coded.bytes, parts.test), expected);
      setenv("AMBULO_FORCE_ISA", isa_name(Isa::reference), 1);
      EXPECT_EQ(outputs(coded.bytes, parts.test), expected);
      unsetenv("AMBULO_FORCE_ISA");
    }
  }
}

TEST(CodedWeights, take_no_memory_of_their_own_where_the_reference_runs) {
  setenv("AMBULO_FORCE_ISA", isa_name(Isa::reference), 1);
  for (const auto& model : models()) {
    const Source source = source_of(model);
    const Parts parts = random_parts(source, 8);
    const Result plain = quantized_to({SchemeKind::KMeans, 16}, true, source, parts);
    const Result coded = quantized_to({SchemeKind::KMeans, 16}, false, source, parts);
    EXPECT_EQ(coded.after.repacked_bytes, plain.after.repacked_bytes) << model.name;
    // A row of weights at a time, and the steps' own records.
    EXPECT_LT(coded.after.arena_bytes, plain.after.arena_bytes + 2048) << model.name;
  }
  unsetenv("AMBULO_FORCE_ISA");
}

std::vector<std::uint8_t> different_bytes(const graph::Tensor& tensor) {
  const std::set<std::uint8_t> found(tensor.data.begin(), tensor.data.end());
  return {found.begin(), found.end()};
}

TEST(CodedWeights, have_no_more_values_than_clusters_in_each_tensor) {
  const Source source = source_of(graph::testing::random_cnn(2));
  const Parts parts = random_parts(source, 8);
  for (const int clusters : {2, 5, 16}) {
    const Result plain = quantized_to({SchemeKind::KMeans, clusters}, true, source, parts);
    const Graph graph = tflite::read(plain.bytes);
    std::size_t weights = 0;
    for (const graph::Operator& op : graph.operators) {
      for (const WeightOperand& weight : weight_operands(op)) {
        const auto& tensor = graph.tensors[static_cast<std::size_t>(op.inputs[weight.operand])];
        ASSERT_EQ(tensor.type, DataType::Int8);
        EXPECT_LE(different_bytes(tensor).size(), static_cast<std::size_t>(clusters));
        ++weights;
      }
    }
    EXPECT_GE(weights, 4u);
  }
}

TEST(CodedWeights, make_files_smaller_by_what_each_weight_saves) {
  const Source source = source_of(graph::testing::random_cnn(2));
  const Parts parts = random_parts(source, 8);
  const Result int8 = quantized_to({SchemeKind::Int8, 0}, false, source, parts);
  for (const auto& [scheme, bits] : {std::pair<Scheme, std::size_t>{{SchemeKind::KMeans, 16}, 4},
                                     {{SchemeKind::KMeans, 128}, 7},
                                     {{SchemeKind::KMeans, 9}, 4},
                                     {{SchemeKind::KMeans, 2}, 1},
                                     {{SchemeKind::Int4, 0}, 4}}) {
    const Result coded = quantized_to(scheme, false, source, parts);
    std::size_t weights = 0;
    for (const graph::Operator& op : source.graph.operators) {
      for (const WeightOperand& weight : weight_operands(op)) {
        const auto operand = static_cast<std::size_t>(op.inputs[weight.operand]);
        weights += graph::element_count(source.graph.tensors[operand].shape);
      }
    }
    const std::size_t saved = weights * (8 - bits) / 8;
    // Tables, tensors and operators of the codes take some back.
    EXPECT_LT(coded.bytes.size(), int8.bytes.size() - saved + 2500) << to_string(scheme);
    EXPECT_GT(coded.bytes.size(), int8.bytes.size() - saved - 500) << to_string(scheme);
  }
}

bool has_note(const Result& result, const std::string& part) {
  return std::ranges::any_of(
      result.notes, [&](const std::string& note) { return note.find(part) != std::string::npos; });
}

TEST(CodedWeights, say_who_reads_the_file) {
  const Source cnn = source_of(graph::testing::random_cnn(2));
  const Source lstm = source_of(graph::testing::random_lstm(3));
  const Parts windows = random_parts(cnn, 4), sequences = random_parts(lstm, 4);
  EXPECT_TRUE(has_note(quantized_to({SchemeKind::KMeans, 16}, false, cnn, windows), "LiteRT"));
  EXPECT_FALSE(has_note(quantized_to({SchemeKind::KMeans, 16}, true, cnn, windows), "LiteRT"));
  EXPECT_FALSE(has_note(quantized_to({SchemeKind::Int4, 0}, false, cnn, windows), "LiteRT"));
  EXPECT_TRUE(has_note(quantized_to({SchemeKind::Int4, 0}, false, lstm, sequences), "LiteRT"));
}

// A dense layer with these int8 weights, all that store_codes looks at.
struct Layer {
  Graph graph;
  graph::Operator op{graph::FullyConnected{}, {}, {}};

  explicit Layer(const std::vector<std::int8_t>& values) {
    const int input = add_tensor(graph, "x", {1, 3}, DataType::Int8);
    const auto rows = static_cast<std::int32_t>(values.size()) / 3;
    const int weights = add_tensor(graph, "w", {rows, 3}, DataType::Int8);
    graph.tensors.back().data.resize(values.size());
    std::memcpy(graph.tensors.back().data.data(), values.data(), values.size());
    graph.tensors.back().quantization =
        graph::Quantization{std::vector<float>(static_cast<std::size_t>(rows), 1.0f),
                            std::vector<std::int64_t>(static_cast<std::size_t>(rows)), 0};
    op.inputs = {input, weights, graph::kNone};
    op.outputs = {add_tensor(graph, "y", {1, rows}, DataType::Int8)};
  }
  const graph::Tensor& tensor(int index) const {
    return graph.tensors[static_cast<std::size_t>(index)];
  }
};

TEST(CodedWeights, of_int4_lie_two_in_a_byte_the_first_one_low) {
  Layer layer({1, -2, 3});
  store_codes(layer.graph, layer.op, Precision::Int4);
  EXPECT_TRUE(layer.graph.operators.empty());
  EXPECT_EQ(layer.tensor(layer.op.inputs[1]).type, DataType::Int4);
  EXPECT_EQ(layer.tensor(layer.op.inputs[1]).data, (std::vector<std::uint8_t>{0xE1, 0x03}));
}

TEST(CodedWeights, of_a_codebook_lie_from_the_highest_bit_on) {
  Layer layer({-5, 9, 9, 0, -5, 7});
  store_codes(layer.graph, layer.op, Precision::Codebook);
  ASSERT_EQ(layer.graph.operators.size(), 1u);
  const graph::Operator& decode = layer.graph.operators[0];
  EXPECT_EQ(type_name(decode), schema::kDecodeName);
  EXPECT_EQ(decode.outputs, std::vector<int>{layer.op.inputs[1]});
  // -5 0 7 9 have codes 0 to 3.
  EXPECT_EQ(layer.tensor(decode.inputs[0]).data,
            (std::vector<std::uint8_t>{0b00'11'11'01, 0b00'10'00'00}));
  const auto& table = layer.tensor(decode.inputs[1]).data;
  ASSERT_EQ(table.size(), 20u);
  EXPECT_EQ(table[5], 0xF2);
  EXPECT_EQ(std::vector<std::uint8_t>(table.begin() + 16, table.end()),
            (std::vector<std::uint8_t>{251, 0, 7, 9}));
}

// Rows of scale 1 and 100: what is lost in the second counts 10,000 times as much.
TEST(CodedWeights, spend_their_codebook_where_an_error_costs_most) {
  Layer layer({1, 2, 4, 80, 90, 100});
  layer.graph.tensors[1].quantization->scale = {1.0f, 100.0f};
  share_values(layer.graph, layer.op, 4);
  EXPECT_EQ(layer.tensor(layer.op.inputs[1]).data,
            (std::vector<std::uint8_t>{2, 2, 2, 80, 90, 100}));
}

}  // namespace
}  // namespace ambulo::quantization
