// SPDX-License-Identifier: Apache-2.0
// The forms in which the values of tensors are shown and named.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "toolchain/execution/run_tensors.h"

namespace ambulo::execution {

// "7_conv2d_Relu.npy": the tensor's index and what of its name may stand in a file name.
std::string file_name(const TensorValues& tensor);

// Index, name, producer, type, shape, scale and zero point; without the values.
nlohmann::json describe(const TensorValues& tensor);

// The outputs with all values, nested by shape.
nlohmann::json to_json(const RunResult& result);

// The outputs, long ones abbreviated.
std::string to_text(const RunResult& result);

}  // namespace ambulo::execution
