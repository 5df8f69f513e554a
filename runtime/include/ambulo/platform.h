// SPDX-License-Identifier: Apache-2.0
// What the runtime asks of the machine: which instruction sets may be used. One of
// runtime/platform/{hosted,null}.cpp answers; `null` knows the reference kernels only, `hosted`
// looks at the CPU and obeys the environment variable AMBULO_FORCE_ISA=NAME (then only that one,
// and `reference` where it has no kernel of its own).
#pragma once

#include <ambulo/status.h>

#include <cstdint>

namespace ambulo {

enum class Isa : uint8_t {
#define AMBULO_ISA(name) name,
#include <ambulo/isas.def>
#undef AMBULO_ISA
};

// As in isas.def: "x86_avx2".
const char* isa_name(Isa isa);

class IsaSet {
 public:
  constexpr bool has(Isa isa) const { return (bits_ >> static_cast<uint8_t>(isa) & 1u) != 0; }
  constexpr void add(Isa isa) { bits_ |= 1u << static_cast<uint8_t>(isa); }

 private:
  uint32_t bits_ = 1u << static_cast<uint8_t>(Isa::reference);
};

// Those that this build has and this CPU runs; `reference` is always among them.
// IsaUnavailable: AMBULO_FORCE_ISA names one that is not.
Status available_isas(IsaSet& out);

}  // namespace ambulo
