// SPDX-License-Identifier: Apache-2.0
// Hostile .npy files: whatever comes, parse_npy gives an array that is written and read back as it
// is, or throws Error.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "toolchain/core/error.h"
#include "toolchain/core/npy.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ambulo;
  NpyArray array;
  try {
    array = parse_npy({data, size}, "fuzz.npy");
  } catch (const Error&) {
    return 0;
  }
  const NpyArray back = parse_npy(npy_bytes(array), "written");
  if (back.type != array.type || back.shape != array.shape || back.data != array.data) std::abort();
  return 0;
}
