// SPDX-License-Identifier: Apache-2.0
#include "toolchain/recordings/csv_table.h"

#include <algorithm>
#include <utility>

#include "toolchain/recordings/text_table.h"

namespace ambulo::recordings {
namespace {

constexpr std::size_t kMostColumns = 4096;

// Walks over the cells of a row; what separates cells is never skipped as a blank.
class Cursor {
 public:
  Cursor(std::string_view text, char separator)
      : at_(text.data()), end_(text.data() + text.size()), separator_(separator) {}

  bool at_end() const { return at_ == end_; }
  const char* at() const { return at_; }
  const char* end() const { return end_; }
  void move_to(const char* at) { at_ = at; }
  char peek() const { return *at_; }

  void skip_blanks() {
    while (at_ != end_ && is_blank(*at_) && *at_ != separator_) ++at_;
  }
  bool skip(char c) {
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }
  bool at_cell_end() const { return at_ == end_ || *at_ == separator_ || *at_ == '\n'; }

  // The text of the cell, without its quotes, and the blanks around it.
  std::string_view take_text() {
    skip_blanks();
    if (skip('"')) {
      const char* const first = at_;
      for (;;) {
        while (at_ != end_ && *at_ != '"') ++at_;
        if (end_ - at_ < 2 || at_[1] != '"') break;
        at_ += 2;  // a doubled quote stays doubled: names are not worth a copy
      }
      const std::string_view text(first, static_cast<std::size_t>(at_ - first));
      if (at_ != end_) ++at_;
      skip_blanks();
      return text;
    }
    const char* const first = at_;
    while (!at_cell_end()) ++at_;
    const char* last = at_;
    while (last != first && is_blank(last[-1])) --last;
    return {first, static_cast<std::size_t>(last - first)};
  }

 private:
  const char *at_, *end_;
  char separator_;
};

char separator_of(std::string_view header) {
  char best = ',';
  std::ptrdiff_t most = 0;
  for (const char candidate : {';', '\t', ','}) {
    bool quoted = false;
    std::ptrdiff_t count = 0;
    for (const char c : header) {
      if (c == '"') quoted = !quoted;
      if (c == candidate && !quoted) ++count;
    }
    if (count > most) {
      best = candidate;
      most = count;
    }
  }
  return best;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool has_decimal_comma(std::string_view text) {
  for (std::size_t i = text.find(','); i != std::string_view::npos; i = text.find(',', i + 1)) {
    if (i > 0 && is_digit(text[i - 1]) && i + 1 < text.size() && is_digit(text[i + 1])) return true;
  }
  return false;
}

std::string joined(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 20;
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < kShown; ++i) {
    text += (i == 0 ? "'" : ", '") + names[i] + "'";
  }
  return names.size() > kShown ? text + ", ..." : text;
}

}  // namespace

CsvTable::CsvTable(std::string_view text, std::string file) : file_(std::move(file)) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    throw Error(ErrorKind::Unsupported, "the file is UTF-16", file_, "save it as UTF-8");
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::string_view header = text.substr(0, text.find('\n'));
  body_ = text.substr(std::min(header.size() + 1, text.size()));
  separator_ = separator_of(header);
  Cursor cursor(header, separator_);
  do {
    columns_.emplace_back(cursor.take_text());
    if (!cursor.at_cell_end()) fail_at("text after a closing quote", file_, 1, columns_.size());
    if (columns_.size() > kMostColumns) fail_at("more than 4096 columns", file_, 1);
  } while (cursor.skip(separator_));
  if (std::all_of(columns_.begin(), columns_.end(), [](const auto& c) { return c.empty(); })) {
    throw Error(ErrorKind::BadInput, "no header line with column names", file_);
  }
  if (separator_ == ';' && has_decimal_comma(body_)) decimal_point_ = ',';
}

bool CsvTable::has_column(std::string_view name) const {
  return std::find(columns_.begin(), columns_.end(), name) != columns_.end();
}

std::size_t CsvTable::column(std::string_view name) const {
  const auto found = std::find(columns_.begin(), columns_.end(), name);
  if (found == columns_.end()) {
    throw Error(ErrorKind::BadInput, fmt::format("no column '{}'", name), file_,
                "its columns are " + joined(columns_));
  }
  if (std::find(found + 1, columns_.end(), name) != columns_.end()) {
    throw Error(ErrorKind::BadInput, fmt::format("column '{}' is there twice", name), file_,
                "give the columns different names");
  }
  return static_cast<std::size_t>(found - columns_.begin());
}

std::size_t CsvTable::estimated_rows() const {
  const std::size_t line = std::min(body_.find('\n'), body_.size()) + 1;
  return body_.size() / std::max<std::size_t>(line, 8) + 1;
}

void CsvTable::for_each_row(std::span<const std::size_t> number_columns,
                            std::optional<std::size_t> text_column,
                            const std::function<void(const Row&)>& visit) const {
  constexpr std::size_t kIgnored = static_cast<std::size_t>(-1);
  std::vector<std::size_t> slot_of(columns_.size(), kIgnored);
  for (std::size_t i = 0; i < number_columns.size(); ++i) slot_of[number_columns[i]] = i;
  std::vector<double> numbers(number_columns.size());
  Row row{1, numbers, {}};
  std::size_t blank_row = 0;
  Cursor cursor(body_, separator_);

  while (!cursor.at_end()) {
    ++row.number;
    cursor.skip_blanks();
    if (columns_.size() > 1 && (cursor.at_end() || cursor.peek() == '\n')) {
      if (blank_row == 0) blank_row = row.number;
      cursor.skip('\n');
      continue;
    }
    if (blank_row != 0) fail_at("blank line between rows", file_, blank_row);
    std::size_t column = 0;
    do {
      if (column == columns_.size()) {
        fail_at(fmt::format("more columns than the {} of the header", columns_.size()), file_,
                row.number);
      }
      const std::size_t slot = slot_of[column];
      if (slot != kIgnored) {
        cursor.skip_blanks();
        const bool quoted = cursor.skip('"');
        if (cursor.at_cell_end()) fail_at("empty cell", file_, row.number, column + 1);
        cursor.move_to(parse_number(cursor.at(), cursor.end(), numbers[slot], file_, row.number,
                                    column + 1, decimal_point_));
        if (quoted && !cursor.skip('"')) {
          fail_at("no closing quote after a number", file_, row.number, column + 1);
        }
        cursor.skip_blanks();
      } else {
        const std::string_view text = cursor.take_text();
        if (column == text_column) row.text = text;
      }
      if (!cursor.at_cell_end()) {
        fail_at(quoted_cell(cursor.at(), cursor.end()) + " after a cell", file_, row.number,
                column + 1);
      }
      ++column;
    } while (cursor.skip(separator_));
    cursor.skip('\n');
    if (column != columns_.size()) {
      fail_at(fmt::format("{} columns, expected {}", column, columns_.size()), file_, row.number);
    }
    visit(row);
  }
}

}  // namespace ambulo::recordings
