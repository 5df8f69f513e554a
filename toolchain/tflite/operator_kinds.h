// SPDX-License-Identifier: Apache-2.0
// The kinds of operators of graph/plain_operators.def with their codes and options tables.
#pragma once

#include <algorithm>
#include <iterator>

#include "runtime/model/tflite_schema.h"
#include "toolchain/graph/graph.h"

namespace ambulo::tflite {

template <typename Kind>
struct KindRow {
  Kind kind;
  schema::BuiltinOperator code;
  schema::OptionsType options;
};
#define AMBULO_ROW(kind, name, options) \
  {Kind::kind, schema::BuiltinOperator::kind, schema::OptionsType::options},
template <typename Kind>
struct Kinds;
template <>
struct Kinds<graph::Elementwise::Kind> {
  using Kind = graph::Elementwise::Kind;
#define AMBULO_ELEMENTWISE AMBULO_ROW
  static constexpr KindRow<Kind> kRows[] = {
#include "toolchain/graph/plain_operators.def"
  };
#undef AMBULO_ELEMENTWISE
};
template <>
struct Kinds<graph::Unary::Kind> {
  using Kind = graph::Unary::Kind;
#define AMBULO_UNARY AMBULO_ROW
  static constexpr KindRow<Kind> kRows[] = {
#include "toolchain/graph/plain_operators.def"
  };
#undef AMBULO_UNARY
};
template <>
struct Kinds<graph::Reduce::Kind> {
  using Kind = graph::Reduce::Kind;
#define AMBULO_REDUCE AMBULO_ROW
  static constexpr KindRow<Kind> kRows[] = {
#include "toolchain/graph/plain_operators.def"
  };
#undef AMBULO_REDUCE
};
template <>
struct Kinds<graph::Plain::Kind> {
  using Kind = graph::Plain::Kind;
#define AMBULO_PLAIN AMBULO_ROW
  static constexpr KindRow<Kind> kRows[] = {
#include "toolchain/graph/plain_operators.def"
  };
#undef AMBULO_PLAIN
};
#undef AMBULO_ROW

template <typename Kind>
schema::OptionsType options_type(Kind kind) {
  return std::ranges::find(Kinds<Kind>::kRows, kind, &KindRow<Kind>::kind)->options;
}

template <typename Kind>
const KindRow<Kind>* kind_of(schema::BuiltinOperator code) {
  const auto* row = std::ranges::find(Kinds<Kind>::kRows, code, &KindRow<Kind>::code);
  return row == std::end(Kinds<Kind>::kRows) ? nullptr : row;
}

}  // namespace ambulo::tflite
