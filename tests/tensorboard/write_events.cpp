// SPDX-License-Identifier: Apache-2.0
// write_events FOLDER: a run of 6 epochs, resumed from its checkpoint of epoch 4. read_events.py
// knows the values and checks what TensorBoard makes of them.
#include <cstdio>
#include <vector>

#include "toolchain/core/error.h"
#include "toolchain/training/event_writer.h"

namespace {

using ambulo::training::EventWriter;

void train(EventWriter events, int first, int last, double offset) {
  for (int epoch = first; epoch <= last; ++epoch) {
    std::vector<float> weights;
    for (int i = 0; i <= 30; ++i) weights.push_back(static_cast<float>(i * epoch) - 10.0f);
    events.scalar("loss/train", epoch, 1.0 / epoch + offset);
    events.scalar("accuracy/validation", epoch, 1.0 - 0.125 * epoch);
    events.histogram("weights/conv_1", epoch, weights);
  }
  events.histogram("weights/constant", last, std::vector<float>(7, 0.25f));
  events.flush();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: write_events FOLDER\n", stderr);
    return 2;
  }
  try {
    double now = 1000.0;
    const auto clock = [&now] { return now += 0.5; };
    train(EventWriter(argv[1], clock), 1, 6, 0.0);
    train(EventWriter::resume(argv[1], 4, clock), 5, 6, 100.0);
  } catch (const ambulo::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return error.exit_code();
  }
}
