// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "toolchain/profiling/profile.h"

namespace ambulo::profiling {
namespace {

using nlohmann::json;

double kb(std::size_t bytes) {
  return static_cast<double>(bytes) / 1024.0;
}

json to_json(const std::vector<graph::TensorSummary>& tensors) {
  json result = json::array();
  for (const graph::TensorSummary& tensor : tensors) {
    result.push_back({{"name", tensor.name}, {"type", tensor.type}, {"shape", tensor.shape}});
  }
  return result;
}

json to_json(const OperatorProfile& op) {
  return {{"index", op.index},
          {"type", op.summary.type},
          {"inputs", to_json(op.summary.inputs)},
          {"outputs", to_json(op.summary.outputs)},
          {"runs_in", op.runs_in ? json(*op.runs_in) : json()},
          {"isa", op.isa.empty() ? json() : json(op.isa)},
          {"macs", op.summary.macs},
          {"weight_kb", kb(op.summary.bytes)},
          {"activation_kb", kb(op.activation_bytes)},
          {"average_ms", op.average_us / 1000.0},
          {"median_ms", op.median_us / 1000.0},
          {"share", op.share},
          {"gmac_per_s", op.gmac_per_s()}};
}

json to_json(const TypeProfile& type) {
  return {{"type", type.type},
          {"count", type.count},
          {"macs", type.macs},
          {"weight_kb", kb(type.weight_bytes)},
          {"activation_kb", kb(type.activation_bytes)},
          {"average_ms", type.average_us / 1000.0},
          {"median_ms", type.median_us / 1000.0},
          {"share", type.share},
          {"gmac_per_s", type.gmac_per_s()}};
}

}  // namespace

json to_json(const Profile& p) {
  json result = {{"model", p.model},
                 {"inputs", to_json(p.inputs)},
                 {"outputs", to_json(p.outputs)},
                 {"file_bytes", p.file_bytes},
                 {"macs", p.total.macs},
                 {"arena_bytes", p.arena.total()},
                 {"arena",
                  {{"activations", p.arena.activations},
                   {"variables", p.arena.variables},
                   {"weights", p.arena.weights},
                   {"plan", p.arena.plan}}},
                 {"isas", p.isas},
                 {"open_us", p.open_us},
                 {"prepare_us", p.prepare_us},
                 {"first_run_us", p.first_run_us},
                 {"warm_up_runs", p.warm_up_runs},
                 {"runs", p.runs},
                 {"median_us", p.median_us},
                 {"average_us", p.average_us},
                 {"fastest_us", p.fastest_us},
                 {"clock_us", p.clock_us},
                 {"operators", json::array()},
                 {"by_type", json::array()},
                 {"total", to_json(p.total)}};
  for (const OperatorProfile& op : p.operators) result["operators"].push_back(to_json(op));
  for (const TypeProfile& type : p.by_type) result["by_type"].push_back(to_json(type));
  return result;
}

}  // namespace ambulo::profiling
