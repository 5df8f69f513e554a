// SPDX-License-Identifier: Apache-2.0
// What the program says to bad input: one clear line that names the place, the documented exit
// code, and nothing damaged that lay on the disk before.
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <unistd.h>

#include <fstream>

#include "tests/cli/program.h"
#include "toolchain/core/files.h"

namespace ambulo::tests {
namespace {

namespace fs = std::filesystem;

struct Csv {
  std::string header = "t,ax,ay,az,gx,gy,gz,activity\n";
  std::string rows;
  std::string unit = "m/s2";
};

std::string row(int i, double scale = 9.81) {
  return std::to_string(i * 0.02) + "," + std::to_string(scale) + ",0.1,0.2,0.01,0.02,0.03," +
         (i < 200 ? "walking" : "sitting") + "\n";
}

Csv good_csv() {
  Csv csv;
  for (int i = 0; i < 400; ++i) csv.rows += row(i);
  return csv;
}

std::string write_csv(const TemporaryFolder& folder, const std::string& name, const Csv& csv) {
  write_file(folder / (name + ".toml"),
             "acceleration = [\"ax\", \"ay\", \"az\"]\nrotation = [\"gx\", \"gy\", \"gz\"]\n"
             "time = \"t\"\ntime_unit = \"s\"\nlabel = \"activity\"\nacceleration_unit = \"" +
                 csv.unit + "\"\nrotation_unit = \"rad/s\"\nsubject = \"1\"\n");
  write_file(folder / name, csv.header + csv.rows);
  return folder / name;
}

Outcome inspect_csv(const Csv& csv) {
  const TemporaryFolder folder;
  return run({"inspect", write_csv(folder, "log.csv", csv)});
}

TEST(BadInput, a_good_file_is_accepted) {
  const Outcome outcome = inspect_csv(good_csv());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
}

TEST(BadInput, wrong_arguments_are_usage_errors) {
  EXPECT_EQ(run({}).exit_code, kUsage);
  EXPECT_EQ(run({"juggle"}).exit_code, kUsage);
  EXPECT_EQ(run({"inspect"}).exit_code, kUsage);
  EXPECT_EQ(run({"train", "compact"}).exit_code, kUsage);
  EXPECT_EQ(run({"evaluate", "x", "--data", "y", "--part", "none"}).exit_code, kUsage);
}

TEST(BadInput, a_missing_file_is_named) {
  expect_one_line(run({"inspect", "no/such/recordings"}), kBadInput, {"no/such/recordings"});
}

TEST(BadInput, an_empty_folder_is_named) {
  const TemporaryFolder folder;
  expect_one_line(run({"inspect", folder.path().string()}), kBadInput, {folder.path().string()});
}

TEST(BadInput, a_folder_without_permission_is_named) {
  const TemporaryFolder folder;
  fs::create_directory(folder / "closed");
  write_csv(folder, "closed/log.csv", good_csv());
  fs::permissions(folder.path(), fs::perms::owner_all | fs::perms::others_exec);
  fs::permissions(folder / "closed", fs::perms::none);
  RunOptions as_nobody;
  if (::geteuid() == 0) as_nobody.user = 65534;  // root may read everything
  if (as_nobody.user != 0 && ::access(AMBULO_PROGRAM, X_OK) != 0) GTEST_SKIP();
  const Outcome outcome = run({"inspect", folder / "closed"}, as_nobody);
  fs::permissions(folder / "closed", fs::perms::owner_all);
  if (outcome.exit_code == 98 || outcome.exit_code == 99) {
    GTEST_SKIP() << "the program cannot be run as another user here";
  }
  expect_one_line(outcome, kBadInput, {"closed", "ermission"});
}

TEST(BadInput, a_truncated_archive_is_named) {
  const TemporaryFolder folder;
  write_csv(folder, "log.csv", good_csv());
  const std::string archive = folder / "set.tar.xz";
  ASSERT_EQ(std::system(
                ("tar -cJf " + archive + " -C " + folder.path().string() + " log.csv log.csv.toml")
                    .c_str()),
            0);
  ASSERT_EQ(run({"inspect", archive}).exit_code, 0);
  const auto bytes = read_bytes(archive);
  write_file(archive, std::span(bytes).first(bytes.size() / 2));
  expect_one_line(run({"inspect", archive}), kBadInput, {"set.tar.xz"});
}

TEST(BadInput, text_where_a_number_belongs_is_named_by_row_and_column) {
  Csv csv = good_csv();
  csv.rows += "8.00,9.8,oops,0.2,0.01,0.02,0.03,sitting\n";
  expect_one_line(inspect_csv(csv), kBadInput, {"log.csv", "'oops'", "row 402", "column 3"});
}

TEST(BadInput, a_value_that_is_not_finite_is_named_by_row) {
  Csv csv = good_csv();
  csv.rows += "8.00,9.8,nan,0.2,0.01,0.02,0.03,sitting\n";
  expect_one_line(inspect_csv(csv), kBadInput, {"log.csv", "402"});
}

TEST(BadInput, a_row_with_too_few_columns_is_named) {
  Csv csv = good_csv();
  csv.rows += "8.00,9.8,0.1\n";
  expect_one_line(inspect_csv(csv), kBadInput, {"log.csv", "402"});
}

TEST(BadInput, time_that_runs_backwards_is_named_by_row) {
  Csv csv = good_csv();
  csv.rows += row(100);
  expect_one_line(inspect_csv(csv), kBadInput, {"log.csv", "402", "back"});
}

TEST(BadInput, g_given_as_m_per_s2_is_named) {
  Csv csv = good_csv();
  csv.rows.clear();
  for (int i = 0; i < 400; ++i) csv.rows += row(i, 1.0);
  expect_one_line(inspect_csv(csv), kBadInput, {"log.csv", "looks like g"});
}

TEST(BadInput, m_per_s2_given_as_g_is_named) {
  Csv csv = good_csv();
  csv.unit = "g";
  expect_one_line(inspect_csv(csv), kBadInput, {"log.csv", "m/s2"});
}

TEST(BadInput, acceleration_and_rotation_of_different_length_are_named) {
  const TemporaryFolder folder;
  const std::string raw = folder / "HAPT Data Set/RawData/";
  fs::create_directories(raw);
  std::string rows;
  for (int i = 0; i < 300; ++i) rows += "1.0 0.0 0.0\n";
  write_file(raw + "acc_exp01_user01.txt", rows);
  write_file(raw + "gyro_exp01_user01.txt", rows + "1.0 0.0 0.0\n");
  write_file(raw + "labels.txt", "1 1 5 1 250\n");
  expect_one_line(run({"inspect", folder.path().string()}), kBadInput,
                  {"exp01_user01", "300", "301"});
}

TEST(BadInput, an_unknown_label_is_named) {
  const TemporaryFolder folder;
  const std::string raw = folder / "HAPT Data Set/RawData/";
  fs::create_directories(raw);
  std::string rows;
  for (int i = 0; i < 300; ++i) rows += "1.0 0.0 0.0\n";
  write_file(raw + "acc_exp01_user01.txt", rows);
  write_file(raw + "gyro_exp01_user01.txt", rows);
  write_file(raw + "labels.txt", "1 1 77 1 250\n");
  const Outcome outcome = run({"inspect", folder.path().string()});
  EXPECT_NE((outcome.out + outcome.err).find("77"), std::string::npos)
      << outcome.out << outcome.err;
}

TEST(BadInput, bytes_that_are_no_model_are_refused) {
  const TemporaryFolder folder;
  write_csv(folder, "log.csv", good_csv());
  write_file(folder / "model.tflite", "this is not a model, but long enough to look at");
  expect_one_line(run({"classify", folder / "model.tflite", folder / "log.csv"}), kBadInput,
                  {"model.tflite"});
  expect_one_line(run({"graph", folder / "model.tflite"}), kBadInput, {"model.tflite"});
}

TEST(BadInput, output_that_cannot_be_written_is_an_error) {
  RunOptions full;
  full.out_file = "/dev/full";
  if (!fs::exists(full.out_file)) GTEST_SKIP() << "no /dev/full on this system";
  const Outcome outcome = run({"datasets"}, full);
  expect_one_line(outcome, kBadInput, {"standard output"});
}

// Trains the smoke experiment on simulated people once for all tests below.
class TrainedRun : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    ASSERT_EQ(run({"simulate", "--subjects", "6", "--minutes", "2", "--out", people()}).exit_code,
              0);
    const Outcome outcome = train({"--out", *folder_ / "run"});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  }
  static void TearDownTestSuite() { delete folder_; }
  static std::string people() { return *folder_ / "people"; }
  static Outcome train(std::vector<std::string> more, const RunOptions& options = {}) {
    std::vector<std::string> args = {"train",   "smoke",      "--data",          people(),
                                     "--split", "groups:3/1", "--no-random-twin"};
    args.insert(args.end(), more.begin(), more.end());
    return run(args, options);
  }
  static TemporaryFolder* folder_;
};
TemporaryFolder* TrainedRun::folder_ = nullptr;

TEST_F(TrainedRun, a_folder_that_holds_a_run_is_not_overwritten) {
  expect_one_line(train({"--out", *folder_ / "run"}), kUsage, {"--resume"});
}

TEST_F(TrainedRun, a_corrupt_checkpoint_is_named_and_left_alone) {
  const std::string copy = *folder_ / "corrupt";
  fs::copy(*folder_ / "run", copy, fs::copy_options::recursive);
  auto bytes = read_bytes(copy + "/checkpoint.bin");
  bytes[bytes.size() / 2] ^= 1;
  write_file(copy + "/checkpoint.bin", bytes);
  expect_one_line(train({"--out", copy, "--resume"}), kBadInput, {"checkpoint.bin", "damaged"});
  EXPECT_EQ(read_bytes(copy + "/checkpoint.bin"), bytes);
}

TEST_F(TrainedRun, a_full_disk_while_training_is_named_and_keeps_the_last_checkpoint) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root to mount a tiny disk";
  const std::string disk = *folder_ / "disk";
  fs::create_directory(disk);
  if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=64k") != 0) {
    GTEST_SKIP() << "a tiny disk cannot be mounted here";
  }
  const Outcome outcome = train({"--out", disk + "/run", "--epochs", "30"});
  std::size_t left_over = 0;
  for (const auto& entry : fs::recursive_directory_iterator(disk)) {
    left_over += entry.path().extension() == ".tmp" ? 1 : 0;
  }
  ::umount(disk.c_str());
  expect_one_line(outcome, kBadInput, {"No space left"});
  EXPECT_EQ(left_over, 0u);
}

TEST_F(TrainedRun, ctrl_c_keeps_the_best_model_and_resume_goes_on) {
  const std::string out = *folder_ / "stopped";
  RunOptions interrupt;
  interrupt.started = [&](int pid) {
    // After the first checkpoint, in the middle of whatever it does then.
    for (int i = 0; i < 6000 && !fs::exists(out + "/checkpoint.bin"); ++i) ::usleep(10000);
    ::kill(pid, SIGINT);
  };
  const Outcome outcome = train({"--out", out, "--epochs", "400"}, interrupt);
  expect_one_line(outcome, 130, {"--resume"});
  EXPECT_TRUE(fs::exists(out + "/model.tflite"));
  EXPECT_EQ(run({"graph", out + "/model.tflite"}).exit_code, 0);
}

TEST_F(TrainedRun, data_without_a_known_activity_is_refused) {
  const TemporaryFolder folder;
  Csv csv = good_csv();
  std::string& rows = csv.rows;
  for (const auto& [from, to] :
       {std::pair("walking", "juggling"), std::pair("sitting", "knitting")}) {
    for (std::size_t at = 0; (at = rows.find(from, at)) != std::string::npos;) {
      rows.replace(at, std::string(from).size(), to);
    }
  }
  expect_one_line(run({"evaluate", *folder_ / "run", "--data", write_csv(folder, "log.csv", csv),
                       "--split", "all"}),
                  kBadInput, {"juggling"});
}

TEST_F(TrainedRun, every_result_has_a_json_form) {
  for (const std::vector<std::string>& args :
       {std::vector<std::string>{"datasets", "--json"},
        {"inspect", people(), "--json"},
        {"graph", *folder_ / "run/model.tflite", "--json"},
        {"profile", *folder_ / "run", "--runs", "20", "--json"},
        {"evaluate", *folder_ / "run", "--data", people(), "--split", "groups:3/1", "--json"},
        {"classify", *folder_ / "run", people(), "--subject", "1", "--json"}}) {
    const Outcome outcome = run(args);
    EXPECT_EQ(outcome.exit_code, 0) << args[0] << ": " << outcome.err;
    ASSERT_FALSE(outcome.out.empty()) << args[0];
    EXPECT_TRUE(outcome.out[0] == '{' || outcome.out[0] == '[') << args[0] << outcome.out;
  }
}

TEST(Help, every_command_has_examples_and_every_shell_a_completion) {
  for (const char* command : {"datasets", "fetch", "inspect", "simulate", "train", "evaluate",
                              "classify", "graph", "profile", "run", "completion"}) {
    const Outcome outcome = run({command, "--help"});
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_NE(outcome.out.find("Example"), std::string::npos) << command;
  }
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const Outcome outcome = run({"completion", shell});
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_NE(outcome.out.find("evaluate"), std::string::npos);
    EXPECT_NE(outcome.out.find("no-random-twin"), std::string::npos);
  }
}

}  // namespace
}  // namespace ambulo::tests
