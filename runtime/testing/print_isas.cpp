// SPDX-License-Identifier: Apache-2.0
// Prints the instruction sets that the runtime would use here, or why there is none.
#include <ambulo/platform.h>

#include <cstdio>

#include "runtime/kernels/dispatch.h"

int main() {
  ambulo::IsaSet isas;
  if (const auto status = ambulo::available_isas(isas); status != ambulo::Status::Ok) {
    std::printf("%s\n", ambulo::status_text(status));
    return 1;
  }
  for (int i = 0; i < ambulo::kernels::kIsaCount; ++i) {
    const auto isa = static_cast<ambulo::Isa>(i);
    if (isas.has(isa)) std::printf("%s ", ambulo::isa_name(isa));
  }
  std::printf("\n");
  return 0;
}
