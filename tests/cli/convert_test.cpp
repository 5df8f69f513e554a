// SPDX-License-Identifier: Apache-2.0
// ambulo convert as a user meets it: first another command says so, then the file runs.
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/cli/program.h"
#include "toolchain/core/files.h"
#include "toolchain/graph/testing/recurrent_models.h"
#include "toolchain/tflite/writer.h"

namespace ambulo::tests {
namespace {

constexpr int kUsage = 2, kBadInput = 3, kUnsupported = 4;

std::string write_model(const TemporaryFolder& folder, const graph::Model& model) {
  const std::string path = folder / "loop.tflite";
  write_file(path, tflite::write(model));
  return path;
}

TEST(Convert, is_what_other_commands_ask_for_and_what_makes_them_run) {
  const TemporaryFolder folder;
  graph::testing::RecurrentSpec spec;
  spec.form = graph::testing::Form::TensorLists;
  const std::string in = write_model(folder, graph::testing::recurrent_model(spec));
  const std::string out = folder / "lifted.tflite";
  const Outcome refused = run({"profile", in});
  EXPECT_EQ(refused.exit_code, kUnsupported);
  EXPECT_NE(refused.last_error_line().find("this file holds a recurrent loop"), std::string::npos);
  EXPECT_NE(refused.last_error_line().find("run `ambulo convert IN --out OUT` first"),
            std::string::npos);

  const Outcome converted = run({"convert", in, "--out", out});
  EXPECT_EQ(converted.exit_code, 0) << converted.err;
  EXPECT_NE(converted.out.find("UNIDIRECTIONAL_SEQUENCE_LSTM of 4 cells"), std::string::npos);
  EXPECT_NE(converted.out.find("largest difference"), std::string::npos);
  EXPECT_EQ(run({"profile", out, "--runs", "10"}).exit_code, 0);
}

TEST(Convert, prints_json_with_stable_keys) {
  const TemporaryFolder folder;
  const std::string in = write_model(folder, graph::testing::recurrent_model({}));
  const Outcome outcome = run({"convert", in, "--out", folder / "out.tflite", "--json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto json = nlohmann::json::parse(outcome.out);
  for (const char* key : {"bytes_before", "bytes_after", "operators_before", "operators_after",
                          "changes", "notes", "unsupported", "windows", "largest_difference"}) {
    EXPECT_TRUE(json.contains(key)) << key;
  }
  EXPECT_EQ(json["bytes_after"], std::filesystem::file_size(folder / "out.tflite"));
}

TEST(Convert, writes_nothing_when_it_fails) {
  const TemporaryFolder folder;
  const std::string out = folder / "out.tflite";
  write_file(folder / "text.tflite", std::string_view("this is no model"));
  EXPECT_EQ(run({"convert", folder / "text.tflite", "--out", out}).exit_code, kBadInput);
  EXPECT_EQ(run({"convert", folder / "none.tflite", "--out", out}).exit_code, kBadInput);
  EXPECT_EQ(run({"convert", folder / "text.tflite"}).exit_code, kUsage);
  graph::Model model = graph::testing::recurrent_model({});
  graph::Unknown unknown{"CUMSUM", 128};
  unknown.is_writable = true;
  model.graphs[2].operators[1].attributes = unknown;
  const Outcome outcome = run({"convert", write_model(folder, model), "--out", out});
  EXPECT_EQ(outcome.exit_code, kUnsupported);
  EXPECT_NE(outcome.last_error_line().find("operator 1 WHILE, subgraph 2 operator 1 CUMSUM"),
            std::string::npos)
      << outcome.err;
  EXPECT_FALSE(std::filesystem::exists(out));
}

}  // namespace
}  // namespace ambulo::tests
