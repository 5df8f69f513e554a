// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/sweep_plan.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "toolchain/core/error.h"
#include "toolchain/core/files.h"

namespace ambulo::cli {
namespace {

namespace fs = std::filesystem;

fs::path plan_file(const fs::path& folder) {
  return folder / "plan.json";
}

nlohmann::ordered_json to_json(const SweepPlan& plan) {
  return {{"split", plan.split},
          {"seeds", plan.seeds},
          {"data", plan.data},
          {"experiment", plan.experiment}};
}

SweepPlan read_plan(const fs::path& file) {
  try {
    const auto json = nlohmann::json::parse(read_text(file));
    return {json.at("experiment"), json.at("split"), json.at("seeds"), json.at("data")};
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorKind::BadInput, std::string("not the plan of a sweep: ") + error.what(),
                file.string(), "begin the sweep anew in another folder");
  }
}

// "'epochs = 60' and not 'epochs = 2'": the first line in which they differ.
std::string difference(const std::string& there, const std::string& here) {
  std::istringstream there_lines(there), here_lines(here);
  std::string a, b;
  do {
    a.clear();
    b.clear();
    std::getline(there_lines, a);
    std::getline(here_lines, b);
  } while (a == b && (there_lines || here_lines));
  return fmt::format("'{}' and not '{}'", a, b);
}

void require_same(const SweepPlan& there, const SweepPlan& here, const fs::path& file) {
  std::string what;
  if (there.split != here.split) {
    what = fmt::format("split '{}' and not '{}'", there.split, here.split);
  } else if (there.seeds != here.seeds) {
    what =
        fmt::format("seeds {} and not {}", fmt::join(there.seeds, " "), fmt::join(here.seeds, " "));
  } else if (there.experiment != here.experiment) {
    what = "another experiment: " + difference(there.experiment, here.experiment);
  } else if (there.data != here.data) {
    what = "other data";
  } else {
    return;
  }
  throw Error(ErrorKind::BadInput, "the sweep in this folder is of " + what, file.string(),
              "repeat the command that began it, or name another folder");
}

}  // namespace

bool holds_sweep(const fs::path& folder) {
  return fs::exists(plan_file(folder));
}

void begin_sweep(const fs::path& folder, const SweepPlan& plan, bool resume) {
  if (fs::exists(folder / "checkpoint.bin")) {
    throw Error(ErrorKind::Usage, "this folder holds a single run", folder.string(),
                "name another folder for the sweep");
  }
  if (!holds_sweep(folder)) {
    make_folder(folder);
    return write_file(plan_file(folder), to_json(plan).dump(2) + "\n");
  }
  if (!resume) {
    throw Error(ErrorKind::Usage, "this folder already holds a sweep", folder.string(),
                "add --resume to go on with it, or name another folder");
  }
  require_same(read_plan(plan_file(folder)), plan, plan_file(folder));
}

}  // namespace ambulo::cli
