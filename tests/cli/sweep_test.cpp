// SPDX-License-Identifier: Apache-2.0
// ambulo train with several folds and seeds, as a user meets it: its runs are the ordinary ones,
// its figures those of ambulo evaluate, and it goes on after whatever stopped it.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mount.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "tests/cli/program.h"
#include "toolchain/core/files.h"

namespace ambulo::tests {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// Six simulated people, the smoke experiment, three folds with two seeds, float32 and int8.
class Sweep : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    ASSERT_EQ(run({"simulate", "--subjects", "6", "--minutes", "1", "--out", people()}).exit_code,
              0);
    const Outcome outcome = sweep("done", {"--scheme", "int8", "--json"});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    printed_ = outcome.out;
  }
  static void TearDownTestSuite() { delete folder_; }

  static std::string people() { return *folder_ / "people"; }
  static std::string path(const std::string& name) { return *folder_ / name; }

  static Outcome train(std::vector<std::string> more, const RunOptions& options = {}) {
    std::vector<std::string> args = {"train", "smoke", "--data", people()};
    args.insert(args.end(), more.begin(), more.end());
    return run(args, options);
  }
  static Outcome sweep(const std::string& out, std::vector<std::string> more = {},
                       const RunOptions& options = {}) {
    more.insert(more.begin(), {"--split", "groups:3", "--seeds", "2", "--out", path(out)});
    return train(std::move(more), options);
  }

  static json summary(const std::string& out) {
    return json::parse(read_text(path(out) + "/sweep.json"));
  }
  static std::string fold(const std::string& out, int number, int seed) {
    return path(out) + "/fold_" + std::to_string(number) + "-seed_" + std::to_string(seed);
  }
  static void expect_same_models(const std::string& a, const std::string& b) {
    for (int k = 1; k <= 3; ++k) {
      for (int seed = 1; seed <= 2; ++seed) {
        EXPECT_EQ(read_bytes(fold(a, k, seed) + "/model.tflite"),
                  read_bytes(fold(b, k, seed) + "/model.tflite"))
            << k << ' ' << seed;
      }
    }
  }
  // Sends the signal as soon as the file is there.
  static RunOptions stop_at(const std::string& file, int signal) {
    RunOptions options;
    options.started = [=](int pid) {
      for (int i = 0; i < 60000 && !fs::exists(file); ++i) ::usleep(1000);
      ::kill(pid, signal);
    };
    return options;
  }

  static TemporaryFolder* folder_;
  static std::string printed_;
};
TemporaryFolder* Sweep::folder_ = nullptr;
std::string Sweep::printed_;

TEST_F(Sweep, trains_what_a_single_run_of_the_fold_trains) {
  ASSERT_EQ(
      train({"--split", "groups:3/2", "--seed", "2", "--no-random-twin", "--out", path("single")})
          .exit_code,
      0);
  for (const char* file : {"/model.tflite", "/experiment.toml"}) {
    EXPECT_EQ(read_bytes(fold("done", 2, 2) + file), read_bytes(path("single") + file)) << file;
  }
  for (const char* file : {"/checkpoint.bin", "/events.out.tfevents.ambulo"}) {
    EXPECT_TRUE(fs::exists(fold("done", 2, 2) + file)) << file;  // they hold times
  }
  const json metrics = json::parse(read_text(fold("done", 2, 2) + "/metrics.json"));
  EXPECT_EQ(metrics.at("split"),
            json::parse(read_text(path("single") + "/metrics.json")).at("split"));
  EXPECT_EQ(metrics.at("seed"), 2);

  ASSERT_EQ(run({"quantize", path("single"), "--scheme", "int8", "--data", people()}).exit_code, 0);
  EXPECT_EQ(read_bytes(fold("done", 2, 2) + "/model.int8.tflite"),
            read_bytes(path("single") + "/model.int8.tflite"));
}

TEST_F(Sweep, has_the_figures_that_evaluate_gives_for_each_run) {
  const json sweep = summary("done");
  EXPECT_EQ(json::parse(printed_), sweep);
  EXPECT_EQ(sweep.at("complete"), true);
  ASSERT_EQ(sweep.at("models").size(), 2u);
  for (const json& model : sweep.at("models")) {
    const std::string file = model.at("model") == "int8" ? "/model.int8.tflite" : "/model.tflite";
    ASSERT_EQ(model.at("runs").size(), 6u);
    std::size_t windows = 0;
    double mean = 0.0;
    for (std::size_t i = 0; i < 6; ++i) {
      const json& row = model.at("runs")[i];
      const int number = static_cast<int>(i) / 2 + 1, seed = static_cast<int>(i) % 2 + 1;
      EXPECT_EQ(row.at("fold"), "groups:3/" + std::to_string(number));
      EXPECT_EQ(row.at("seed"), seed);
      const Outcome outcome =
          run({"evaluate", fold("done", number, seed) + file, "--data", people(), "--json"});
      ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
      const json evaluation = json::parse(outcome.out);
      for (const char* key :
           {"windows", "accuracy", "balanced_accuracy", "macro_f1", "file_bytes"}) {
        EXPECT_EQ(row.at(key), evaluation.at(key)) << key;
      }
      windows += row.at("windows").get<std::size_t>();
      mean += row.at("accuracy").get<double>() / 6.0;
    }
    EXPECT_EQ(model.at("pooled").at("windows"), windows);
    EXPECT_NEAR(model.at("over_folds").at("accuracy").at("mean").get<double>(), mean, 1e-12);
    EXPECT_NEAR(model.at("over_seeds").at("accuracy").at("mean").get<double>(), mean, 1e-12);
    EXPECT_EQ(model.at("subjects").size(), 6u);
    EXPECT_EQ(model.at("worst_subjects")[0], model.at("subjects")[0].at("subject"));
  }
}

TEST_F(Sweep, gives_the_same_models_one_after_the_other_and_side_by_side) {
  ASSERT_EQ(sweep("jobs_1", {"--jobs", "1"}).exit_code, 0);
  ASSERT_EQ(sweep("jobs_3", {"--jobs", "3"}).exit_code, 0);
  expect_same_models("jobs_1", "done");
  expect_same_models("jobs_3", "done");
  EXPECT_EQ(summary("jobs_1"), summary("jobs_3"));
}

TEST_F(Sweep, goes_on_after_sigkill_as_if_nothing_had_been) {
  const std::vector<std::string> longer = {"--epochs", "30", "--jobs", "1"};
  ASSERT_EQ(sweep("whole", longer).exit_code, 0);
  const Outcome killed =
      sweep("killed", longer, stop_at(fold("killed", 1, 2) + "/checkpoint.bin", SIGKILL));
  ASSERT_EQ(killed.exit_code, 128 + SIGKILL) << "it was over before it could be killed";
  const std::string first = fold("killed", 1, 1), half = fold("killed", 1, 2);
  ASSERT_TRUE(fs::exists(first + "/evaluation.json"));
  ASSERT_FALSE(fs::exists(half + "/evaluation.json"));
  const auto written = fs::last_write_time(first + "/model.tflite");

  std::vector<std::string> again = longer;
  again.emplace_back("--resume");
  const Outcome outcome = sweep("killed", again);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.err.find("groups:3/1 seed 1:"), std::string::npos) << "trained again";
  EXPECT_NE(outcome.err.find("groups:3/1 seed 2:"), std::string::npos) << outcome.err;
  EXPECT_EQ(fs::last_write_time(first + "/model.tflite"), written);
  expect_same_models("killed", "whole");
  EXPECT_EQ(summary("killed"), summary("whole"));
}

TEST_F(Sweep, ctrl_c_says_how_far_it_came_and_how_to_go_on) {
  const Outcome outcome = sweep("stopped", {"--epochs", "60", "--jobs", "2"},
                                stop_at(fold("stopped", 1, 1) + "/checkpoint.bin", SIGINT));
  expect_one_line(outcome, 130, {"of 6 runs are complete", "stopped", "--resume"});
  EXPECT_EQ(summary("stopped").at("complete"), false);
  EXPECT_FALSE(fs::exists(fold("stopped", 3, 2)));

  const Outcome resumed = sweep("stopped", {"--epochs", "60", "--resume"});
  ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_EQ(summary("stopped").at("complete"), true);
  const json run = json::parse(read_text(fold("stopped", 1, 1) + "/metrics.json"));
  EXPECT_EQ(run.at("interrupted"), false);
  EXPECT_EQ(run.at("history").size(), 60u);
}

TEST_F(Sweep, resumes_no_other_sweep) {
  const auto refused = [&](std::vector<std::string> args, const std::vector<std::string>& parts) {
    args.insert(args.end(), {"--out", path("done"), "--resume"});
    expect_one_line(train(args), kBadInput, parts);
  };
  refused({"--split", "groups:2", "--seeds", "2"}, {"plan.json", "'groups:3'", "'groups:2'"});
  refused({"--split", "groups:3", "--seeds", "3"}, {"seeds 1 2 and not 1 2 3"});
  refused({"--split", "groups:3", "--seeds", "2", "--seed", "5"}, {"seeds 1 2 and not 5 6"});
  refused({"--split", "groups:3", "--seeds", "2", "--epochs", "3"}, {"epochs = 2", "epochs = 3"});
}

TEST_F(Sweep, resumes_on_the_same_data_only) {
  const std::string others = path("others");
  ASSERT_EQ(run({"simulate", "--subjects", "6", "--minutes", "1", "--seed", "9", "--out", others})
                .exit_code,
            0);
  expect_one_line(run({"train", "smoke", "--data", others, "--split", "groups:3", "--seeds", "2",
                       "--out", path("done"), "--resume"}),
                  kBadInput, {"other data"});
}

TEST_F(Sweep, and_single_runs_do_not_mix_in_a_folder) {
  expect_one_line(sweep("done"), kUsage, {"already holds a sweep", "--resume"});
  expect_one_line(train({"--split", "groups:3/1", "--out", path("done")}), kUsage,
                  {"holds a sweep"});
  ASSERT_EQ(train({"--split", "groups:3/1", "--no-random-twin", "--out", path("one")}).exit_code,
            0);
  expect_one_line(sweep("one", {"--resume"}), kUsage, {"holds a single run"});
}

TEST_F(Sweep, quantises_what_it_trained_before_when_a_scheme_is_added) {
  ASSERT_EQ(sweep("later").exit_code, 0);
  EXPECT_EQ(summary("later").at("models").size(), 1u);
  const auto written = fs::last_write_time(fold("later", 3, 1) + "/model.tflite");
  const Outcome outcome = sweep("later", {"--scheme", "int8", "--resume"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(fs::last_write_time(fold("later", 3, 1) + "/model.tflite"), written);
  EXPECT_EQ(summary("later"), summary("done"));
  EXPECT_NE(outcome.out.find("worst subjects, int8"), std::string::npos) << outcome.out;
}

TEST_F(Sweep, of_folds_without_a_test_part_is_scored_on_their_validation_people) {
  const Outcome outcome = train({"--split", "cv:3", "--out", path("cv"), "--json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const json sweep = json::parse(outcome.out);
  EXPECT_EQ(sweep.at("part"), "validation");
  EXPECT_EQ(sweep.at("models")[0].at("subjects").size(), 6u);
  const json run = json::parse(read_text(fold("cv", 1, 1) + "/metrics.json"));
  EXPECT_DOUBLE_EQ(sweep.at("models")[0].at("runs")[0].at("accuracy"),
                   run.at("validation_accuracy"));
}

TEST_F(Sweep, of_one_fold_is_over_seeds) {
  const Outcome outcome =
      train({"--split", "groups:3/1", "--seed", "4", "--seeds", "2", "--out", path("seeds")});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("1 fold, 2 seeds"), std::string::npos) << outcome.out;
  EXPECT_TRUE(fs::exists(fold("seeds", 1, 5) + "/evaluation.json"));
  EXPECT_FALSE(fs::exists(fold("seeds", 1, 5) + "/random_twin"));
}

TEST_F(Sweep, refuses_schemes_that_it_cannot_have_before_it_trains) {
  expect_one_line(sweep("none", {"--scheme", "int9"}), kUsage, {"int9"});
  expect_one_line(sweep("none", {"--scheme", "mixed"}), kUsage, {"mixed", "ambulo quantize"});
  expect_one_line(sweep("none", {"--scheme", "float32"}), kUsage, {"float32 is in every sweep"});
  EXPECT_FALSE(fs::exists(path("none")));
  expect_one_line(train({"--split", "groups:3/1", "--scheme", "int8", "--out", path("none")}),
                  kUsage, {"--scheme", "no sweep"});
  EXPECT_FALSE(fs::exists(path("none")));
}

TEST_F(Sweep, names_a_damaged_file_of_a_complete_run) {
  fs::copy(path("done"), path("damaged"), fs::copy_options::recursive);
  write_file(fold("damaged", 1, 1) + "/evaluation.json", std::string_view("{\"classes\": ["));
  expect_one_line(sweep("damaged", {"--scheme", "int8", "--resume"}), kBadInput,
                  {"evaluation.json", "--resume"});
}

TEST_F(Sweep, stops_all_runs_at_a_full_disk) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root to mount a tiny disk";
  const std::string disk = path("disk");
  fs::create_directory(disk);
  if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=200k") != 0) {
    GTEST_SKIP() << "a tiny disk cannot be mounted here";
  }
  const Outcome outcome = sweep("disk/sweep", {"--epochs", "200", "--jobs", "2"});
  ::umount(disk.c_str());
  expect_one_line(outcome, kBadInput, {"No space left"});
}

}  // namespace
}  // namespace ambulo::tests
