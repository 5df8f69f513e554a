// SPDX-License-Identifier: Apache-2.0
// What quantisation did, to read and as JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>

#include "toolchain/quantization/quantize.h"

namespace ambulo::quantization {

// A table of before and after, notes behind it.
std::string to_text(const Result& result);

// {scheme, file_bytes, weight_bytes, arena_bytes, accuracy_before, accuracy_after ...}; accuracies
// are those of the validation part, null where nobody can tell.
nlohmann::json to_json(const Result& result);

// One row for each scheme.
struct Row {
  std::string scheme;
  std::optional<Result> result;
  std::string refusal;  // why there is none
};
std::string to_table(std::span<const Row> rows);
std::string to_csv(std::span<const Row> rows);
nlohmann::json to_json(std::span<const Row> rows);

}  // namespace ambulo::quantization
