// SPDX-License-Identifier: Apache-2.0
// Runs a kernel as every instruction set of this build and CPU has it, in memory of exactly the
// size that it asks for.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "runtime/core/arena.h"
#include "runtime/kernels/dispatch.h"
#include "runtime/testing/guarded_buffer.h"

namespace ambulo::testing {

// All but the reference.
inline std::vector<Isa> faster_isas() {
  IsaSet available;
  EXPECT_EQ(available_isas(available), Status::Ok);
  std::vector<Isa> isas;
  for (int i = 1; i < kernels::kIsaCount; ++i) {
    if (available.has(static_cast<Isa>(i))) isas.push_back(static_cast<Isa>(i));
  }
  return isas;
}

template <typename Args>
void run_kernel(const kernels::Kernel<Args>& kernel, Args args) {
  if constexpr (kernels::kHasMemory<Args>) {
    const size_t packed_bytes = kernel.packed_bytes == nullptr ? 0 : kernel.packed_bytes(args);
    const size_t scratch_bytes = kernel.scratch_bytes == nullptr ? 0 : kernel.scratch_bytes(args);
    const GuardedBuffer<uint8_t> packed(packed_bytes, kArenaAlignment);
    const GuardedBuffer<uint8_t> scratch(scratch_bytes, kArenaAlignment);
    if (packed_bytes > 0) kernel.pack(args, packed.data());
    args.memory = {packed.data(), scratch.data()};
    kernel.run(args);
  } else {
    kernel.run(args);
  }
}

// The output, of `count` elements, as the reference and each faster ISA that takes the arguments
// compute it. The other buffers of args are the caller's; output is set here.
template <typename Args, typename Compare>
void compare_isas(kernels::KernelEntry<Args> entry, Args args, size_t count, Compare compare) {
  using T = std::remove_pointer_t<decltype(args.output)>;
  const auto run = [&](Isa isa) {
    const kernels::Kernel<Args>& kernel = kernels::table_of(isa)->*entry;
    const GuardedBuffer<T> output(count);
    args.output = output.data();
    run_kernel(kernel, args);
    return output.values();
  };
  const std::vector<T> expected = run(Isa::reference);
  for (const Isa isa : faster_isas()) {
    const kernels::Kernel<Args>& kernel = kernels::table_of(isa)->*entry;
    if (kernel.run == nullptr || (kernel.takes != nullptr && !kernel.takes(args))) continue;
    SCOPED_TRACE(isa_name(isa));
    compare(run(isa), expected);
  }
}

// That what HAR networks need does not fall back: every ISA that has this kernel takes args.
template <typename Args>
void expect_taken(kernels::KernelEntry<Args> entry, const Args& args) {
  for (const Isa isa : faster_isas()) {
    const kernels::Kernel<Args>& kernel = kernels::table_of(isa)->*entry;
    if (kernel.run == nullptr || kernel.takes == nullptr) continue;
    EXPECT_TRUE(kernel.takes(args)) << isa_name(isa);
  }
}

inline void expect_close_to_reference(const std::vector<float>& actual,
                                      const std::vector<float>& expected) {
  ASSERT_EQ(actual.size(), expected.size());
  for (size_t i = 0; i < actual.size(); ++i) {
    const float size = expected[i] < 0 ? -expected[i] : expected[i];
    ASSERT_NEAR(actual[i], expected[i], 1e-5f * (size > 1 ? size : 1)) << "element " << i;
  }
}

}  // namespace ambulo::testing
