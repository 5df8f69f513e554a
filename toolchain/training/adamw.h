// SPDX-License-Identifier: Apache-2.0
// AdamW (Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019) on plain
// arrays, with libtorch's order of operations.
#pragma once

#include <cstddef>
#include <span>

namespace ambulo::training {

struct AdamWStep {
  double learning_rate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weight_decay = 0.0;
  std::size_t step = 1;  // counts from 1, for the bias correction
};

// All spans have the size of one parameter; m and v are its first and second moments, zero at
// first.
void adamw(const AdamWStep& step, std::span<float> parameter, std::span<const float> gradient,
           std::span<float> m, std::span<float> v);

}  // namespace ambulo::training
