// SPDX-License-Identifier: Apache-2.0
#include "toolchain/evaluation/continuous_report.h"

#include <fmt/format.h>

#include "toolchain/evaluation/splice.h"

namespace ambulo::evaluation {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const Metrics& metrics) {
  return {{"windows", metrics.windows},
          {"accuracy", metrics.accuracy},
          {"balanced_accuracy", metrics.balanced_accuracy},
          {"macro_f1", metrics.macro_f1}};
}

Json json_of(const ContinuousScore& score) {
  Json json{{"smoothing", to_string(score.smoothing)}};
  json.update(json_of(score.metrics));
  const SubjectMetrics& worst = score.metrics.subjects[score.metrics.worst_subject];
  json["worst_subject"] = {{"subject", worst.subject}, {"accuracy", worst.accuracy}};
  json["false_switches_per_hour"] = score.false_switches_per_hour;
  return json;
}

std::string row(const ContinuousScore& score, const ContinuousScore* spliced) {
  const Metrics& m = score.metrics;
  std::string text =
      fmt::format("  {:<12} {:>8.4f} {:>10.4f} {:>10.4f} {:>13.3f} {:>18.1f}",
                  to_string(score.smoothing), m.accuracy, m.balanced_accuracy, m.macro_f1,
                  m.subjects[m.worst_subject].accuracy, score.false_switches_per_hour);
  if (spliced) text += fmt::format(" {:>10.4f}", spliced->metrics.accuracy);
  return text + "\n";
}

}  // namespace

std::string to_text(const BeyondWindows& scores) {
  std::string text;
  if (scores.spliced) {
    text += fmt::format(
        "\nHistories spliced (what came before each segment: {} s of another moment, seed {}): "
        "accuracy {:.4f}, macro-F1 {:.4f}\n",
        kSplicedHistoryS, scores.splice_seed, scores.spliced->accuracy, scores.spliced->macro_f1);
  }
  if (!scores.continuous.empty()) {
    const bool control = !scores.continuous_spliced.empty();
    text += fmt::format("\nWhole recordings, decided as they come ({} windows inside segments)\n",
                        scores.continuous.front().metrics.windows);
    text += fmt::format("  {:<12} {:>8} {:>10} {:>10} {:>13} {:>18}{}\n", "smoothing", "accuracy",
                        "balanced", "macro-F1", "worst person", "false switches/h",
                        control ? "    spliced" : "");
    for (std::size_t i = 0; i < scores.continuous.size(); ++i) {
      text += row(scores.continuous[i], control ? &scores.continuous_spliced[i] : nullptr);
    }
  }
  if (scores.warning) text += "\nNote: " + *scores.warning + "\n";
  return text;
}

void add_to(const BeyondWindows& scores, Json& json) {
  if (scores.spliced) {
    json["spliced"] = json_of(*scores.spliced);
    json["spliced"]["seed"] = scores.splice_seed;
    json["spliced"]["history_s"] = kSplicedHistoryS;
  }
  for (std::size_t i = 0; i < scores.continuous.size(); ++i) {
    Json entry = json_of(scores.continuous[i]);
    if (!scores.continuous_spliced.empty()) {
      entry["spliced"] = json_of(scores.continuous_spliced[i]);
    }
    json["continuous"].push_back(std::move(entry));
  }
  if (scores.warning) json["memory_warning"] = *scores.warning;
}

}  // namespace ambulo::evaluation
