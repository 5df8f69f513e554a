// SPDX-License-Identifier: Apache-2.0
// "inside", or "inside:N" for a low pass that starts from the mean of the window's first N samples.
#include "apps/cli/front_end.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "toolchain/core/error.h"
#include "toolchain/tflite/raw_input.h"

namespace ambulo::cli {
namespace {

constexpr std::string_view kInside = "inside", kInsideWith = "inside:";

// The N of "inside:N".
std::optional<std::uint16_t> parse_samples(std::string_view text) {
  std::uint16_t samples = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), samples);
  const bool whole = status == std::errc() && end == text.data() + text.size();
  return whole && samples > 0 ? std::optional(samples) : std::nullopt;
}

// Absent: as many as the contract says.
std::optional<std::uint16_t> start_samples(const std::string& front_end) {
  if (front_end == kInside) return std::nullopt;
  const std::string_view text = front_end;
  const auto samples =
      text.starts_with(kInsideWith) ? parse_samples(text.substr(kInsideWith.size())) : std::nullopt;
  if (!samples) {
    throw Error(ErrorKind::Usage, "not a place for a front end", "--front-end " + front_end,
                "say inside, or inside:N with N samples to start the low pass from");
  }
  return samples;
}

}  // namespace

void add_front_end_option(CLI::App& command, std::string& front_end, const std::string& what) {
  command.add_option(
      "--front-end", front_end,
      fmt::format("inside: {} computes its front end itself and takes raw windows "
                  "in m/s2 and rad/s (docs/raw_input.md); inside:N: the low pass "
                  "starts from the mean of the window's first N samples, whatever the "
                  "contract says",
                  what));
}

void require_front_end(const std::string& front_end, FrontEnd kind) {
  if (front_end.empty()) return;
  start_samples(front_end);
  if (!graph::can_be_inside(kind)) {
    throw Error(ErrorKind::Usage,
                "this front end remembers more than a window and cannot be inside",
                "--front-end " + front_end, "add --set front_end.kind=gravity_split");
  }
}

std::vector<std::uint8_t> with_front_end(std::vector<std::uint8_t> file,
                                         const std::string& front_end, const std::string& where) {
  if (front_end.empty()) return file;
  return tflite::with_front_end_inside(file, where, start_samples(front_end));
}

}  // namespace ambulo::cli
