// SPDX-License-Identifier: Apache-2.0
// Which operators are built in: AMBULO_OPERATORS is "" for all, or names as the .tflite schema has
// them: "CONV_2D,SOFTMAX". An unknown name does not compile.
#pragma once

#include "runtime/model/tflite_schema.h"

#include <cstddef>

#ifndef AMBULO_OPERATORS
#define AMBULO_OPERATORS ""
#endif
#ifndef AMBULO_TYPES
#define AMBULO_TYPES ""
#endif

namespace ambulo::operators {

constexpr const char* name_of(schema::BuiltinOperator code) {
  switch (code) {
#define AMBULO_BUILTIN_OPERATOR(enumerator, name, code) \
  case schema::BuiltinOperator::enumerator:             \
    return #name;
#include "runtime/model/builtin_operators.def"
#undef AMBULO_BUILTIN_OPERATOR
  }
  return "";
}

// Whether the first word of a list is this one.
constexpr bool starts_with_word(const char* list, const char* word) {
  while (*word != '\0' && *list == *word) ++list, ++word;
  return *word == '\0' && (*list == '\0' || *list == ',');
}

constexpr bool lists(const char* list, const char* word) {
  bool at_start = true;
  for (; *list != '\0'; ++list) {
    if (at_start && starts_with_word(list, word)) return true;
    at_start = *list == ',';
  }
  return false;
}

constexpr size_t word_count(const char* list) {
  size_t count = *list == '\0' ? 0 : 1;
  for (; *list != '\0'; ++list) count += *list == ',';
  return count;
}

constexpr bool is_selected(schema::BuiltinOperator code) {
  return word_count(AMBULO_OPERATORS) == 0 || lists(AMBULO_OPERATORS, name_of(code));
}

// Which types convolutions, dense layers, pools and softmax are built for (uint8: also what has a
// kernel of its own for it): AMBULO_TYPES is "" for all, or some of these names.
inline constexpr const char* kFloat32 = "float32";
inline constexpr const char* kInt8 = "int8";
inline constexpr const char* kInt16 = "int16";
inline constexpr const char* kUInt8 = "uint8";
inline constexpr const char* kHybrid = "hybrid";  // float activations, int8 weights

constexpr bool has_type(const char* name) {
  return word_count(AMBULO_TYPES) == 0 || lists(AMBULO_TYPES, name);
}

static_assert(word_count(AMBULO_TYPES) == 0 ||
                  word_count(AMBULO_TYPES) == size_t{0} + has_type(kFloat32) + has_type(kInt8) +
                                                  has_type(kInt16) + has_type(kUInt8) +
                                                  has_type(kHybrid),
              "AMBULO_TYPES names a type twice, or one that is not among these");

// Weights in fewer than 8 bits, INT4 tensors too, are read where DECODE is built in.
inline constexpr bool kReadsCodes = is_selected(schema::BuiltinOperator::Custom);

inline constexpr size_t kSelectedCount = 0
#define AMBULO_OPERATOR(code, function, options, types) \
  +(is_selected(schema::BuiltinOperator::code) ? 1 : 0)
#include "runtime/operators/operators.def"
#undef AMBULO_OPERATOR
    ;

static_assert(word_count(AMBULO_OPERATORS) == 0 || word_count(AMBULO_OPERATORS) == kSelectedCount,
              "AMBULO_OPERATORS names an operator twice, or one that operators.def does not have");

}  // namespace ambulo::operators
