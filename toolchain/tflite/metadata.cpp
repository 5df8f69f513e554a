// SPDX-License-Identifier: Apache-2.0
#include "toolchain/tflite/metadata.h"

#include "toolchain/tflite/metadata_schema.h"
#include "toolchain/tflite/table_writer.h"

namespace ambulo::tflite {
namespace {

using flatbuffers::FlatBufferBuilder;

AnyOffset string(FlatBufferBuilder& builder, const std::string& text) {
  return text.empty() ? AnyOffset() : AnyOffset(builder.CreateSharedString(text).o);
}

AnyOffset list_of_one(FlatBufferBuilder& builder, AnyOffset table) {
  return builder.CreateVector(&table, 1).o;
}

AnyOffset normalization(FlatBufferBuilder& builder, const ModelCard& card) {
  namespace options_field = metadata_schema::normalization_options;
  namespace field = metadata_schema::process_unit;
  const auto mean = builder.CreateVector(card.mean), std = builder.CreateVector(card.std);
  TableWriter options(builder);
  options.add(options_field::kMean, mean);
  options.add(options_field::kStd, std);
  const auto table = options.finish();
  TableWriter unit(builder);
  unit.add(field::kOptionsType,
           static_cast<std::uint8_t>(metadata_schema::ProcessUnitOptions::NormalizationOptions));
  unit.add(field::kOptions, table);
  return unit.finish();
}

AnyOffset label_file(FlatBufferBuilder& builder, const std::string& file_name) {
  namespace field = metadata_schema::associated_file;
  const auto name = string(builder, file_name);
  TableWriter file(builder);
  file.add(field::kName, name);
  file.add(field::kType,
           static_cast<std::int8_t>(metadata_schema::AssociatedFileType::TensorAxisLabels));
  return file.finish();
}

AnyOffset input_tensor(FlatBufferBuilder& builder, const ModelCard& card) {
  namespace field = metadata_schema::tensor_metadata;
  const auto name = string(builder, card.input_name);
  const auto description = string(builder, card.input_description);
  const auto units = list_of_one(builder, normalization(builder, card));
  TableWriter tensor(builder);
  tensor.add(field::kName, name);
  tensor.add(field::kDescription, description);
  tensor.add(field::kProcessUnits, units);
  return tensor.finish();
}

AnyOffset output_tensor(FlatBufferBuilder& builder, const ModelCard& card) {
  namespace field = metadata_schema::tensor_metadata;
  const auto name = string(builder, card.output_name);
  const auto description = string(builder, card.output_description);
  const auto files = list_of_one(builder, label_file(builder, card.label_file));
  TableWriter tensor(builder);
  tensor.add(field::kName, name);
  tensor.add(field::kDescription, description);
  tensor.add(field::kAssociatedFiles, files);
  return tensor.finish();
}

AnyOffset sub_graph(FlatBufferBuilder& builder, const ModelCard& card) {
  namespace field = metadata_schema::sub_graph_metadata;
  const auto inputs = list_of_one(builder, input_tensor(builder, card));
  const auto outputs = list_of_one(builder, output_tensor(builder, card));
  TableWriter table(builder);
  table.add(field::kInputTensorMetadata, inputs);
  table.add(field::kOutputTensorMetadata, outputs);
  return table.finish();
}

}  // namespace

MetadataEntry standard_metadata(const ModelCard& card) {
  namespace field = metadata_schema::model_metadata;
  FlatBufferBuilder builder;
  const auto name = string(builder, card.name);
  const auto description = string(builder, card.description);
  const auto version = string(builder, card.version);
  const auto author = string(builder, card.author);
  const auto license = string(builder, card.license);
  const auto parser = string(builder, metadata_schema::kMinParserVersion);
  const auto sub_graphs = list_of_one(builder, sub_graph(builder, card));
  TableWriter model(builder);
  model.add(field::kName, name);
  model.add(field::kDescription, description);
  model.add(field::kVersion, version);
  model.add(field::kSubgraphMetadata, sub_graphs);
  model.add(field::kAuthor, author);
  model.add(field::kLicense, license);
  model.add(field::kMinParserVersion, parser);
  builder.Finish(model.finish(), metadata_schema::kFileIdentifier);
  return {metadata_schema::kBufferName,
          {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()}};
}

}  // namespace ambulo::tflite
