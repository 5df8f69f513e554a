// SPDX-License-Identifier: Apache-2.0
// classify_csv MODEL.tflite < samples.csv: what a device does with a model of Ambulo, in plain
// C++17. Each line is one sample ax,ay,az,gx,gy,gz in m/s2 and rad/s, in the Android sign, at the
// rate of the model. Everything else the model says itself. docs/how_to/your_own_program.md
#include <cstdio>
#include <vector>

#include "ambulo.h"

namespace {

alignas(16) uint8_t file_bytes[1 << 20];
alignas(16) uint8_t arena[1 << 19];

int refuse(const char* what) {
  std::fprintf(stderr, "classify_csv: %s\n", what);
  return 1;
}

// Raw samples to rows of model channels.
class Preparation {
 public:
  explicit Preparation(const ambulo::SensorContractView& contract)
      : contract_(contract), low_pass_(contract.front_end) {
    for (size_t c = 0; c < contract.channels; ++c) inverse_std_[c] = 1.0f / contract.std[c];
  }

  void start(const float* samples, size_t count) { low_pass_.start(samples, count); }

  void push(const float* sample, float* row) {
    float low[ambulo::kLowPassChannels];
    low_pass_.push(sample, low);
    ambulo::features(contract_.front_end, sample, low, row);
    ambulo::standardize(row, contract_.mean, inverse_std_, contract_.channels);
  }

 private:
  const ambulo::SensorContractView& contract_;
  ambulo::LowPass low_pass_;
  float inverse_std_[ambulo::kMaxModelChannels] = {};
};

std::vector<float> read_samples() {
  std::vector<float> samples;
  float s[6];
  while (std::scanf("%f,%f,%f,%f,%f,%f", s, s + 1, s + 2, s + 3, s + 4, s + 5) == 6) {
    samples.insert(samples.end(), s, s + 6);
  }
  return samples;
}

void print_answer(const ambulo::SensorContractView& contract, size_t first, const float* p) {
  size_t best = 0;
  for (size_t label = 1; label < contract.label_count; ++label) {
    if (p[label] > p[best]) best = label;
  }
  const double rate = static_cast<double>(contract.front_end.sample_rate_hz);
  const double seconds = static_cast<double>(first) / rate;
  const ambulo::Span<const char> name = contract.labels[best];
  std::printf("%.2f s  %.*s  %.3f\n", seconds, static_cast<int>(name.size), name.data,
              static_cast<double>(p[best]));
}

}  // namespace

int main(int argc, char** argv) {
  std::FILE* file = argc == 2 ? std::fopen(argv[1], "rb") : nullptr;
  if (file == nullptr) return refuse("give one .tflite file");
  const size_t size = std::fread(file_bytes, 1, sizeof file_bytes, file);
  std::fclose(file);

  // All that can fail fails here, before the first answer.
  ambulo::Model model;
  if (ambulo::Model::open({file_bytes, size}, model) != ambulo::Status::Ok) {
    return refuse("not a .tflite file, or larger than 1 MB");
  }
  ambulo::SensorContractView contract;
  if (ambulo::read_sensor_contract(model.metadata(ambulo::kSensorContractName), contract) !=
      ambulo::Status::Ok) {
    return refuse("no sensor contract in the file: it was not made by ambulo train");
  }
  ambulo::Interpreter network;
  if (network.prepare(model, {arena, sizeof arena}) != ambulo::Status::Ok) {
    return refuse(ambulo::status_text(network.failure().status));
  }

  const std::vector<float> samples = read_samples();
  const size_t count = samples.size() / ambulo::kRawChannels;
  if (count < contract.window) return refuse("less than one window of samples");
  Preparation preparation(contract);
  const size_t start_samples = contract.front_end.start_samples;
  preparation.start(samples.data(), count < start_samples ? count : start_samples);
  std::vector<float> rows(count * contract.channels);
  for (size_t i = 0; i < count; ++i) {
    preparation.push(&samples[i * ambulo::kRawChannels], &rows[i * contract.channels]);
  }

  const size_t window_values = static_cast<size_t>(contract.window) * contract.channels;
  for (size_t first = 0; first + contract.window <= count; first += contract.hop) {
    float* input = network.input(0).as<float>();
    const float* window = &rows[first * contract.channels];
    for (size_t i = 0; i < window_values; ++i) input[i] = window[i];
    network.reset_variables();  // windows are independent
    network.invoke();
    print_answer(contract, first, network.output(0).as<float>());
  }
  return 0;
}
