// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/lifting/probe.h"

#include "toolchain/core/random.h"

namespace ambulo::graph {

DoubleTensor probe(const Tensor& input, std::uint64_t seed) {
  Random random(seed);
  DoubleTensor result{input.shape, {}};
  const bool on_grid = input.quantization && input.quantization->scale.size() == 1;
  const bool is_real = input.type == DataType::Float32 || input.type == DataType::Float16;
  for (std::size_t n = element_count(input.shape); n > 0; --n) {
    if (on_grid) {
      const double spread = input.type == DataType::Int16 ? 65536.0 : 256.0;
      const double lowest = input.type == DataType::UInt8 ? 0.0 : -spread / 2;
      const double stored =
          lowest + static_cast<double>(random.below(static_cast<std::uint64_t>(spread)));
      result.values.push_back((stored - static_cast<double>(input.quantization->zero_point[0])) *
                              static_cast<double>(input.quantization->scale[0]));
    } else {
      result.values.push_back(is_real ? static_cast<double>(static_cast<float>(random.normal()))
                                      : static_cast<double>(random.below(2)));
    }
  }
  return result;
}

}  // namespace ambulo::graph
