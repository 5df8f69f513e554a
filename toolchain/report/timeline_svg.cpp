// SPDX-License-Identifier: Apache-2.0
#include "toolchain/report/timeline_svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <iterator>
#include <limits>
#include <vector>

#include "toolchain/evaluation/timeline.h"
#include "toolchain/report/palette.h"
#include "toolchain/report/panels.h"
#include "toolchain/report/svg.h"

namespace ambulo::report {
namespace {

using evaluation::Bout;
using evaluation::Classification;
using evaluation::TimeSpan;
using recordings::Recording;
using recordings::Sample;

constexpr double kWidth = 1000.0, kMargin = 32.0, kNames = 92.0;
constexpr double kSignalHeight = 110.0, kBandHeight = 30.0, kLegendColumn = 166.0;

class TimeAxis {
 public:
  TimeAxis(TimeSpan span, double left, double right)
      : span_(span), left_(left), pixels_per_s_((right - left) / (span.to_s - span.from_s)) {}

  double x(double time_s) const {
    return left_ + (std::clamp(time_s, span_.from_s, span_.to_s) - span_.from_s) * pixels_per_s_;
  }
  double left() const { return left_; }
  double right() const { return x(span_.to_s); }
  const TimeSpan& span() const { return span_; }

  // The step of round clock times that gives at most ten ticks.
  double tick_s() const {
    for (const double step : {1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0}) {
      if (span_.to_s - span_.from_s <= 10.0 * step) return step;
    }
    return 3600.0 * std::ceil((span_.to_s - span_.from_s) / 36000.0);
  }

 private:
  TimeSpan span_;
  double left_, pixels_per_s_;
};

using Signal = std::function<double(const Sample&)>;

double acceleration_norm(const Sample& s) {
  return std::hypot(s[0], s[1], s[2]);
}
double rotation_norm(const Sample& s) {
  return std::hypot(s[3], s[4], s[5]);
}

// Smallest and largest value in each pixel column: what a line through all samples would cover,
// whatever their number.
void draw_signal(Svg& svg, const Box& box, const Recording& recording, const TimeAxis& axis,
                 const Signal& signal, std::string_view name, std::string_view unit) {
  double highest = 0.1;
  for (const Sample& sample : recording.samples) highest = std::max(highest, signal(sample));
  const double round_to = highest < 5.0 ? 0.5 : 5.0;
  const double top = std::ceil(highest * 1.05 / round_to) * round_to;
  const auto y = [&](double value) { return box.bottom() - box.height * value / top; };
  const auto columns = static_cast<std::size_t>(std::ceil(axis.right() - axis.left())) + 1;
  std::vector<double> low(columns, std::numeric_limits<double>::infinity()), high(columns, 0.0);
  for (std::size_t i = 0; i < recording.samples.size(); ++i) {
    const auto column = static_cast<std::size_t>(axis.x(recording.time_s[i]) - axis.left());
    const double value = signal(recording.samples[i]);
    low[column] = std::min(low[column], value);
    high[column] = std::max(high[column], value);
  }
  svg.rectangle(box, {.fill = "#ffffff", .stroke = kFrame});
  std::vector<Point> outline;
  for (std::size_t i = 0; i < columns; ++i) {
    if (low[i] <= high[i]) outline.push_back({axis.left() + static_cast<double>(i), y(high[i])});
  }
  for (std::size_t i = columns; i-- > 0;) {
    if (low[i] <= high[i]) outline.push_back({axis.left() + static_cast<double>(i), y(low[i])});
  }
  svg.polygon(outline, {.fill = kRight, .stroke = kRight, .stroke_width = 0.8});
  svg.text({kMargin, box.y + 18}, name, {.size = 13, .bold = true});
  svg.text({kMargin, box.y + 36}, unit, {.size = 12, .fill = kMuted});
  svg.text({box.x - 6, box.y + 12}, fmt::format("{:g}", top),
           {.size = 12, .fill = kMuted, .anchor = Anchor::End});
  svg.text({box.x - 6, box.bottom()}, "0", {.size = 12, .fill = kMuted, .anchor = Anchor::End});
}

std::string_view colour_of(const std::string& activity, const std::vector<std::string>& labels) {
  const auto found = std::ranges::find(labels, activity);
  if (found == labels.end()) return kFrame;
  return activity_colour(static_cast<std::size_t>(std::distance(labels.begin(), found)));
}

struct Band {
  TimeSpan span;
  std::string activity, tooltip;
};

std::vector<Band> truth_bands(const Recording& recording) {
  std::vector<Band> bands;
  for (const auto& segment : recording.segments) {
    bands.push_back({evaluation::time_span(recording, segment), segment.activity,
                     fmt::format("labelled {}", segment.activity)});
  }
  return bands;
}

std::vector<Band> model_bands(const Classification& classification) {
  std::vector<Band> bands;
  for (const Bout& bout : classification.bouts) {
    bands.push_back({{bout.from_s, bout.to_s},
                     bout.activity,
                     fmt::format("{}, mean confidence {:.2f}", bout.activity, bout.confidence)});
  }
  return bands;
}

void draw_bands(Svg& svg, const Box& box, const TimeAxis& axis, const std::vector<Band>& bands,
                const std::vector<std::string>& labels, std::string_view name) {
  svg.rectangle(box, {.fill = "#ffffff"});
  for (const Band& band : bands) {
    const double from = axis.x(band.span.from_s);
    svg.rectangle({from, box.y, std::max(axis.x(band.span.to_s) - from, 0.5), box.height},
                  {.fill = colour_of(band.activity, labels), .tooltip = band.tooltip});
  }
  svg.rectangle(box, {.stroke = kFrame});
  svg.text({kMargin, box.y + box.height / 2 + 4}, name, {.size = 13, .bold = true});
}

// Where a label that the model knows and its answer differ.
void draw_disagreement(Svg& svg, const Box& box, const TimeAxis& axis,
                       const std::vector<Band>& truth, const std::vector<Band>& model,
                       const std::vector<std::string>& labels) {
  for (const Band& t : truth) {
    if (std::ranges::find(labels, t.activity) == labels.end()) continue;
    for (const Band& m : model) {
      const double from = std::max(t.span.from_s, m.span.from_s);
      const double to = std::min(t.span.to_s, m.span.to_s);
      if (from >= to || t.activity == m.activity) continue;
      svg.rectangle(
          {axis.x(from), box.y, std::max(axis.x(to) - axis.x(from), 0.5), box.height},
          {.fill = kWrong, .tooltip = fmt::format("{} taken for {}", t.activity, m.activity)});
    }
  }
  svg.text({kMargin, box.y + 9}, "differ", {.size = 12, .fill = kMuted});
}

void draw_clock(Svg& svg, double y, const TimeAxis& axis) {
  const double step = axis.tick_s();
  for (double t = 0.0; axis.span().from_s + t <= axis.span().to_s; t += step) {
    const auto seconds = static_cast<long>(std::lround(t));
    const double x = axis.x(axis.span().from_s + t);
    svg.line({x, y}, {x, y + 5}, {.stroke = kMuted});
    svg.text({x, y + 20}, fmt::format("{}:{:02}", seconds / 60, seconds % 60),
             {.size = 12, .fill = kMuted, .anchor = Anchor::Middle});
  }
}

double draw_legend(Svg& svg, double y, const std::vector<std::string>& labels, bool with_other) {
  double x = kMargin + kNames;
  const auto entry = [&](std::string_view name, std::string_view colour) {
    if (x + kLegendColumn > kWidth - kMargin) {
      x = kMargin + kNames;
      y += 22;
    }
    svg.rectangle({x, y - 10, 12, 12}, {.fill = colour, .radius = 2});
    svg.text({x + 18, y}, label_text(name, 20), {.size = 12.5});
    x += kLegendColumn;
  };
  for (std::size_t i = 0; i < labels.size(); ++i) entry(labels[i], activity_colour(i));
  if (with_other) entry("unknown to the model", kFrame);
  return y;
}

std::string subtitle(const Recording& recording, const Classification& classification) {
  std::string text = fmt::format("{}, {} samples at {:.0f} Hz", recording.data_set,
                                 recording.samples.size(), recording.nominal_rate_hz);
  if (classification.agreement) {
    text += fmt::format("; the model agrees with {:.1f} % of {:.0f} labelled seconds",
                        100.0 * classification.agreement->share(),
                        classification.agreement->labelled_s);
  }
  return text;
}

}  // namespace

std::string timeline_svg(const Recording& recording, const Classification& classification) {
  const std::vector<std::string>& labels = classification.labels;
  const bool labelled = !recording.segments.empty();
  const bool has_other = std::ranges::any_of(recording.segments, [&](const auto& segment) {
    return std::ranges::find(labels, segment.activity) == labels.end();
  });
  constexpr auto kPerRow =
      static_cast<std::size_t>((kWidth - 2 * kMargin - kNames) / kLegendColumn);
  const std::size_t legend_rows = (labels.size() + (has_other ? 1 : 0) + kPerRow - 1) / kPerRow;
  const double warnings_height = 20.0 * static_cast<double>(classification.warnings.size());
  const double height =
      (labelled ? 470.0 : 414.0) + warnings_height + 22.0 * static_cast<double>(legend_rows);

  Svg svg(kWidth, height, "Timeline of " + recording.id, subtitle(recording, classification));
  svg.rectangle({0.5, 0.5, kWidth - 1, height - 1},
                {.fill = kPaper, .stroke = kFrame, .radius = 12});
  svg.text({kMargin, 46}, shortened(recording.id, 70), {.size = 22, .bold = true});
  svg.text({kMargin, 70}, subtitle(recording, classification), {.size = 14, .fill = kMuted});
  if (recording.synthetic) {
    svg.text({kWidth - kMargin, 46}, "SYNTHETIC",
             {.size = 15, .fill = kWarning, .bold = true, .anchor = Anchor::End});
  }
  double y = 94;
  for (const std::string& warning : classification.warnings) {
    svg.text({kMargin, y}, shortened(warning, 130), {.size = 13, .fill = kWarning});
    y += 20;
  }

  const TimeAxis axis({recording.time_s.front(), recording.time_s.back()}, kMargin + kNames,
                      kWidth - kMargin);
  const auto row = [&](double row_height) {
    return Box{axis.left(), y, axis.right() - axis.left(), row_height};
  };
  draw_signal(svg, row(kSignalHeight), recording, axis, acceleration_norm, "|acc|", "m/s\u00B2");
  y += kSignalHeight + 12;
  draw_signal(svg, row(kSignalHeight), recording, axis, rotation_norm, "|gyro|", "rad/s");
  y += kSignalHeight + 16;
  const std::vector<Band> truth = truth_bands(recording), model = model_bands(classification);
  if (labelled) {
    draw_bands(svg, row(kBandHeight), axis, truth, labels, "labels");
    y += kBandHeight + 4;
  }
  draw_bands(svg, row(kBandHeight), axis, model, labels, "model");
  y += kBandHeight + 4;
  if (labelled) {
    draw_disagreement(svg, row(10), axis, truth, model, labels);
    y += 16;
  }
  draw_clock(svg, y, axis);
  draw_legend(svg, y + 50, labels, has_other);
  return std::move(svg).finish();
}

}  // namespace ambulo::report
