// SPDX-License-Identifier: Apache-2.0
// How weights are packed where output channels are the lanes. Channels are split into groups of one
// to kMax vectors; a group holds, for each run of kTerms inputs, the weights of its channels:
// weights[inputs / kTerms][vectors * kLanes][kTerms]. Channels and inputs beyond the last are 0. A
// block is aligned to 64 bytes wherever the arena lies, at the price of 63 bytes.
//
// This folder is kernels over a Unit, the vectors of any instruction set. Everything in it is of
// internal linkage: each ISA compiles it with flags of its own.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ambulo::kernels::vector {
namespace {

constexpr size_t kBlockAlignment = 64;

template <typename T>
T* aligned_block(T* block) {
  const uintptr_t address = reinterpret_cast<uintptr_t>(block);
  return reinterpret_cast<T*>((address + kBlockAlignment - 1) / kBlockAlignment * kBlockAlignment);
}

constexpr size_t rounded_up(size_t count, size_t multiple) {
  return (count + multiple - 1) / multiple * multiple;
}

// Vectors of the next group; never leaves a single one behind a full group where two of equal size
// do the same.
constexpr int next_group(int vectors, int max) {
  return vectors > max && vectors < 2 * max ? (vectors + 1) / 2 : vectors < max ? vectors : max;
}

// Sizes of a packed block, in weights and channels.
template <typename Unit>
struct PackedShape {
  size_t channels, inputs;  // rounded up to whole vectors and runs

  PackedShape(int32_t outputs, int32_t inputs_of_each)
      : channels(rounded_up(static_cast<size_t>(outputs), Unit::kLanes)),
        inputs(rounded_up(static_cast<size_t>(inputs_of_each), Unit::kTerms)) {}
  size_t runs() const { return inputs / Unit::kTerms; }
  size_t weight_bytes() const { return channels * inputs * sizeof(typename Unit::Weight); }
};

// source[i]: (outputs, inputs), row-major.
template <typename Unit, typename Source>
void pack_weights(const Source& source, int32_t outputs, int32_t inputs, int max_vectors,
                  typename Unit::Weight* out) {
  const PackedShape<Unit> shape(outputs, inputs);
  int vectors = static_cast<int>(shape.channels) / Unit::kLanes;
  for (int32_t first = 0; vectors > 0;) {
    const int group = next_group(vectors, max_vectors);
    const int32_t width = group * Unit::kLanes;
    for (int32_t run = 0; run < static_cast<int32_t>(shape.inputs); run += Unit::kTerms) {
      for (int32_t c = first; c < first + width; ++c) {
        for (int32_t i = run; i < run + Unit::kTerms; ++i) {
          const bool present = c < outputs && i < inputs;
          *out++ = present ? source[static_cast<size_t>(c) * static_cast<size_t>(inputs) +
                                    static_cast<size_t>(i)]
                           : typename Unit::Weight{0};
        }
      }
    }
    first += width;
    vectors -= group;
  }
}

}  // namespace
}  // namespace ambulo::kernels::vector
