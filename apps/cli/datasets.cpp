// SPDX-License-Identifier: Apache-2.0
// ambulo datasets: the public data sets that can be fetched, with their terms.
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "apps/cli/command.h"
#include "apps/cli/terminal.h"
#include "toolchain/recordings/fetch.h"

namespace ambulo::cli {
namespace {

void run(bool as_json) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const recordings::PublicDataSet& set : recordings::fetch_catalog()) {
    list.push_back({{"name", set.name},
                    {"title", set.title},
                    {"home", set.home},
                    {"licence", set.licence},
                    {"citation", set.citation},
                    {"url", set.url},
                    {"bytes", set.bytes},
                    {"sha256", set.sha256}});
    if (as_json) continue;
    print(fmt::format("{}\n  {}\n  home:     {}\n  licence:  {}\n  cite:     {}\n  size:     {}\n",
                      set.name, set.title, set.home, set.licence, set.citation,
                      set.bytes > 0 ? fmt::format("{:.1f} MB", static_cast<double>(set.bytes) / 1e6)
                                    : "not known before the download"));
  }
  if (as_json) print_json(list);
}

}  // namespace

void add_datasets(CLI::App& app) {
  CLI::App* command =
      app.add_subcommand("datasets", "List the public data sets that can be fetched");
  command->footer("Example:  ambulo datasets");
  auto as_json = std::make_shared<bool>(false);
  command->add_flag("--json", *as_json, "print JSON");
  command->callback([as_json] { run(*as_json); });
}

}  // namespace ambulo::cli
