// SPDX-License-Identifier: Apache-2.0
// The forms of a profile that people read: aligned tables and CSV.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "toolchain/profiling/profile.h"

namespace ambulo::profiling {
namespace {

constexpr std::size_t kNameColumns = 24, kTypeColumns = 32;

double kb(std::size_t bytes) {
  return static_cast<double>(bytes) / 1024.0;
}

double ms(double microseconds) {
  return microseconds / 1000.0;
}

std::string grouped(std::size_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, 1, ',');
  return digits;
}

// Names come from files of others: what is not plain ASCII could move the cursor.
std::string shown(const std::string& name, std::size_t columns = kNameColumns) {
  std::string result = name.substr(0, columns);
  for (char& c : result) {
    if (c < 0x20 || c > 0x7E) c = '?';
  }
  return result;
}

std::string shape_text(const std::vector<graph::TensorSummary>& tensors) {
  std::vector<std::string> shapes;
  for (const auto& tensor : tensors) {
    shapes.push_back(fmt::format("({})", fmt::join(tensor.shape, ", ")));
  }
  return fmt::format("{}", fmt::join(shapes, " "));
}

std::string tensors_text(const std::vector<graph::TensorSummary>& tensors) {
  std::vector<std::string> parts;
  for (const auto& t : tensors) {
    parts.push_back(fmt::format("({}) {}", fmt::join(t.shape, ", "), t.type));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

// Columns as wide as their widest cell; the first `left` are text, the others numbers.
template <std::size_t kColumns>
class Table {
 public:
  using Row = std::array<std::string, kColumns>;

  Table(std::size_t left, Row header) : left_(left), rows_{std::move(header)} {}
  void add(Row row) { rows_.push_back(std::move(row)); }

  std::string text() const {
    std::array<std::size_t, kColumns> widths{};
    for (const Row& row : rows_) {
      for (std::size_t c = 0; c < kColumns; ++c) widths[c] = std::max(widths[c], row[c].size());
    }
    std::string text;
    for (const Row& row : rows_) {
      for (std::size_t c = 0; c < kColumns; ++c) {
        const std::string pad(widths[c] - row[c].size(), ' ');
        text += (c == 0 ? "" : "  ") + (c < left_ ? row[c] + pad : pad + row[c]);
      }
      text.erase(text.find_last_not_of(' ') + 1);
      text += '\n';
    }
    return text;
  }

 private:
  std::size_t left_;
  std::vector<Row> rows_;
};

std::string time_text(double microseconds) {
  return fmt::format("{:.5f}", ms(microseconds));
}

// Where nothing is multiplied there is no rate.
std::string rate_text(std::size_t macs, double gmac_per_s) {
  return macs == 0 || gmac_per_s == 0.0 ? "" : fmt::format("{:.2f}", gmac_per_s);
}

std::string kb_text(std::size_t bytes) {
  return bytes == 0 ? "" : fmt::format("{:.2f}", kb(bytes));
}

std::string macs_text(std::size_t macs) {
  return macs == 0 ? "" : grouped(macs);
}

std::string operator_table(const Profile& profile) {
  Table<12> table(4, {"#", "operator", "output", "shape", "weights KB", "activ. KB", "MACs",
                      "average ms", "median ms", "share", "GMAC/s", "kernel"});
  for (const OperatorProfile& op : profile.operators) {
    const graph::OperatorSummary& s = op.summary;
    const bool timed = op.runs_in == op.index;
    table.add({std::to_string(op.index), shown(s.type, kTypeColumns),
               s.outputs.empty() ? "" : shown(s.outputs[0].name), shape_text(s.outputs),
               kb_text(s.bytes), kb_text(op.activation_bytes), macs_text(s.macs),
               timed        ? time_text(op.average_us)
               : op.runs_in ? fmt::format("in {}", *op.runs_in)
                            : "no step",
               timed ? time_text(op.median_us) : "",
               timed ? fmt::format("{:.1f} %", 100.0 * op.share) : "",
               rate_text(s.macs, op.gmac_per_s()), timed ? op.isa : ""});
  }
  return table.text();
}

std::string type_table(const Profile& profile) {
  Table<9> table(1, {"by type", "count", "weights KB", "activ. KB", "MACs", "average ms",
                     "median ms", "share", "GMAC/s"});
  const auto add = [&](const TypeProfile& type) {
    table.add({shown(type.type, kTypeColumns), std::to_string(type.count),
               kb_text(type.weight_bytes), kb_text(type.activation_bytes), macs_text(type.macs),
               time_text(type.average_us), time_text(type.median_us),
               fmt::format("{:.1f} %", 100.0 * type.share),
               rate_text(type.macs, type.gmac_per_s())});
  };
  for (const TypeProfile& type : profile.by_type) add(type);
  add(profile.total);
  return table.text();
}

std::string headline(const Profile& p) {
  std::string text = fmt::format("{}: {:.1f} KB, {} -> {}\n\n", p.model, kb(p.file_bytes),
                                 tensors_text(p.inputs), tensors_text(p.outputs));
  const auto out = std::back_inserter(text);
  fmt::format_to(out, "  {:<14}{} ms   median of {} runs on one thread; mean {}, fastest {}\n",
                 "one run", time_text(p.median_us), grouped(p.runs), time_text(p.average_us),
                 time_text(p.fastest_us));
  fmt::format_to(out, "  {:<14}{} ms   {:.1f} times as long; before it open {}, prepare {}\n",
                 "first run", time_text(p.first_run_us),
                 p.median_us > 0.0 ? p.first_run_us / p.median_us : 0.0, time_text(p.open_us),
                 time_text(p.prepare_us));
  if (p.total.macs > 0) {
    fmt::format_to(out, "  {:<14}{} MACs, {:.2f} GMAC/s\n", "work", grouped(p.total.macs),
                   static_cast<double>(p.total.macs) / p.median_us * 1e-3);
  }
  fmt::format_to(out,
                 "  {:<14}{:.1f} KB at peak: activations {:.1f}, recurrent state {:.1f}, repacked "
                 "weights {:.1f}, plan {:.1f}\n",
                 "arena", kb(p.arena.total()), kb(p.arena.activations), kb(p.arena.variables),
                 kb(p.arena.weights), kb(p.arena.plan));
  return text + '\n';
}

// Operators are timed in runs of their own; how far those can be trusted is said, not hidden.
std::string closing(const Profile& p) {
  const double gap = p.median_us > 0.0 ? p.total.median_us / p.median_us - 1.0 : 0.0;
  return fmt::format(
      "\nThe operators take {} ms together, {:+.1f} % of one run: each is timed alone, in runs "
      "with\n"
      "a clock round every kernel; the {:.0f} ns that reading it costs are taken off.\n",
      time_text(p.total.median_us), 100.0 * gap, 1000.0 * p.clock_us);
}

std::string quoted(std::string text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  for (std::size_t at = 0; (at = text.find('"', at)) != std::string::npos; at += 2) {
    text.insert(at, 1, '"');
  }
  return '"' + text + '"';
}

}  // namespace

std::string to_text(const Profile& profile) {
  return headline(profile) + operator_table(profile) + '\n' + type_table(profile) +
         closing(profile);
}

std::string to_csv(const Profile& profile) {
  std::string text =
      "row,index,type,count,output,input_shapes,output_shapes,macs,weight_kb,activation_kb,"
      "average_ms,median_ms,share,gmac_per_s,isa\n";
  const auto out = std::back_inserter(text);
  for (const OperatorProfile& op : profile.operators) {
    const graph::OperatorSummary& s = op.summary;
    fmt::format_to(out, "operator,{},{},1,{},{},{},{},{},{},{:.6f},{:.6f},{:.6f},{:.4f},{}\n",
                   op.index, quoted(s.type), quoted(s.outputs.empty() ? "" : s.outputs[0].name),
                   quoted(shape_text(s.inputs)), quoted(shape_text(s.outputs)), s.macs, kb(s.bytes),
                   kb(op.activation_bytes), ms(op.average_us), ms(op.median_us), op.share,
                   op.gmac_per_s(), op.isa);
  }
  const auto add = [&](const char* row, const TypeProfile& type) {
    fmt::format_to(out, "{},,{},{},,,,{},{},{},{:.6f},{:.6f},{:.6f},{:.4f},\n", row,
                   quoted(type.type), type.count, type.macs, kb(type.weight_bytes),
                   kb(type.activation_bytes), ms(type.average_us), ms(type.median_us), type.share,
                   type.gmac_per_s());
  };
  for (const TypeProfile& type : profile.by_type) add("type", type);
  add("total", profile.total);
  return text;
}

}  // namespace ambulo::profiling
