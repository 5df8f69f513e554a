// SPDX-License-Identifier: Apache-2.0
#include "toolchain/tflite/export.h"

#include <ambulo/model.h>
#include <ambulo/sensor_contract.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "toolchain/core/error.h"
#include "toolchain/graph/from_trained_model.h"
#include "toolchain/graph/summary.h"
#include "toolchain/graph/testing/compare.h"
#include "toolchain/graph/testing/random_models.h"
#include "toolchain/tflite/contract.h"
#include "toolchain/tflite/metadata_schema.h"
#include "toolchain/tflite/reader.h"
#include "toolchain/tflite/verified_table.h"

namespace ambulo::tflite {
namespace {

std::vector<std::uint8_t> entry(const std::vector<std::uint8_t>& file, const std::string& name) {
  const auto entries = read_metadata(file);
  const auto it = std::ranges::find(entries, name, &MetadataEntry::name);
  return it == entries.end() ? std::vector<std::uint8_t>{} : it->bytes;
}

TEST(Export, writes_the_function_of_the_trained_network) {
  for (const auto& model : {graph::testing::random_dnn(1), graph::testing::random_cnn(2),
                            graph::testing::random_lstm(3), graph::testing::random_compact(4)}) {
    const graph::Graph trained = graph::from_trained_model(model);
    EXPECT_LT(graph::testing::largest_difference(trained, read(export_model(model))), 1e-6)
        << model.name;
  }
}

TEST(Export, needs_at_most_4_kb_beside_the_parameters) {
  for (const auto& model : {graph::testing::random_dnn(1), graph::testing::random_cnn(2),
                            graph::testing::random_compact(4)}) {
    const auto bytes = export_model(model);
    const std::size_t parameters = graph::summarize(read(bytes)).total.parameters;
    EXPECT_LE(bytes.size(), 4 * parameters + 4096) << model.name;
  }
}

TEST(Export, opens_in_the_device_runtime_with_its_contract) {
  const auto trained = graph::testing::random_compact(4);
  const auto bytes = export_model(trained);
  void* aligned = std::aligned_alloc(16, (bytes.size() + 15) / 16 * 16);
  std::memcpy(aligned, bytes.data(), bytes.size());
  Model model;
  EXPECT_EQ(Model::open({static_cast<const std::uint8_t*>(aligned), bytes.size()}, model),
            Status::Ok);
  SensorContractView contract;
  EXPECT_EQ(read_sensor_contract(model.metadata(kSensorContractName), contract), Status::Ok);
  EXPECT_EQ(contract.window, 128);
  EXPECT_EQ(contract.label_count, 6);
  std::free(aligned);
}

TEST(Export, describes_input_output_and_labels_in_standard_metadata) {
  const auto model = graph::testing::random_cnn(2);
  const auto bytes = entry(export_model(model), "TFLITE_METADATA");
  namespace s = metadata_schema;
  VerifiedBuffer file(bytes, s::kFileIdentifier, "");
  const VerifiedTable root = file.root();
  EXPECT_EQ(root.string(s::model_metadata::kName), "cnn");
  EXPECT_EQ(root.string(s::model_metadata::kMinParserVersion), "1.0.0");
  const auto sub_graph = root.tables(s::model_metadata::kSubgraphMetadata).at(0);
  const auto input = sub_graph.tables(s::sub_graph_metadata::kInputTensorMetadata).at(0);
  const auto unit = input.tables(s::tensor_metadata::kProcessUnits).at(0);
  EXPECT_EQ(unit.get(s::process_unit::kOptionsType), 1);
  const auto options = unit.table(s::process_unit::kOptions);
  ASSERT_TRUE(options);
  EXPECT_EQ(options->values<float>(s::normalization_options::kMean), model.contract.mean);
  EXPECT_EQ(options->values<float>(s::normalization_options::kStd), model.contract.std);
  const auto output = sub_graph.tables(s::sub_graph_metadata::kOutputTensorMetadata).at(0);
  const auto labels = output.tables(s::tensor_metadata::kAssociatedFiles).at(0);
  EXPECT_EQ(labels.string(s::associated_file::kName), "labels.txt");
  EXPECT_EQ(labels.get(s::associated_file::kType), 2);
}

// Follows the zip records from the end of the file; other readers: tests/conformance.
TEST(Export, ends_in_a_zip_archive_with_the_labels) {
  auto model = graph::testing::random_dnn(1);
  model.contract.labels = {"a", "b", "c", "d", "e", "f"};
  const auto bytes = export_model(model);
  const auto u32 = [&](std::size_t at) {
    std::uint32_t value;
    std::memcpy(&value, &bytes.at(at), 4);
    return value;
  };
  const std::size_t end = bytes.size() - 22;
  ASSERT_EQ(u32(end), 0x06054b50u);
  const std::size_t directory = u32(end + 16);
  ASSERT_EQ(u32(directory), 0x02014b50u);
  EXPECT_EQ(directory + u32(end + 12), end);
  const std::size_t local = u32(directory + 42);
  ASSERT_EQ(u32(local), 0x04034b50u);
  const std::string content = "a\nb\nc\nd\ne\nf\n";
  EXPECT_EQ(std::string(&bytes[local + 30], &bytes[local + 30] + 10), "labels.txt");
  EXPECT_EQ(std::string(&bytes[local + 40], &bytes[local + 40] + content.size()), content);
  EXPECT_EQ(u32(local + 14), crc32(0, reinterpret_cast<const Bytef*>(content.data()), 12));
  EXPECT_EQ(local + 40 + content.size(), directory);
}

TEST(Export, gives_the_same_bytes_for_the_same_model) {
  EXPECT_EQ(export_model(graph::testing::random_lstm(3)),
            export_model(graph::testing::random_lstm(3)));
}

TEST(Export, refuses_a_network_without_labels) {
  auto model = graph::testing::random_dnn(1);
  model.contract.labels.clear();
  EXPECT_THROW(export_model(model), Error);
}

}  // namespace
}  // namespace ambulo::tflite
