// SPDX-License-Identifier: Apache-2.0
#include "toolchain/evaluation/to_json.h"

namespace ambulo::evaluation {
namespace {

using Json = nlohmann::ordered_json;

template <typename Range, typename ToJson>
Json list(const Range& values, ToJson to_json_of) {
  Json result = Json::array();
  for (const auto& value : values) result.push_back(to_json_of(value));
  return result;
}

Json subject_json(const SubjectMetrics& s) {
  return {{"subject", s.subject},
          {"windows", s.windows},
          {"accuracy", s.accuracy},
          {"macro_f1", s.macro_f1}};
}

Json class_json(const ClassMetrics& c) {
  return {{"name", c.name},           {"support", c.support}, {"predicted", c.predicted},
          {"precision", c.precision}, {"recall", c.recall},   {"f1", c.f1}};
}

Json bin_json(const CalibrationBin& b) {
  return {{"low", b.low},
          {"high", b.high},
          {"windows", b.windows},
          {"confidence", b.confidence},
          {"accuracy", b.accuracy}};
}

Json random_split_json(const RandomSplit& r) {
  return {{"windows", r.windows},
          {"accuracy", r.accuracy},
          {"balanced_accuracy", r.balanced_accuracy},
          {"macro_f1", r.macro_f1}};
}

Json unknown_json(const UnknownActivity& u) {
  return {{"activity", u.activity}, {"segments", u.segments}, {"seconds", u.seconds}};
}

Json bout_json(double from_s, double to_s, const std::string& activity, double confidence) {
  return {{"from", from_s}, {"to", to_s}, {"activity", activity}, {"confidence", confidence}};
}

Json agreement_json(const Agreement& a) {
  return {{"share", a.share()},
          {"labelled_s", a.labelled_s},
          {"agreeing_s", a.agreeing_s},
          {"unknown_s", a.unknown_s},
          {"activities", list(a.activities, [](const ActivityAgreement& activity) {
             return Json{{"activity", activity.activity},
                         {"labelled_s", activity.labelled_s},
                         {"agreeing_s", activity.agreeing_s}};
           })}};
}

}  // namespace

Json to_json(const Evaluation& e) {
  const Metrics& m = e.metrics;
  Json json{{"model", e.model},
            {"data_set", e.data_set},
            {"split", e.split},
            {"part", e.part},
            {"seed", e.seed},
            {"synthetic", e.synthetic},
            {"file_bytes", e.file_bytes},
            {"arena_bytes", e.arena_bytes},
            {"repacked_weight_bytes", e.repacked_weight_bytes},
            {"windows", m.windows},
            {"accuracy", m.accuracy},
            {"accuracy_interval", nullptr},
            {"balanced_accuracy", m.balanced_accuracy},
            {"macro_f1", m.macro_f1},
            {"calibration_error", m.calibration.error},
            {"mean_confidence", m.calibration.mean_confidence},
            {"classes", list(m.classes, class_json)},
            {"confusion", m.confusion},
            {"subjects", list(m.subjects, subject_json)},
            {"worst_subject", subject_json(m.subjects[m.worst_subject])},
            {"calibration", list(m.calibration.bins, bin_json)}};
  if (m.accuracy_interval) {
    json["accuracy_interval"] = {m.accuracy_interval->low, m.accuracy_interval->high};
  }
  if (e.random_split) json["random_split"] = random_split_json(*e.random_split);
  json["unknown_activities"] = list(e.unknown_activities, unknown_json);
  json["notes"] = e.notes;
  return json;
}

Json to_json(const Classification& c) {
  Json json{{"recording", c.recording},
            {"bouts", list(c.bouts,
                           [](const Bout& r) {
                             return bout_json(r.from_s, r.to_s, r.activity, r.confidence);
                           })},
            {"decisions", list(c.decisions,
                               [&](const Decision& d) {
                                 return bout_json(d.from_s, d.to_s, c.labels[d.label],
                                                  static_cast<double>(d.confidence));
                               })},
            {"agreement", nullptr},
            {"warnings", c.warnings}};
  if (c.agreement) json["agreement"] = agreement_json(*c.agreement);
  return json;
}

}  // namespace ambulo::evaluation
