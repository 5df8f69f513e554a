// SPDX-License-Identifier: Apache-2.0
// For targets without an operating system: the reference kernels and nothing else.
#include <ambulo/platform.h>

namespace ambulo {

Status available_isas(IsaSet& out) {
  out = IsaSet();
  return Status::Ok;
}

}  // namespace ambulo
