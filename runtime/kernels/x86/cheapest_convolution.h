// SPDX-License-Identifier: Apache-2.0
// The form of a float32 convolution that costs the fewest multiply-adds, chosen in prepare. Packed:
// the index of the form, then its own block.
#pragma once

#include "runtime/kernels/x86/float_layers.h"

namespace ambulo::kernels::x86 {
namespace {

// The first form takes whatever any of them does.
template <typename... Forms>
class CheapestConvolution {
  static constexpr int kForms = sizeof...(Forms);

 public:
  static size_t packed_bytes(const Conv2dArgs& args) {
    constexpr size_t (*kOf[kForms])(const Conv2dArgs&) = {Forms::packed_bytes...};
    return kBlockAlignment + kOf[cheapest(args)](args);
  }
  static size_t scratch_bytes(const Conv2dArgs& args) {
    constexpr size_t (*kOf[kForms])(const Conv2dArgs&) = {Forms::scratch_bytes...};
    return kOf[cheapest(args)](args);
  }
  static void pack(const Conv2dArgs& args, void* packed) {
    constexpr void (*kOf[kForms])(const Conv2dArgs&, void*) = {Forms::pack...};
    auto* block = static_cast<uint8_t*>(packed);
    *block = static_cast<uint8_t>(cheapest(args));
    kOf[*block](args, block + kBlockAlignment);
  }
  static void run(Conv2dArgs args) {
    constexpr void (*kOf[kForms])(const Conv2dArgs&) = {Forms::run...};
    const auto* block = static_cast<const uint8_t*>(args.memory.packed);
    args.memory.packed = block + kBlockAlignment;
    kOf[*block](args);
  }

 private:
  static int cheapest(const Conv2dArgs& args) {
    const size_t costs[kForms] = {Forms::cost(args)...};
    int best = 0;
    for (int i = 1; i < kForms; ++i) best = costs[i] < costs[best] ? i : best;
    return best;
  }
};

}  // namespace
}  // namespace ambulo::kernels::x86
