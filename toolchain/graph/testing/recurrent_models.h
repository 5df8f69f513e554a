// SPDX-License-Identifier: Apache-2.0
// Recurrent layers as converters write them, with random weights: single cells in a row, WHILE
// loops over tensors, and WHILE loops over TensorFlow's tensor lists. Input (1,T,I), output
// (1,T,H).
#pragma once

#include <array>
#include <cstdint>

#include "toolchain/graph/graph.h"

namespace ambulo::graph::testing {

enum class Cell { Lstm, Gru };
// Loop: GATHER and DYNAMIC_UPDATE_SLICE; Slices: SLICE and CONCATENATION, as older converters did.
enum class Form { Unrolled, Loop, Slices, TensorLists };

struct RecurrentSpec {
  Cell cell = Cell::Lstm;
  Form form = Form::Loop;
  bool backward = false;  // reads the input from its end; the output stays in the order of reading
  std::array<std::size_t, 4> gates = {0, 1, 2, 3};  // places of i, f, g, o among the weights' rows
  std::int32_t steps = 5, inputs = 3, cells = 4;
  bool other_weights_in_last_step = false;  // no layer at all; unrolled form only
};

Model recurrent_model(const RecurrentSpec& spec);

}  // namespace ambulo::graph::testing
