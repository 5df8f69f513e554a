// SPDX-License-Identifier: Apache-2.0
// The numbers of the TFLite Metadata format (file identifier "M001"), a FlatBuffer of its own
// inside a metadata buffer of a .tflite file: slots of the tables written here. Conventions as in
// runtime/model/tflite_schema.h.
#pragma once

#include "runtime/model/tflite_schema.h"

namespace ambulo::tflite::metadata_schema {

using schema::Reference;
using schema::Scalar;

inline constexpr char kFileIdentifier[] = "M001";
inline constexpr char kBufferName[] = "TFLITE_METADATA";
inline constexpr char kMinParserVersion[] = "1.0.0";  // everything here was there from the start

enum class AssociatedFileType : std::int8_t { TensorAxisLabels = 2 };
enum class ProcessUnitOptions : std::uint8_t { NormalizationOptions = 1 };

namespace model_metadata {
inline constexpr Reference kName{0};              // string
inline constexpr Reference kDescription{1};       // string
inline constexpr Reference kVersion{2};           // string
inline constexpr Reference kSubgraphMetadata{3};  // [SubGraphMetadata]
inline constexpr Reference kAuthor{4};            // string
inline constexpr Reference kLicense{5};           // string
inline constexpr Reference kMinParserVersion{7};  // string
}  // namespace model_metadata

namespace sub_graph_metadata {
inline constexpr Reference kInputTensorMetadata{2};   // [TensorMetadata]
inline constexpr Reference kOutputTensorMetadata{3};  // [TensorMetadata]
}  // namespace sub_graph_metadata

namespace tensor_metadata {
inline constexpr Reference kName{0};             // string
inline constexpr Reference kDescription{1};      // string
inline constexpr Reference kProcessUnits{4};     // [ProcessUnit]
inline constexpr Reference kAssociatedFiles{6};  // [AssociatedFile]
}  // namespace tensor_metadata

namespace associated_file {
inline constexpr Reference kName{0};  // string
inline constexpr Scalar<std::int8_t> kType{2, 0};
}  // namespace associated_file

namespace process_unit {
inline constexpr Scalar<std::uint8_t> kOptionsType{0, 0};
inline constexpr Reference kOptions{1};  // the table that the type names
}  // namespace process_unit

namespace normalization_options {
inline constexpr Reference kMean{0};  // [float]
inline constexpr Reference kStd{1};   // [float]
}  // namespace normalization_options

}  // namespace ambulo::tflite::metadata_schema
