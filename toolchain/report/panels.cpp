// SPDX-License-Identifier: Apache-2.0
#include "toolchain/report/panels.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "toolchain/report/palette.h"

namespace ambulo::report {
namespace {

using evaluation::CalibrationBin;
using evaluation::Metrics;

constexpr double kLeastCellForCounts = 24.0;
constexpr double kRowNames = 140.0;
constexpr double kColumnNames = 96.0;
constexpr double kRecalls = 56.0;
constexpr double kLeastStepForFigures = 26.0;

std::string percent(double share) {
  return fmt::format("{:.1f} %", 100.0 * share);
}

struct Cell {
  std::size_t truth = 0, prediction = 0;
};

void draw_cell(Svg& svg, const Box& box, const Metrics& metrics, Cell cell) {
  const std::size_t windows = metrics.confusion[cell.truth][cell.prediction];
  const auto& truth = metrics.classes[cell.truth];
  const bool right = cell.truth == cell.prediction;
  const double share =
      truth.support > 0 ? static_cast<double>(windows) / static_cast<double>(truth.support) : 0.0;
  // Square root: one window in a hundred astray should be seen.
  const double shade = windows > 0 ? std::sqrt(share) : 0.0;
  const std::string fill = blend("#f3f0e9", right ? kRight : kWrong, right ? share : shade);
  const std::string tooltip =
      fmt::format("{} windows of {} classified as {} ({})", windows, truth.name,
                  metrics.classes[cell.prediction].name, percent(share));
  svg.rectangle({box.x + 1, box.y + 1, box.width - 2, box.height - 2},
                {.fill = fill, .radius = 3, .tooltip = tooltip});
  if (windows == 0 || box.width < kLeastCellForCounts) return;
  svg.text({box.x + box.width / 2, box.y + box.height / 2 + 5}, std::to_string(windows),
           {.size = std::clamp(box.width / 3.6, 9.0, 15.0),
            .fill = (right ? share : shade) > 0.55 ? std::string_view("#ffffff") : kInk,
            .bold = right,
            .anchor = Anchor::Middle});
}

double position(double low, double size, double share) {
  return low + size * share;
}

// Grid lines at 0, 20 .. 100 % of the height, labelled at the left.
void draw_percent_axis(Svg& svg, const Box& plot) {
  for (int tick = 0; tick <= 100; tick += 20) {
    const double y = position(plot.bottom(), -plot.height, tick / 100.0);
    svg.line({plot.x, y}, {plot.right(), y}, {.stroke = kGrid});
    svg.text({plot.x - 8, y + 4}, std::to_string(tick),
             {.size = 12, .fill = kMuted, .anchor = Anchor::End});
  }
}

void draw_bin(Svg& svg, const Box& plot, const Box& counts, const CalibrationBin& bin,
              std::size_t most_windows) {
  const double left = position(plot.x, plot.width, bin.low) + 1;
  const double width = plot.width * (bin.high - bin.low) - 2;
  const double y_accuracy = position(plot.bottom(), -plot.height, bin.accuracy);
  const double y_confidence = position(plot.bottom(), -plot.height, bin.confidence);
  const std::string tooltip = fmt::format(
      "{} windows with confidence {:.2f} to {:.2f}: mean confidence {:.3f}, accuracy "
      "{:.3f}",
      bin.windows, bin.low, bin.high, bin.confidence, bin.accuracy);
  svg.rectangle({left, y_accuracy, width, plot.bottom() - y_accuracy},
                {.fill = kRight, .opacity = 0.85, .tooltip = tooltip});
  const double middle = left + width / 2;
  svg.line({middle, y_accuracy}, {middle, y_confidence}, {.stroke = kWrong, .stroke_width = 2});
  svg.line({left, y_confidence}, {left + width, y_confidence},
           {.stroke = kWrong, .stroke_width = 3, .tooltip = tooltip});
  const double share = static_cast<double>(bin.windows) / static_cast<double>(most_windows);
  svg.rectangle({left, counts.bottom() - counts.height * share, width, counts.height * share},
                {.fill = kMuted, .tooltip = tooltip});
}

}  // namespace

std::string shortened(std::string_view text, std::size_t characters) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool starts_character = (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
    if (starts_character && ++count > characters) return std::string(text.substr(0, i)) + "\u2026";
  }
  return std::string(text);
}

std::string label_text(std::string_view activity, std::size_t characters) {
  std::string result = shortened(activity, characters);
  std::ranges::replace(result, '_', ' ');
  return result;
}

Box draw_heading(Svg& svg, const Box& box, std::string_view words, std::string_view explanation) {
  svg.text({box.x, box.y + 16}, words, {.size = 16, .bold = true});
  svg.text({box.x, box.y + 36}, explanation, {.size = 12.5, .fill = kMuted});
  return {box.x, box.y + 50, box.width, box.height - 50};
}

void draw_confusion(Svg& svg, const Box& box, const Metrics& metrics) {
  const Box rest = draw_heading(svg, box, "Confusion matrix",
                                "rows: what people did; columns: what the model said; windows");
  const std::size_t classes = metrics.classes.size();
  const double side = std::min({(rest.width - kRowNames - kRecalls) / static_cast<double>(classes),
                                (rest.height - kColumnNames) / static_cast<double>(classes), 64.0});
  const double name_size = std::clamp(side * 0.8, 5.0, 13.0);
  const double turn_deg = side < 24.0 ? -62.0 : -38.0;  // steeper, so that names do not overlap
  const Point corner{rest.x + kRowNames, rest.y + kColumnNames};
  const double right = corner.x + side * static_cast<double>(classes);
  svg.text({right + 10, corner.y - 8}, "recall", {.size = 12, .fill = kMuted});
  for (std::size_t i = 0; i < classes; ++i) {
    const auto& c = metrics.classes[i];
    const double middle = side * (static_cast<double>(i) + 0.5);
    svg.text({corner.x + middle + 4, corner.y - 8}, label_text(c.name, 18),
             {.size = name_size, .turn_deg = turn_deg});
    svg.text({corner.x - 10, corner.y + middle + 4}, label_text(c.name, 20),
             {.size = name_size, .anchor = Anchor::End});
    svg.text({right + 10, corner.y + middle + 4}, c.support > 0 ? percent(c.recall) : "none",
             {.size = std::min(name_size, 12.5), .fill = kMuted});
    for (std::size_t j = 0; j < classes; ++j) {
      draw_cell(svg,
                {corner.x + side * static_cast<double>(j), corner.y + side * static_cast<double>(i),
                 side, side},
                metrics, {i, j});
    }
  }
}

void draw_reliability(Svg& svg, const Box& box, const evaluation::Calibration& calibration) {
  const Box rest = draw_heading(
      svg, box, "Reliability",
      fmt::format("bars: accuracy, ticks: confidence; mean gap {:.3f}", calibration.error));
  const double side = std::min(rest.width - 40, rest.height - 100);
  const Box plot{rest.x + 36, rest.y + 4, side, side};
  const Box counts{plot.x, plot.bottom() + 34, side, 44};
  draw_percent_axis(svg, plot);
  std::size_t most = 1;
  for (const auto& bin : calibration.bins) most = std::max(most, bin.windows);
  for (const auto& bin : calibration.bins) {
    if (bin.windows > 0) draw_bin(svg, plot, counts, bin, most);
  }
  svg.line({plot.x, plot.bottom()}, {plot.right(), plot.y},
           {.stroke = kInk, .stroke_width = 1.2, .dashes = "5 4"});
  for (const int tick : {0, 20, 40, 60, 80, 100}) {
    svg.text({position(plot.x, plot.width, tick / 100.0), plot.bottom() + 18}, std::to_string(tick),
             {.size = 12, .fill = kMuted, .anchor = Anchor::Middle});
  }
  svg.line({counts.x, counts.bottom()}, {counts.right(), counts.bottom()}, {.stroke = kFrame});
  svg.text({counts.x + 2, counts.y + 12}, "windows", {.size = 12, .fill = kMuted});
  svg.text({plot.x + side / 2, counts.bottom() + 18}, "confidence, %",
           {.size = 12, .fill = kMuted, .anchor = Anchor::Middle});
}

void draw_subjects(Svg& svg, const Box& box, const Metrics& metrics) {
  const auto& worst = metrics.subjects[metrics.worst_subject];
  const Box rest = draw_heading(
      svg, box, "Accuracy by subject, %",
      fmt::format("{}subject {} with {}; the dashed line is the accuracy over all windows",
                  metrics.subjects.size() > 1 ? "worst: " : "only ", shortened(worst.subject, 24),
                  percent(worst.accuracy)));
  const Box plot{rest.x + 36, rest.y + 16, rest.width - 36, rest.height - 56};
  draw_percent_axis(svg, plot);
  const double step = plot.width / static_cast<double>(metrics.subjects.size());
  const double width = std::min(step * 0.72, 64.0);
  const double text_size = std::clamp(step * 0.34, 7.0, 13.0);
  for (std::size_t s = 0; s < metrics.subjects.size(); ++s) {
    const auto& subject = metrics.subjects[s];
    const bool is_worst = s == metrics.worst_subject && metrics.subjects.size() > 1;
    const double middle = plot.x + step * (static_cast<double>(s) + 0.5);
    const double height = plot.height * subject.accuracy;
    const std::string tooltip =
        fmt::format("subject {}: {} of {} windows, macro F1 {:.3f}", subject.subject,
                    percent(subject.accuracy), subject.windows, subject.macro_f1);
    svg.rectangle({middle - width / 2, plot.bottom() - height, width, height},
                  {.fill = is_worst ? kWrong : kRight, .radius = 2, .tooltip = tooltip});
    if (step >= kLeastStepForFigures || is_worst) {
      const bool inside = height > 24.0 && step >= kLeastStepForFigures;
      svg.text({middle, plot.bottom() - height + (inside ? 19 : -5)},
               fmt::format("{:.{}f}", 100.0 * subject.accuracy, step < 44 ? 0 : 1),
               {.size = std::max(text_size, 10.0),
                .fill = inside ? std::string_view("#ffffff") : kInk,
                .bold = true,
                .anchor = Anchor::Middle});
    }
    svg.text({middle, plot.bottom() + 18}, shortened(subject.subject, step < 40 ? 3 : 8),
             {.size = text_size, .fill = kMuted, .anchor = Anchor::Middle});
  }
  const double y = plot.bottom() - plot.height * metrics.accuracy;
  svg.line({plot.x, y}, {plot.right(), y}, {.stroke = kInk, .stroke_width = 1.2, .dashes = "5 4"});
  svg.text({plot.x + plot.width / 2, plot.bottom() + 38}, "subject",
           {.size = 12, .fill = kMuted, .anchor = Anchor::Middle});
}

}  // namespace ambulo::report
