// SPDX-License-Identifier: Apache-2.0
// What training computes is what the file computes; and it helps where there is something to mend.
#include "toolchain/quantization/qat/fine_tune.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "toolchain/core/error.h"
#include "toolchain/graph/testing/random_models.h"
#include "toolchain/quantization/accuracy.h"
#include "toolchain/quantization/open_model.h"
#include "toolchain/quantization/qat/device_network.h"
#include "toolchain/quantization/quantize.h"
#include "toolchain/quantization/testing/random_source.h"
#include "toolchain/tflite/writer.h"

namespace ambulo::quantization {
namespace {

using testing::random_parts;
using testing::random_samples;
using testing::source_of;

std::vector<training::TrainedModel> models() {
  return {graph::testing::random_dnn(1), graph::testing::random_cnn(2),
          graph::testing::random_lstm(3), graph::testing::random_compact(4)};
}

struct Prepared {
  explicit Prepared(const training::TrainedModel& model, std::size_t count = 24)
      : source(source_of(model)),
        parts(random_parts(source, count)),
        plan(uniform_plan(source.graph, Precision::Int8, false)),
        calibration(calibrate(source.bytes, source.graph, source.where, parts.calibration,
                              {.observer = Observer::MinMax})) {}
  Source source;
  Parts parts;
  Plan plan;
  Calibration calibration;
};

TEST(FineTune, the_forward_pass_is_the_device_s_to_the_bit) {
  for (const auto& model : models()) {
    const Prepared p(model, 5);
    const graph::Graph integer =
        with_integers(p.source.graph, p.calibration, p.plan, Ends::Float32);
    DeviceNetwork device(p.source.graph, integer, p.source.where);
    const Samples& samples = p.parts.calibration;
    device.run(samples.values, samples.values_each);
    const int logits = logits_of(p.source.graph);
    const std::size_t classes =
        graph::element_count(p.source.graph.tensors[static_cast<std::size_t>(logits)].shape);
    const std::vector<float> teacher(samples.count() * classes, 0.0f);
    const Gradients pass =
        differentiate(p.source.graph, {samples.count(), samples.values, teacher}, device.view());
    OpenModel file(tflite::write(integer), integer, p.source.where);
    const auto place = std::ranges::find(file.tensors(), logits) - file.tensors().begin();
    std::vector<float> expected;
    for (std::size_t n = 0; n < samples.count(); ++n) {
      file.run(samples.sample(n));
      file.read(static_cast<std::size_t>(place), expected);
      const auto row = std::span(pass.logits).subspan(n * classes, classes);
      EXPECT_TRUE(std::ranges::equal(row, expected)) << model.name;
    }
  }
}

TEST(FineTune, the_file_scores_what_training_said_of_the_epoch_that_was_chosen) {
  for (const auto& model : models()) {
    const Prepared p(model);
    const FineTuned tuned =
        fine_tune(p.source, p.calibration, p.plan, p.parts, {.epochs = 2, .batch = 8});
    ASSERT_EQ(tuned.epochs.size(), 3u);
    for (const Ends ends : {Ends::Float32, Ends::Integer}) {
      const execution::LoadedModel file(
          packed(with_integers(tuned.graph, tuned.calibration, p.plan, ends), p.source), "file");
      const EpochScore& score = tuned.epochs[tuned.chosen];
      EXPECT_EQ(accuracy(file, p.parts.calibration), score.training_accuracy) << model.name;
      EXPECT_EQ(accuracy(file, p.parts.validation), score.validation_accuracy) << model.name;
    }
  }
}

TEST(FineTune, the_same_seed_gives_the_same_file_and_another_seed_another) {
  const Prepared p(graph::testing::random_dnn(5), 32);
  const auto weights_by = [&](std::uint64_t seed) {
    Parts parts = p.parts;
    parts.validation = {};  // the last epoch is kept
    const FineTuned tuned =
        fine_tune(p.source, p.calibration, p.plan, parts, {.epochs = 2, .batch = 8, .seed = seed});
    EXPECT_EQ(tuned.chosen, 2u);
    return packed(with_integers(tuned.graph, tuned.calibration, p.plan, Ends::Float32), p.source);
  };
  const auto first = weights_by(1);
  EXPECT_EQ(first, weights_by(1));
  EXPECT_NE(first, weights_by(2));
}

TEST(FineTune, training_mends_ranges_that_clip) {
  for (const auto& model : {graph::testing::random_dnn(6), graph::testing::random_cnn(7)}) {
    Prepared p(model, 192);
    for (const graph::Operator& op : p.source.graph.operators) {
      Range& range = p.calibration.ranges[static_cast<std::size_t>(op.outputs[0])];
      range = {range.low * 0.5, range.high * 0.5};
    }
    const FineTuned tuned = fine_tune(p.source, p.calibration, p.plan, p.parts,
                                      {.epochs = 6, .learning_rate = 1e-3, .batch = 16});
    ASSERT_GT(tuned.chosen, 0u) << model.name;
    EXPECT_LT(*tuned.epochs[tuned.chosen].validation_distance,
              0.8 * *tuned.epochs[0].validation_distance)
        << model.name;
  }
}

TEST(FineTune, an_interrupt_ends_it_with_an_error) {
  const Prepared p(graph::testing::random_dnn(8), 4);
  set_interrupted(true);
  EXPECT_THROW(fine_tune(p.source, p.calibration, p.plan, p.parts, {}), Error);
  set_interrupted(false);
}

}  // namespace
}  // namespace ambulo::quantization
