// SPDX-License-Identifier: Apache-2.0
// The sensor contract inside a .tflite file: what the model expects of its input. Stored in the
// metadata buffer named "ambulo.sensor_contract", little-endian, read in place without heap.
//
// Bytes, version 1 (a later version may append; unknown versions are refused):
//    0 u32  magic 'A' 'M' 'B' 'C'
//    4 u16  version = 1
//    6 u16  bytes of the whole contract
//    8 f32  sample_rate_hz
//   12 u16  window (samples)
//   14 u16  hop (samples)
//   16 u8   front end (ambulo::FrontEnd)
//   17 u8   model channels C (6 or 12, must agree with the front end)
//   18 u16  low pass: start samples
//   20 f32  low_pass_hz
//   24 f32  softsign_scale_rps
//   28 u8   acceleration unit: 0 m/s2, 1 g              29 u8 rotation unit: 0 rad/s, 1 deg/s
//   30 u8   sign: 0 Android (+9.81 up), 1 iOS           31 u8 gravity: 1 included, 0 removed
//   32 u8[6] channel order: 0..2 acceleration x y z, 3..5 rotation x y z
//   38 u8   trained on synthetic recordings only        39 u8 number of labels L (1..64)
//   40 u16  smoothing_windows                           42 u16 reserved, 0
//   44 f32[C] mean, f32[C] std (std > 0, all finite)
//   then strings, each u8 length + bytes (UTF-8, no terminator):
//        L labels, placement, data set, split, training commit
#pragma once

#include <ambulo/front_end.h>
#include <ambulo/span.h>
#include <ambulo/status.h>

#include <cstddef>
#include <cstdint>

namespace ambulo {

inline constexpr char kSensorContractName[] = "ambulo.sensor_contract";
inline constexpr size_t kMaxLabels = 64;

struct SensorContractView {
  FrontEndConfig front_end;  // holds the sample rate
  uint16_t window = 0, hop = 0, smoothing_windows = 1;
  uint8_t channels = 0, label_count = 0;
  uint8_t acceleration_unit = 0, rotation_unit = 0, sign = 0, gravity_included = 1;
  uint8_t channel_order[kRawChannels] = {};
  bool synthetic = false;
  float mean[kMaxModelChannels] = {}, std[kMaxModelChannels] = {};
  Span<const char> labels[kMaxLabels];  // views into the model bytes
  Span<const char> placement, data_set, split, training_commit;
};

// Checks every length and value. BadModel: not a contract of a known version, or damaged.
Status read_sensor_contract(Span<const uint8_t> bytes, SensorContractView& out);

}  // namespace ambulo
