// SPDX-License-Identifier: Apache-2.0
#include "toolchain/evaluation/to_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

#include "toolchain/evaluation/text_lines.h"

namespace ambulo::evaluation {
namespace {

constexpr std::size_t kBarCells = 40;

std::string bytes(std::size_t count) {
  return count < 1024 ? fmt::format("{} bytes", count)
                      : fmt::format("{:.1f} KiB", static_cast<double>(count) / 1024.0);
}

std::string bar(double share, TextStyle style) {
  static constexpr std::string_view kEighths[] = {"",       "\u258F", "\u258E", "\u258D",
                                                  "\u258C", "\u258B", "\u258A", "\u2589"};
  const double cells = std::clamp(share, 0.0, 1.0) * kBarCells;
  if (style == TextStyle::Ascii) return std::string(std::lround(cells), '#');
  const auto eighths = static_cast<std::size_t>(std::lround(cells * 8.0));
  std::string result;
  for (std::size_t i = 0; i < eighths / 8; ++i) result += "\u2588";
  return result += kEighths[eighths % 8];
}

void headline(Text& text, const Evaluation& e) {
  const Metrics& m = e.metrics;
  const std::string repacked =
      e.repacked_weight_bytes == 0
          ? ""
          : fmt::format(" and {} for repacked weights", bytes(e.repacked_weight_bytes));
  text.line("{}: {}, arena {}{}", printable(e.model), bytes(e.file_bytes),
            bytes(e.arena_bytes - e.repacked_weight_bytes), repacked);
  text.line("{}, {}: {} windows of {} subject{}", printable(e.data_set), printable(scope(e)),
            grouped(m.windows), m.subjects.size(), m.subjects.size() == 1 ? "" : "s");
  if (e.synthetic) text.line("SYNTHETIC people: these figures say nothing about real ones");
  text.blank();
  text.line("  {:<20}{:>9}{}", "accuracy", percent(m.accuracy),
            m.accuracy_interval
                ? fmt::format("   {:.1f} to {:.1f} (95 % over subjects)",
                              100.0 * m.accuracy_interval->low, 100.0 * m.accuracy_interval->high)
                : "");
  if (e.random_split) {
    const double gap = 100.0 * (e.random_split->accuracy - m.accuracy);
    text.line("  {:<20}{:>9}   {:+.1f} points, with the same people in training and test",
              "under random split", percent(e.random_split->accuracy), gap);
  }
  text.line("  {:<20}{:>9}", "balanced accuracy", percent(m.balanced_accuracy));
  text.line("  {:<20}{:>7.3f}", "macro F1", m.macro_f1);
  text.line("  {:<20}{:>7.3f}     mean confidence {:.3f}", "calibration error", m.calibration.error,
            m.calibration.mean_confidence);
}

void class_table(Text& text, const Metrics& m) {
  text.line("{:<{}}{:>9}{:>11}{:>9}{:>9}", "activity", kNameColumns + 2, "windows", "precision",
            "recall", "F1");
  for (const ClassMetrics& c : m.classes) {
    text.line("{:<{}}{:>9}{:>11.3f}{:>9.3f}{:>9.3f}", shown(c.name), kNameColumns + 2,
              grouped(c.support), c.precision, c.recall, c.f1);
  }
}

void subject_table(Text& text, const Metrics& m, TextStyle style) {
  text.line("{:<{}}{:>9}{:>10}{:>10}", "subject", kNameColumns - 6, "windows", "accuracy",
            "macro F1");
  for (std::size_t s = 0; s < m.subjects.size(); ++s) {
    const SubjectMetrics& subject = m.subjects[s];
    text.line("{:<{}}{:>9}{:>10}{:>10.3f}  {}{}", shown(subject.subject, 17), kNameColumns - 6,
              grouped(subject.windows), percent(subject.accuracy), subject.macro_f1,
              bar(subject.accuracy, style),
              s == m.worst_subject && m.subjects.size() > 1 ? " worst" : "");
  }
}

std::string clock_text(double seconds) {
  const auto tenths = static_cast<long long>(std::llround(seconds * 10.0));
  return fmt::format("{}:{:02}.{}", tenths / 600, tenths / 10 % 60, tenths % 10);
}

void agreement_table(Text& text, const Agreement& agreement) {
  text.line("agreement with the labels: {} of {:.1f} s", percent(agreement.share()),
            agreement.labelled_s);
  for (const ActivityAgreement& a : agreement.activities) {
    text.line("  {:<{}}{:>9.1f} s{:>10}", shown(a.activity), kNameColumns + 2, a.labelled_s,
              percent(a.labelled_s > 0.0 ? a.agreeing_s / a.labelled_s : 0.0));
  }
  if (agreement.unknown_s > 0.0) {
    text.line("  {:.1f} s are labelled with activities that the model does not know",
              agreement.unknown_s);
  }
}

}  // namespace

std::string to_text(const Evaluation& e, TextStyle style) {
  Text text;
  headline(text, e);
  text.blank();
  class_table(text, e.metrics);
  text.blank();
  confusion_matrix(text, e.metrics);
  text.blank();
  subject_table(text, e.metrics, style);
  if (!e.unknown_activities.empty() || !e.notes.empty()) text.blank();
  if (!e.unknown_activities.empty()) {
    std::vector<std::string> parts;
    for (const UnknownActivity& unknown : e.unknown_activities) {
      parts.push_back(fmt::format("{} {:.0f} s", unknown.activity, unknown.seconds));
    }
    text.note("note",
              fmt::format("left out, the model does not know them: {}", fmt::join(parts, ", ")));
  }
  for (const std::string& note : e.notes) text.note("note", note);
  return text.take();
}

std::string to_text(const Classification& c) {
  Text text;
  text.line("{}: {} decisions", printable(c.recording), c.decisions.size());
  for (const std::string& warning : c.warnings) text.note("warning", warning);
  text.line("{:>10}{:>10}   {:<{}}{:>11}", "from", "to", "activity", kNameColumns + 1,
            "confidence");
  for (const Bout& bout : c.bouts) {
    text.line("{:>10}{:>10}   {:<{}}{:>11.2f}", clock_text(bout.from_s), clock_text(bout.to_s),
              shown(bout.activity), kNameColumns + 1, bout.confidence);
  }
  if (c.agreement) agreement_table(text, *c.agreement);
  return text.take();
}

}  // namespace ambulo::evaluation
