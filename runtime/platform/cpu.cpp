// SPDX-License-Identifier: Apache-2.0
// x86: CPUID (Intel SDM volume 2, CPUID; volume 1, 13.3 for XCR0). AArch64: the auxiliary vector.
#include "runtime/platform/cpu.h"

#if defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
#endif

namespace ambulo::platform {

#if defined(__x86_64__)

namespace {

struct Registers {
  uint32_t eax, ebx, ecx, edx;
};

Registers cpuid(uint32_t leaf) {
  Registers r{leaf, 0, 0, 0};
  asm("cpuid" : "+a"(r.eax), "=b"(r.ebx), "+c"(r.ecx), "=d"(r.edx));
  return r;
}

// Which registers the operating system saves.
uint32_t xcr0() {
  uint32_t low = 0, high = 0;
  asm volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

constexpr bool all(uint32_t value, uint32_t bits) {
  return (value & bits) == bits;
}

constexpr uint32_t kOsxsave = 1u << 27, kFma = 1u << 12;                 // leaf 1, ecx
constexpr uint32_t kAvx2 = 1u << 5;                                      // leaf 7, ebx
constexpr uint32_t kAvx512 = 1u << 16 | 1u << 17 | 1u << 30 | 1u << 31;  // F, DQ, BW, VL
constexpr uint32_t kVnni = 1u << 11;                                     // leaf 7, ecx
constexpr uint32_t kYmm = 0x06, kZmm = 0xE6;                             // XCR0

}  // namespace

IsaSet cpu_isas() {
  IsaSet isas;
  if (cpuid(0).eax < 7) return isas;
  const uint32_t basic = cpuid(1).ecx;
  if (!all(basic, kOsxsave | kFma)) return isas;
  const Registers extended = cpuid(7);
  if (!all(extended.ebx, kAvx2) || !all(xcr0(), kYmm)) return isas;
  isas.add(Isa::x86_avx2);
  if (all(extended.ebx, kAvx512) && all(extended.ecx, kVnni) && all(xcr0(), kZmm)) {
    isas.add(Isa::x86_avx512vnni);
  }
  return isas;
}

#elif defined(__aarch64__)

IsaSet cpu_isas() {
  IsaSet isas;
  isas.add(Isa::arm_neon);
#if defined(__linux__)
  constexpr unsigned long kDotProduct = 1ul << 20;  // HWCAP_ASIMDDP
  if ((getauxval(AT_HWCAP) & kDotProduct) != 0) isas.add(Isa::arm_neon_dot);
#endif
  return isas;
}

#else

IsaSet cpu_isas() {
  return {};
}

#endif

}  // namespace ambulo::platform
