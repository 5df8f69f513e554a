// SPDX-License-Identifier: Apache-2.0
// What unroll() knows of a tensor while it runs a model on a probe.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "toolchain/graph/evaluate.h"

namespace ambulo::graph {

// What a tensor holds at one moment of the run.
struct Traced {
  DoubleTensor value;              // on the probe
  bool is_known = false;           // the same on every input
  int tensor = kNone;              // where it stands in the result; kNone: not written (yet)
  const Tensor* source = nullptr;  // the constant of the file, if it is one; else what declares it
  std::vector<std::shared_ptr<Traced>> items = {};  // of a tensor list; null: never set
  bool is_list = false;
};
using Value = std::shared_ptr<Traced>;
using Values = std::vector<Value>;

[[noreturn]] void unsupported(const std::string& what);  // Error(Unsupported)

// A value that is the same on every input; declared outlives it.
Value known(DoubleTensor value, const Tensor& declared);
Value list_of(Values items);
// Which item of a list an operand names. Throws Error where it is no list, or no such item.
std::size_t position(const Value& list, const Value& where);

// Whether only the shape of the operand matters, which is fixed here.
bool asks_for_shape(const Operator& op);
// Whether this is the DEQUANTIZE of a constant: half-size weights stay half-size in the file, so
// that it is written though its result is known.
bool unpacks(const Operator& op, const Values& operands);
const Tensor& first_output(const Graph& graph, const Operator& op);
double handle_of(const Values& operands);  // of a variable

}  // namespace ambulo::graph
