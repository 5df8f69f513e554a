// SPDX-License-Identifier: Apache-2.0
#include "toolchain/evaluation/text_lines.h"

#include <algorithm>
#include <functional>
#include <vector>

namespace ambulo::evaluation {
namespace {

constexpr std::size_t kListedConfusions = 10;

struct Confused {
  std::size_t truth, prediction, windows;
};

void largest_confusions(Text& text, const Metrics& m) {
  std::vector<Confused> pairs;
  for (std::size_t t = 0; t < m.classes.size(); ++t) {
    for (std::size_t p = 0; p < m.classes.size(); ++p) {
      if (p != t && m.confusion[t][p] > 0) pairs.push_back({t, p, m.confusion[t][p]});
    }
  }
  std::ranges::stable_sort(pairs, std::greater{}, &Confused::windows);
  pairs.resize(std::min(pairs.size(), kListedConfusions));
  text.line("largest confusions (of {} activities a matrix would not fit)", m.classes.size());
  for (const Confused& pair : pairs) {
    text.line("  {:>7} windows of {} classified as {}", grouped(pair.windows),
              shown(m.classes[pair.truth].name), shown(m.classes[pair.prediction].name));
  }
}

}  // namespace

std::string printable(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) c = '?';
  }
  return result;
}

std::string shown(std::string_view name, std::size_t columns) {
  const auto starts_character = [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  };
  std::size_t end = 0, seen = 0;
  while (end < name.size() && (seen += starts_character(name[end]) ? 1 : 0) <= columns) ++end;
  return printable(name.substr(0, end));
}

std::string percent(double share) {
  return fmt::format("{:.1f} %", 100.0 * share);
}

std::string grouped(std::size_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, 1, ',');
  return digits;
}

void Text::note(std::string_view start, std::string_view words) {
  std::string rest = fmt::format("{}: {}", start, printable(words));
  for (std::size_t indent = 0; !rest.empty(); indent = 2) {
    const std::size_t room = kColumns - indent;
    std::size_t end = rest.size() <= room ? rest.size() : rest.rfind(' ', room);
    if (end == std::string::npos) end = std::min(rest.find(' '), rest.size());
    line("{:{}}{}", "", indent, rest.substr(0, end));
    rest.erase(0, end + 1);
  }
}

void confusion_matrix(Text& text, const Metrics& m) {
  const std::size_t cell = std::max<std::size_t>(std::to_string(m.windows).size() + 2, 5);
  const std::size_t name = kNameColumns + 5;
  if (name + cell * m.classes.size() + 10 > kColumns) return largest_confusions(text, m);
  std::string header;
  for (std::size_t p = 0; p < m.classes.size(); ++p) {
    header += fmt::format("{:>{}}", fmt::format("{}", p + 1), cell);
  }
  text.line("{:<{}}{}{:>10}", "truth \\ classified as", name, header, "total");
  for (std::size_t t = 0; t < m.classes.size(); ++t) {
    std::string row;
    for (const std::size_t windows : m.confusion[t]) {
      row += fmt::format("{:>{}}", windows == 0 ? "." : std::to_string(windows), cell);
    }
    text.line("{:>2} {:<{}}{}{:>10}", t + 1, shown(m.classes[t].name), name - 3, row,
              grouped(m.classes[t].support));
  }
}

}  // namespace ambulo::evaluation
