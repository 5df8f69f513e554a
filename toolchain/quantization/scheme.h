// SPDX-License-Identifier: Apache-2.0
// The quantisation schemes by their names on the command line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ambulo::quantization {

#define AMBULO_SCHEME(kind, name, text) kind,
enum class SchemeKind {
#include "toolchain/quantization/schemes.def"
};
#undef AMBULO_SCHEME

struct Scheme {
  SchemeKind kind = SchemeKind::Int8;
  int clusters = 0;  // of kmeans
};

// "int8", "kmeans:16". Throws Error(Usage) for what is no scheme.
Scheme parse_scheme(std::string_view name);

std::string to_string(const Scheme& scheme);

// In the order of the list; kmeans with 16 entries.
std::vector<Scheme> all_schemes();

// "int8: weights and activations in int8, calibrated", one line each.
std::string describe_schemes();

// Whether the ranges of activations must be known.
bool needs_calibration(const Scheme& scheme);

}  // namespace ambulo::quantization
