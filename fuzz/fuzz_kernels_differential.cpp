// SPDX-License-Identifier: Apache-2.0
// Kernels of every instruction set that the CPU has against the reference: the first byte of the
// input chooses the kernel, the rest its arguments. At the start it says what there is to compare;
// an instruction set that was built but has no kernel of its own is an error.
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <string>

#include "fuzz/kernels/cases.h"
#include "runtime/kernels/dispatch.h"

namespace {

using namespace ambulo;
using kernels::KernelTable;

struct Own {
  std::string compared, not_compared;
};

void add(const char* kernel, Own& own) {
  bool has_case = false;
  for (const fuzz::KernelCase& row : fuzz::kCases)
    has_case = has_case || kernel == std::string(row.name);
  (has_case ? own.compared : own.not_compared) += std::string(" ") + kernel;
}

Own kernels_of(const KernelTable& table) {
  Own own;
#define AMBULO_KERNEL(name, Args) \
  if (table.name.run != nullptr) add(#name, own);
#include "runtime/kernels/kernels.def"
#undef AMBULO_KERNEL
  return own;
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  IsaSet usable;
  if (available_isas(usable) != Status::Ok) std::exit(1);
  for (int i = 1; i < kernels::kIsaCount; ++i) {
    const Isa isa = static_cast<Isa>(i);
    if (kernels::table_of(isa) == nullptr) continue;
    const Own own = kernels_of(*kernels::table_of(isa));
    if (!usable.has(isa)) {
      std::fprintf(stderr, "%s: not compared, this CPU lacks it\n", isa_name(isa));
    } else {
      std::fprintf(stderr, "%s against the reference:%s\n", isa_name(isa), own.compared.c_str());
    }
    if (!own.not_compared.empty()) {
      std::fprintf(stderr, "%s: no case for%s\n", isa_name(isa), own.not_compared.c_str());
    }
    if (own.compared.empty()) {
      std::fprintf(stderr, "%s was built without a kernel that is compared\n", isa_name(isa));
      std::exit(1);
    }
  }
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  fuzz::Choices choices(data, size);
  fuzz::kCases[choices.byte() % std::size(fuzz::kCases)].run(choices);
  return 0;
}
