// SPDX-License-Identifier: Apache-2.0
// What this core can do at most, one "name value" a line: multiply-accumulates a second of each
// instruction that kernels are made of, and bytes a second read from the first and second cache.
// The best of many short trials counts: others on the machine can only take away.
#include <immintrin.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <vector>

namespace {

constexpr int kChains = 12;  // independent sums: more than latency times throughput asks for
constexpr int kRounds = 50'000;
constexpr int kTrials = 60;

// The instructions are written out, so that no compiler joins, moves or spills what is counted.
[[gnu::target("avx512f,avx512vnni")]] double int8_vnni() {
  __m512i sums[kChains] = {};
  const __m512i x = _mm512_set1_epi8(1);
  for (int i = 0; i < kRounds; ++i) {
#pragma GCC unroll 12
    for (auto& sum : sums) asm volatile("vpdpbusd %1, %1, %0" : "+v"(sum) : "v"(x));
  }
  return 64.0 * kChains * kRounds;
}

// Pairs of int16 are multiplied and added, then added to the sum.
[[gnu::target("avx2")]] double int8_avx2() {
  __m256i sums[kChains] = {}, product;
  const __m256i x = _mm256_set1_epi16(1);
  for (int i = 0; i < kRounds; ++i) {
#pragma GCC unroll 12
    for (auto& sum : sums) {
      asm volatile("vpmaddwd %2, %2, %1\n\tvpaddd %1, %0, %0" : "+x"(sum), "=&x"(product) : "x"(x));
    }
  }
  return 16.0 * kChains * kRounds;
}

[[gnu::target("avx512f")]] double float_avx512() {
  __m512 sums[kChains] = {};
  const __m512 x = _mm512_set1_ps(1e-9f);
  for (int i = 0; i < kRounds; ++i) {
#pragma GCC unroll 12
    for (auto& sum : sums) asm volatile("vfmadd231ps %1, %1, %0" : "+v"(sum) : "v"(x));
  }
  return 16.0 * kChains * kRounds;
}

[[gnu::target("avx2,fma")]] double float_avx2() {
  __m256 sums[kChains] = {};
  const __m256 x = _mm256_set1_ps(1e-9f);
  for (int i = 0; i < kRounds; ++i) {
#pragma GCC unroll 12
    for (auto& sum : sums) asm volatile("vfmadd231ps %1, %1, %0" : "+x"(sum) : "x"(x));
  }
  return 8.0 * kChains * kRounds;
}

[[gnu::target("avx512f")]] void read_avx512(const std::uint8_t* data, std::size_t size) {
  for (std::size_t i = 0; i < size; i += 512) {
#pragma GCC unroll 8
    for (std::size_t j = 0; j < 512; j += 64) {
      const __m512i line = _mm512_load_si512(data + i + j);
      asm volatile("" ::"v"(line));
    }
  }
}

[[gnu::target("avx2")]] void read_avx2(const std::uint8_t* data, std::size_t size) {
  for (std::size_t i = 0; i < size; i += 512) {
#pragma GCC unroll 16
    for (std::size_t j = 0; j < 512; j += 32) {
      const __m256i half = _mm256_load_si256(reinterpret_cast<const __m256i*>(data + i + j));
      asm volatile("" ::"x"(half));
    }
  }
}

template <std::size_t size>
double read_repeatedly() {
  struct alignas(64) Line {
    std::uint8_t bytes[64];
  };
  static const std::vector<Line> lines(size / sizeof(Line), Line{{1}});
  const bool wide = __builtin_cpu_supports("avx512f");
  constexpr std::size_t kPasses = (std::size_t{32} << 20) / size;
  for (std::size_t pass = 0; pass < kPasses; ++pass) {
    (wide ? read_avx512 : read_avx2)(lines.front().bytes, size);
  }
  return static_cast<double>(kPasses * size);
}

double processor_s() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// work: does a piece and returns its amount.
void report(const char* name, bool has_it, double (*work)()) {
  if (!has_it) return;
  double best = 0.0;
  for (int trial = 0; trial < kTrials; ++trial) {
    const double start = processor_s();
    const double amount = work();
    best = std::max(best, amount / (processor_s() - start));
  }
  std::cout << name << ' ' << best << std::endl;
}

}  // namespace

int main() {
  report("int8_vnni_mac_per_s", __builtin_cpu_supports("avx512vnni"), int8_vnni);
  report("int8_avx2_mac_per_s", __builtin_cpu_supports("avx2"), int8_avx2);
  report("float_avx512_mac_per_s", __builtin_cpu_supports("avx512f"), float_avx512);
  report("float_avx2_mac_per_s", __builtin_cpu_supports("fma"), float_avx2);
  const std::size_t l1 = static_cast<std::size_t>(sysconf(_SC_LEVEL1_DCACHE_SIZE));
  const std::size_t l2 = static_cast<std::size_t>(sysconf(_SC_LEVEL2_CACHE_SIZE));
  std::cout << "l1_bytes " << l1 << "\nl2_bytes " << l2 << std::endl;
  constexpr std::size_t kInL1 = 16 << 10, kInL2 = 256 << 10;
  const bool reads = __builtin_cpu_supports("avx2");
  report("l1_bytes_per_s", reads && l1 > kInL1, read_repeatedly<kInL1>);
  report("l2_bytes_per_s", reads && l1 < kInL2 && l2 > kInL2, read_repeatedly<kInL2>);
}
