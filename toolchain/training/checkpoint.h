// SPDX-License-Identifier: Apache-2.0
// Everything a training run needs to continue as if it had never stopped, in one file that is
// either whole or not there.
//
// Bytes, little-endian: "AMBCKPT1", u32 CRC-32 of the rest, u64 length of the rest, then u32
// length + JSON (what is not an array), u32 count of arrays, each: u16 length + name, u8 rank,
// u64 dimensions, f32 values.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "toolchain/training/network.h"

namespace ambulo::training {

// What one epoch came to.
struct EpochRecord {
  std::int64_t epoch = 0;  // counts from 1
  double train_loss = 0.0, train_accuracy = 0.0;
  double validation_loss = 0.0, validation_accuracy = 0.0;
  double learning_rate = 0.0;  // of the last step
  double seconds = 0.0;
};

struct Checkpoint {
  std::string identity;  // experiment, data and seed; a run resumes only with the same
  std::vector<EpochRecord> history;
  std::int64_t best_epoch = 0;
  State state;       // of the network after the last epoch of history
  State best_state;  // after best_epoch
};

// Replaces the file atomically. Throws Error(BadInput) when the disk is full or read-only; the
// checkpoint written before stays as it was.
void save_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint);

// Throws Error(BadInput) for a file that is missing, cut short or altered.
Checkpoint load_checkpoint(const std::filesystem::path& path);

}  // namespace ambulo::training
