// SPDX-License-Identifier: Apache-2.0
// convert, run and profile with files that are cut, missing, folders, or on a full disk, and
// stopped half-way: one clear line, the documented exit code, and nothing half-written.
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "runtime/testing/sample_models.h"
#include "tests/cli/program.h"
#include "toolchain/core/files.h"
#include "toolchain/core/npy.h"
#include "toolchain/graph/testing/random_models.h"
#include "toolchain/graph/testing/recurrent_models.h"
#include "toolchain/tflite/export.h"
#include "toolchain/tflite/writer.h"

namespace ambulo::tests {
namespace {

namespace fs = std::filesystem;
using Args = std::vector<std::string>;

constexpr int kInterrupted = 130;

// The program has put its handler of SIGINT in place: before, Ctrl-C just ends it.
void wait_until_ready(int pid) {
  constexpr std::size_t kBit = SIGINT - 1;
  for (int i = 0; i < 1000; ++i) {
    const std::string status = read_text("/proc/" + std::to_string(pid) + "/status");
    const std::size_t at = status.find("SigCgt:");
    if (at == std::string::npos) return;  // it has ended
    if (std::stoull(status.substr(at + 7), nullptr, 16) >> kBit & 1) return;
    ::usleep(10'000);
  }
}

class HostileFiles : public ::testing::Test {
 protected:
  HostileFiles() {
    write_file(file("good.tflite"), tflite::export_model(graph::testing::random_cnn(1)));
    write_npy(file("x.npy"), {1, 128, 6}, ambulo::testing::random_values(128 * 6, 1));
    make_folder(file("empty"));
  }
  std::string file(const std::string& name) const { return folder_ / name; }

  // Each command as it would be called for this model.
  std::vector<Args> commands(const std::string& model) const {
    return {{"convert", model, "--out", file("out.tflite")},
            {"run", model, "--in", file("x.npy"), "--out", file("y.npy"), "--all", file("all")},
            {"profile", model, "--runs", "5", "--csv", file("profile.csv")},
            {"graph", model}};
  }

  // Every command refuses it with this one line and writes nothing.
  void expect_refused(const std::string& model, const std::vector<std::string>& parts) const {
    const auto before = names();
    for (const Args& args : commands(model)) {
      SCOPED_TRACE(args[0] + ' ' + model);
      const Outcome outcome = run(args);
      expect_one_line(outcome, kBadInput, parts);
      EXPECT_EQ(std::ranges::count(outcome.err, '\n'), 1) << outcome.err;
      EXPECT_EQ(outcome.out, "");
      EXPECT_EQ(names(), before);
    }
  }

  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(folder_.path())) {
      names.push_back(entry.path().string());
    }
    std::ranges::sort(names);
    return names;
  }

  const TemporaryFolder folder_;
};

TEST_F(HostileFiles, a_good_model_is_taken_by_every_command) {
  for (const Args& args : commands(file("good.tflite"))) {
    const Outcome outcome = run(args);
    EXPECT_EQ(outcome.exit_code, 0) << args[0] << ": " << outcome.err;
  }
}

TEST_F(HostileFiles, a_truncated_model_is_refused_wherever_it_is_cut) {
  const auto whole = read_bytes(file("good.tflite"));
  for (const std::size_t size : {std::size_t{0}, std::size_t{64}, whole.size() / 2}) {
    write_file(file("cut.tflite"), std::span(whole).first(size));
    expect_refused(file("cut.tflite"), {"cut.tflite"});
  }
}

TEST_F(HostileFiles, a_model_that_is_not_there_is_refused) {
  expect_refused(file("none.tflite"), {"none.tflite", "No such file"});
  expect_refused(file("none/model.tflite"), {"none/model.tflite", "No such file"});
}

TEST_F(HostileFiles, a_folder_without_a_model_is_refused) {
  expect_refused(file("empty"), {"empty"});
}

TEST_F(HostileFiles, a_full_disk_is_named_by_each_output) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "no /dev/full on this system";
  const std::string model = file("good.tflite");
  for (const Args& args : {Args{"convert", model, "--out", "/dev/full"},
                           Args{"run", model, "--in", file("x.npy"), "--out", "/dev/full"},
                           Args{"profile", model, "--runs", "5", "--csv", "/dev/full"}}) {
    SCOPED_TRACE(args[0]);
    expect_one_line(run(args), kBadInput, {"/dev/full", "No space left"});
    EXPECT_FALSE(fs::is_regular_file("/dev/full"));
  }
}

TEST_F(HostileFiles, an_output_that_cannot_be_written_is_named) {
  const std::string model = file("good.tflite");
  const auto before = names();
  for (const std::string& out : {file("no/such/folder/out"), file("empty")}) {
    for (const Args& args : {Args{"convert", model, "--out", out},
                             Args{"run", model, "--in", file("x.npy"), "--out", out},
                             Args{"profile", model, "--runs", "5", "--csv", out}}) {
      SCOPED_TRACE(args[0] + ' ' + out);
      expect_one_line(run(args), kBadInput, {out});
      EXPECT_EQ(names(), before);
    }
  }
}

TEST_F(HostileFiles, a_pipe_or_device_is_written_to_and_stays_what_it_is) {
  const std::string model = file("good.tflite");
  EXPECT_EQ(run({"convert", model, "--out", "/dev/null"}).exit_code, 0);
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST_F(HostileFiles, ctrl_c_ends_a_conversion_at_once_and_leaves_nothing) {
  graph::testing::RecurrentSpec spec;
  spec.form = graph::testing::Form::TensorLists;
  spec.steps = 4000;  // takes a minute
  write_file(file("long.tflite"), tflite::write(graph::testing::recurrent_model(spec)));
  write_file(file("out.tflite"), "what was there before");
  const auto before = names();
  RunOptions interrupt;
  interrupt.started = [](int pid) {
    wait_until_ready(pid);
    ::usleep(200'000);
    ::kill(pid, SIGINT);
  };
  const Outcome outcome =
      run({"convert", file("long.tflite"), "--out", file("out.tflite")}, interrupt);
  expect_one_line(outcome, kInterrupted, {"interrupted", "long.tflite"});
  EXPECT_EQ(read_text(file("out.tflite")), "what was there before");
  EXPECT_EQ(names(), before);
}

}  // namespace
}  // namespace ambulo::tests
