// SPDX-License-Identifier: Apache-2.0
// The pictures themselves are judged by eye; here: that they are well-formed and hold the figures.
// With AMBULO_PICTURES_DIR set they are also written there, to be looked at.
#include "toolchain/report/evaluation_svg.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "toolchain/core/files.h"
#include "toolchain/core/random.h"
#include "toolchain/evaluation/timeline.h"
#include "toolchain/report/timeline_svg.h"

namespace ambulo::report {
namespace {

const std::vector<std::string> kLabels{"walking", "walking_upstairs", "walking_downstairs",
                                       "sitting", "standing",         "laying"};

void keep(const std::string& name, const std::string& svg) {
  if (const char* folder = std::getenv("AMBULO_PICTURES_DIR")) {
    write_file(std::filesystem::path(folder) / name, svg);
  }
}

// Every opened element is closed in order, no attribute without quotes: enough of XML for what we
// write.
void expect_well_formed(const std::string& svg) {
  std::vector<std::string> open;
  for (std::size_t at = svg.find('<'); at != std::string::npos; at = svg.find('<', at + 1)) {
    const std::size_t end = svg.find('>', at);
    ASSERT_NE(end, std::string::npos);
    const std::string tag = svg.substr(at + 1, end - at - 1);
    ASSERT_EQ(tag.find('<'), std::string::npos) << tag;
    ASSERT_EQ(std::count(tag.begin(), tag.end(), '"') % 2, 0) << tag;
    if (tag.front() == '/') {
      ASSERT_FALSE(open.empty());
      EXPECT_EQ(tag.substr(1), open.back());
      open.pop_back();
    } else if (tag.back() != '/') {
      open.push_back(tag.substr(0, tag.find(' ')));
    }
  }
  EXPECT_TRUE(open.empty());
  EXPECT_EQ(svg.find("nan"), std::string::npos);
  EXPECT_EQ(svg.find("inf"), std::string::npos);
}

// Sitting and standing confused most, one subject worse than the others.
evaluation::Evaluation example(std::size_t subjects, const std::vector<std::string>& labels) {
  Random random(5);
  std::vector<evaluation::ClassifiedWindow> windows;
  for (std::size_t i = 0; i < 330 * subjects; ++i) {
    evaluation::ClassifiedWindow window;
    window.label = i % labels.size();
    window.subject = std::to_string(2 + 2 * (i % subjects));
    const double error = i % subjects == 3 ? 0.2 : 0.04;
    std::size_t predicted = window.label;
    if (random.uniform() < error) {
      predicted = window.label < 3 ? random.below(std::min<std::size_t>(3, labels.size()))
                                   : 3 + random.below(labels.size() - 3);
    }
    const double confidence = predicted == window.label ? 1.0 - 0.4 * std::pow(random.uniform(), 4)
                                                        : random.uniform(0.4, 0.95);
    window.probabilities.assign(labels.size(), 0.0f);
    window.probabilities[predicted] = static_cast<float>(confidence);
    windows.push_back(std::move(window));
  }
  evaluation::Evaluation e;
  e.model = "runs/compact/model.tflite";
  e.data_set = "example";
  e.split = "official";
  e.part = "test";
  e.file_bytes = 101234;
  e.arena_bytes = 24000;
  e.metrics = evaluation::measure(windows, labels);
  return e;
}

TEST(EvaluationSvg, is_well_formed_and_holds_the_figures) {
  auto e = example(9, kLabels);
  e.random_split = evaluation::RandomSplit{2996, 0.9912, 0.99, 0.99};
  const std::string svg = evaluation_svg(e);
  expect_well_formed(svg);
  for (const std::string& part :
       {fmt::format("{:.1f} %", 100.0 * e.metrics.accuracy), std::string("99.1 %"),
        std::string("walking upstairs"), fmt::format(">{}<", e.metrics.confusion[3][3])}) {
    EXPECT_NE(svg.find(part), std::string::npos) << part;
  }
  EXPECT_EQ(svg.find("SYNTHETIC"), std::string::npos);
  keep("evaluation.svg", svg);
}

TEST(EvaluationSvg, works_for_one_subject_many_subjects_and_many_activities) {
  std::vector<std::string> many;
  for (int i = 0; i < 24; ++i) many.push_back(fmt::format("activity_number_{}", i));
  auto one = example(1, kLabels);
  one.synthetic = true;
  const std::string svg = evaluation_svg(one);
  expect_well_formed(svg);
  EXPECT_NE(svg.find("SYNTHETIC"), std::string::npos);
  keep("evaluation_one.svg", svg);
  const std::string crowd = evaluation_svg(example(60, many));
  expect_well_formed(crowd);
  keep("evaluation_many.svg", crowd);
}

// 4 minutes: sitting, then walking, then an activity that the model does not know.
recordings::Recording recording() {
  recordings::Recording r;
  r.data_set = "example";
  r.id = "exp01_user01";
  r.nominal_rate_hz = 50.0;
  Random random(6);
  for (int i = 0; i < 12000; ++i) {
    const double t = i / 50.0, step = i >= 4000 ? 4.0 * std::sin(12.0 * t) : 0.0;
    r.time_s.push_back(t);
    r.samples.push_back({static_cast<float>(9.81 + step + 0.1 * random.normal()), 0.1f, 0.2f,
                         static_cast<float>(0.2 * step + 0.02 * random.normal()), 0.0f, 0.1f});
  }
  r.segments = {{0, 3900, "sitting"}, {4100, 9000, "walking"}, {9500, 12000, "jogging"}};
  return r;
}

TEST(TimelineSvg, shows_signals_labels_answers_and_where_they_differ) {
  evaluation::Classification c;
  c.labels = kLabels;
  c.bouts = {{0.0, 60.0, "sitting", 0.99},
             {60.0, 80.0, "standing", 0.6},
             {80.0, 150.0, "walking", 0.98},
             {150.0, 170.0, "walking_upstairs", 0.7},
             {170.0, 240.0, "walking", 0.8}};
  const auto r = recording();
  c.agreement = evaluation::agreement(c.bouts, r, kLabels);
  c.warnings = {"worn at 'front_pocket', the model was trained on 'waist'"};
  const std::string svg = timeline_svg(r, c);
  expect_well_formed(svg);
  EXPECT_NE(svg.find("sitting taken for standing"), std::string::npos);
  EXPECT_NE(svg.find("walking taken for walking_upstairs"), std::string::npos);
  EXPECT_EQ(svg.find("jogging taken for"), std::string::npos);
  EXPECT_NE(svg.find("unknown to the model"), std::string::npos);
  EXPECT_LT(svg.size(), 60000u);  // does not grow with the number of samples
  keep("timeline.svg", svg);
}

TEST(TimelineSvg, works_without_labels) {
  auto r = recording();
  r.segments.clear();
  evaluation::Classification c;
  c.labels = kLabels;
  c.bouts = {{0.0, 240.0, "walking", 0.9}};
  const std::string svg = timeline_svg(r, c);
  expect_well_formed(svg);
  EXPECT_EQ(svg.find("differ"), std::string::npos);
  keep("timeline_plain.svg", svg);
}

}  // namespace
}  // namespace ambulo::report
