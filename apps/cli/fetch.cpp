// SPDX-License-Identifier: Apache-2.0
// ambulo fetch NAME: a data set from its public archive, resumed and verified.
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "apps/cli/command.h"
#include "apps/cli/terminal.h"
#include "toolchain/recordings/fetch.h"

namespace ambulo::cli {
namespace {

struct Options {
  std::string name;
  recordings::FetchOptions fetch;
  bool json = false;
};

void run(Options options) {
  const recordings::PublicDataSet& set = recordings::find_data_set(options.name);
  note(fmt::format("{}: {}", set.title, set.licence));
  options.fetch.progress = progress_bar();
  const std::string path = recordings::fetch(set, options.fetch).string();
  finish_progress();
  if (options.json) {
    return print_json(nlohmann::ordered_json{{"name", set.name}, {"path", path}});
  }
  print(
      fmt::format("{} is whole and its checksum is right. Please cite: {}\n"
                  "Next:  ambulo inspect {}\n",
                  path, set.citation, path));
}

}  // namespace

void add_fetch(CLI::App& app) {
  CLI::App* command =
      app.add_subcommand("fetch", "Download a public data set, resumed and verified");
  command->footer(
      "Examples:\n"
      "  ambulo fetch hapt --out data\n"
      "  ambulo fetch motion_sense --mirror http://127.0.0.1:8000");
  auto o = std::make_shared<Options>();
  command->add_option("name", o->name, "as listed by ambulo datasets")->required();
  command->add_option("--out", o->fetch.folder, "folder for the archive");
  command->add_option("--mirror", o->fetch.mirror, "address of the folder of another server");
  command->add_flag("--json", o->json, "print JSON");
  command->callback([o] { run(*o); });
}

}  // namespace ambulo::cli
