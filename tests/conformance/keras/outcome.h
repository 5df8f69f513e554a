// SPDX-License-Identifier: Apache-2.0
// What the runtime says to a model.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace ambulo::conformance {

// "runs", or "refused" with the Status, the operator and, for UnsupportedType, the type:
// "refused UnsupportedType ADD int8". The operator is missing where none is to blame.
std::string outcome_of(std::span<const std::uint8_t> model);

}  // namespace ambulo::conformance
