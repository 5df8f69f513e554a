// SPDX-License-Identifier: Apache-2.0
#include "runtime/memory/planner.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "runtime/memory/lifetimes.h"

namespace ambulo::memory {
namespace {

Buffer buffer(uint32_t bytes, uint16_t first, uint16_t last) {
  Buffer b;
  b.bytes = bytes;
  b.first = first;
  b.last = last;
  return b;
}

uint32_t plan_all(std::vector<Buffer>& buffers) {
  uint32_t total = 0;
  EXPECT_TRUE(plan({buffers.data(), buffers.size()}, total));
  return total;
}

TEST(Planner, never_overlaps_live_buffers) {
  std::mt19937 random(7);
  for (int trial = 0; trial < 300; ++trial) {
    std::vector<Buffer> buffers(1 + random() % 60);
    for (Buffer& b : buffers) {
      const auto first = static_cast<uint16_t>(random() % 40);
      b = buffer(static_cast<uint32_t>(random() % 5000), first,
                 static_cast<uint16_t>(first + random() % 10));
    }
    const uint32_t total = plan_all(buffers);
    for (size_t i = 0; i < buffers.size(); ++i) {
      const Buffer& a = buffers[i];
      EXPECT_EQ(a.offset % kArenaAlignment, 0u);
      EXPECT_LE(a.offset + a.bytes, total);
      for (size_t j = 0; j < i; ++j) {
        const Buffer& b = buffers[j];
        const bool meet_in_time = a.first <= b.last && b.first <= a.last;
        const bool apart = a.offset + a.bytes <= b.offset || b.offset + b.bytes <= a.offset;
        ASSERT_TRUE(!meet_in_time || apart || a.bytes == 0 || b.bytes == 0);
      }
    }
  }
}

TEST(Planner, never_needs_less_than_the_busiest_step_and_little_more) {
  std::mt19937 random(8);
  for (int trial = 0; trial < 100; ++trial) {
    std::vector<Buffer> buffers(40);
    std::vector<uint64_t> live(60);
    for (Buffer& b : buffers) {
      const auto first = static_cast<uint16_t>(random() % 40);
      b = buffer(static_cast<uint32_t>(16 * (1 + random() % 100)), first,
                 static_cast<uint16_t>(first + random() % 10));
      for (size_t t = b.first; t <= b.last; ++t) live[t] += b.bytes;
    }
    const uint64_t least = *std::max_element(live.begin(), live.end());
    const uint32_t total = plan_all(buffers);
    EXPECT_GE(total, least);
    EXPECT_LE(total, least * 3 / 2);
  }
}

TEST(Planner, gives_a_chain_the_memory_of_its_two_largest_neighbours) {
  std::vector<Buffer> chain = {buffer(3072, 0, 0), buffer(5952, 0, 1), buffer(2976, 1, 2),
                               buffer(5568, 2, 3), buffer(24, 3, 4)};
  EXPECT_EQ(plan_all(chain), 3072u + 5952u);
}

TEST(Planner, gives_unused_and_empty_buffers_no_memory) {
  std::vector<Buffer> buffers = {buffer(0, 0, 9), Buffer{}};
  EXPECT_EQ(plan_all(buffers), 0u);
}

TEST(Planner, refuses_more_than_31_bits) {
  std::vector<Buffer> buffers = {buffer(0x7FFFFF00, 0, 1), buffer(0x100, 1, 2)};
  uint32_t total = 0;
  EXPECT_FALSE(plan({buffers.data(), buffers.size()}, total));
}

TEST(Lifetimes, run_from_definition_to_last_use) {
  std::vector<Buffer> buffers(2);
  Lifetimes lifetimes({buffers.data(), buffers.size()});
  EXPECT_FALSE(lifetimes.defined(0));
  lifetimes.define(0, 64, 3);
  lifetimes.use(0, 7);
  lifetimes.use(0, 5);
  EXPECT_TRUE(lifetimes.defined(0));
  EXPECT_EQ(buffers[0].first, 3);
  EXPECT_EQ(buffers[0].last, 7);
}

TEST(Lifetimes, a_shared_buffer_keeps_the_memory_alive) {
  std::vector<Buffer> buffers(4);
  Lifetimes lifetimes({buffers.data(), buffers.size()});
  lifetimes.define(0, 64, 0);
  lifetimes.define(1, 64, 1);
  lifetimes.define(2, 64, 2);
  lifetimes.define(3, 64, 2);
  lifetimes.use(2, 9);
  EXPECT_TRUE(lifetimes.ends_at(0, 0));
  lifetimes.share(1, 0);
  lifetimes.share(2, 1);  // through another one
  for (const size_t shared : {0u, 1u, 2u}) {
    EXPECT_TRUE(lifetimes.ends_at(shared, 9));
    EXPECT_FALSE(lifetimes.ends_at(shared, 2));
  }
  EXPECT_EQ(plan_all(buffers), 128u);
  EXPECT_EQ(buffers[1].offset, buffers[0].offset);
  EXPECT_EQ(buffers[2].offset, buffers[0].offset);
  EXPECT_NE(buffers[3].offset, buffers[0].offset);
}

}  // namespace
}  // namespace ambulo::memory
