// SPDX-License-Identifier: Apache-2.0
#include "runtime/core/arena.h"

#include <ambulo/status.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <string>

namespace ambulo {
namespace {

void use(Arena& arena) {
  arena.allocate<uint8_t>(3);
  arena.allocate<uint64_t>(2);
  arena.allocate(5, 16);
}

TEST(Arena, counts_exactly_what_it_then_hands_out) {
  Arena counter;
  use(counter);
  EXPECT_EQ(counter.used(), 37u);  // 3, then 16 from 8 on, then 5 from 32 on
  alignas(16) uint8_t memory[37];
  Arena arena(memory, sizeof memory);
  use(arena);
  EXPECT_EQ(arena.used(), counter.used());
}

TEST(Arena, aligns_each_allocation) {
  alignas(16) uint8_t memory[64];
  Arena arena(memory, sizeof memory);
  arena.allocate<uint8_t>();
  EXPECT_EQ(static_cast<void*>(arena.allocate<uint32_t>()), memory + 4);
  EXPECT_EQ(arena.allocate(1, 16), memory + 16);
}

TEST(Status, every_code_has_its_own_text) {
  std::set<std::string> texts;
  size_t count = 0;
#define AMBULO_STATUS(name, text) texts.insert(status_text(Status::name)), ++count;
#include <ambulo/status.def>
#undef AMBULO_STATUS
  EXPECT_EQ(texts.size(), count);
  EXPECT_EQ(texts.count(""), 0u);
}

}  // namespace
}  // namespace ambulo
