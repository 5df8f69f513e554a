// SPDX-License-Identifier: Apache-2.0
#include "toolchain/training/kernels/available_kernels.h"

#include "toolchain/training/kernels/tables.h"

namespace ambulo::training {

std::vector<const Kernels*> available_kernels() {
  std::vector<const Kernels*> result = {&kPortableKernels};
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    result.push_back(&kAvx2Kernels);
  }
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")) {
    result.push_back(&kAvx512Kernels);
  }
#elif defined(__aarch64__)
  result.push_back(&kNeonKernels);
#endif
  return result;
}

const Kernels& fastest_kernels() {
  static const Kernels* const fastest = available_kernels().back();
  return *fastest;
}

}  // namespace ambulo::training
