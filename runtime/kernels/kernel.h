// SPDX-License-Identifier: Apache-2.0
// How a kernel is offered to dispatch: the loop itself, which arguments it takes, and the memory
// that it wants besides its tensors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace ambulo::kernels {

// In the arguments of kernels that repack weights or need room to work.
struct KernelMemory {
  const void* packed = nullptr;  // written once in prepare, read at each run
  void* scratch = nullptr;       // free to use during a run; shared with other operators
};

// All functions are pure in args: shapes, options and constants of the file; the data of computed
// tensors is not there yet when they are called. Null: takes all, needs no memory.
template <typename Args>
struct Kernel {
  void (*run)(const Args& args) = nullptr;
  bool (*takes)(const Args& args) = nullptr;
  size_t (*packed_bytes)(const Args& args) = nullptr;
  void (*pack)(const Args& args, void* packed) = nullptr;
  size_t (*scratch_bytes)(const Args& args) = nullptr;
  bool fuses_max_pool = false;  // takes args.pool = 2 as well
};

template <typename Args, typename = void>
inline constexpr bool kHasMemory = false;
template <typename Args>
inline constexpr bool kHasMemory<Args, std::void_t<decltype(Args::memory)>> = true;

template <typename Args, typename = void>
inline constexpr bool kHasPool = false;
template <typename Args>
inline constexpr bool kHasPool<Args, std::void_t<decltype(Args::pool)>> = true;

}  // namespace ambulo::kernels
