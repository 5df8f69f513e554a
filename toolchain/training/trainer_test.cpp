// SPDX-License-Identifier: Apache-2.0
// The training loop on two made-up activities that a small network can tell apart.
#include "toolchain/training/trainer.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <csignal>

#include "toolchain/core/error.h"
#include "toolchain/core/random.h"
#include "toolchain/windows/windows.h"

namespace ambulo::training {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kEpochs = 6;

recordings::Recording made_up(int subject) {
  recordings::Recording recording;
  recording.data_set = "made_up";
  recording.id = recording.subject = std::to_string(subject);
  recording.placement = "waist";
  recording.nominal_rate_hz = 50;
  Random random(static_cast<std::uint64_t>(subject));
  for (std::size_t i = 0; i < 2000; ++i) {
    const double swing = i < 1000 ? 0.3 : 3.0;
    const double phase = static_cast<double>(i) * 0.2;
    const auto noise = [&] { return 0.2 * random.normal(); };
    recording.time_s.push_back(static_cast<double>(i) / 50.0);
    recording.samples.push_back({static_cast<float>(9.8 + swing * std::sin(phase) + noise()),
                                 static_cast<float>(noise()), static_cast<float>(noise()),
                                 static_cast<float>(noise()), static_cast<float>(noise()),
                                 static_cast<float>(swing * std::cos(phase) + noise())});
  }
  recording.segments = {{0, 1000, "standing"}, {1000, 2000, "walking"}};
  return recording;
}

class TrainerTest : public testing::Test {
 protected:
  void SetUp() override {
    set_interrupted(false);
    set_threads(1);  // a forked child must not wait for threads it does not have
    folder_ = fs::temp_directory_path() / ("ambulo_trainer_" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    std::vector<recordings::Recording> recordings;
    for (int subject = 1; subject <= 6; ++subject) recordings.push_back(made_up(subject));
    windows::WindowSpec spec;
    spec.activities = {"walking", "standing"};
    set_ = windows::cut(recordings, spec);
    split_ = windows::split(set_, "groups:3", 1).front();
    experiment_ = load_experiment("smoke");
    experiment_.training.epochs = kEpochs;
    experiment_.training.batch = 8;
    experiment_.training.learning_rate = 1e-2;
    experiment_.training.optimizer.averaging = 0.9;
    experiment_.augmentation.rotation_rad = 0.1;
  }
  void TearDown() override { fs::remove_all(folder_); }

  TrainResult train_in(const char* name, bool resume = false) {
    TrainOptions options;
    options.folder = folder_ / name;
    options.resume = resume;
    return train(set_, split_, experiment_, options);
  }

  static void expect_same(const TrainResult& a, const TrainResult& b) {
    EXPECT_EQ(a.chosen_epoch, b.chosen_epoch);
    ASSERT_EQ(a.model.layers.size(), b.model.layers.size());
    for (std::size_t i = 0; i < a.model.layers.size(); ++i) {
      for (const auto& [name, array] : a.model.layers[i].parameters) {
        EXPECT_EQ(array.values, b.model.layers[i].parameters.at(name).values) << i << name;
      }
    }
  }

  fs::path folder_;
  windows::WindowSet set_;
  windows::Split split_;
  Experiment experiment_;
};

TEST_F(TrainerTest, learns_two_easy_activities_of_people_it_never_saw) {
  const TrainResult result = train_in("a");
  EXPECT_GT(result.history.back().validation_accuracy, 0.9);
  EXPECT_EQ(result.history.size(), static_cast<std::size_t>(kEpochs));
  EXPECT_EQ(result.model.contract.labels, (std::vector<std::string>{"walking", "standing"}));
  EXPECT_EQ(result.model.contract.mean.size(), 12u);
}

TEST_F(TrainerTest, the_same_seed_gives_the_same_weights_and_another_seed_others) {
  const TrainResult a = train_in("a"), b = train_in("b");
  expect_same(a, b);
  TrainOptions other;
  other.folder = folder_ / "c";
  other.seed = 2;
  const TrainResult c = train(set_, split_, experiment_, other);
  EXPECT_NE(a.model.layers[0].parameters.at("weight").values,
            c.model.layers[0].parameters.at("weight").values);
}

TEST_F(TrainerTest, killed_at_any_moment_it_resumes_to_the_same_weights) {
  const TrainResult straight = train_in("straight");
  const std::size_t steps_per_epoch = (split_.train.size() + 7) / 8;
  for (int round = 0; round < 3; ++round) {
    const fs::path folder = folder_ / ("killed" + std::to_string(round));
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      // Kills itself in the middle of epoch 2, between two epochs, or right before the end.
      TrainOptions options;
      options.folder = folder;
      std::size_t steps = 0;
      const std::size_t last = round == 0   ? steps_per_epoch * 3 / 2
                               : round == 1 ? steps_per_epoch * 2
                                            : steps_per_epoch * 5 + 1;
      options.progress = [&](const Progress&) {
        if (++steps == last) ::raise(SIGKILL);
      };
      train(set_, split_, experiment_, options);
      ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the child was to be killed";
    TrainOptions options;
    options.folder = folder;
    options.resume = true;
    std::int64_t epochs = 0;
    options.epoch_done = [&](const EpochRecord&, bool, bool) { ++epochs; };
    const TrainResult resumed = train(set_, split_, experiment_, options);
    EXPECT_LT(epochs, kEpochs) << "nothing was kept";
    expect_same(straight, resumed);
  }
}

TEST_F(TrainerTest, an_interrupt_keeps_the_best_model_and_a_resume_finishes_the_run) {
  const TrainResult straight = train_in("straight");
  TrainOptions options;
  options.folder = folder_ / "stopped";
  options.epoch_done = [](const EpochRecord& record, bool, bool) {
    if (record.epoch == 2) set_interrupted(true);
  };
  const TrainResult stopped = train(set_, split_, experiment_, options);
  EXPECT_TRUE(stopped.interrupted);
  EXPECT_EQ(stopped.history.size(), 2u);
  set_interrupted(false);
  expect_same(straight, train_in("stopped", /*resume=*/true));
}

TEST_F(TrainerTest, a_refit_takes_the_validation_people_in_and_stops_at_the_chosen_epoch) {
  const TrainResult first = train_in("first");
  experiment_.training.refit = true;
  TrainOptions options;
  options.folder = folder_ / "both";
  std::int64_t refit_epochs = 0;
  options.epoch_done = [&](const EpochRecord&, bool, bool refit) { refit_epochs += refit ? 1 : 0; };
  const TrainResult both = train(set_, split_, experiment_, options);
  EXPECT_EQ(both.chosen_epoch, first.chosen_epoch);
  EXPECT_EQ(refit_epochs, first.chosen_epoch);
  EXPECT_NE(both.model.contract.mean, first.model.contract.mean) << "measured on the same people";
  EXPECT_NE(both.model.layers[0].parameters.at("weight").values,
            first.model.layers[0].parameters.at("weight").values);
}

TEST_F(TrainerTest, an_interrupted_refit_resumes_to_the_same_weights) {
  experiment_.training.refit = true;
  experiment_.training.epoch_choice = EpochChoice::Last;
  const TrainResult straight = train_in("straight");
  TrainOptions options;
  options.folder = folder_ / "stopped";
  options.epoch_done = [](const EpochRecord& record, bool, bool refit) {
    if (refit && record.epoch == 2) set_interrupted(true);
  };
  EXPECT_TRUE(train(set_, split_, experiment_, options).interrupted);
  set_interrupted(false);
  expect_same(straight, train_in("stopped", /*resume=*/true));
}

TEST_F(TrainerTest, a_distilled_network_resumes_to_the_same_weights_with_its_teachers) {
  experiment_.distillation.teachers = 2;
  experiment_.distillation.experiment = "smoke";
  const TrainResult straight = train_in("straight");
  EXPECT_TRUE(fs::exists(folder_ / "straight" / "teacher_2" / "checkpoint.bin"));
  TrainOptions options;
  options.folder = folder_ / "stopped";
  options.epoch_done = [](const EpochRecord& record, bool, bool) {
    if (record.epoch == 2) set_interrupted(true);
  };
  EXPECT_TRUE(train(set_, split_, experiment_, options).interrupted);
  set_interrupted(false);
  expect_same(straight, train_in("stopped", /*resume=*/true));

  experiment_.distillation.teachers = 0;
  EXPECT_NE(straight.model.layers[0].parameters.at("weight").values,
            train_in("alone").model.layers[0].parameters.at("weight").values)
      << "the teachers changed nothing";
}

TEST_F(TrainerTest, a_checkpoint_of_another_experiment_is_refused) {
  train_in("a");
  experiment_.training.learning_rate *= 2;
  EXPECT_THROW(train_in("a", /*resume=*/true), Error);
}

TEST_F(TrainerTest, without_validation_windows_only_the_last_epoch_can_be_chosen) {
  split_.validation.clear();
  EXPECT_THROW(train_in("a"), Error);
  experiment_.training.epoch_choice = EpochChoice::Last;
  EXPECT_EQ(train_in("b").chosen_epoch, kEpochs);
}

}  // namespace
}  // namespace ambulo::training
