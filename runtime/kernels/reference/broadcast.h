// SPDX-License-Identifier: Apache-2.0
// Walks two operands along up to kMaxRank axes; stride 0 repeats an operand.
#pragma once

#include "runtime/kernels/kernels.h"

#include <cstddef>
#include <cstdint>

namespace ambulo::kernels::reference {

// output[i] = function(a at i, b at i) for all i in dims; output is dense.
template <typename T, typename Args, typename Function>
void for_each_pair(const Args& args, Function function) {
  const Dims &n = args.dims, &sa = args.a_strides, &sb = args.b_strides;
  T* output = static_cast<T*>(args.output);
  for (ptrdiff_t i0 = 0; i0 < n[0]; ++i0) {
    for (ptrdiff_t i1 = 0; i1 < n[1]; ++i1) {
      for (ptrdiff_t i2 = 0; i2 < n[2]; ++i2) {
        for (ptrdiff_t i3 = 0; i3 < n[3]; ++i3) {
          const T* a =
              static_cast<const T*>(args.a) + i0 * sa[0] + i1 * sa[1] + i2 * sa[2] + i3 * sa[3];
          const T* b =
              static_cast<const T*>(args.b) + i0 * sb[0] + i1 * sb[1] + i2 * sb[2] + i3 * sb[3];
          for (ptrdiff_t i4 = 0; i4 < n[4]; ++i4) {
            output[i4] = function(a[i4 * sa[4]], b[i4 * sb[4]]);
          }
          output += n[4];
        }
      }
    }
  }
}

}  // namespace ambulo::kernels::reference
