// SPDX-License-Identifier: Apache-2.0
#include "toolchain/report/evaluation_svg.h"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "toolchain/report/palette.h"
#include "toolchain/report/panels.h"
#include "toolchain/report/svg.h"

namespace ambulo::report {
namespace {

using evaluation::Evaluation;

constexpr double kWidth = 1000.0, kHeight = 960.0, kMargin = 32.0;

std::string percent(double share) {
  return fmt::format("{:.1f} %", 100.0 * share);
}

std::string split_text(const Evaluation& e) {
  const bool unseen = e.part == "test" && e.split != "random";
  return evaluation::scope(e) + (unseen ? ": people the model never met" : "");
}

void draw_title(Svg& svg, const Evaluation& e) {
  const std::string file = std::filesystem::path(e.model).filename().string();
  const std::string folder = std::filesystem::path(e.model).parent_path().filename().string();
  svg.text({kMargin, 52}, shortened(folder.empty() ? file : folder + "/" + file, 60),
           {.size = 24, .bold = true});
  svg.text({kMargin, 78},
           fmt::format("{}, {}; {} windows of {} subject{}; file {:.1f} KiB, arena {:.1f} KiB",
                       shortened(e.data_set, 24), split_text(e), e.metrics.windows,
                       e.metrics.subjects.size(), e.metrics.subjects.size() == 1 ? "" : "s",
                       static_cast<double>(e.file_bytes) / 1024.0,
                       static_cast<double>(e.arena_bytes - e.repacked_weight_bytes) / 1024.0),
           {.size = 14, .fill = kMuted});
  if (e.synthetic) {
    svg.text({kWidth - kMargin, 52}, "SYNTHETIC: says nothing about people",
             {.size = 15, .fill = kWarning, .bold = true, .anchor = Anchor::End});
  }
}

struct Figure {
  std::string value, name, explanation;
  std::string_view colour = kInk;
};

void draw_figure(Svg& svg, const Box& box, const Figure& figure) {
  svg.rectangle(box, {.fill = "#ffffff", .stroke = kFrame, .radius = 8});
  svg.text({box.x + 18, box.y + 26}, figure.name, {.size = 13, .fill = kMuted});
  svg.text({box.x + 18, box.y + 64}, figure.value,
           {.size = 34, .fill = figure.colour, .bold = true});
  svg.text({box.x + 18, box.y + 88}, figure.explanation, {.size = 12.5, .fill = kMuted});
}

void draw_figures(Svg& svg, const Evaluation& e) {
  const auto& m = e.metrics;
  const double top = 100, height = 104;
  draw_figure(svg, {kMargin, top, 300, height},
              {percent(m.accuracy), "accuracy",
               m.accuracy_interval ? fmt::format("{:.1f} to {:.1f}: 95 %, bootstrap over subjects",
                                                 100.0 * m.accuracy_interval->low,
                                                 100.0 * m.accuracy_interval->high)
                                   : "one subject: no interval",
               kRight});
  double x = kMargin + 316;
  if (e.random_split) {
    const double points = 100.0 * (e.random_split->accuracy - m.accuracy);
    draw_figure(svg, {x, top, 300, height},
                {percent(e.random_split->accuracy), "accuracy under a random split",
                 fmt::format("{:+.1f} points: tested on people it has met", points), kWrong});
    x += 316;
  }
  const double width = kWidth - kMargin - x;
  svg.rectangle({x, top, width, height}, {.fill = "#ffffff", .stroke = kFrame, .radius = 8});
  const std::pair<const char*, std::string> rows[] = {
      {"balanced accuracy", percent(m.balanced_accuracy)},
      {"macro F1", fmt::format("{:.3f}", m.macro_f1)},
      {"worst subject", percent(m.subjects[m.worst_subject].accuracy)}};
  double y = top + 30;
  for (const auto& [name, value] : rows) {
    svg.text({x + 18, y}, name, {.size = 14, .fill = kMuted});
    svg.text({x + width - 18, y}, value, {.size = 16, .bold = true, .anchor = Anchor::End});
    y += 28;
  }
}

}  // namespace

std::string evaluation_svg(const Evaluation& e) {
  Svg svg(kWidth, kHeight, fmt::format("Evaluation of {} on {}", e.model, e.data_set),
          fmt::format("Accuracy {} over {} windows, {}", percent(e.metrics.accuracy),
                      e.metrics.windows, split_text(e)));
  svg.rectangle({0.5, 0.5, kWidth - 1, kHeight - 1},
                {.fill = kPaper, .stroke = kFrame, .radius = 12});
  draw_title(svg, e);
  draw_figures(svg, e);
  draw_confusion(svg, {kMargin, 232, 560, 460}, e.metrics);
  draw_reliability(svg, {640, 232, 328, 460}, e.metrics.calibration);
  draw_subjects(svg, {kMargin, 706, kWidth - 2 * kMargin, 236}, e.metrics);
  return std::move(svg).finish();
}

}  // namespace ambulo::report
