// SPDX-License-Identifier: Apache-2.0
#include "toolchain/tflite/export.h"

#include <fmt/format.h>

#include "toolchain/graph/from_trained_model.h"
#include "toolchain/graph/passes/optimize.h"
#include "toolchain/tflite/associated_files.h"
#include "toolchain/tflite/contract.h"
#include "toolchain/tflite/metadata.h"
#include "toolchain/tflite/writer.h"

namespace ambulo::tflite {
namespace {

constexpr char kLabelFile[] = "labels.txt";

const char* channels_text(FrontEnd kind) {
  switch (kind) {
    case FrontEnd::Raw:
      return "acceleration x y z in m/s2, rotation x y z in rad/s";
    case FrontEnd::GravitySplit:
      return "body acceleration x y z and gravity x y z in m/s2, compressed rotation x y z, "
             "rotation x y z in rad/s";
    case FrontEnd::GravitySplitLevels:
      return "body acceleration x y z and gravity x y z in m/s2, compressed rotation x y z, "
             "rotation x y z in rad/s, level of rotation, of acceleration, slow level of rotation";
  }
  return "";
}

ModelCard card_of(const std::string& name, const windows::SensorContract& contract) {
  ModelCard card;
  card.name = name;
  card.description = fmt::format("Activity from {} samples at {} Hz, sensor at: {}{}",
                                 contract.window, contract.sample_rate_hz, contract.placement,
                                 contract.synthetic ? "; trained on simulated people only" : "");
  card.version = contract.training_commit;
  card.author = "Ambulo";
  card.input_name = "input";
  card.input_description = channels_text(contract.front_end.kind);
  card.output_name = "probabilities";
  card.mean = contract.mean;
  card.std = contract.std;
  card.label_file = kLabelFile;
  return card;
}

std::string lines(const std::vector<std::string>& labels) {
  std::string text;
  for (const std::string& label : labels) text += label + "\n";
  return text;
}

}  // namespace

std::vector<std::uint8_t> package(const graph::Graph& graph,
                                  const windows::SensorContract& contract) {
  auto bytes =
      write(graph, {standard_metadata(card_of(graph.name, contract)), contract_metadata(contract)});
  append_files(bytes, {{kLabelFile, lines(contract.labels)}});
  return bytes;
}

std::vector<std::uint8_t> export_model(const training::TrainedModel& model) {
  return package(graph::optimize(graph::from_trained_model(model)), model.contract);
}

}  // namespace ambulo::tflite
