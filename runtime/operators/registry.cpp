// SPDX-License-Identifier: Apache-2.0
#include "runtime/operators/registry.h"

namespace ambulo::operators {

#define AMBULO_OPERATOR(code, function, options, types) Status function(OperatorContext&);
#include "runtime/operators/operators.def"
#undef AMBULO_OPERATOR

namespace {

constexpr Registration kOperators[] = {
#define AMBULO_OPERATOR(code, function, options, types) \
  {schema::BuiltinOperator::code, schema::OptionsType::options, function},
#include "runtime/operators/operators.def"
#undef AMBULO_OPERATOR
};

}  // namespace

const Registration* find_operator(schema::BuiltinOperator code) {
  for (const Registration& registration : kOperators) {
    if (registration.code == code) return &registration;
  }
  return nullptr;
}

}  // namespace ambulo::operators
