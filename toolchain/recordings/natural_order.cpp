// SPDX-License-Identifier: Apache-2.0
#include "toolchain/recordings/natural_order.h"

#include <algorithm>

namespace ambulo::recordings {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Takes the run of digits that text starts with, without leading zeros.
std::string_view take_number(std::string_view& text) {
  std::size_t end = 0;
  while (end < text.size() && is_digit(text[end])) ++end;
  std::string_view number = text.substr(0, end);
  text.remove_prefix(end);
  number.remove_prefix(std::min(number.find_first_not_of('0'), number.size()));
  return number;
}

int compare(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    if (is_digit(a.front()) && is_digit(b.front())) {
      const std::string_view x = take_number(a), y = take_number(b);
      if (x.size() != y.size()) return x.size() < y.size() ? -1 : 1;
      if (const int order = x.compare(y); order != 0) return order;
    } else {
      if (a.front() != b.front()) return a.front() < b.front() ? -1 : 1;
      a.remove_prefix(1);
      b.remove_prefix(1);
    }
  }
  return static_cast<int>(!a.empty()) - static_cast<int>(!b.empty());
}

}  // namespace

bool natural_less(std::string_view a, std::string_view b) {
  const int order = compare(a, b);
  return order != 0 ? order < 0 : a < b;
}

void sort_recordings(RecordingSet& set) {
  std::stable_sort(set.recordings.begin(), set.recordings.end(),
                   [](const Recording& a, const Recording& b) {
                     if (a.subject != b.subject) return natural_less(a.subject, b.subject);
                     return natural_less(a.id, b.id);
                   });
}

}  // namespace ambulo::recordings
