// SPDX-License-Identifier: Apache-2.0
#include "toolchain/training/identity.h"

#include <fmt/format.h>

#include <cstddef>

namespace ambulo::training {
namespace {

// 64-bit FNV-1a.
class Fingerprint {
 public:
  void add(const void* data, std::size_t size) {
    const auto* p = static_cast<const unsigned char*>(data);
    for (std::size_t i = 0; i < size; ++i) hash_ = (hash_ ^ p[i]) * 0x100000001B3ull;
  }
  void add_samples(const windows::WindowSet& set) {
    for (const windows::Track& track : set.tracks) {
      add(track.samples.data(), track.samples.size() * sizeof(windows::Sample));
    }
  }
  std::string text() const { return fmt::format("{:016x}", hash_); }

 private:
  std::uint64_t hash_ = 0xCBF29CE484222325ull;
};

}  // namespace

std::string data_fingerprint(const windows::WindowSet& set) {
  Fingerprint data;
  data.add_samples(set);
  for (const windows::Track& track : set.tracks) {
    data.add(track.subject.c_str(), track.subject.size() + 1);
  }
  data.add(set.windows.data(), set.windows.size() * sizeof(windows::Window));
  return data.text();
}

std::string run_identity(const windows::WindowSet& set, const windows::Split& split,
                         const Experiment& experiment, std::uint64_t seed) {
  Fingerprint data;
  data.add_samples(set);
  for (const auto* part : {&split.train, &split.validation}) {
    for (const std::size_t i : *part) data.add(&set.windows[i], sizeof(windows::Window));
  }
  return fmt::format("{}\n# seed {}, split {}, data {}\n", to_toml(experiment), seed, split.name,
                     data.text());
}

}  // namespace ambulo::training
