// SPDX-License-Identifier: Apache-2.0
// One function per command of the ambulo program: it declares the options and the callback.
// Commands parse, call the entry functions of the stages, and print; nothing else lives here.
#pragma once

#include <CLI/CLI.hpp>

namespace ambulo::cli {

void add_datasets(CLI::App& app);
void add_fetch(CLI::App& app);
void add_inspect(CLI::App& app);
void add_simulate(CLI::App& app);
void add_train(CLI::App& app);
void add_evaluate(CLI::App& app);
void add_classify(CLI::App& app);
void add_graph(CLI::App& app);
void add_convert(CLI::App& app);
void add_quantize(CLI::App& app);
void add_profile(CLI::App& app);
void add_run(CLI::App& app);
void add_completion(CLI::App& app);

}  // namespace ambulo::cli
