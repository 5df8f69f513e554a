// SPDX-License-Identifier: Apache-2.0
// A CSV text: a header line of column names, then rows. The separator (comma, semicolon, tab) is
// recognised by the header; behind semicolons numbers may have decimal commas. Cells may stand in
// double quotes; a byte order mark, CRLF, and blank lines at the end are fine.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ambulo::recordings {

class CsvTable {
 public:
  // Keeps a view of text. Throws Error: BadInput without a header line, Unsupported for UTF-16.
  CsvTable(std::string_view text, std::string file);

  const std::vector<std::string>& columns() const { return columns_; }
  bool has_column(std::string_view name) const;
  // Throws Error(BadInput) that lists the columns there are, or when the name is there twice.
  std::size_t column(std::string_view name) const;
  std::size_t estimated_rows() const;  // to reserve memory

  // A row of the file (the header is row 1): the numbers of the wanted columns, in their order,
  // and the text of one column, without its quotes.
  struct Row {
    std::size_t number = 0;
    std::span<const double> numbers;
    std::string_view text;
  };
  // Throws Error(BadInput) naming file, row and column: text or nothing where a number belongs,
  // NaN, a wrong count of columns. No column may be wanted twice.
  void for_each_row(std::span<const std::size_t> number_columns,
                    std::optional<std::size_t> text_column,
                    const std::function<void(const Row&)>& visit) const;

 private:
  std::string_view body_;
  std::string file_;
  std::vector<std::string> columns_;
  char separator_ = ',';
  char decimal_point_ = '.';
};

}  // namespace ambulo::recordings
