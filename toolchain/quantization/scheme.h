// SPDX-License-Identifier: Apache-2.0
// The quantisation schemes by their names on the command line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ambulo::quantization {

#define AMBULO_SCHEME(kind, name, implemented, text) kind,
enum class SchemeKind {
#include "toolchain/quantization/schemes.def"
};
#undef AMBULO_SCHEME

struct Scheme {
  SchemeKind kind = SchemeKind::Int8;
  int clusters = 0;  // of kmeans
};

// "int8", "kmeans:16". Throws Error(Usage) for what is no scheme, Error(Unsupported), naming the
// scheme and what to take instead, for one that is not there yet.
Scheme parse_scheme(std::string_view name);

std::string to_string(const Scheme& scheme);

// Those that parse_scheme takes, in the order of the list.
std::vector<Scheme> implemented_schemes();

// "int8: weights and activations in int8, calibrated", one line each.
std::string describe_schemes();

// Whether the ranges of activations must be known.
bool needs_calibration(const Scheme& scheme);

}  // namespace ambulo::quantization
