// SPDX-License-Identifier: Apache-2.0
// One table of keys serves reading, writing, documentation and the check for unknown keys.
#include "toolchain/training/experiment.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <functional>
#include <sstream>
#include <utility>

#include "toolchain/core/error.h"
#include "toolchain/core/files.h"
#include "toolchain/training/shipped_experiments.h"

namespace ambulo::training {
namespace {

// A bad value; the caller adds key and position.
struct BadValue {
  std::string what;
};

void read(const toml::node& node, double& value) {
  const auto number = node.value<double>();
  if (!number || !(node.is_floating_point() || node.is_integer()))
    throw BadValue{"is not a number"};
  value = *number;
}
void read(const toml::node& node, float& value) {
  double wide = 0;
  read(node, wide);
  value = static_cast<float>(wide);
}
void read(const toml::node& node, std::int64_t& value) {
  if (!node.is_integer()) throw BadValue{"is not a whole number"};
  value = *node.value<std::int64_t>();
}
void read(const toml::node& node, std::size_t& value) {
  std::int64_t number = 0;
  read(node, number);
  if (number < 0) throw BadValue{"is negative"};
  value = static_cast<std::size_t>(number);
}
void read(const toml::node& node, std::uint16_t& value) {
  std::size_t number = 0;
  read(node, number);
  if (number > 65535) throw BadValue{"is above 65535"};
  value = static_cast<std::uint16_t>(number);
}
void read(const toml::node& node, bool& value) {
  if (!node.is_boolean()) throw BadValue{"is neither true nor false"};
  value = *node.value<bool>();
}
void read(const toml::node& node, std::string& value) {
  if (!node.is_string()) throw BadValue{"is not a text in quotes"};
  value = *node.value<std::string>();
}
void read(const toml::node& node, std::vector<std::int64_t>& value) {
  const toml::array* array = node.as_array();
  if (array == nullptr) throw BadValue{"is not a list of whole numbers"};
  value.clear();
  for (const toml::node& element : *array) {
    std::int64_t number = 0;
    read(element, number);
    if (number < 1 || number > 4096) throw BadValue{"holds a number outside 1..4096"};
    value.push_back(number);
  }
}

std::string write(double value) {
  std::string text = fmt::format("{}", value);
  return text.find_first_of(".en") == std::string::npos ? text + ".0" : text;
}
// Shortest text of the float itself: 0.06, not 0.05999999865889549.
std::string write(float value) {
  return write(std::stod(fmt::format("{}", value)));
}
std::string write(std::int64_t value) {
  return fmt::format("{}", value);
}
std::string write(std::size_t value) {
  return fmt::format("{}", value);
}
std::string write(std::uint16_t value) {
  return fmt::format("{}", value);
}
std::string write(bool value) {
  return value ? "true" : "false";
}
std::string write(const std::string& value) {
  return fmt::format("\"{}\"", value);
}
std::string write(const std::vector<std::int64_t>& value) {
  return fmt::format("[{}]", fmt::join(value, ", "));
}

template <typename Enum>
using Names = std::vector<std::pair<std::string, Enum>>;

const Names<FrontEnd> kFrontEnds = {{"raw", FrontEnd::Raw},
                                    {"gravity_split", FrontEnd::GravitySplit},
                                    {"gravity_split_levels", FrontEnd::GravitySplitLevels}};
const Names<ScheduleKind> kSchedules = {{"constant", ScheduleKind::Constant},
                                        {"one_cycle", ScheduleKind::OneCycle}};
const Names<EpochChoice> kEpochChoices = {{"best_validation", EpochChoice::BestValidation},
                                          {"last", EpochChoice::Last}};

struct Key {
  std::string section, key, documentation;
  std::function<void(const toml::node&, Experiment&)> read;
  std::function<std::string(const Experiment&)> write;
};

// A number or list with its least and greatest value.
template <typename Member>
Key key(const char* section, const char* name, const char* documentation, Member member,
        double least = -1e300, double most = 1e300) {
  return {section, name, documentation,
          [=](const toml::node& node, Experiment& e) {
            auto& value = member(e);
            training::read(node, value);
            if constexpr (std::is_arithmetic_v<std::remove_reference_t<decltype(value)>>) {
              const auto number = static_cast<double>(value);
              if (!(number >= least && number <= most)) {
                throw BadValue{fmt::format("is outside {} .. {}", least, most)};
              }
            }
          },
          [=](const Experiment& e) { return training::write(member(const_cast<Experiment&>(e))); }};
}

template <typename Enum, typename Member>
Key choice(const char* section, const char* name, const char* documentation,
           const Names<Enum>& names, Member member) {
  return {section, name, documentation,
          [&names, member](const toml::node& node, Experiment& e) {
            std::string text, known;
            training::read(node, text);
            for (const auto& [candidate, value] : names) {
              known += (known.empty() ? "" : ", ") + candidate;
              if (candidate == text) {
                member(e) = value;
                return;
              }
            }
            throw BadValue{fmt::format("is '{}'; known are {}", text, known)};
          },
          [&names, member](const Experiment& e) {
            for (const auto& [candidate, value] : names) {
              if (value == member(const_cast<Experiment&>(e))) return training::write(candidate);
            }
            throw Error(ErrorKind::Internal, "a choice without a name");
          }};
}

#define FIELD(path)             \
  [](Experiment & e) -> auto& { \
    return e.path;              \
  }

const std::vector<Key>& keys() {
  static const std::vector<Key> table = {
      key("model", "architecture", "dnn, cnn, lstm, compact or conv_lstm",
          FIELD(model.architecture)),
      key("model", "filters", "filters of each convolution", FIELD(model.filters)),
      key("model", "kernels", "kernel length of each convolution, samples", FIELD(model.kernels)),
      key("model", "strides", "stride of each convolution, samples", FIELD(model.strides)),
      key("model", "units", "units of each hidden dense or LSTM layer", FIELD(model.units)),
      key("model", "dropout", "share dropped after each hidden layer", FIELD(model.dropout), 0,
          0.95),
      key("model", "head_dropout", "share dropped before the output layer",
          FIELD(model.head_dropout), 0, 0.95),
      key("windows", "sample_rate_hz", "rate that recordings are brought to",
          FIELD(windows.sample_rate_hz), 1, 1000),
      key("windows", "length", "samples in a window", FIELD(windows.length), 4, 4096),
      key("windows", "hop", "samples between two windows", FIELD(windows.hop), 1, 4096),
      key("windows", "purity", "least share of a window with its label", FIELD(windows.purity), 0.5,
          1),
      key("windows", "max_gap_s", "a longer pause between samples is a gap",
          FIELD(windows.max_gap_s), 1e-3, 60),
      key("windows", "transitions", "also learn postural transitions", FIELD(transitions)),
      choice("front_end", "kind", "raw, gravity_split or gravity_split_levels", kFrontEnds,
             FIELD(front_end.kind)),
      key("front_end", "low_pass_hz", "corner of the low pass that finds gravity",
          FIELD(front_end.low_pass_hz), 0.01, 10),
      key("front_end", "softsign_scale_rps", "rotation rate at half of the softsign's range, rad/s",
          FIELD(front_end.softsign_scale_rps), 1e-4, 100),
      key("front_end", "start_samples", "the low pass starts from the mean of so many samples",
          FIELD(front_end.start_samples), 1, 65535),
      key("augmentation", "rotation_rad", "deviation of the random rotation of both sensors, rad",
          FIELD(augmentation.rotation_rad), 0, 4),
      key("augmentation", "gain", "deviation of the random gain of each channel",
          FIELD(augmentation.gain), 0, 1),
      key("augmentation", "acceleration_noise_mps2", "deviation of noise per sample, m/s2",
          FIELD(augmentation.acceleration_noise_mps2), 0, 100),
      key("augmentation", "rotation_noise_rps", "deviation of noise per sample, rad/s",
          FIELD(augmentation.rotation_noise_rps), 0, 100),
      key("augmentation", "time_warp", "windows span their length times U(1-w, 1+w)",
          FIELD(augmentation.time_warp), 0, 0.5),
      key("augmentation", "shift", "start moves by up to so many samples",
          FIELD(augmentation.shift), 0, 4096),
      key("augmentation", "splice", "what came before the segment is another moment's",
          FIELD(augmentation.splice)),
      key("augmentation", "cutout", "up to so many samples in one place become the mean",
          FIELD(augmentation.cutout), 0, 4096),
      key("training", "epochs", "passes over the training windows", FIELD(training.epochs), 1,
          100000),
      key("training", "batch", "windows in a step", FIELD(training.batch), 1, 65536),
      key("training", "learning_rate", "AdamW, peak of the schedule", FIELD(training.learning_rate),
          1e-8, 10),
      choice("training", "schedule", "one_cycle or constant", kSchedules, FIELD(training.schedule)),
      key("training", "weight_decay", "decoupled decay of weights, not of biases",
          FIELD(training.optimizer.weight_decay), 0, 1),
      key("training", "label_smoothing", "share of the target spread over all classes",
          FIELD(training.optimizer.label_smoothing), 0, 0.9),
      key("training", "averaging", "decay of the moving average of weights; 0: none",
          FIELD(training.optimizer.averaging), 0, 0.99999),
      choice("training", "epoch_choice", "best_validation, or last", kEpochChoices,
             FIELD(training.epoch_choice)),
      key("training", "refit",
          "train again up to the chosen epoch, with the validation people among the training ones",
          FIELD(training.refit)),
      key("distillation", "teachers",
          "networks trained first, whose mean answer is learned too; 0: none",
          FIELD(distillation.teachers), 0, 100),
      key("distillation", "experiment",
          "how the teachers are trained: a .toml file or shipped name",
          FIELD(distillation.experiment)),
      key("distillation", "weight", "share of the teachers in the loss", FIELD(distillation.weight),
          0, 1),
      key("distillation", "temperature", "softens both answers", FIELD(distillation.temperature), 1,
          100),
  };
  return table;
}

#undef FIELD

[[noreturn]] void refuse(std::string_view where, const toml::source_region& at, std::string what) {
  throw Error(ErrorKind::BadInput, std::move(what),
              fmt::format("{}, line {}", where, at.begin.line),
              "see the documented keys of the shipped experiments");
}

void check_keys_are_known(const toml::table& table, std::string_view where) {
  for (const auto& [section, node] : table) {
    const toml::table* entries = node.as_table();
    std::string known;
    for (const Key& k : keys()) {
      if (k.section == section.str()) known += (known.empty() ? "" : ", ") + k.key;
    }
    if (entries == nullptr || known.empty()) {
      refuse(where, node.source(),
             fmt::format("unknown section '{}'; known are model, windows, front_end, augmentation, "
                         "training, distillation",
                         section.str()));
    }
    for (const auto& [name, value] : *entries) {
      const bool found =
          std::ranges::any_of(keys(), [&, s = section.str(), n = name.str()](const Key& k) {
            return k.section == s && k.key == n;
          });
      if (!found) {
        refuse(where, value.source(),
               fmt::format("unknown key '{}.{}'; known are {}", section.str(), name.str(), known));
      }
    }
  }
}

void apply(const toml::table& table, std::string_view where, Experiment& experiment) {
  check_keys_are_known(table, where);
  for (const Key& k : keys()) {
    const toml::node* node = table.at_path(k.section + "." + k.key).node();
    if (node == nullptr) continue;
    try {
      k.read(*node, experiment);
    } catch (const BadValue& bad) {
      refuse(where, node->source(), fmt::format("'{}.{}' {}", k.section, k.key, bad.what));
    }
  }
  experiment.front_end.sample_rate_hz = static_cast<float>(experiment.windows.sample_rate_hz);
}

}  // namespace

Experiment parse_experiment(std::string_view text, std::string_view name, std::string_view where) {
  toml::table table;
  try {
    table = toml::parse(text);
  } catch (const toml::parse_error& error) {
    refuse(where, error.source(), std::string(error.description()));
  }
  Experiment experiment;
  experiment.name = name;
  apply(table, where, experiment);
  return experiment;
}

void set_key(Experiment& experiment, std::string_view assignment, std::string_view where) {
  const std::size_t dot = assignment.find('.'), equals = assignment.find('=');
  if (dot == std::string_view::npos || equals == std::string_view::npos || equals < dot) {
    throw Error(ErrorKind::Usage, fmt::format("'{}' changes no key", assignment),
                std::string(where), "write SECTION.KEY=VALUE, such as training.epochs=60");
  }
  std::string value(assignment.substr(equals + 1));
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (!value.empty() && is_letter(value[0]) && value != "true" && value != "false") {
    value = fmt::format("\"{}\"", value);  // a word needs no quotes here
  }
  try {
    apply(toml::parse(fmt::format("{} = {}", assignment.substr(0, equals), value)), where,
          experiment);
  } catch (const toml::parse_error& error) {
    throw Error(ErrorKind::Usage, fmt::format("'{}': {}", assignment, error.description()),
                std::string(where), "write SECTION.KEY=VALUE, such as training.epochs=60");
  }
}

std::vector<std::string> shipped_experiments() {
  std::vector<std::string> names;
  for (const auto& [name, text] : kShippedExperiments) names.emplace_back(name);
  return names;
}

Experiment load_experiment(const std::string& path_or_name) {
  for (const auto& [name, text] : kShippedExperiments) {
    if (name == path_or_name) return parse_experiment(text, name, std::string(name) + ".toml");
  }
  const std::filesystem::path path = path_or_name;
  if (path.extension() != ".toml" && !std::filesystem::exists(path)) {
    throw Error(
        ErrorKind::Usage, "unknown experiment", path_or_name,
        fmt::format("name a .toml file or one of {}", fmt::join(shipped_experiments(), ", ")));
  }
  return parse_experiment(read_text(path), path.stem().string(), path.string());
}

std::string to_toml(const Experiment& experiment) {
  std::string text, section;
  for (const Key& k : keys()) {
    if (k.section != section) {
      text += fmt::format("{}[{}]\n", section.empty() ? "" : "\n", k.section);
      section = k.section;
    }
    text += fmt::format("{} = {}\n", k.key, k.write(experiment));
  }
  return text;
}

std::vector<ExperimentKey> experiment_keys() {
  std::vector<ExperimentKey> result;
  const Experiment defaults;
  for (const Key& k : keys()) {
    result.push_back({k.section + "." + k.key, k.documentation, k.write(defaults)});
  }
  return result;
}

}  // namespace ambulo::training
