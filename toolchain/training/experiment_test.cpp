// SPDX-License-Identifier: Apache-2.0
#include "toolchain/training/experiment.h"

#include <gtest/gtest.h>

#include "toolchain/core/error.h"
#include "toolchain/training/architecture.h"

namespace ambulo::training {
namespace {

std::string error_of(std::string_view toml) {
  try {
    parse_experiment(toml, "x", "x.toml");
    return "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::BadInput);
    return error.what();
  }
}

TEST(Experiment, every_shipped_one_is_read_and_makes_layers) {
  for (const std::string& name : shipped_experiments()) {
    const Experiment experiment = load_experiment(name);
    EXPECT_EQ(experiment.name, name);
    const auto layers = architecture_layers(experiment.model, experiment.windows.length, 6);
    EXPECT_EQ(layers.back().kind, LayerKind::Softmax) << name;
  }
}

TEST(Experiment, is_the_same_after_writing_and_reading_it) {
  const std::string text = to_toml(load_experiment("compact"));
  EXPECT_EQ(to_toml(parse_experiment(text, "compact", "x")), text);
  EXPECT_NE(text.find("softsign_scale_rps = 0.06\n"), std::string::npos) << text;
}

TEST(Experiment, an_unknown_key_is_named_with_its_line_and_the_known_ones) {
  const std::string line = error_of("[training]\nepochs = 3\nepoch = 4\n");
  EXPECT_NE(line.find("training.epoch'"), std::string::npos) << line;
  EXPECT_NE(line.find("line 3"), std::string::npos) << line;
  EXPECT_NE(line.find("learning_rate"), std::string::npos) << line;
}

TEST(Experiment, an_unknown_section_is_named) {
  EXPECT_NE(error_of("[trainig]\nepochs = 3\n").find("'trainig'"), std::string::npos);
}

TEST(Experiment, values_of_the_wrong_type_or_range_are_named) {
  EXPECT_NE(error_of("[training]\nepochs = \"many\"\n").find("not a whole number"),
            std::string::npos);
  EXPECT_NE(error_of("[training]\nepochs = 0\n").find("outside"), std::string::npos);
  EXPECT_NE(error_of("[training]\nlearning_rate = nan\n").find("outside"), std::string::npos);
  EXPECT_NE(error_of("[model]\nfilters = [0]\n").find("outside 1..4096"), std::string::npos);
  EXPECT_NE(error_of("[front_end]\nkind = \"magic\"\n").find("gravity_split"), std::string::npos);
}

TEST(Experiment, broken_toml_is_one_line_with_its_position) {
  const std::string line = error_of("[training\nepochs = 3\n");
  EXPECT_NE(line.find("x.toml, line"), std::string::npos) << line;
}

TEST(Experiment, an_unknown_name_lists_the_shipped_ones) {
  try {
    load_experiment("resnet");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Usage);
    EXPECT_NE(std::string(error.what()).find("compact"), std::string::npos);
  }
}

TEST(Experiment, one_key_can_be_changed_by_name) {
  Experiment experiment = load_experiment("compact");
  set_key(experiment, "training.epochs=7", "--set");
  set_key(experiment, "model.kernels=[9, 7, 5, 3]", "--set");
  set_key(experiment, "front_end.kind=raw", "--set");
  EXPECT_EQ(experiment.training.epochs, 7);
  EXPECT_EQ(experiment.model.kernels.front(), 9);
  EXPECT_EQ(experiment.front_end.kind, FrontEnd::Raw);
  EXPECT_EQ(experiment.training.batch, 128) << "other keys stay";
}

TEST(Experiment, a_change_that_changes_nothing_is_refused) {
  Experiment experiment;
  EXPECT_THROW(set_key(experiment, "epochs", "--set"), Error);
  EXPECT_THROW(set_key(experiment, "training.epoch=7", "--set"), Error);
  EXPECT_THROW(set_key(experiment, "training.epochs=", "--set"), Error);
  EXPECT_THROW(set_key(experiment, "training.epochs=many", "--set"), Error);
}

TEST(Architecture, lists_of_different_length_and_short_windows_are_refused) {
  ModelConfig config;
  config.kernels = {5, 5};
  EXPECT_THROW(architecture_layers(config, 128, 6), Error);
  EXPECT_THROW(architecture_layers(ModelConfig{}, 20, 6), Error);
  config = ModelConfig{};
  config.architecture = "transformer";
  EXPECT_THROW(architecture_layers(config, 128, 6), Error);
}

}  // namespace
}  // namespace ambulo::training
