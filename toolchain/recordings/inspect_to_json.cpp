// SPDX-License-Identifier: Apache-2.0
#include "toolchain/recordings/inspect.h"

namespace ambulo::recordings {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(const RecordingInspection& r) {
  Json channels = Json::array();
  for (const ChannelInspection& channel : r.channels) {
    channels.push_back({{"lowest", channel.lowest},
                        {"highest", channel.highest},
                        {"longest_constant_s", channel.longest_constant_s},
                        {"saturated", channel.saturated}});
  }
  return {{"id", r.id},
          {"subject", r.subject},
          {"placement", r.placement},
          {"synthetic", r.synthetic},
          {"samples", r.samples},
          {"segments", r.segments},
          {"seconds", r.seconds},
          {"labelled_seconds", r.labelled_seconds},
          {"has_timestamps", r.has_timestamps},
          {"nominal_rate_hz", r.nominal_rate_hz},
          {"measured_rate_hz", r.measured_rate_hz},
          {"step_p5_s", r.step_p5_s},
          {"step_p95_s", r.step_p95_s},
          {"gaps", r.gaps},
          {"longest_gap_s", r.longest_gap_s},
          {"mean_acceleration_mps2", r.mean_acceleration_mps2},
          {"rotation_agreement", r.has_rotation_agreement ? Json(r.rotation_agreement) : Json()},
          {"channels", channels}};
}

}  // namespace

Json to_json(const Inspection& inspection) {
  Json json;
  json["data_set"] = inspection.data_set;
  json["synthetic"] = inspection.synthetic;
  json["subjects"] = inspection.subjects;
  json["recordings"] = Json::array();
  for (const RecordingInspection& r : inspection.recordings) {
    json["recordings"].push_back(to_json(r));
  }
  json["seconds"] = inspection.seconds;
  json["labelled_seconds"] = inspection.labelled_seconds;
  json["seconds_by_activity"] = Json::object();
  for (const auto& [activity, seconds] : inspection.seconds_by_activity) {
    json["seconds_by_activity"][activity] = seconds;
  }
  json["placements"] = inspection.placements;
  json["problems"] = Json::array();
  for (const Problem& problem : inspection.problems) {
    json["problems"].push_back({{"what", problem.what}, {"where", problem.where}});
  }
  json["quarantined"] = Json::array();
  for (const Quarantined& file : inspection.quarantined) {
    json["quarantined"].push_back({{"path", file.path}, {"reason", file.reason}});
  }
  return json;
}

}  // namespace ambulo::recordings
