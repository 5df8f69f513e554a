// SPDX-License-Identifier: Apache-2.0
// ambulo run MODEL --in X.npy: raw arrays through the device runtime, for tests and debugging.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "apps/cli/command.h"
#include "apps/cli/data_source.h"
#include "apps/cli/terminal.h"
#include "toolchain/core/error.h"
#include "toolchain/core/files.h"
#include "toolchain/execution/run_tensors.h"
#include "toolchain/execution/tensor_values.h"

namespace ambulo::cli {
namespace {

namespace fs = std::filesystem;
using execution::RunResult;

struct Options {
  std::string model, all;
  std::vector<std::string> in, out;
  bool json = false;
};

void write_outputs(const RunResult& result, const Options& options, const std::string& model) {
  if (options.out.empty()) return;
  if (options.out.size() != result.outputs.size()) {
    throw Error(ErrorKind::BadInput,
                fmt::format("{} --out given, the model has {} output{}", options.out.size(),
                            result.outputs.size(), result.outputs.size() == 1 ? "" : "s"),
                model, "give --out once for each output, in their order");
  }
  for (std::size_t i = 0; i < options.out.size(); ++i) {
    write_npy(options.out[i], result.outputs[i].values);
  }
}

void write_all(const RunResult& result, const std::string& folder) {
  make_folder(folder);
  nlohmann::json index = nlohmann::json::array();
  for (const execution::TensorValues& tensor : result.computed) {
    const std::string name = execution::file_name(tensor);
    write_npy(fs::path(folder) / name, tensor.values);
    nlohmann::json entry = execution::describe(tensor);
    entry["file"] = name;
    index.push_back(std::move(entry));
  }
  write_file(fs::path(folder) / "index.json", index.dump(2) + '\n');
}

void run(const Options& options) {
  const fs::path path = model_file(options.model);
  const std::vector<std::uint8_t> model = read_bytes(path);
  std::vector<execution::InputArray> inputs;
  for (const std::string& file : options.in) inputs.push_back({read_npy(file), file});
  const RunResult result = execution::run_tensors(
      model, path.string(), inputs,
      options.all.empty() ? execution::Tensors::Outputs : execution::Tensors::All);
  write_outputs(result, options, path.string());
  if (!options.all.empty()) write_all(result, options.all);
  if (options.json) {
    print_json(execution::to_json(result));
  } else if (options.out.empty()) {
    print(execution::to_text(result));
  }
}

}  // namespace

void add_run(CLI::App& app) {
  CLI::App* command = app.add_subcommand("run", "Feed raw arrays to a model");
  command->footer(
      "Examples:\n"
      "  ambulo run run/model.tflite --in x.npy                  (prints the outputs)\n"
      "  ambulo run other.tflite --in x.npy --out y.npy\n"
      "  ambulo run two_inputs.tflite --in a.npy --in b.npy --json\n"
      "  ambulo run run --in x.npy --all tensors                 (every intermediate tensor)\n"
      "An array has the shape of its input, or one axis more in front for several runs, each of\n"
      "which starts with fresh recurrent state. Values go in as they are: nothing is scaled.");
  auto o = std::make_shared<Options>();
  command->add_option("model", o->model, "a .tflite file, or the folder of a run")->required();
  command->add_option("--in", o->in, "a .npy file; once for each input, in their order")
      ->required()
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command->add_option("--out", o->out, "a .npy file to write; once for each output")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command->add_option("--all", o->all, "write every computed tensor and index.json here");
  command->add_flag("--json", o->json, "print JSON");
  command->callback([o] { run(*o); });
}

}  // namespace ambulo::cli
