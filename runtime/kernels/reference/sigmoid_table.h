// SPDX-License-Identifier: Apache-2.0
// Sigmoid at i / 24 for i = 0 ... 255 with 16 bits, made by the compiler. Straight lines between
// points of the curve would lie below it everywhere, by up to h^2 |s''| / 8 at distance h; so each
// entry lies half of that above the curve: s - s'' / (16 * 24^2). The last one is 1.
#pragma once

#include <cstdint>

namespace ambulo::kernels::reference {

struct SigmoidTable {
  uint16_t values[256];
};

constexpr SigmoidTable make_sigmoid_table() {
  constexpr double kStep = 1.0425469051899914;  // e^(1/24)
  SigmoidTable table{};
  double exponential = 1.0;  // e^(i / 24)
  for (uint16_t& value : table.values) {
    const double s = exponential / (1.0 + exponential);
    const double second_derivative = s * (1.0 - s) * (1.0 - 2.0 * s);
    value = static_cast<uint16_t>(65536.0 * (s - second_derivative / (16 * 24 * 24)) + 0.5);
    exponential *= kStep;
  }
  table.values[255] = 65535;
  return table;
}

inline constexpr SigmoidTable kSigmoidTable = make_sigmoid_table();

}  // namespace ambulo::kernels::reference
