// SPDX-License-Identifier: Apache-2.0
#include "toolchain/training/adamw.h"

#include <cmath>

namespace ambulo::training {

void adamw(const AdamWStep& step, std::span<float> parameter, std::span<const float> gradient,
           std::span<float> m, std::span<float> v) {
  const double t = static_cast<double>(step.step);
  const auto decay = static_cast<float>(1.0 - step.learning_rate * step.weight_decay);
  const auto rate = static_cast<float>(step.learning_rate / (1.0 - std::pow(step.beta1, t)));
  const auto correction = static_cast<float>(1.0 / std::sqrt(1.0 - std::pow(step.beta2, t)));
  const auto b1 = static_cast<float>(step.beta1), b2 = static_cast<float>(step.beta2);
  const auto c1 = static_cast<float>(1.0 - step.beta1), c2 = static_cast<float>(1.0 - step.beta2);
  const auto epsilon = static_cast<float>(step.epsilon);
  for (std::size_t i = 0; i < parameter.size(); ++i) {
    const float g = gradient[i];
    m[i] = b1 * m[i] + c1 * g;
    v[i] = b2 * v[i] + c2 * g * g;
    parameter[i] = parameter[i] * decay - rate * m[i] / (std::sqrt(v[i]) * correction + epsilon);
  }
}

}  // namespace ambulo::training
