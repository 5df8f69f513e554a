// SPDX-License-Identifier: Apache-2.0
#include "toolchain/recordings/csv_format.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

#include "toolchain/core/error.h"

namespace ambulo::recordings {
namespace {

using Names = std::vector<std::string>;

// Every key stands here once.
constexpr std::array<std::pair<std::string_view, Names CsvFormat::*>, 2> kNameKeys = {{
    {"acceleration", &CsvFormat::acceleration},
    {"rotation", &CsvFormat::rotation},
}};
constexpr std::array<std::pair<std::string_view, std::string CsvFormat::*>, 10> kTextKeys = {{
    {"time", &CsvFormat::time},
    {"time_unit", &CsvFormat::time_unit},
    {"acceleration_unit", &CsvFormat::acceleration_unit},
    {"rotation_unit", &CsvFormat::rotation_unit},
    {"sign", &CsvFormat::sign},
    {"label", &CsvFormat::label},
    {"activity", &CsvFormat::activity},
    {"subject", &CsvFormat::subject},
    {"placement", &CsvFormat::placement},
    {"data_set", &CsvFormat::data_set},
}};
constexpr std::string_view kRateKey = "rate_hz", kSyntheticKey = "synthetic";

std::string valid_keys() {
  std::string keys;
  for (const auto& [name, member] : kNameKeys) keys += fmt::format("{}, ", name);
  for (const auto& [name, member] : kTextKeys) keys += fmt::format("{}, ", name);
  return keys + fmt::format("{}, {}", kRateKey, kSyntheticKey);
}

[[noreturn]] void fail_type(std::string_view key, std::string_view expected,
                            const std::string& where) {
  throw Error(ErrorKind::BadInput, fmt::format("'{}' must be {}", key, expected), where);
}

void read_names(std::string_view key, const toml::node& node, Names& names,
                const std::string& where) {
  const toml::array* array = node.as_array();
  if (array == nullptr || array->size() != 3) fail_type(key, "three column names [x, y, z]", where);
  names.clear();
  for (const toml::node& name : *array) {
    if (!name.is_string()) fail_type(key, "three column names [x, y, z]", where);
    names.push_back(*name.value<std::string>());
  }
}

void read_key(CsvFormat& format, std::string_view key, const toml::node& node,
              const std::string& where) {
  for (const auto& [name, member] : kNameKeys) {
    if (key == name) return read_names(key, node, format.*member, where);
  }
  for (const auto& [name, member] : kTextKeys) {
    if (key != name) continue;
    if (node.is_string()) {
      format.*member = *node.value<std::string>();
    } else if (node.is_integer() && member == &CsvFormat::subject) {
      format.*member = std::to_string(*node.value<std::int64_t>());
    } else {
      fail_type(key, "a text in quotes", where);
    }
    return;
  }
  if (key == kRateKey) {
    if (!node.is_number()) fail_type(key, "a number", where);
    format.rate_hz = node.value<double>();
  } else if (key == kSyntheticKey) {
    if (!node.is_boolean()) fail_type(key, "true or false", where);
    format.synthetic = node.value<bool>();
  } else {
    throw Error(ErrorKind::BadInput, fmt::format("unknown key '{}'", key), where,
                "valid keys are " + valid_keys());
  }
}

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      result += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      if (c == '"' || c == '\\') result += '\\';
      result += c;
    }
  }
  return result + '"';
}

void require(bool is_there, std::string_view key, std::string_view example,
             const std::string& file) {
  if (is_there) return;
  throw Error(ErrorKind::BadInput, fmt::format("CSV format is not known: no '{}'", key), file,
              fmt::format("write {} into {}.toml or ambulo.toml, or give the --csv options",
                          example, std::string_view(file).substr(file.rfind('/') + 1)));
}

void require_one_of(const std::string& value, std::string_view key,
                    std::initializer_list<std::string_view> valid, const std::string& file) {
  if (std::find(valid.begin(), valid.end(), value) != valid.end()) return;
  throw Error(ErrorKind::BadInput, fmt::format("{} is '{}'", key, value), file,
              fmt::format("it must be one of {}", fmt::join(valid, ", ")));
}

}  // namespace

CsvFormat parse_csv_format(std::string_view text, const std::string& file) {
  toml::table table;
  try {
    table = toml::parse(text, file);
  } catch (const toml::parse_error& error) {
    throw Error(ErrorKind::BadInput, std::string(error.description()),
                fmt::format("{}, line {}", file, error.source().begin.line), "correct the TOML");
  }
  CsvFormat format;
  for (const auto& [key, node] : table) {
    read_key(format, key.str(), node, fmt::format("{}, line {}", file, node.source().begin.line));
  }
  return format;
}

std::string to_toml(const CsvFormat& format) {
  std::string text;
  for (const auto& [name, member] : kNameKeys) {
    const Names& names = format.*member;
    if (names.empty()) continue;
    text += fmt::format("{} = [", name);
    for (std::size_t i = 0; i < names.size(); ++i) text += (i == 0 ? "" : ", ") + quoted(names[i]);
    text += "]\n";
  }
  for (const auto& [name, member] : kTextKeys) {
    if (!(format.*member).empty()) text += fmt::format("{} = {}\n", name, quoted(format.*member));
  }
  // A TOML float has a point or an exponent; fmt gives the shortest text that reads back the same.
  if (format.rate_hz) {
    const std::string rate = fmt::format("{}", *format.rate_hz);
    const bool is_whole = rate.find_first_of(".e") == std::string::npos;
    text += fmt::format("{} = {}{}\n", kRateKey, rate, is_whole ? ".0" : "");
  }
  if (format.synthetic) text += fmt::format("{} = {}\n", kSyntheticKey, *format.synthetic);
  return text;
}

CsvFormat overridden(CsvFormat base, const CsvFormat& over) {
  if (!over.label.empty()) base.activity.clear();
  if (!over.activity.empty()) base.label.clear();
  for (const auto& [name, member] : kNameKeys) {
    if (!(over.*member).empty()) base.*member = over.*member;
  }
  for (const auto& [name, member] : kTextKeys) {
    if (!(over.*member).empty()) base.*member = over.*member;
  }
  if (over.rate_hz) base.rate_hz = over.rate_hz;
  if (over.synthetic) base.synthetic = over.synthetic;
  return base;
}

void check(const CsvFormat& format, const std::string& file) {
  require(format.acceleration.size() == 3, "acceleration", R"(acceleration = ["ax", "ay", "az"])",
          file);
  require(format.rotation.size() == 3, "rotation", R"(rotation = ["gx", "gy", "gz"])", file);
  require(!format.acceleration_unit.empty(), "acceleration_unit",
          R"(acceleration_unit = "m/s2" (or "g"))", file);
  require(!format.rotation_unit.empty(), "rotation_unit", R"(rotation_unit = "rad/s" (or "deg/s"))",
          file);
  require_one_of(format.acceleration_unit, "acceleration_unit", {"m/s2", "g"}, file);
  require_one_of(format.rotation_unit, "rotation_unit", {"rad/s", "deg/s"}, file);
  if (!format.sign.empty()) require_one_of(format.sign, "sign", {"android", "ios"}, file);
  if (format.time.empty()) {
    require(format.rate_hz.has_value(), "time", "time and time_unit, or rate_hz,", file);
  } else {
    require(!format.time_unit.empty(), "time_unit", R"(time_unit = "s" (or "ms", "us", "ns"))",
            file);
    require_one_of(format.time_unit, "time_unit", {"s", "ms", "us", "ns"}, file);
  }
  if (format.rate_hz && !(*format.rate_hz >= 1.0 && *format.rate_hz <= 10000.0)) {
    throw Error(ErrorKind::BadInput, fmt::format("rate_hz is {}", *format.rate_hz), file,
                "it must be from 1 to 10000");
  }
  if (!format.label.empty() && !format.activity.empty()) {
    throw Error(ErrorKind::BadInput, "label and activity are both given", file,
                "label names a column, activity holds for the whole file: give one");
  }
  std::vector<std::string> columns = format.acceleration;
  columns.insert(columns.end(), format.rotation.begin(), format.rotation.end());
  if (!format.time.empty()) columns.push_back(format.time);
  if (!format.label.empty()) columns.push_back(format.label);
  std::sort(columns.begin(), columns.end());
  if (const auto twice = std::adjacent_find(columns.begin(), columns.end());
      twice != columns.end()) {
    throw Error(ErrorKind::BadInput, fmt::format("column '{}' is named twice", *twice), file,
                "each column can be one thing only");
  }
}

}  // namespace ambulo::recordings
