// SPDX-License-Identifier: Apache-2.0
// ambulo quantize RUN|MODEL.tflite --scheme S: the same network in fewer bits, with what it costs
// and what it loses on people it was not calibrated on.
#include "toolchain/quantization/quantize.h"

#include <ambulo/sensor_contract.h>
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "apps/cli/command.h"
#include "apps/cli/data_source.h"
#include "apps/cli/front_end.h"
#include "apps/cli/terminal.h"
#include "toolchain/core/error.h"
#include "toolchain/core/files.h"
#include "toolchain/quantization/to_text.h"
#include "toolchain/tflite/contract.h"

namespace ambulo::cli {
namespace {

namespace fs = std::filesystem;
using quantization::Parts;
using quantization::Result;
using quantization::Source;

constexpr std::size_t kLatencyRuns = 300;

struct Options {
  std::string model, scheme = "int8", data, split, out;
  std::string observer, io = "float32", front_end;
  double percentile = quantization::kDefaultPercentile;
  std::optional<double> max_drop;  // points
  std::optional<std::size_t> budget;
  std::size_t samples = quantization::kCalibrationSamples;
  std::optional<std::size_t> epochs;  // of qat
  std::optional<double> learning_rate;
  bool all = false, json = false, csv = false, keep_float = false, trace = false,
       no_equalize = false, expand = false;
  recordings::ImportOptions import;
};

const tflite::MetadataEntry* contract_entry(const Source& source) {
  for (const tflite::MetadataEntry& entry : source.metadata) {
    if (entry.name == kSensorContractName) return &entry;
  }
  return nullptr;
}

Parts read_parts(const Options& options, const Source& source) {
  if (options.data.empty()) return {};
  if (fs::path(options.data).extension() == ".npy") {
    return quantization::read_samples(options.data, input_of(source).shape);
  }
  const tflite::MetadataEntry* entry = contract_entry(source);
  if (!entry) {
    throw Error(ErrorKind::Unsupported,
                "the model carries no sensor contract, so that nobody knows how to prepare "
                "recordings for it",
                source.where, "give its inputs themselves: --data X.npy, (N, ...) float32");
  }
  const auto contract = tflite::read_contract(entry->bytes, source.where);
  return quantization::parts_of(import_noting_problems(options.data, options.import), contract,
                                options.split, options.samples);
}

fs::path model_path(const Options& options) {
  const fs::path path = model_file(options.model);
  if (fs::is_directory(options.model) && !fs::exists(path)) {
    throw Error(ErrorKind::BadInput, "the run holds no model.tflite", options.model,
                "let ambulo train finish first (--resume goes on where it stopped)");
  }
  return path;
}

quantization::Options quantize_options(const Options& options, const quantization::Scheme& scheme) {
  quantization::Options result;
  result.scheme = scheme;
  if (!options.observer.empty()) result.observer = quantization::parse_observer(options.observer);
  result.percentile = options.percentile;
  result.ends = options.io == "integer" ? quantization::Ends::Integer : quantization::Ends::Float32;
  if (options.epochs) result.fine_tuning.epochs = *options.epochs;
  if (options.learning_rate) result.fine_tuning.learning_rate = *options.learning_rate;
  result.keep_float = options.keep_float;
  result.expand = options.expand;
  result.equalize = !options.no_equalize;
  result.trace = options.trace;
  if (options.max_drop) result.max_drop = *options.max_drop / 100.0;
  result.budget = options.budget;
  result.progress = progress_bar();
  return result;
}

void run_all(const Options& options, const Source& source, const Parts& parts) {
  std::vector<quantization::Row> rows;
  for (const auto& scheme : quantization::all_schemes()) {
    const bool has_goal = options.budget || options.max_drop;
    if (scheme.kind == quantization::SchemeKind::Mixed && !has_goal) continue;
    quantization::Row row{to_string(scheme), std::nullopt, {}};
    try {
      quantization::Options each = quantize_options(options, scheme);
      each.latency_runs = kLatencyRuns;
      row.result = quantization::quantize(source, parts, each);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::Unsupported) throw;
      row.refusal = error.message();
    }
    rows.push_back(std::move(row));
  }
  finish_progress();
  if (options.json) return print_json(quantization::to_json(rows));
  print(options.csv ? quantization::to_csv(rows) : quantization::to_table(rows));
}

void run(const Options& options) {
  const auto scheme = quantization::parse_scheme(options.scheme);
  if (options.budget && !options.all && scheme.kind != quantization::SchemeKind::Mixed) {
    throw Error(ErrorKind::Usage, "only mixed has a budget", "--scheme " + options.scheme,
                "take --scheme mixed, or leave out --budget");
  }
  const bool trains = options.all || scheme.kind == quantization::SchemeKind::Qat;
  if (!trains && (options.epochs || options.learning_rate)) {
    throw Error(ErrorKind::Usage, "only qat trains", "--scheme " + options.scheme,
                "take --scheme qat, or leave out --epochs and --learning-rate");
  }
  const fs::path path = model_path(options);
  const Source source = quantization::read_source(
      with_front_end(read_bytes(path), options.front_end, path.string()), path.string());
  const Parts parts = read_parts(options, source);
  if (options.all) return run_all(options, source, parts);
  const Result result = quantization::quantize(source, parts, quantize_options(options, scheme));
  finish_progress();
  const std::string kind = options.front_end.empty() ? "" : "raw.";
  const fs::path out =
      options.out.empty() ? quantized_file(path, kind + options.scheme) : fs::path(options.out);
  write_file(out, result.bytes);
  if (options.json) return print_json(to_json(result));
  print(to_text(result) + fmt::format("written: {}\n", out.string()));
}

}  // namespace

void add_quantize(CLI::App& app) {
  CLI::App* command =
      app.add_subcommand("quantize", "Store a network in fewer bits, and show what it loses");
  command->footer(
      "Schemes:\n" + quantization::describe_schemes() +
      "Examples:\n"
      "  ambulo quantize run --scheme int8 --data hapt.tar.xz --out model.tflite\n"
      "  ambulo quantize run --all --data hapt.tar.xz\n"
      "  ambulo quantize run --scheme int8 --front-end inside --data hapt.tar.xz --out raw.tflite\n"
      "  ambulo quantize other.tflite --scheme int8 --data inputs.npy --out int8.tflite\n"
      "Ranges of activations are taken from training people only.");
  auto o = std::make_shared<Options>();
  command->add_option("model", o->model, "a float32 .tflite file, or the folder of a run")
      ->required();
  command->add_option("--scheme", o->scheme, "how numbers are stored, see below");
  CLI::Option* all = command->add_flag(
      "--all", o->all, "print a table of all schemes (mixed with a goal only); writes no file");
  command->add_option("--data", o->data,
                      "recordings, or inputs of the model as .npy: to calibrate and to score");
  command->add_option("--samples", o->samples, "training windows to calibrate with, at most")
      ->check(CLI::PositiveNumber);
  command
      ->add_option("--observer", o->observer,
                   "how calibration chooses a range (default: percentile; min_max for int16x8)")
      ->check(CLI::IsMember(quantization::observer_names()));
  command->add_option("--percentile", o->percentile, "share of values that a range holds")
      ->check(CLI::Range(50.0, 100.0));
  command
      ->add_option("--io", o->io,
                   "inputs and outputs of int8 and int16x8: float32, or integer (smaller, and "
                   "whoever feeds the model quantises)")
      ->check(CLI::IsMember({"float32", "integer"}));
  command
      ->add_option("--max-drop", o->max_drop,
                   "points of validation accuracy that may be lost; beyond, the operators that "
                   "lose most get int16 or float32")
      ->check(CLI::Range(0.0, 100.0));
  command
      ->add_option("--budget", o->budget,
                   "of mixed: bytes that the file may have; the answers nearest to the float "
                   "network's within it")
      ->check(CLI::PositiveNumber);
  command
      ->add_option("--epochs", o->epochs,
                   fmt::format("of qat: passes over the training windows, of which the best is "
                               "kept (default: {})",
                               quantization::FineTuning{}.epochs))
      ->check(CLI::Range(1, 1000));
  command
      ->add_option("--learning-rate", o->learning_rate,
                   fmt::format("of qat: the first; a cosine takes it to 0 (default: {})",
                               quantization::FineTuning{}.learning_rate))
      ->check(CLI::Range(1e-8, 1.0));
  command->add_flag("--keep-float", o->keep_float,
                    "leave operators without an integer form in float32");
  command->add_flag("--expand", o->expand,
                    "weights of kmeans and int4 as plain int8: a larger file, which every "
                    "runtime reads");
  command->add_flag("--no-equalize", o->no_equalize,
                    "leave channels of hidden layers as they are, however unequal");
  add_front_end_option(*command, o->front_end, "the file written");
  command->add_flag("--trace", o->trace, "show what each operator loses");
  command->add_option("--out", o->out,
                      "the file to write (default: beside the model, named by the scheme)");
  command->add_flag("--json", o->json, "print JSON");
  command->add_flag("--csv", o->csv, "with --all: print CSV")->needs(all);
  add_split_option(*command, o->split);
  add_import_options(*command, o->import);
  command->callback([o] { run(*o); });
}

}  // namespace ambulo::cli
