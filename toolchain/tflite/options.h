// SPDX-License-Identifier: Apache-2.0
// The attributes of an operator <-> its code, version and options table in a .tflite file. What
// a new operator needs of reader and writer stands here.
#pragma once

#include <optional>
#include <string>

#include "runtime/model/tflite_schema.h"
#include "toolchain/graph/graph.h"
#include "toolchain/tflite/table_writer.h"
#include "toolchain/tflite/verified_table.h"

namespace ambulo::tflite {

// Throws Error(Unsupported) for an operator that no .tflite file holds.
schema::BuiltinOperator builtin_code(const graph::Operator& op);

// The .tflite name of a code, "CONV_2D"; empty when this list ends before it.
std::string builtin_name(std::int32_t code);

struct OptionsTable {
  schema::OptionsType type = schema::OptionsType::None;
  AnyOffset table;
};
OptionsTable write_options(flatbuffers::FlatBufferBuilder& builder, const graph::Operator& op);

// Nothing: an operator that Graph does not model, or options of one that it does not. Throws
// Error(BadInput) for values outside the schema. options is absent when the file leaves them out.
std::optional<graph::Attributes> read_attributes(schema::BuiltinOperator code,
                                                 schema::OptionsType type,
                                                 const std::optional<VerifiedTable>& options);

// Whether Graph models this operator with usual options.
bool is_modelled(schema::BuiltinOperator code);

// All that writing back an operator that Graph does not model takes.
graph::Unknown read_unknown(std::string name, std::int32_t code, const VerifiedTable& op);

}  // namespace ambulo::tflite
