// SPDX-License-Identifier: Apache-2.0
#include "toolchain/evaluation/to_text.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <sstream>

#include "toolchain/evaluation/to_json.h"

namespace ambulo::evaluation {
namespace {

Evaluation evaluation_of(std::size_t classes) {
  Evaluation e;
  e.model = "run/model.tflite";
  e.data_set = "hapt";
  e.split = "official";
  e.part = "test";
  e.file_bytes = 2048;
  e.arena_bytes = 900;
  std::vector<ClassifiedWindow> windows;
  std::vector<std::string> names;
  for (std::size_t c = 0; c < classes; ++c) names.push_back(fmt::format("activity_{}", c));
  for (std::size_t i = 0; i < 3000; ++i) {
    ClassifiedWindow window{.label = i % classes, .probabilities = {}, .subject = {}};
    window.probabilities.assign(classes, 0.0f);
    window.probabilities[i % 10 == 0 ? (i + 1) % classes : i % classes] = 1.0f;
    window.subject = std::to_string(i % 9);
    windows.push_back(std::move(window));
  }
  e.metrics = measure(windows, names);
  return e;
}

// Characters, not bytes, of the longest line.
std::size_t widest_line(const std::string& text) {
  std::size_t widest = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::size_t width = 0;
    for (const char c : line) width += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    widest = std::max(widest, width);
  }
  return widest;
}

TEST(EvaluationText, fits_100_columns_with_few_and_with_many_activities) {
  for (const std::size_t classes : {2, 6, 12, 60}) {
    auto e = evaluation_of(classes);
    e.metrics.classes[0].name = std::string(200, 'x');
    e.metrics.subjects[0].subject = std::string(200, 'y');
    e.notes = {"a note of many words " + std::string(90, 'z') + " and some more after them"};
    EXPECT_LE(widest_line(to_text(e, TextStyle::Unicode)), 100u) << classes;
    EXPECT_LE(widest_line(to_text(e, TextStyle::Ascii)), 100u) << classes;
  }
}

TEST(EvaluationText, holds_the_headline_figures_and_the_confusion_matrix) {
  auto e = evaluation_of(2);
  e.random_split = RandomSplit{3000, 0.985, 0.98, 0.98};
  const std::string text = to_text(e, TextStyle::Ascii);
  for (const char* part :
       {"run/model.tflite: 2.0 KiB, arena 900 bytes",
        "hapt, official split, test part: 3,000 windows of 9 subjects",
        "accuracy               90.0 %", "under random split     98.5 %", "+8.5 points",
        "1 activity_0                  1200   300     1,500", "####"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  }
}

TEST(EvaluationText, in_ascii_style_is_ascii_and_shows_no_control_characters_of_names) {
  auto e = evaluation_of(2);
  e.metrics.classes[0].name = "walk\x1b[2J";
  const std::string text = to_text(e, TextStyle::Ascii);
  for (const char c : text) EXPECT_TRUE(c == '\n' || (c >= 0x20 && c < 0x7F)) << int{c};
  EXPECT_NE(text.find("walk?[2J"), std::string::npos);
}

TEST(EvaluationText, says_that_synthetic_people_prove_nothing) {
  auto e = evaluation_of(2);
  EXPECT_EQ(to_text(e, TextStyle::Ascii).find("SYNTHETIC"), std::string::npos);
  e.synthetic = true;
  EXPECT_NE(to_text(e, TextStyle::Ascii).find("SYNTHETIC"), std::string::npos);
}

TEST(EvaluationJson, has_the_stable_keys_and_survives_parsing) {
  const auto e = evaluation_of(3);
  const auto json = nlohmann::json::parse(to_json(e).dump());
  EXPECT_EQ(json["windows"], 3000);
  EXPECT_EQ(json["accuracy"].get<double>(), e.metrics.accuracy);
  EXPECT_EQ(json["balanced_accuracy"].get<double>(), e.metrics.balanced_accuracy);
  EXPECT_EQ(json["macro_f1"].get<double>(), e.metrics.macro_f1);
  EXPECT_EQ(json["classes"][1]["name"], "activity_1");
  EXPECT_EQ(json["confusion"][0][0], e.metrics.confusion[0][0]);
  EXPECT_EQ(json["subjects"].size(), 9u);
  EXPECT_EQ(json["worst_subject"]["subject"], e.metrics.subjects[e.metrics.worst_subject].subject);
  EXPECT_EQ(json["accuracy_interval"].size(), 2u);
  EXPECT_FALSE(json.contains("random_split"));
}

TEST(ClassificationText, lists_bouts_warnings_and_agreement) {
  Classification c;
  c.recording = "exp01";
  c.decisions.resize(3);
  c.bouts = {{0.0, 61.25, "walking", 0.875}};
  c.warnings = {"worn at 'pocket', the model was trained on 'waist'"};
  c.agreement = Agreement{.labelled_s = 60.0,
                          .agreeing_s = 45.0,
                          .unknown_s = 2.0,
                          .activities = {{"walking", 60.0, 45.0}}};
  const std::string text = to_text(c);
  for (const char* part : {"exp01: 3 decisions", "warning: worn at 'pocket'", "0:00.0    1:01.3",
                           "75.0 % of 60.0 s", "2.0 s are labelled with activities"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  }
}

}  // namespace
}  // namespace ambulo::evaluation
