// SPDX-License-Identifier: Apache-2.0
// The ambulo program: commands in the order of the data flow, one exit code per kind of error.
#include <csignal>
#include <cstdio>
#include <exception>
#include <new>

#include "apps/cli/command.h"
#include "apps/cli/terminal.h"
#include "apps/cli/version.h"
#include "toolchain/core/error.h"
#include "toolchain/core/progress.h"

namespace {

constexpr int kUsageError = static_cast<int>(ambulo::ErrorKind::Usage);
constexpr int kInternalError = static_cast<int>(ambulo::ErrorKind::Internal);

// The first Ctrl-C asks long work to finish cleanly, the second ends the program at once.
void on_interrupt(int signal) {
  ambulo::set_interrupted(true);
  std::signal(signal, SIG_DFL);
}

int run(int argc, char** argv) {
  CLI::App app{
      "Ambulo turns labelled accelerometer and gyroscope recordings into an activity classifier\n"
      "that runs on the person's own device. Raw data never leaves the machine.",
      "ambulo"};
  app.set_version_flag("--version", ambulo::cli::version_text());
  app.require_subcommand(1);
  app.option_defaults()->always_capture_default();
  app.footer(
      "Start:  ambulo simulate --subjects 12 --out people\n"
      "        ambulo train demo --data people --split groups:4/1 --out run\n"
      "        ambulo evaluate run --data people\n"
      "Exit codes: 0 ok, 2 usage, 3 bad input or disk, 4 unsupported, 5 internal, 130 interrupted");
  ambulo::cli::add_datasets(app);
  ambulo::cli::add_fetch(app);
  ambulo::cli::add_inspect(app);
  ambulo::cli::add_simulate(app);
  ambulo::cli::add_train(app);
  ambulo::cli::add_evaluate(app);
  ambulo::cli::add_classify(app);
  ambulo::cli::add_graph(app);
  ambulo::cli::add_convert(app);
  ambulo::cli::add_quantize(app);
  ambulo::cli::add_profile(app);
  ambulo::cli::add_run(app);
  ambulo::cli::add_completion(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsageError;
  }
  return ambulo::cli::flush_output();
}

int report(const char* what, int code) {
  ambulo::cli::finish_progress();
  std::fprintf(stderr, "ambulo: %s\n", what);
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGINT, on_interrupt);
  std::signal(SIGTERM, on_interrupt);
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return run(argc, argv);
  } catch (const ambulo::Error& error) {
    return report(error.what(), error.exit_code());
  } catch (const std::bad_alloc&) {
    return report("out of memory: close other programs, or use fewer recordings", kInternalError);
  } catch (const std::exception& error) {
    return report(error.what(), kInternalError);
  }
}
