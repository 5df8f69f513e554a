// SPDX-License-Identifier: Apache-2.0
// Element types of a graph <-> their number in the schema.
#pragma once

#include <cstdint>

#include "runtime/model/tflite_schema.h"
#include "toolchain/graph/graph.h"

namespace ambulo::tflite {

struct DataTypeNumber {
  graph::DataType type;
  schema::TensorType number;
};
inline constexpr DataTypeNumber kDataTypes[] = {
    {graph::DataType::Float32, schema::TensorType::Float32},
    {graph::DataType::Float16, schema::TensorType::Float16},
    {graph::DataType::Int32, schema::TensorType::Int32},
    {graph::DataType::UInt8, schema::TensorType::UInt8},
    {graph::DataType::Int64, schema::TensorType::Int64},
    {graph::DataType::Bool, schema::TensorType::Bool},
    {graph::DataType::Int16, schema::TensorType::Int16},
    {graph::DataType::Int8, schema::TensorType::Int8},
    {graph::DataType::String, schema::TensorType::String},
    {graph::DataType::Resource, schema::TensorType::Resource},
    {graph::DataType::Variant, schema::TensorType::Variant},
    {graph::DataType::UInt32, schema::TensorType::UInt32},
    {graph::DataType::UInt64, schema::TensorType::UInt64},
    {graph::DataType::Float64, schema::TensorType::Float64},
    {graph::DataType::Int4, schema::TensorType::Int4},
};

}  // namespace ambulo::tflite
