// SPDX-License-Identifier: Apache-2.0
#include "toolchain/tflite/raw_input.h"

#include <ambulo/sensor_contract.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "toolchain/core/error.h"
#include "toolchain/graph/testing/compare.h"
#include "toolchain/graph/testing/random_models.h"
#include "toolchain/tflite/associated_files.h"
#include "toolchain/tflite/contract.h"
#include "toolchain/tflite/export.h"
#include "toolchain/tflite/reader.h"
#include "toolchain/tflite/writer.h"

namespace ambulo::tflite {
namespace {

windows::SensorContract contract_of(const std::vector<std::uint8_t>& file) {
  const auto entries = read_metadata(file);
  return read_contract(
      std::ranges::find(entries, kSensorContractName, &MetadataEntry::name)->bytes);
}

TEST(RawInput, file_asks_for_raw_windows_and_keeps_labels_and_origin) {
  const auto model = graph::testing::random_compact(4);
  const auto file = with_front_end_inside(export_model(model), "compact");
  const windows::SensorContract contract = contract_of(file);
  EXPECT_EQ(contract.front_end.kind, FrontEnd::Raw);
  EXPECT_EQ(contract.front_end.start_samples, model.contract.front_end.start_samples);
  EXPECT_EQ(contract_of(with_front_end_inside(export_model(model), "compact", 25))
                .front_end.start_samples,
            25);
  EXPECT_EQ(contract.mean, std::vector<float>(6, 0.0f));
  EXPECT_EQ(contract.labels, model.contract.labels);
  EXPECT_EQ(contract.data_set, model.contract.data_set);
  EXPECT_EQ(read_files(file, "raw").at(0).name, "labels.txt");
  const graph::Graph graph = read(file);
  EXPECT_EQ(graph.tensors[static_cast<std::size_t>(graph.inputs[0])].shape,
            (std::vector<std::int32_t>{1, 128, 6}));
}

TEST(RawInput, holds_the_graph_of_the_pass) {
  const auto model = graph::testing::random_lstm(3);
  const auto file = export_model(model);
  const graph::Graph expected = graph::front_end_inside(read(file), model.contract);
  const graph::Graph found = read(with_front_end_inside(file, "lstm"));
  EXPECT_EQ(graph::testing::largest_difference(found, expected), 0.0);
}

TEST(RawInput, refuses_a_file_without_contract_and_one_that_is_raw_already) {
  const auto file = export_model(graph::testing::random_compact(4));
  EXPECT_THROW(with_front_end_inside(write(read(file)), "bare"), Error);
  EXPECT_THROW(with_front_end_inside(with_front_end_inside(file, "once"), "twice"), Error);
}

}  // namespace
}  // namespace ambulo::tflite
