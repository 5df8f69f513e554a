// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/keras/golden.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string_view>

#include "toolchain/core/error.h"
#include "toolchain/core/files.h"

namespace ambulo::conformance {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::string_view kConverts = ", converts";

Listed parse(const std::string& line) {
  std::istringstream words(line);
  Listed listed;
  words >> listed.name >> std::ws;
  std::getline(words, listed.outcome);
  listed.converts = listed.outcome.ends_with(kConverts);
  if (listed.converts) listed.outcome.resize(listed.outcome.size() - kConverts.size());
  return listed;
}

json descriptions(const fs::path& folder) {
  return json::parse(read_text(folder / "goldens.json"));
}

}  // namespace

std::vector<Listed> read_outcomes(const fs::path& folder) {
  std::istringstream lines(read_text(folder / "outcomes.txt"));
  std::vector<Listed> outcomes;
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty() && line.front() != '#') outcomes.push_back(parse(line));
  }
  return outcomes;
}

Golden read_golden(const fs::path& folder, const std::string& name) {
  const json all = descriptions(folder);
  if (!all.contains(name)) {
    throw Error(ErrorKind::BadInput, "not described", "goldens.json: " + name,
                "make it with make_goldens.py");
  }
  const json& description = all[name];
  return {.scheme = description.at("scheme"),
          .oracle = description.at("oracle"),
          .model = read_bytes(folder / (name + ".tflite")),
          .inputs = read_npy(folder / (name + ".inputs.npy")),
          .expected = read_npy(folder / (name + ".expected.npy"))};
}

std::vector<std::string> described_goldens(const fs::path& folder) {
  const json all = descriptions(folder);
  std::vector<std::string> names;
  for (const auto& [name, description] : all.items()) names.push_back(name);
  return names;  // the items of an object are sorted
}

std::vector<std::string> golden_files(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".tflite") names.push_back(entry.path().stem());
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace ambulo::conformance
