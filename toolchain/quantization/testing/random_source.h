// SPDX-License-Identifier: Apache-2.0
// Float32 files of networks with random weights, and samples for them whose labels are what the
// float network says: accuracy is agreement.
#pragma once

#include "toolchain/quantization/samples.h"
#include "toolchain/quantization/source.h"
#include "toolchain/training/trained_model.h"

namespace ambulo::quantization::testing {

Source source_of(const training::TrainedModel& model);
Source source_of(graph::Graph graph);

Samples random_samples(const Source& source, std::size_t count, std::uint32_t seed);
Parts random_parts(const Source& source, std::size_t count);

}  // namespace ambulo::quantization::testing
