// SPDX-License-Identifier: Apache-2.0
// Teachers of a network (Hinton, Vinyals, Dean 2015): an ensemble trained before it on the same
// windows, asked for its opinion of every distorted window that the network is shown.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "toolchain/training/trainer.h"
#include "toolchain/windows/features.h"

namespace ambulo::training {

class Teachers {
 public:
  // Trains config.teachers networks on split.train, each in options.folder/teacher_N, up to the
  // last epoch; complete ones are taken as they are when options.resume is set. Windows are cut as
  // the set was, whatever the teachers' experiment says. Keeps a reference to set.
  // Throws like train(); Error(Interrupted) when stopped before all are trained.
  Teachers(const windows::WindowSet& set, const windows::Split& split, const Experiment& student,
           const TrainOptions& options);

  // The same distortion of the window as the student's, seen through the teachers' front end.
  void extract(std::size_t window, const windows::Augmentation& augmentation, Random& random,
               float* out) const;
  std::size_t row() const;  // values of one window

  // x (count, row) -> answers (count, classes): mean of the teachers' probabilities p, softened to
  // p^(1/temperature) / sum. Equals softmax(logits / temperature) for one teacher.
  void answer(std::span<const float> x, std::span<float> answers);

 private:
  double temperature_;
  windows::FeatureExtractor extractor_;
  std::vector<std::unique_ptr<Network>> networks_;
};

}  // namespace ambulo::training
