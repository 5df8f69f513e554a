// SPDX-License-Identifier: Apache-2.0
// Where a network loses its precision: for each operator the ratio of signal to error, in decibels,
// 20 for each decimal digit. Values of the float network are the signal, what the quantised one has
// instead (dequantised) less them is the error, both on real samples.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "toolchain/quantization/integer.h"
#include "toolchain/quantization/samples.h"
#include "toolchain/quantization/source.h"

namespace ambulo::quantization {

struct OperatorError {
  std::size_t index = 0;
  std::string type, output;  // "CONV_2D", the name of its result
  Precision precision = Precision::Float32;
  double result_db = 0.0;  // of its result in the quantised network: errors before it add up
  double alone_db = 0.0;   // of the network's scores when this operator alone is quantised
};

// Of the operators that the plan quantises, the guilty ones first: least alone_db. samples: a few
// dozen do.
std::vector<OperatorError> trace_errors(const Source& source, const Calibration& calibration,
                                        const Plan& plan, const Samples& samples,
                                        const Coding& coding = {});

// A table of the errors.
std::string to_text(const std::vector<OperatorError>& errors);

}  // namespace ambulo::quantization
