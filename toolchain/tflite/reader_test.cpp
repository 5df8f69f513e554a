// SPDX-License-Identifier: Apache-2.0
#include "toolchain/tflite/reader.h"

#include <gtest/gtest.h>

#include <functional>

#include "toolchain/core/error.h"
#include "toolchain/core/random.h"
#include "toolchain/graph/edit.h"
#include "toolchain/graph/from_trained_model.h"
#include "toolchain/graph/passes/optimize.h"
#include "toolchain/graph/summary.h"
#include "toolchain/graph/testing/random_models.h"
#include "toolchain/tflite/table_writer.h"
#include "toolchain/tflite/writer.h"

namespace ambulo::tflite {
namespace {

using Bytes = std::vector<std::uint8_t>;
using graph::Graph;
using training::LayerKind;

Graph small_graph() {
  return graph::optimize(
      graph::from_trained_model(graph::testing::random_model("small",
                                                             {{LayerKind::Conv1d, "conv", 3, 3},
                                                              {LayerKind::Lstm, "lstm", 2},
                                                              {LayerKind::LastStep, "last"},
                                                              {LayerKind::Dense, "dense", 2},
                                                              {LayerKind::Softmax, "softmax"}},
                                                             1, 8)));
}

// True: read; false: refused with an Error that is not our bug. Anything else fails the test.
bool reads(const Bytes& bytes) {
  try {
    const Graph graph = read(bytes);
    graph::summarize(graph);
    read_metadata(bytes);
    return true;
  } catch (const Error& error) {
    EXPECT_NE(error.kind(), ErrorKind::Internal) << error.what();
    return false;
  }
}

TEST(Reader, refuses_every_truncation) {
  const Bytes whole = write(small_graph(), {{"note", {1, 2, 3}}});
  ASSERT_TRUE(reads(whole));
  // The last bytes of the file are those of the first buffer written; what may be missing of them
  // is the vector's padding.
  constexpr std::size_t kPadding = 16;
  for (std::size_t size = 0; size + kPadding < whole.size(); ++size) {
    ASSERT_FALSE(reads({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)})) << size;
  }
}

TEST(Reader, survives_any_damaged_byte) {
  const Bytes whole = write(small_graph(), {{"note", {1, 2, 3}}});
  Random random(1);
  std::size_t refused = 0;
  for (int i = 0; i < 20000; ++i) {
    Bytes damaged = whole;
    for (std::size_t n = 1 + random.below(3); n > 0; --n) {
      damaged[random.below(damaged.size())] = static_cast<std::uint8_t>(random.bits());
    }
    refused += !reads(damaged);
  }
  EXPECT_GT(refused, 1000u);
}

TEST(Reader, takes_bytes_at_any_address) {
  const Bytes whole = write(small_graph());
  Bytes shifted(whole.size() + 1);
  std::copy(whole.begin(), whole.end(), shifted.begin() + 1);
  EXPECT_EQ(read(std::span(shifted).subspan(1)).operators.size(), read(whole).operators.size());
}

TEST(Reader, says_what_is_wrong_and_where) {
  const auto message = [](const Bytes& bytes) {
    try {
      read(bytes, "a.tflite");
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_EQ(message({}), "not a .tflite file: a.tflite");
  EXPECT_EQ(message(Bytes(100, 'x')), "not a .tflite file: a.tflite");
  Bytes cut = write(small_graph());
  cut.resize(cut.size() / 2);
  EXPECT_EQ(message(cut), "the model file is damaged: a.tflite");
}

TEST(Reader, refuses_graphs_that_cannot_run) {
  const auto refused = [](const std::function<void(Graph&)>& change) {
    Graph graph = small_graph();
    change(graph);
    return !reads(write(graph));
  };
  EXPECT_FALSE(refused([](Graph&) {}));
  EXPECT_TRUE(refused([](Graph& g) { g.outputs = {static_cast<int>(g.tensors.size())}; }));
  EXPECT_TRUE(refused([](Graph& g) { std::swap(g.operators[0], g.operators[1]); }));
  EXPECT_TRUE(refused([](Graph& g) { g.operators[0].inputs.pop_back(); }));  // RESHAPE
  EXPECT_TRUE(refused([](Graph& g) { g.operators[1].inputs.resize(1); }));   // CONV_2D
  EXPECT_TRUE(refused([](Graph& g) { g.operators[3].inputs.pop_back(); }));  // LSTM
  EXPECT_TRUE(refused([](Graph& g) { g.operators[2].outputs = g.operators[1].outputs; }));
  EXPECT_TRUE(refused([](Graph& g) { g.operators.pop_back(); }));
  EXPECT_TRUE(
      refused([](Graph& g) { std::get<graph::Conv2d>(g.operators[1].attributes).stride_w = 0; }));
  EXPECT_TRUE(refused([](Graph& g) {
    g.tensors[static_cast<std::size_t>(g.operators[1].inputs[1])].data.pop_back();
  }));
  EXPECT_TRUE(refused([](Graph& g) { g.tensors[0].shape[1] = -1; }));
  EXPECT_TRUE(refused([](Graph& g) { g.tensors[0].shape.assign(5, 65536); }));
}

// A model written table by table: operators of these codes in a row, custom ones with a name.
struct ForeignModel {
  std::vector<std::pair<std::int32_t, std::string>> codes;
  std::int8_t tensor_type = 0;
  std::size_t shares = 1;  // how many tensors share the one constant
  std::size_t constant_bytes = 0;

  Bytes bytes() const {
    flatbuffers::FlatBufferBuilder builder;
    const auto tables = [&](const std::vector<AnyOffset>& list) {
      return AnyOffset(builder.CreateVector(list).o);
    };
    const auto data = builder.CreateVector(Bytes(constant_bytes));
    TableWriter buffer(builder);
    if (constant_bytes > 0) buffer.add(schema::buffer::kData, data);
    const auto buffers = tables({buffer.finish()});
    const auto shape = builder.CreateVector(std::vector<std::int32_t>{
        constant_bytes > 0 ? static_cast<std::int32_t>(constant_bytes / 4) : 1});
    TableWriter tensor(builder);
    tensor.add(schema::tensor::kShape, shape);
    tensor.add(schema::tensor::kType, tensor_type);
    const auto tensor_table = tensor.finish();
    const auto tensors = tables(std::vector<AnyOffset>(shares, tensor_table));
    const auto first = builder.CreateVector(std::vector<std::int32_t>{0});
    std::vector<AnyOffset> code_tables, operators;
    for (const auto& [code, name] : codes) {
      const auto custom = builder.CreateString(name);
      TableWriter table(builder);
      table.add(schema::operator_code::kBuiltinCode, code);
      if (!name.empty()) table.add(schema::operator_code::kCustomCode, custom);
      code_tables.push_back(table.finish());
      TableWriter op(builder);
      op.add(schema::op::kOpcodeIndex, static_cast<std::uint32_t>(code_tables.size() - 1));
      op.add(schema::op::kInputs, first);
      operators.push_back(op.finish());
    }
    const auto operator_list = tables(operators), code_list = tables(code_tables);
    TableWriter sub_graph(builder);
    sub_graph.add(schema::sub_graph::kTensors, tensors);
    sub_graph.add(schema::sub_graph::kInputs, first);
    sub_graph.add(schema::sub_graph::kOutputs, first);
    sub_graph.add(schema::sub_graph::kOperators, operator_list);
    const auto sub_graphs = tables({sub_graph.finish()});
    TableWriter model(builder);
    model.add(schema::model::kVersion, schema::kVersion);
    model.add(schema::model::kOperatorCodes, code_list);
    model.add(schema::model::kSubgraphs, sub_graphs);
    model.add(schema::model::kBuffers, buffers);
    builder.Finish(model.finish(), schema::kFileIdentifier);
    return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
  }
};

TEST(Reader, lists_operators_that_it_does_not_model_by_name) {
  ForeignModel model;
  model.codes = {{118, ""}, {32, "FlexTensorListReserve"}, {103, ""}, {9999, ""}};
  const graph::Summary summary = graph::summarize(read(model.bytes()));
  ASSERT_EQ(summary.operators.size(), 4u);
  EXPECT_EQ(summary.operators[0].type, "IF");
  EXPECT_EQ(summary.operators[1].type, "FlexTensorListReserve");
  EXPECT_EQ(summary.operators[2].type, "UNIQUE");
  EXPECT_EQ(summary.operators[3].type, "BUILTIN_9999");
  EXPECT_GE(summary.unsupported.size(), 3u);
}

TEST(Reader, reads_tensors_of_types_that_it_does_not_model) {
  ForeignModel model;
  model.tensor_type = static_cast<std::int8_t>(schema::TensorType::Complex64);
  EXPECT_EQ(read(model.bytes()).tensors[0].type, graph::DataType::Other);
}

TEST(Reader, refuses_a_small_file_that_unfolds_to_gigabytes) {
  ForeignModel model;
  model.constant_bytes = 1 << 20;
  model.shares = 4;
  EXPECT_TRUE(reads(model.bytes()));
  model.shares = 100000;  // 100 GB
  EXPECT_FALSE(reads(model.bytes()));
}

TEST(Reader, refuses_another_schema_version) {
  const Bytes bytes = write(small_graph());
  std::size_t changed = 0;  // the one byte that holds the version
  for (std::size_t i = 8; i < 64; ++i) {
    Bytes other = bytes;
    if (other[i] != 3) continue;
    other[i] = 2;
    try {
      read(other);
    } catch (const Error& error) {
      changed += std::string(error.what()).find("version 2, expected 3") != std::string::npos;
    }
  }
  EXPECT_EQ(changed, 1u);
}

// Each graph calls the next one, the last one `back` before it; 0: it calls none.
Bytes calls_in_a_row(int graphs, int back) {
  graph::Model model;
  for (int g = 0; g < graphs; ++g) {
    Graph graph;
    if (g == 0) {
      graph.inputs = {add_tensor(graph, "in", {1})};
      graph.outputs = {add_tensor(graph, "out", {1})};
      graph.operators.push_back({graph::Unary{}, graph.inputs, graph.outputs});
    }
    const int next = g + 1 < graphs ? g + 1 : back > 0 ? g - back : 0;
    if (next > 0) graph.operators.push_back({graph::CallOnce{next}, {}, {}});
    model.graphs.push_back(graph);
  }
  return write(model);
}

TEST(Reader, refuses_graphs_that_call_themselves_or_nest_too_deep) {
  EXPECT_TRUE(reads(calls_in_a_row(64, 0)));
  EXPECT_FALSE(reads(calls_in_a_row(65, 0)));
  EXPECT_FALSE(reads(calls_in_a_row(20000, 0)));  // following it would need megabytes of stack
  EXPECT_FALSE(reads(calls_in_a_row(5, 2)));
}

}  // namespace
}  // namespace ambulo::tflite
