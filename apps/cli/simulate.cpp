// SPDX-License-Identifier: Apache-2.0
// ambulo simulate --subjects N --out DIR: synthetic recordings as CSV files with sidecars that say
// so.
#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "apps/cli/command.h"
#include "apps/cli/terminal.h"
#include "toolchain/core/error.h"
#include "toolchain/core/files.h"
#include "toolchain/recordings/csv_writer.h"
#include "toolchain/simulation/simulation.h"

namespace ambulo::cli {
namespace {

struct Options {
  simulation::SimulationSpec spec;
  std::string out;
};

void run(const Options& options) {
  if (std::filesystem::exists(options.out) && !std::filesystem::is_empty(options.out)) {
    throw Error(ErrorKind::Usage, "the folder is not empty", options.out, "name another one");
  }
  const auto people = simulation::simulate(options.spec);
  make_folder(options.out);
  const ProgressCallback progress = progress_bar();
  double seconds = 0.0;
  for (std::size_t i = 0; i < people.size(); ++i) {
    recordings::write_csv(people[i], options.out);
    seconds += people[i].time_s.back() - people[i].time_s.front();
    progress({"writing", i + 1, people.size()});
  }
  finish_progress();
  print(
      fmt::format("{} SYNTHETIC recordings, {:.0f} s in all, are in {}\n"
                  "They say nothing about real people; the files are marked so.\n"
                  "Next:  ambulo train demo --data {} --split groups:4/1 --out run\n",
                  people.size(), seconds, options.out, options.out));
}

}  // namespace

void add_simulate(CLI::App& app) {
  CLI::App* command = app.add_subcommand("simulate", "Make synthetic recordings");
  command->footer("Example:  ambulo simulate --subjects 12 --seed 1 --out people");
  auto o = std::make_shared<Options>();
  command->add_option("--subjects", o->spec.subjects, "number of people")
      ->check(CLI::Range(1, 100000));
  command->add_option("--out", o->out, "a new folder")->required();
  command->add_option("--seed", o->spec.seed, "same seed, same files");
  command->add_option("--minutes", o->spec.minutes_per_subject, "of each person")
      ->check(CLI::Range(0.5, 1440.0));
  command->add_option("--rate", o->spec.device.sample_rate_hz, "samples per second")
      ->check(CLI::Range(10.0, 1000.0));
  command->callback([o] { run(*o); });
}

}  // namespace ambulo::cli
