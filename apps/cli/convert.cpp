// SPDX-License-Identifier: Apache-2.0
// ambulo convert IN.tflite --out OUT.tflite: a file with loops, tensor lists or shape arithmetic
// becomes one that the device runtime has the operators for, proved equal on random windows.
#include "toolchain/tflite/convert.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "apps/cli/command.h"
#include "apps/cli/terminal.h"
#include "toolchain/core/files.h"

namespace ambulo::cli {
namespace {

struct Options {
  std::string in, out;
  bool json = false;
};

nlohmann::json to_json(const tflite::Conversion& conversion) {
  auto types = nlohmann::json::array();
  for (const auto& [type, before, after] : conversion.types) {
    types.push_back({{"type", type}, {"before", before}, {"after", after}});
  }
  return {{"types", types},
          {"bytes_before", conversion.bytes_before},
          {"bytes_after", conversion.bytes.size()},
          {"operators_before", conversion.operators_before},
          {"operators_after", conversion.operators_after},
          {"changes", conversion.changes},
          {"notes", conversion.notes},
          {"unsupported", conversion.missing},
          {"windows", conversion.windows},
          {"largest_difference", conversion.largest_difference}};
}

std::string to_text(const tflite::Conversion& conversion) {
  std::string text;
  for (const std::string& change : conversion.changes) text += "  " + change + "\n";
  std::vector<std::string> types;
  for (const auto& [type, before, after] : conversion.types) {
    types.push_back(fmt::format("{} {} -> {}", type, before, after));
  }
  if (!types.empty()) text += fmt::format("  {}\n", fmt::join(types, ", "));
  text += fmt::format("operators {} -> {}, bytes {} -> {}\n", conversion.operators_before,
                      conversion.operators_after, conversion.bytes_before, conversion.bytes.size());
  text += fmt::format("equal on {} random windows: largest difference of an output {:.2g}\n",
                      conversion.windows, conversion.largest_difference);
  for (const std::string& note : conversion.notes) text += "note: " + note + "\n";
  if (!conversion.missing.empty()) {
    text += fmt::format("not in the device runtime: {}\n", fmt::join(conversion.missing, ", "));
  }
  return text;
}

void run(const Options& options) {
  const tflite::Conversion conversion = tflite::convert(read_bytes(options.in), options.in);
  write_file(options.out, conversion.bytes);
  if (options.json) {
    print_json(to_json(conversion));
  } else {
    print(to_text(conversion));
  }
}

}  // namespace

void add_convert(CLI::App& app) {
  CLI::App* command =
      app.add_subcommand("convert", "Lift loops and unrolled cells of a model made elsewhere");
  command->footer("Example:  ambulo convert keras_gru.tflite --out gru.tflite");
  auto o = std::make_shared<Options>();
  command->add_option("model", o->in, "a .tflite file")->required();
  command->add_option("--out", o->out, "the .tflite file to write")->required();
  command->add_flag("--json", o->json, "print JSON");
  command->callback([o] { run(*o); });
}

}  // namespace ambulo::cli
