// SPDX-License-Identifier: Apache-2.0
// ambulo profile and ambulo run, on a network with random weights: what they print and write, and
// what they say to arrays that do not fit.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

#include "runtime/testing/sample_models.h"
#include "tests/cli/program.h"
#include "toolchain/core/files.h"
#include "toolchain/core/npy.h"
#include "toolchain/graph/testing/random_models.h"
#include "toolchain/tflite/export.h"

namespace ambulo::tests {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// A run folder with a convolutional network of 6 channels.
class ModelCommands : public ::testing::Test {
 protected:
  ModelCommands() {
    make_folder(run_folder());
    write_file(model(), tflite::export_model(graph::testing::random_cnn(1)));
  }
  std::string run_folder() const { return folder_ / "run"; }
  std::string model() const { return folder_ / "run/model.tflite"; }
  std::string file(const std::string& name) const { return folder_ / name; }

  std::string windows(const std::string& name, std::vector<std::size_t> shape) const {
    std::size_t count = 1;
    for (const std::size_t n : shape) count *= n;
    write_npy(folder_ / name, std::move(shape), ambulo::testing::random_values(count, 1));
    return folder_ / name;
  }

  const TemporaryFolder folder_;
};

TEST_F(ModelCommands, profile_prints_operators_types_and_the_arena) {
  const Outcome outcome = run({"profile", run_folder(), "--runs", "20"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  for (const char* part : {"CONV_2D", "by type", "total", "first run", "arena", "GMAC/s",
                           "median of 20 runs", "share"}) {
    EXPECT_NE(outcome.out.find(part), std::string::npos) << part << '\n' << outcome.out;
  }
}

TEST_F(ModelCommands, profile_has_json_and_csv_forms) {
  const Outcome outcome =
      run({"profile", model(), "--runs", "20", "--json", "--csv", file("profile.csv")});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const json result = json::parse(outcome.out);
  EXPECT_GT(result.at("median_us").get<double>(), 0.0);
  EXPECT_GT(result.at("arena_bytes").get<std::size_t>(), 0u);
  EXPECT_EQ(result.at("runs"), 20);
  std::size_t macs = 0;
  for (const json& op : result.at("operators")) macs += op.at("macs").get<std::size_t>();
  EXPECT_EQ(result.at("macs"), macs);
  EXPECT_FALSE(result.at("by_type").empty());
  const std::string csv = read_text(file("profile.csv"));
  EXPECT_TRUE(csv.starts_with("row,index,type,"));
  EXPECT_NE(csv.find("\ntotal,,total,"), std::string::npos);
}

TEST_F(ModelCommands, profile_runs_the_kernels_of_the_instruction_set_that_is_asked_for) {
  const Outcome outcome = run({"profile", model(), "--runs", "20", "--json", "--isa", "reference"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const json result = json::parse(outcome.out);
  EXPECT_EQ(result.at("isas"), json({"reference"}));
  std::size_t timed = 0;
  for (const json& op : result.at("operators")) {
    if (op.at("isa").is_null()) continue;
    EXPECT_EQ(op.at("isa"), "reference");
    ++timed;
  }
  EXPECT_GE(timed, 5u);
  expect_one_line(run({"profile", model(), "--isa", "abacus"}), kUsage,
                  {"--isa abacus", "reference"});
}

// The instruction sets of the kernels that ran, as `ambulo profile` tells it.
std::vector<std::string> isas_that_ran(const std::string& model, const std::string& forced) {
  RunOptions options;
  if (!forced.empty()) options.environment = "AMBULO_FORCE_ISA=" + forced;
  const Outcome outcome = run({"profile", model, "--runs", "5", "--json"}, options);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  std::vector<std::string> isas;
  for (const json& op : json::parse(outcome.out).at("operators")) {
    if (!op.at("isa").is_null()) isas.push_back(op.at("isa"));
  }
  return isas;
}

TEST_F(ModelCommands, the_instruction_set_that_the_environment_forces_is_the_one_that_runs) {
  for (const std::string& isa : isas_that_ran(model(), "reference")) EXPECT_EQ(isa, "reference");
  const Outcome listed = run({"profile", model(), "--runs", "5", "--json"});
  for (const std::string forced : json::parse(listed.out).at("isas")) {
    const auto isas = isas_that_ran(model(), forced);
    EXPECT_EQ(std::ranges::count(isas, forced) + std::ranges::count(isas, "reference"),
              forced == "reference" ? 2 * std::ssize(isas) : std::ssize(isas))
        << forced;
    // Of the float network's kernels each set has the convolution, but for the one that adds
    // integer dot products to its neighbour.
    EXPECT_GE(std::ranges::count(isas, forced), forced == "arm_neon_dot" ? 0 : 3) << forced;
  }
}

TEST_F(ModelCommands, an_instruction_set_that_is_not_known_is_one_clear_line) {
  RunOptions abacus;
  abacus.environment = "AMBULO_FORCE_ISA=abacus";
  const std::string x = windows("x.npy", {1, 128, 6});
  for (const std::vector<std::string>& args :
       {std::vector<std::string>{"profile", model()}, {"run", model(), "--in", x}}) {
    const Outcome outcome = run(args, abacus);
    expect_one_line(outcome, kUsage, {"AMBULO_FORCE_ISA=abacus", "lacks"});
    EXPECT_EQ(std::ranges::count(outcome.err, '\n'), 1) << outcome.err;
  }
}

TEST_F(ModelCommands, profile_names_what_it_cannot_take) {
  expect_one_line(run({"profile", file("none.tflite")}), kBadInput, {"none.tflite"});
  write_file(file("text.tflite"), "this is not a model, but long enough to look at");
  expect_one_line(run({"profile", file("text.tflite")}), kBadInput, {"text.tflite"});
  ambulo::testing::TestModel m;
  m.op(schema::BuiltinOperator::Cumsum, {m.input({2})}, {m.output({2})});
  write_file(file("cumsum.tflite"), m.bytes());
  expect_one_line(run({"profile", file("cumsum.tflite")}), kUnsupported,
                  {"cumsum.tflite", "CUMSUM"});
  EXPECT_EQ(run({"profile", model(), "--runs", "-1"}).exit_code, kUsage);
  EXPECT_EQ(run({"profile", model(), "--runs", "many"}).exit_code, kUsage);
}

TEST_F(ModelCommands, run_writes_what_it_prints) {
  const std::string x = windows("x.npy", {3, 128, 6});
  const Outcome written = run({"run", run_folder(), "--in", x, "--out", file("y.npy")});
  ASSERT_EQ(written.exit_code, 0) << written.err;
  EXPECT_EQ(written.out, "");
  const NpyArray y = read_npy(file("y.npy"));
  EXPECT_EQ(y.type, NpyType::Float32);
  EXPECT_EQ(y.shape, (std::vector<std::size_t>{3, 6}));

  const Outcome printed = run({"run", model(), "--in", x});
  EXPECT_NE(printed.out.find("(3, 6) float32"), std::string::npos) << printed.out;
  const json result = json::parse(run({"run", model(), "--in", x, "--json"}).out);
  EXPECT_EQ(result.at("runs"), 3);
  const auto rows = result.at("outputs").at(0).at("values").get<std::vector<std::vector<float>>>();
  std::vector<float> values(18);
  std::memcpy(values.data(), y.data.data(), y.data.size());
  for (std::size_t i = 0; i < values.size(); ++i) EXPECT_EQ(rows[i / 6][i % 6], values[i]);
}

TEST_F(ModelCommands, run_writes_every_computed_tensor_on_request) {
  const std::string x = windows("x.npy", {1, 128, 6});
  const Outcome outcome =
      run({"run", model(), "--in", x, "--out", file("y.npy"), "--all", file("tensors")});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const json index = json::parse(read_text(file("tensors/index.json")));
  ASSERT_GE(index.size(), 8u);
  for (const json& tensor : index) {
    const NpyArray values = read_npy(file("tensors/" + tensor.at("file").get<std::string>()));
    EXPECT_EQ(tensor.at("shape"), json(values.shape));
  }
  const std::string last = index.back().at("file");
  EXPECT_EQ(read_bytes(file("tensors/" + last)), read_bytes(file("y.npy")));
}

TEST_F(ModelCommands, run_says_what_was_expected_and_what_was_found) {
  const std::string x = windows("x.npy", {1, 128, 6});
  expect_one_line(run({"run", model(), "--in", windows("short.npy", {1, 100, 6})}), kBadInput,
                  {"short.npy", "(1, 100, 6) float32", "(1, 128, 6) float32"});
  expect_one_line(run({"run", model(), "--in", x, "--in", x}), kBadInput,
                  {"model.tflite", "2 input arrays", "takes 1", "(1, 128, 6) float32"});
  expect_one_line(run({"run", model(), "--in", x, "--out", "a.npy", "--out", "b.npy"}), kBadInput,
                  {"model.tflite", "2 --out", "1 output"});
  write_npy(file("bytes.npy"), {NpyType::Int8, {1, 128, 6}, std::vector<std::uint8_t>(768)});
  expect_one_line(run({"run", model(), "--in", file("bytes.npy")}), kBadInput,
                  {"bytes.npy", "int8", "float32"});
  std::vector<std::uint8_t> bytes = read_bytes(x);
  bytes.resize(200);
  write_file(file("cut.npy"), bytes);
  expect_one_line(run({"run", model(), "--in", file("cut.npy")}), kBadInput, {"cut.npy"});
  write_file(file("text.npy"), "1, 2, 3");
  expect_one_line(run({"run", model(), "--in", file("text.npy")}), kBadInput,
                  {"text.npy", "not a .npy file"});
  expect_one_line(run({"run", model(), "--in", file("none.npy")}), kBadInput, {"none.npy"});
  EXPECT_EQ(run({"run", model()}).exit_code, kUsage);
}

TEST_F(ModelCommands, run_leaves_nothing_half_written) {
  const std::string x = windows("x.npy", {1, 128, 6});
  write_file(file("a_file"), "in the way");
  expect_one_line(run({"run", model(), "--in", x, "--all", file("a_file/tensors")}), kBadInput,
                  {"a_file"});
  EXPECT_EQ(read_text(file("a_file")), "in the way");
  EXPECT_FALSE(fs::exists(file("y.npy")));
}

}  // namespace
}  // namespace ambulo::tests
