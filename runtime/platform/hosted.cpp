// SPDX-License-Identifier: Apache-2.0
// Answers of a machine with an operating system. With cpu.cpp the only sources that may use libc.
#include <ambulo/platform.h>

#include "runtime/kernels/dispatch.h"
#include "runtime/platform/cpu.h"

#include <cstdlib>
#include <cstring>

namespace ambulo {
namespace {

bool usable(IsaSet cpu, Isa isa) {
  return cpu.has(isa) && (isa == Isa::reference || kernels::faster_table_of(isa) != nullptr);
}

Status forced(const char* name, IsaSet cpu, IsaSet& out) {
  for (int i = 0; i < kernels::kIsaCount; ++i) {
    const Isa isa = static_cast<Isa>(i);
    if (std::strcmp(name, isa_name(isa)) != 0) continue;
    if (!usable(cpu, isa)) return Status::IsaUnavailable;
    out = IsaSet();
    out.add(isa);
    return Status::Ok;
  }
  return Status::IsaUnavailable;
}

}  // namespace

Status available_isas(IsaSet& out) {
  const IsaSet cpu = platform::cpu_isas();
  const char* name = std::getenv("AMBULO_FORCE_ISA");
  if (name != nullptr && name[0] != '\0') return forced(name, cpu, out);
  out = IsaSet();
  for (int i = 0; i < kernels::kIsaCount; ++i) {
    if (usable(cpu, static_cast<Isa>(i))) out.add(static_cast<Isa>(i));
  }
  return Status::Ok;
}

}  // namespace ambulo
