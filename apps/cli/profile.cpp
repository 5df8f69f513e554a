// SPDX-License-Identifier: Apache-2.0
// ambulo profile MODEL: time, memory and multiply-accumulates by operator and by type of operator.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>

#include "apps/cli/command.h"
#include "apps/cli/data_source.h"
#include "apps/cli/terminal.h"
#include "toolchain/core/error.h"
#include "toolchain/core/files.h"
#include "toolchain/profiling/profile.h"

namespace ambulo::cli {
namespace {

struct Options {
  std::string model, csv, isa;
  std::size_t runs = 0;
  bool json = false;
};

// Read by the runtime, wherever a model is prepared.
void force_isa(const std::string& isa) {
  constexpr const char* kForceIsa = "AMBULO_FORCE_ISA";
  ::unsetenv(kForceIsa);
  const std::vector<std::string> usable = profiling::usable_isas();
  if (std::ranges::find(usable, isa) == usable.end()) {
    throw Error(ErrorKind::Usage, "this build or CPU lacks that instruction set", "--isa " + isa,
                fmt::format("choose one of: {}", fmt::join(usable, ", ")));
  }
  ::setenv(kForceIsa, isa.c_str(), 1);
}

void run(const Options& options) {
  if (!options.isa.empty()) force_isa(options.isa);
  const auto path = model_file(options.model);
  profiling::ProfileOptions profile;
  profile.runs = options.runs;
  profile.progress = progress_bar();
  const profiling::Profile result = profiling::profile(read_bytes(path), path.string(), profile);
  finish_progress();
  if (!options.csv.empty()) write_file(options.csv, profiling::to_csv(result));
  if (options.json) {
    print_json(profiling::to_json(result));
  } else {
    print(profiling::to_text(result));
  }
}

}  // namespace

void add_profile(CLI::App& app) {
  CLI::App* command = app.add_subcommand(
      "profile", "Time and memory of a model on this machine, operator by operator");
  command->footer(
      "Examples:\n"
      "  ambulo profile run/model.tflite\n"
      "  ambulo profile other.tflite --runs 1000 --csv profile.csv\n"
      "  ambulo profile run --isa reference --json\n"
      "Times are those of one thread of this machine (docs/profiling.md).");
  auto o = std::make_shared<Options>();
  command->add_option("model", o->model, "a .tflite file, or the folder of a run")->required();
  command->add_option("--runs", o->runs, "0: about a second's worth")
      ->check(CLI::Range(std::size_t{0}, std::size_t{10'000'000}));
  command->add_option("--isa", o->isa,
                      "use the kernels of this instruction set, and reference where it has none "
                      "(default: the best that the CPU has)");
  command->add_option("--csv", o->csv, "also write the tables into this file");
  command->add_flag("--json", o->json, "print JSON");
  command->callback([o] { run(*o); });
}

}  // namespace ambulo::cli
