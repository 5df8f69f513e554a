// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/to_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace ambulo::quantization {
namespace {

using Accuracy = std::optional<double>;

std::string percent(const Accuracy& accuracy) {
  return accuracy ? fmt::format("{:.2f} %", 100.0 * *accuracy) : "-";
}

std::string points(const Accuracy& before, const Accuracy& after) {
  return before && after ? fmt::format("{:+.2f}", 100.0 * (*after - *before)) : "";
}

std::string microseconds(const std::optional<double>& time) {
  return time ? fmt::format("{:.1f}", *time) : "-";
}

std::string bytes_row(const char* name, std::size_t before, std::size_t after) {
  return fmt::format(
      "  {:<22}{:>12}{:>12}{:>9.2f}x\n", name, before, after,
      static_cast<double>(before) / static_cast<double>(std::max<std::size_t>(after, 1)));
}

std::string accuracy_row(const char* name, const Accuracy& before, const Accuracy& after) {
  if (!before) return "";
  return fmt::format("  {:<22}{:>12}{:>12}{:>10}\n", name, percent(before), percent(after),
                     points(before, after));
}

nlohmann::json number(const Accuracy& accuracy) {
  return accuracy ? nlohmann::json(*accuracy) : nlohmann::json();
}

nlohmann::json errors_json(const std::vector<OperatorError>& errors) {
  auto list = nlohmann::json::array();
  for (const OperatorError& error : errors) {
    list.push_back({{"index", error.index},
                    {"operator", error.type},
                    {"result", error.output},
                    {"precision", to_string(error.precision)},
                    {"alone_db", error.alone_db},
                    {"result_db", error.result_db}});
  }
  return list;
}

nlohmann::json point_json(const MixedSearch& search, std::size_t i) {
  const MixedPoint& point = search.front[i];
  nlohmann::json layers = nlohmann::json::object();
  for (std::size_t l = 0; l < point.layers.size(); ++l) {
    layers[search.names[l]] = to_string(point.layers[l]);
  }
  return {{"file_bytes", point.file_bytes},
          {"divergence", point.divergence},
          {"validation_accuracy", point.accuracy},
          {"layers", layers},
          {"chosen", i == search.chosen}};
}

double ratio(const Result& result) {
  return static_cast<double>(result.before.file_bytes) /
         static_cast<double>(result.after.file_bytes);
}

std::string csv_number(const Accuracy& accuracy) {
  return accuracy ? fmt::format("{:.6f}", *accuracy) : "";
}

}  // namespace

std::string to_text(const Result& result) {
  const Footprint &before = result.before, &after = result.after;
  std::string text = fmt::format("  {:<22}{:>12}{:>12}\n", "", "float32", to_string(result.scheme));
  text += bytes_row("file bytes", before.file_bytes, after.file_bytes);
  text += bytes_row("weight bytes", before.weight_bytes, after.weight_bytes);
  text += bytes_row("arena bytes", before.arena_bytes, after.arena_bytes);
  text += bytes_row("arena bytes, repacked", before.repacked_bytes, after.repacked_bytes);
  text += accuracy_row("accuracy, training", before.train, after.train);
  text += accuracy_row("accuracy, validation", before.validation, after.validation);
  text += accuracy_row("accuracy, test", before.test, after.test);
  if (result.mixed) text += to_text(*result.mixed);
  text += to_text(result.errors);
  for (const std::string& note : result.notes) text += "note: " + note + "\n";
  return text;
}

nlohmann::json to_json(const Result& result) {
  nlohmann::json front = nlohmann::json::array();
  for (std::size_t i = 0; result.mixed && i < result.mixed->front.size(); ++i) {
    front.push_back(point_json(*result.mixed, i));
  }
  return {{"front", front},
          {"scheme", to_string(result.scheme)},
          {"file_bytes", result.after.file_bytes},
          {"file_bytes_before", result.before.file_bytes},
          {"weight_bytes", result.after.weight_bytes},
          {"weight_bytes_before", result.before.weight_bytes},
          {"arena_bytes", result.after.arena_bytes},
          {"arena_bytes_before", result.before.arena_bytes},
          {"accuracy_before", number(result.before.validation)},
          {"accuracy_after", number(result.after.validation)},
          {"train_accuracy_before", number(result.before.train)},
          {"train_accuracy_after", number(result.after.train)},
          {"test_accuracy_before", number(result.before.test)},
          {"test_accuracy_after", number(result.after.test)},
          {"repacked_bytes", result.after.repacked_bytes},
          {"median_us", number(result.after.median_us)},
          {"errors", errors_json(result.errors)},
          {"calibration_samples", result.calibration_samples},
          {"notes", result.notes}};
}

std::string to_table(std::span<const Row> rows) {
  std::string text =
      fmt::format("  {:<10}{:>9}{:>8}{:>9}{:>9}{:>9}{:>11}{:>11}{:>11}{:>8}\n", "scheme", "file",
                  "ratio", "weights", "arena", "us", "training", "validation", "test", "change");
  for (const Row& row : rows) {
    if (!row.result) {
      text += fmt::format("  {:<10}refused: {}\n", row.scheme, row.refusal);
      continue;
    }
    const Footprint& after = row.result->after;
    text +=
        fmt::format("  {:<10}{:>9}{:>7.2f}x{:>9}{:>9}{:>9}{:>11}{:>11}{:>11}{:>8}\n", row.scheme,
                    after.file_bytes, ratio(*row.result), after.weight_bytes, after.arena_bytes,
                    microseconds(after.median_us), percent(after.train), percent(after.validation),
                    percent(after.test), points(row.result->before.test, after.test));
  }
  return text;
}

std::string to_csv(std::span<const Row> rows) {
  std::string text =
      "scheme,file_bytes,weight_bytes,arena_bytes,median_us,train_accuracy,validation_accuracy,"
      "test_accuracy,refusal\n";
  for (const Row& row : rows) {
    if (!row.result) {
      text += fmt::format("{},,,,,,,,\"{}\"\n", row.scheme, row.refusal);
      continue;
    }
    const Footprint& after = row.result->after;
    text +=
        fmt::format("{},{},{},{},{},{},{},{},\n", row.scheme, after.file_bytes, after.weight_bytes,
                    after.arena_bytes, csv_number(after.median_us), csv_number(after.train),
                    csv_number(after.validation), csv_number(after.test));
  }
  return text;
}

nlohmann::json to_json(std::span<const Row> rows) {
  auto list = nlohmann::json::array();
  for (const Row& row : rows) {
    list.push_back(row.result ? to_json(*row.result)
                              : nlohmann::json{{"scheme", row.scheme}, {"refusal", row.refusal}});
  }
  return list;
}

}  // namespace ambulo::quantization
