// SPDX-License-Identifier: Apache-2.0
// Options that many operators have: fused activation and sliding windows.
#pragma once

#include <ambulo/status.h>

#include "runtime/kernels/kernels.h"
#include "runtime/model/tflite_schema.h"

#include <cstdint>

namespace ambulo::operators {

// UnsupportedOperator for activations that are not a clamp.
Status fused_clamp(int8_t activation, kernels::Clamp& out);

struct WindowOptions {
  int8_t padding;  // schema::Padding
  int32_t stride, dilation, filter;
};

// BadShape unless a window over `input` elements has exactly `output` positions.
Status window_axis(const WindowOptions& options, int32_t input, int32_t output,
                   kernels::WindowAxis& out);

}  // namespace ambulo::operators
