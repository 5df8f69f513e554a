// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/runtime_support.h"

#include <algorithm>
#include <iterator>

#include "runtime/model/tflite_schema.h"

namespace ambulo::graph {
namespace {

struct BuiltinName {
  std::string_view name;
  schema::BuiltinOperator code;
};

constexpr BuiltinName kBuiltinNames[] = {
#define AMBULO_BUILTIN_OPERATOR(enumerator, name, code) \
  {#name, schema::BuiltinOperator::enumerator},
#include "runtime/model/builtin_operators.def"
#undef AMBULO_BUILTIN_OPERATOR
};

constexpr schema::BuiltinOperator kRunning[] = {
#define AMBULO_OPERATOR(enumerator, prepare, options, types) schema::BuiltinOperator::enumerator,
#include "runtime/operators/operators.def"
#undef AMBULO_OPERATOR
};

}  // namespace

bool runtime_supports(std::string_view type_name) {
  if (type_name == schema::kDecodeName) return true;
  const auto known = std::ranges::find(kBuiltinNames, type_name, &BuiltinName::name);
  return known != std::end(kBuiltinNames) &&
         std::ranges::find(kRunning, known->code) != std::end(kRunning);
}

}  // namespace ambulo::graph
