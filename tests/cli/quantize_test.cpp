// SPDX-License-Identifier: Apache-2.0
// ambulo quantize as a user meets it: what it prints and writes, and one clear line, with nothing
// written, for what cannot be.
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "runtime/testing/sample_models.h"
#include "tests/cli/program.h"
#include "toolchain/core/files.h"
#include "toolchain/core/npy.h"
#include "toolchain/graph/from_trained_model.h"
#include "toolchain/graph/passes/optimize.h"
#include "toolchain/graph/testing/random_models.h"
#include "toolchain/tflite/export.h"
#include "toolchain/tflite/writer.h"

namespace ambulo::tests {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// A run folder with a convolutional network of 6 channels, and inputs for it.
class Quantize : public ::testing::Test {
 protected:
  Quantize() {
    make_folder(folder_ / "run");
    write_file(folder_ / "run/model.tflite", tflite::export_model(graph::testing::random_cnn(1)));
    values_ = ambulo::testing::random_values(16 * 128 * 6, 1);
    write_npy(inputs(), {16, 128, 6}, values_);
  }
  std::string run_folder() const { return folder_ / "run"; }
  std::string inputs() const { return folder_ / "x.npy"; }
  std::string out() const { return folder_ / "out.tflite"; }

  void expect_refusal(std::vector<std::string> args, int exit_code,
                      const std::vector<std::string>& parts) {
    args.insert(args.begin(), "quantize");
    args.insert(args.end(), {"--out", out()});
    expect_one_line(run(args), exit_code, parts);
    EXPECT_FALSE(fs::exists(out()));
  }

  const TemporaryFolder folder_;
  std::vector<float> values_;
};

TEST_F(Quantize, writes_a_file_that_the_other_commands_take) {
  const Outcome outcome = run({"quantize", run_folder(), "--scheme", "int8", "--data", inputs(),
                               "--out", out(), "--trace"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  for (const char* part :
       {"file bytes", "arena bytes", "CONV_2D", " dB", "the most is lost in", "written: "}) {
    EXPECT_NE(outcome.out.find(part), std::string::npos) << part << '\n' << outcome.out;
  }
  EXPECT_EQ(run({"graph", out(), "--check", "ambulo"}).exit_code, 0);
  EXPECT_EQ(run({"run", out(), "--in", inputs()}).exit_code, 0);
}

TEST_F(Quantize, names_the_file_by_the_scheme_when_none_is_named) {
  const Outcome outcome = run({"quantize", run_folder(), "--scheme", "weights", "--json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const std::string path = folder_ / "run/model.weights.tflite";
  ASSERT_TRUE(fs::exists(path));
  const json result = json::parse(outcome.out);
  EXPECT_EQ(result.at("scheme"), "weights");
  EXPECT_EQ(result.at("file_bytes"), fs::file_size(path));
  for (const char* key :
       {"weight_bytes", "arena_bytes", "accuracy_before", "accuracy_after", "errors"}) {
    EXPECT_TRUE(result.contains(key)) << key;
  }
}

TEST_F(Quantize, writes_codebooks_and_says_who_reads_them) {
  const Outcome outcome =
      run({"quantize", run_folder(), "--scheme", "kmeans:16", "--data", inputs()});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE((outcome.out + outcome.err).find("TFLM_DECODE"), std::string::npos);
  const std::string path = folder_ / "run/model.kmeans-16.tflite";
  ASSERT_TRUE(fs::exists(path));
  EXPECT_EQ(run({"graph", path, "--check", "ambulo"}).exit_code, 0);
  EXPECT_EQ(run({"profile", path, "--runs", "20"}).exit_code, 0);
  const Outcome expanded = run({"quantize", run_folder(), "--scheme", "kmeans:16", "--expand",
                                "--data", inputs(), "--out", folder_ / "plain.tflite"});
  ASSERT_EQ(expanded.exit_code, 0) << expanded.err;
  EXPECT_EQ((expanded.out + expanded.err).find("TFLM_DECODE"), std::string::npos);
  std::vector<std::string> said;
  for (const std::string& model : {path, std::string(folder_ / "plain.tflite")}) {
    const std::string results = folder_ / ("y" + std::to_string(said.size()) + ".npy");
    ASSERT_EQ(run({"run", model, "--in", inputs(), "--out", results}).exit_code, 0) << model;
    const auto bytes = read_bytes(results);
    said.emplace_back(bytes.begin(), bytes.end());
  }
  EXPECT_EQ(said[1], said[0]);
}

TEST_F(Quantize, refuses_codebooks_of_impossible_sizes) {
  for (const char* scheme : {"kmeans", "kmeans:1", "kmeans:129", "kmeans:x", "int4:3"}) {
    expect_refusal({run_folder(), "--scheme", scheme, "--data", inputs()}, 2, {scheme});
  }
}

TEST_F(Quantize, all_prints_every_scheme_and_writes_nothing) {
  const Outcome text = run({"quantize", run_folder(), "--all", "--data", inputs()});
  ASSERT_EQ(text.exit_code, 0) << text.err;
  const Outcome outcome = run({"quantize", run_folder(), "--all", "--data", inputs(), "--json"});
  const json rows = json::parse(outcome.out);
  for (const json& row : rows) {
    EXPECT_NE(text.out.find(row.at("scheme").get<std::string>()), std::string::npos);
    EXPECT_GT(row.at("median_us").get<double>(), 0.0);
  }
  EXPECT_GE(rows.size(), 5u);
  const Outcome csv = run({"quantize", run_folder(), "--all", "--data", inputs(), "--csv"});
  EXPECT_TRUE(csv.out.starts_with("scheme,file_bytes,"));
  EXPECT_EQ(std::distance(fs::directory_iterator(run_folder()), fs::directory_iterator()), 1);
}

TEST_F(Quantize, says_which_schemes_there_are) {
  expect_refusal({run_folder(), "--scheme", "int9"}, kUsage, {"int9", "float16", "int8"});
  expect_refusal({run_folder(), "--scheme", "kmeans:500"}, kUsage, {"kmeans:500", "2 to 128"});
}

TEST_F(Quantize, qat_learns_from_inputs_alone_and_says_what_it_brought) {
  const Outcome outcome = run({"quantize", run_folder(), "--scheme", "qat", "--data", inputs(),
                               "--epochs", "1", "--out", folder_ / "qat.tflite"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("fine-tuned for 1 epochs; epoch 1 is kept, the last"),
            std::string::npos)
      << outcome.out;
  EXPECT_TRUE(fs::exists(folder_ / "qat.tflite"));
  expect_refusal({run_folder(), "--scheme", "int8", "--epochs", "3"}, kUsage, {"only qat trains"});
}

TEST_F(Quantize, a_run_without_a_model_is_named) {
  make_folder(folder_ / "empty");
  expect_refusal({folder_ / "empty"}, kBadInput, {"empty", "no model.tflite", "--resume"});
  expect_refusal({folder_ / "none.tflite"}, kBadInput, {"none.tflite"});
}

TEST_F(Quantize, int8_asks_for_something_to_calibrate_with) {
  expect_refusal({run_folder(), "--scheme", "int8"}, kBadInput, {"calibrate", "--data"});
}

TEST_F(Quantize, inputs_of_another_shape_are_named) {
  write_npy(inputs(), {16, 128, 5}, std::span(values_).first(16 * 128 * 5));
  expect_refusal({run_folder(), "--data", inputs()}, kBadInput,
                 {"x.npy", "(16, 128, 5)", "(1, 128, 6)"});
}

TEST_F(Quantize, inputs_that_are_not_finite_are_named) {
  values_[77] = std::nanf("");
  write_npy(inputs(), {16, 128, 6}, values_);
  expect_refusal({run_folder(), "--data", inputs()}, kBadInput, {"x.npy", "not finite"});
}

TEST_F(Quantize, recordings_for_a_model_that_says_nothing_of_its_sensor_are_refused) {
  const auto graph = graph::optimize(graph::from_trained_model(graph::testing::random_cnn(1)));
  write_file(folder_ / "foreign.tflite", tflite::write(graph));
  expect_refusal({folder_ / "foreign.tflite", "--data", folder_.path().string()}, kUnsupported,
                 {"foreign.tflite", "sensor contract", "X.npy"});
  EXPECT_EQ(
      run({"quantize", folder_ / "foreign.tflite", "--data", inputs(), "--out", out()}).exit_code,
      0);
}

TEST_F(Quantize, an_operator_without_the_form_is_named) {
  write_file(folder_ / "lstm.tflite", tflite::export_model(graph::testing::random_lstm(1)));
  expect_refusal({folder_ / "lstm.tflite", "--scheme", "int16x8", "--data", inputs()}, kUnsupported,
                 {"UNIDIRECTIONAL_SEQUENCE_LSTM", "int16", "--keep-float"});
}

TEST_F(Quantize, a_limit_to_the_drop_asks_for_labelled_people) {
  expect_refusal({run_folder(), "--data", inputs(), "--max-drop", "0.5"}, kUsage, {"--max-drop"});
}

TEST_F(Quantize, mixed_asks_for_a_goal_and_for_people_to_choose_by) {
  expect_refusal({run_folder(), "--scheme", "mixed", "--data", inputs()}, kUsage,
                 {"mixed", "--budget", "--max-drop"});
  expect_refusal({run_folder(), "--scheme", "mixed", "--budget", "9000", "--data", inputs()},
                 kUsage, {"mixed", "validation"});
  expect_refusal({run_folder(), "--scheme", "int8", "--budget", "9000", "--data", inputs()}, kUsage,
                 {"only mixed", "--budget"});
}

TEST_F(Quantize, a_file_with_the_front_end_inside_takes_raw_windows_in_every_command) {
  write_file(folder_ / "run/model.tflite", tflite::export_model(graph::testing::random_compact(4)));
  const Outcome outcome = run({"quantize", run_folder(), "--scheme", "int8", "--front-end",
                               "inside", "--data", inputs()});  // 6 channels; the network has 12
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("front end inside stays in float32"), std::string::npos);
  const std::string path = folder_ / "run/model.raw.int8.tflite";
  EXPECT_EQ(run({"run", path, "--in", inputs()}).exit_code, 0);
  EXPECT_EQ(run({"graph", path, "--check", "ambulo"}).exit_code, 0);

  const std::string raw = folder_ / "raw.tflite", again = folder_ / "again.tflite";
  ASSERT_EQ(
      run({"quantize", run_folder(), "--scheme", "float32", "--front-end", "inside", "--out", raw})
          .exit_code,
      0);
  ASSERT_EQ(run({"quantize", raw, "--data", inputs(), "--out", again}).exit_code, 0);
  EXPECT_EQ(read_bytes(again), read_bytes(path));
}

TEST_F(Quantize, a_front_end_that_cannot_be_inside_is_one_line) {
  for (const char* place : {"outside", "inside:", "inside:0", "inside:x", "inside:70000"}) {
    expect_refusal({run_folder(), "--scheme", "float32", "--front-end", place}, kUsage,
                   {place, "inside:N"});
  }
  expect_refusal({run_folder(), "--front-end", "inside", "--io", "integer", "--data", inputs()},
                 kUnsupported, {"float32", "--io integer"});
  const std::string raw = folder_ / "raw.tflite";
  ASSERT_EQ(
      run({"quantize", run_folder(), "--scheme", "float32", "--front-end", "inside", "--out", raw})
          .exit_code,
      0);
  expect_refusal({raw, "--scheme", "float32", "--front-end", "inside"}, kBadInput,
                 {"takes raw windows already"});
  const auto graph = graph::optimize(graph::from_trained_model(graph::testing::random_cnn(1)));
  write_file(folder_ / "foreign.tflite", tflite::write(graph));
  expect_refusal({folder_ / "foreign.tflite", "--scheme", "float32", "--front-end", "inside"},
                 kUnsupported, {"foreign.tflite", "sensor contract"});
}

TEST_F(Quantize, a_quantised_model_is_refused) {
  ASSERT_EQ(run({"quantize", run_folder(), "--scheme", "weights"}).exit_code, 0);
  expect_refusal({folder_ / "run/model.weights.tflite"}, kUnsupported, {"quantised already"});
}

}  // namespace
}  // namespace ambulo::tests
