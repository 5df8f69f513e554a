// SPDX-License-Identifier: Apache-2.0
// What the texts of results share: names and numbers as they are shown, lines of at most 100
// columns, a confusion matrix.
#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "toolchain/evaluation/metrics.h"

namespace ambulo::evaluation {

inline constexpr std::size_t kColumns = 100;
inline constexpr std::size_t kNameColumns = 24;

// Control characters become '?'.
std::string printable(std::string_view text);
// Printable and at most so many characters of UTF-8.
std::string shown(std::string_view name, std::size_t columns = kNameColumns);

std::string percent(double share);        // "93.1 %"
std::string grouped(std::size_t number);  // "10,929"

class Text {
 public:
  template <typename... Arguments>
  void line(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Arguments>(arguments)...);
    text_.erase(text_.find_last_not_of(' ') + 1);
    text_ += '\n';
  }
  // Broken at spaces, further lines indented.
  void note(std::string_view start, std::string_view words);
  void blank() { text_ += '\n'; }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

// The matrix, or the largest confusions where it would not fit.
void confusion_matrix(Text& text, const Metrics& metrics);

}  // namespace ambulo::evaluation
