// SPDX-License-Identifier: Apache-2.0
// Any bytes as a .tflite file to convert: reader, lifting, both evaluations and writer. What is not
// converted is refused with an Error, after little work; what is converted must read back.
#include <cstdint>
#include <cstdio>
#include <span>

#include "toolchain/core/error.h"
#include "toolchain/tflite/convert.h"
#include "toolchain/tflite/reader.h"

namespace {

constexpr ambulo::graph::Work kLittleWork{1e7, 1e6};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  try {
    const auto conversion = ambulo::tflite::convert({data, size}, "input", kLittleWork);
    if (ambulo::tflite::read(conversion.bytes).operators.size() == conversion.operators_after) {
      return 0;
    }
  } catch (const ambulo::Error&) {
    return 0;
  }
  std::fprintf(stderr, "the converted file reads back as another one\n");
  __builtin_trap();
}
