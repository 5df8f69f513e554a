// SPDX-License-Identifier: Apache-2.0
// What a model costs on this machine, by operator and by type of operator: the time of each kernel
// call in the device runtime, multiply-accumulates, weights and activations, the arena, the first
// run against the steady state. How it measures: docs/profiling.md.
//
//   const Profile profile = profiling::profile(read_bytes("model.tflite"), "model.tflite", {});
//   print(to_text(profile));
#pragma once

#include <ambulo/interpreter.h>

#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "toolchain/core/progress.h"
#include "toolchain/graph/summary.h"

namespace ambulo::profiling {

struct ProfileOptions {
  std::size_t runs = 0;  // 0: about a second's worth
  ProgressCallback progress = {};
};

struct OperatorProfile {
  std::size_t index = 0;
  graph::OperatorSummary summary;  // type, shapes, MACs, bytes of constant operands
  // The operator in whose kernel call its work is done: itself; an earlier one that it was fused
  // into, which then has the time of both; or none, when it only gives a tensor another shape or
  // its result was computed in prepare.
  std::optional<std::size_t> runs_in;
  std::string isa;                   // whose kernel it runs; empty when it is in no step
  std::size_t activation_bytes = 0;  // of its results, where a kernel writes them
  double average_us = 0.0, median_us = 0.0;
  double share = 0.0;  // of the sum of the operators' medians

  double gmac_per_s() const;  // by the median; 0 when it has no time
};

struct TypeProfile {
  std::string type;
  std::size_t count = 0, macs = 0, weight_bytes = 0, activation_bytes = 0;
  double average_us = 0.0, median_us = 0.0, share = 0.0;

  double gmac_per_s() const;
};

struct Profile {
  std::string model;
  std::vector<graph::TensorSummary> inputs, outputs;
  std::size_t file_bytes = 0;
  ArenaUse arena;
  std::vector<std::string> isas;  // that kernels may be chosen from

  // Before anything was warm, once each: Model::open, prepare, the first invoke.
  double open_us = 0.0, prepare_us = 0.0, first_run_us = 0.0;
  // Steady state: invoke() without hooks, one thread.
  std::size_t warm_up_runs = 0, runs = 0;
  double median_us = 0.0, average_us = 0.0, fastest_us = 0.0;
  double clock_us = 0.0;  // what reading the clock costs; already taken off every time

  std::vector<OperatorProfile> operators;
  std::vector<TypeProfile> by_type;  // most time first
  TypeProfile total;                 // of the operators
};

// The instruction sets that kernels may be chosen from: those of this build and CPU, or the one
// that AMBULO_FORCE_ISA names; empty when that is not usable.
std::vector<std::string> usable_isas();

// where: what errors call the bytes. Inputs are random numbers from a fixed seed; variables are
// reset before each run. Throws Error: BadInput, Unsupported as LoadedModel; Interrupted.
Profile profile(std::span<const std::uint8_t> model, const std::string& where,
                const ProfileOptions& options);

std::string to_text(const Profile& profile);
nlohmann::json to_json(const Profile& profile);
// One row for each operator, then one for each type, then the total.
std::string to_csv(const Profile& profile);

}  // namespace ambulo::profiling
