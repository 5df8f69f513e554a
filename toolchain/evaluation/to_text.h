// SPDX-License-Identifier: Apache-2.0
// Results for a terminal: aligned tables of at most 100 columns, no colours.
#pragma once

#include <string>

#include "toolchain/evaluation/classify.h"
#include "toolchain/evaluation/evaluate.h"
#include "toolchain/evaluation/sweep_summary.h"

namespace ambulo::evaluation {

enum class TextStyle { Unicode, Ascii };  // block characters for bars, or '#'

// Activity and subject names come from files: control characters in them are shown as '?'.
std::string to_text(const Evaluation& evaluation, TextStyle style);
std::string to_text(const Classification& classification);
std::string to_text(const Sweep& sweep);

}  // namespace ambulo::evaluation
