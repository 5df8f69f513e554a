// SPDX-License-Identifier: Apache-2.0
// Moves elements of any type between two strided views of up to kMaxRank axes.
#include "runtime/core/bytes.h"
#include "runtime/kernels/reference/reference.h"

namespace ambulo::kernels::reference {
namespace {

// Moves whatever type lies there.
template <typename T>
struct [[gnu::may_alias]] Bits {
  T bits;
};

template <typename T>
void copy_row(const T* input, T* output, int32_t count, ptrdiff_t in_stride, ptrdiff_t out_stride) {
  if (in_stride == 1 && out_stride == 1) {
    copy_bytes(output, input, static_cast<size_t>(count) * sizeof(T));
    return;
  }
  for (int32_t i = 0; i < count; ++i) output[i * out_stride] = input[i * in_stride];
}

template <typename T>
void copy(const StridedCopyArgs& args) {
  const Dims &n = args.dims, &si = args.input_strides, &so = args.output_strides;
  for (ptrdiff_t i0 = 0; i0 < n[0]; ++i0) {
    for (ptrdiff_t i1 = 0; i1 < n[1]; ++i1) {
      for (ptrdiff_t i2 = 0; i2 < n[2]; ++i2) {
        const T* input = static_cast<const T*>(args.input) + i0 * si[0] + i1 * si[1] + i2 * si[2];
        T* output = static_cast<T*>(args.output) + i0 * so[0] + i1 * so[1] + i2 * so[2];
        for (ptrdiff_t i3 = 0; i3 < n[3]; ++i3) {
          copy_row(input + i3 * si[3], output + i3 * so[3], n[4], si[4], so[4]);
        }
      }
    }
  }
}

}  // namespace

void strided_copy(const StridedCopyArgs& args) {
  switch (args.element_bytes) {
    case 1:
      return copy<Bits<uint8_t>>(args);
    case 2:
      return copy<Bits<uint16_t>>(args);
    case 4:
      return copy<Bits<uint32_t>>(args);
    default:
      return copy<Bits<uint64_t>>(args);
  }
}

void fill_bytes(const FillBytesArgs& args) {
  set_bytes(args.output, args.value, args.bytes);
}

}  // namespace ambulo::kernels::reference
