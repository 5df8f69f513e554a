// SPDX-License-Identifier: Apache-2.0
// One kernel on the same numbers in every instruction set of the CPU that takes its arguments, in
// memory of exactly its size, against the reference. Stops the program where they differ.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <type_traits>
#include <vector>

#include "fuzz/kernels/choices.h"
#include "runtime/kernels/dispatch.h"
#include "runtime/testing/guarded_buffer.h"

namespace ambulo::fuzz {

using kernels::Kernel;
using kernels::KernelEntry;
using kernels::KernelTable;
using testing::GuardedBuffer;

template <typename Args>
void run(const Kernel<Args>& kernel, Args args) {
  if constexpr (kernels::kHasMemory<Args>) {
    const size_t packed_bytes = kernel.packed_bytes ? kernel.packed_bytes(args) : 0;
    const GuardedBuffer<uint8_t> packed(packed_bytes, 16);
    const GuardedBuffer<uint8_t> scratch(kernel.scratch_bytes ? kernel.scratch_bytes(args) : 0, 16);
    if (packed_bytes > 0) kernel.pack(args, packed.data());
    args.memory = {packed.data(), scratch.data()};
    kernel.run(args);
  } else {
    kernel.run(args);
  }
}

// Calls function(isa, kernel) for each set besides the reference that takes the arguments.
template <typename Args, typename Function>
void for_each_isa(KernelEntry<Args> entry, const Args& args, Function function) {
  IsaSet isas;
  if (available_isas(isas) != Status::Ok) return;
  for (int i = 1; i < kernels::kIsaCount; ++i) {
    const Isa isa = static_cast<Isa>(i);
    if (!isas.has(isa)) continue;
    const Kernel<Args>& kernel = kernels::table_of(isa)->*entry;
    if (kernel.run == nullptr || (kernel.takes != nullptr && !kernel.takes(args))) continue;
    function(isa, kernel);
  }
}

// Integers are equal; floats within 1e-5 of the magnitude of what is summed, and as much a number.
template <typename T>
void expect_equal(const char* name, Isa isa, const std::vector<T>& actual,
                  const std::vector<T>& expected, float magnitude = 1.0f) {
  for (size_t i = 0; i < expected.size(); ++i) {
    bool equal = actual[i] == expected[i];
    if constexpr (std::is_floating_point_v<T>) {
      equal = equal || std::fabs(actual[i] - expected[i]) <= 1e-5f * std::fmax(magnitude, 1.0f);
    }
    if (equal) continue;
    std::fprintf(stderr, "%s, %s: element %zu is %g, the reference has %g\n", name, isa_name(isa),
                 i, static_cast<double>(actual[i]), static_cast<double>(expected[i]));
    __builtin_trap();
  }
}

// The output alone, of `count` elements.
template <typename Args>
void compare(const char* name, KernelEntry<Args> entry, Args args, size_t count,
             float magnitude = 1.0f) {
  using T = std::remove_pointer_t<decltype(args.output)>;
  const GuardedBuffer<T> expected(count);
  args.output = expected.data();
  run(kernels::reference::kKernels.*entry, args);
  for_each_isa(entry, args, [&](Isa isa, const Kernel<Args>& kernel) {
    const GuardedBuffer<T> output(count);
    args.output = output.data();
    run(kernel, args);
    expect_equal(name, isa, output.values(), expected.values(), magnitude);
  });
}

}  // namespace ambulo::fuzz
