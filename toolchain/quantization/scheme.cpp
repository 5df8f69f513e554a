// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/scheme.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <iterator>

#include "toolchain/core/error.h"

namespace ambulo::quantization {
namespace {

struct Row {
  SchemeKind kind;
  std::string_view name;
  std::string_view text;
};
#define AMBULO_SCHEME(kind, name, text) {SchemeKind::kind, name, text},
constexpr Row kRows[] = {
#include "toolchain/quantization/schemes.def"
};
#undef AMBULO_SCHEME

constexpr int kMostClusters = 128;  // as TFLite Micro has it
constexpr int kUsualClusters = 16;

std::vector<std::string_view> names() {
  std::vector<std::string_view> result;
  for (const Row& row : kRows) {
    result.push_back(row.name);
  }
  return result;
}

[[noreturn]] void refuse(std::string_view name) {
  throw Error(ErrorKind::Usage, "there is no such scheme", fmt::format("--scheme {}", name),
              fmt::format("choose one of: {}", fmt::join(names(), ", ")));
}

// Entries of the codebook in "kmeans:16".
int clusters_of(std::string_view text, std::string_view name) {
  int clusters = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), clusters);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  if (!whole || clusters < 2 || clusters > kMostClusters) {
    throw Error(ErrorKind::Usage, "kmeans takes the size of its codebook, 2 to 128",
                fmt::format("--scheme {}", name), "for example kmeans:16");
  }
  return clusters;
}

}  // namespace

Scheme parse_scheme(std::string_view name) {
  const std::string_view base = name.substr(0, name.find(':'));
  const auto row = std::ranges::find(kRows, base, &Row::name);
  if (row == std::end(kRows)) refuse(name);
  Scheme scheme{row->kind, 0};
  if (row->kind == SchemeKind::KMeans) {
    scheme.clusters = clusters_of(base == name ? "" : name.substr(base.size() + 1), name);
  } else if (base != name) {
    refuse(name);
  }
  return scheme;
}

std::string to_string(const Scheme& scheme) {
  const auto row = std::ranges::find(kRows, scheme.kind, &Row::kind);
  if (scheme.kind == SchemeKind::KMeans) return fmt::format("{}:{}", row->name, scheme.clusters);
  return std::string(row->name);
}

std::vector<Scheme> all_schemes() {
  std::vector<Scheme> result;
  for (const Row& row : kRows) {
    const int clusters = row.kind == SchemeKind::KMeans ? kUsualClusters : 0;
    result.push_back({row.kind, clusters});
  }
  return result;
}

std::string describe_schemes() {
  std::string text;
  for (const Row& row : kRows) {
    text += fmt::format("  {:<8} {}\n", row.name, row.text);
  }
  return text;
}

bool needs_calibration(const Scheme& scheme) {
  switch (scheme.kind) {
    case SchemeKind::Float32:
    case SchemeKind::Float16:
    case SchemeKind::Weights:
      return false;
    default:
      return true;
  }
}

}  // namespace ambulo::quantization
