// SPDX-License-Identifier: Apache-2.0
// HARD_SWISH of bytes, x * relu6(x + 3) / 6, in the 16-bit steps of LiteRT: x with 7 more bits; the
// factor (x + 3) / 6 between 0 and 1 with 15 bits, from x in units of 3 / 2^15; their product.
#pragma once

#include <ambulo/status.h>
#include <ambulo/tensor.h>

#include <cstdint>

namespace ambulo::operators {

class HardSwish {
 public:
  // BadQuantization where the scales are none that 16 bits can bridge.
  Status read(const Tensor& input, const Tensor& output);
  // The output for the integer q, not yet limited to its type.
  int32_t at(int32_t q) const;

 private:
  struct Factor {
    int16_t multiplier = 0;  // times 2^(shift - 15)
    int32_t shift = 0;
  };
  static Status factor(float real, Factor& out);

  int32_t input_zero_point_ = 0, output_zero_point_ = 0;
  Factor to_output_, to_thirds_;
};

}  // namespace ambulo::operators
