// SPDX-License-Identifier: Apache-2.0
#include "runtime/operators/registry.h"

#include "runtime/operators/selection.h"

namespace ambulo::operators {

#define AMBULO_OPERATOR(code, function, options, types) Status function(OperatorContext&);
#include "runtime/operators/operators.def"
#undef AMBULO_OPERATOR

namespace {

// Of operators.def, those that the build asks for. The others are named nowhere else, so that the
// linker drops them.
struct Registry {
  Registration rows[kSelectedCount];
};

constexpr Registry selected_rows() {
  Registry registry = {};
  size_t count = 0;
#define AMBULO_OPERATOR(code, function, options, types)                                    \
  if (is_selected(schema::BuiltinOperator::code)) {                                        \
    registry.rows[count++] = {schema::BuiltinOperator::code, schema::OptionsType::options, \
                              function};                                                   \
  }
#include "runtime/operators/operators.def"
#undef AMBULO_OPERATOR
  return registry;
}

constexpr Registry kRegistry = selected_rows();

}  // namespace

const Registration* find_operator(schema::BuiltinOperator code) {
  for (const Registration& registration : kRegistry.rows) {
    if (registration.code == code) return &registration;
  }
  return nullptr;
}

}  // namespace ambulo::operators
