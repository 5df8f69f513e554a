// SPDX-License-Identifier: Apache-2.0
// What a classifier is worth, from the windows that it classified. Definitions: docs/evaluation.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ambulo::evaluation {

struct ClassifiedWindow {
  std::size_t label = 0;             // the truth, index into the class names
  std::vector<float> probabilities;  // one per class
  std::string subject;

  std::size_t predicted() const;  // the class with the largest probability, the first of equals
  float confidence() const;       // that probability
};

struct ClassMetrics {
  std::string name;
  std::size_t support = 0;    // windows of this class
  std::size_t predicted = 0;  // windows classified as it
  double precision = 0.0;     // right / predicted, 0 when never predicted
  double recall = 0.0;        // right / support, 0 when there is none
  double f1 = 0.0;            // 2 right / (support + predicted), 0 when neither occurs
};

struct SubjectMetrics {
  std::string subject;
  std::size_t windows = 0;
  double accuracy = 0.0, macro_f1 = 0.0;
};

// Windows whose confidence lies in (low, high]; the first bin also holds 0.
struct CalibrationBin {
  double low = 0.0, high = 0.0;
  std::size_t windows = 0;
  double confidence = 0.0, accuracy = 0.0;  // means over the bin, 0 when it is empty
};

// Expected calibration error with 15 bins of equal width: the mean over windows of
// |accuracy - confidence| of the window's bin (Guo, Pleiss, Sun, Weinberger, ICML 2017).
struct Calibration {
  double error = 0.0;
  double mean_confidence = 0.0;
  std::vector<CalibrationBin> bins;
};

struct Interval {
  double low = 0.0, high = 0.0;
};

struct Metrics {
  std::size_t windows = 0;
  double accuracy = 0.0;
  double balanced_accuracy = 0.0;  // mean recall of the classes that occur
  double macro_f1 = 0.0;           // mean F1 of the classes that occur or were predicted
  std::vector<ClassMetrics> classes;
  std::vector<std::vector<std::size_t>> confusion;  // [truth][prediction], windows
  std::vector<SubjectMetrics> subjects;             // in order of appearance
  std::size_t worst_subject = 0;                    // lowest accuracy, the first of equals
  Calibration calibration;
  // 95 % of the accuracy over 2000 bootstrap draws of subjects (not of windows: those of one person
  // are no independent evidence); absent with fewer than two subjects. Of few subjects it is
  // too narrow rather than too wide.
  std::optional<Interval> accuracy_interval;
};

// REQUIRES windows not empty, labels below class_names.size(), that many probabilities each. The
// seed draws the bootstrap: same seed, same interval.
Metrics measure(std::span<const ClassifiedWindow> windows,
                const std::vector<std::string>& class_names, std::uint64_t seed = 0);

// What a confusion matrix says by itself: windows, figures and classes; nothing of subjects,
// calibration and interval. REQUIRES a square matrix, one row per name.
Metrics measure(const std::vector<std::vector<std::size_t>>& confusion,
                const std::vector<std::string>& class_names);

}  // namespace ambulo::evaluation
