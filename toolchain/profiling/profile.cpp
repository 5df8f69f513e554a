// SPDX-License-Identifier: Apache-2.0
#include "toolchain/profiling/profile.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <numeric>

#include "toolchain/core/error.h"
#include "toolchain/core/random.h"
#include "toolchain/execution/loaded_model.h"
#include "toolchain/profiling/stopwatch.h"
#include "toolchain/tflite/reader.h"

namespace ambulo::profiling {
namespace {

using execution::LoadedModel;

constexpr double kWarmUpUs = 1e5, kMeasuredUs = 5e5;
constexpr std::size_t kLeastRuns = 20, kMostRuns = 5000, kReports = 50;

// Random numbers as a standardised window has them; integers over their whole range.
std::vector<std::uint8_t> random_content(const Tensor& tensor, Random& random) {
  std::vector<std::uint8_t> bytes(tensor.bytes);
  if (tensor.type == TensorType::Float32) {
    std::vector<float> values(tensor.shape.count());
    for (float& value : values) value = static_cast<float>(random.normal());
    std::memcpy(bytes.data(), values.data(), bytes.size());
  } else if (tensor.type == TensorType::Int8 || tensor.type == TensorType::UInt8 ||
             tensor.type == TensorType::Int16) {
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random.below(256));
  }  // 0 for all others: an index or a size that is out of range says nothing about the time
  return bytes;
}

// One interpreter that is run on the same input over and over.
class Bench {
 public:
  explicit Bench(const LoadedModel& model) : arena_(model.arena_bytes()) {
    const Clock::time_point start = Clock::now();
    Model opened;
    const Status open = Model::open({model.bytes().data(), model.bytes().size()}, opened);
    const Clock::time_point after_open = Clock::now();
    const Status prepare = interpreter_.prepare(opened, arena_.span());
    prepare_us_ = microseconds(Clock::now() - after_open);
    open_us_ = microseconds(after_open - start);
    if (open != Status::Ok || prepare != Status::Ok) {
      throw Error(ErrorKind::Internal, "a model that was loaded cannot be loaded", model.where());
    }
    Random random(1);
    for (std::size_t i = 0; i < interpreter_.input_count(); ++i) {
      inputs_.push_back(random_content(interpreter_.input(i), random));
    }
  }

  double run() {
    start_anew();
    const Clock::time_point start = Clock::now();
    interpreter_.invoke();
    return microseconds(Clock::now() - start);
  }
  void run(Stopwatch& stopwatch) {
    start_anew();
    interpreter_.invoke(stopwatch.profiler());
    stopwatch.end_run();
  }

  double open_us() const { return open_us_; }
  double prepare_us() const { return prepare_us_; }
  const ArenaUse& arena_use() const { return interpreter_.arena_use(); }

 private:
  // invoke may have overwritten the inputs; what is left there could be denormal, and slow.
  void start_anew() {
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      std::memcpy(interpreter_.input(i).data, inputs_[i].data(), inputs_[i].size());
    }
    interpreter_.reset_variables();
  }

  execution::AlignedBytes arena_;
  Interpreter interpreter_;
  std::vector<std::vector<std::uint8_t>> inputs_;
  double open_us_ = 0.0, prepare_us_ = 0.0;
};

void check_interrupted() {
  if (interrupted()) throw Error(ErrorKind::Interrupted, "profiling was interrupted");
}

// Until caches and frequency have settled; returns the time of one run.
double warm_up(Bench& bench, Profile& profile) {
  double passed_us = 0.0;
  while (passed_us < kWarmUpUs || profile.warm_up_runs < 3) {
    passed_us += bench.run();
    ++profile.warm_up_runs;
    check_interrupted();
  }
  return passed_us / static_cast<double>(profile.warm_up_runs);
}

// Plain runs give the total, hooked ones between them the operators: drift of the machine meets
// both alike, and the clock's cost does not enter the total.
void measure(Bench& bench, Profile& profile, Stopwatch& stopwatch,
             const ProgressCallback& progress) {
  const std::size_t every = std::max<std::size_t>(1, profile.runs / kReports);
  std::vector<double> totals;
  for (std::size_t i = 0; i < profile.runs; ++i) {
    totals.push_back(std::max(0.0, bench.run() - profile.clock_us));
    bench.run(stopwatch);
    if ((i + 1) % every != 0 && i + 1 != profile.runs) continue;
    check_interrupted();
    if (progress) {
      progress({.task = "profiling", .done = i + 1, .total = profile.runs, .detail = {}});
    }
  }
  profile.average_us =
      std::reduce(totals.begin(), totals.end()) / static_cast<double>(profile.runs);
  profile.fastest_us = *std::ranges::min_element(totals);
  profile.median_us = median_of(totals);
}

// Of what the kernel writes. Within a fused step only the last operator's result gets into memory.
std::size_t activation_bytes(const OperatorProfile& op, std::size_t last_of_step) {
  if (!op.runs_in || op.index != last_of_step) return 0;
  std::size_t bytes = 0;
  for (const graph::TensorSummary& output : op.summary.outputs) bytes += output.bytes;
  return bytes;
}

void describe_operators(Profile& profile, const Stopwatch& stopwatch,
                        const std::vector<graph::OperatorSummary>& summaries) {
  std::vector<std::size_t> last_of_step(summaries.size());
  for (std::size_t i = 0; i < summaries.size(); ++i) {
    const std::size_t step = stopwatch.runs_in(i);
    if (step != Stopwatch::none) last_of_step[step] = i;
  }
  double sum_us = 0.0;
  for (std::size_t i = 0; i < summaries.size(); ++i) {
    OperatorProfile op;
    op.index = i;
    op.summary = summaries[i];
    const std::size_t step = stopwatch.runs_in(i);
    if (step != Stopwatch::none) {
      op.runs_in = step;
      op.isa = isa_name(stopwatch.isa(i));
      op.activation_bytes = activation_bytes(op, last_of_step[step]);
    }
    if (step == i) {
      std::vector<double> times = stopwatch.times_us(i, profile.clock_us);
      op.average_us = std::reduce(times.begin(), times.end()) / static_cast<double>(times.size());
      op.median_us = median_of(times);
      sum_us += op.median_us;
    }
    profile.operators.push_back(std::move(op));
  }
  for (OperatorProfile& op : profile.operators) {
    op.share = sum_us > 0.0 ? op.median_us / sum_us : 0.0;
  }
}

void add(TypeProfile& sum, const OperatorProfile& op) {
  sum.count += 1;
  sum.macs += op.summary.macs;
  sum.weight_bytes += op.summary.bytes;
  sum.activation_bytes += op.activation_bytes;
  sum.average_us += op.average_us;
  sum.median_us += op.median_us;
  sum.share += op.share;
}

void sum_up(Profile& profile) {
  profile.total.type = "total";
  for (const OperatorProfile& op : profile.operators) {
    auto it = std::ranges::find(profile.by_type, op.summary.type, &TypeProfile::type);
    if (it == profile.by_type.end()) {
      it = profile.by_type.insert(it, TypeProfile{});
      it->type = op.summary.type;
    }
    add(*it, op);
    add(profile.total, op);
  }
  std::ranges::stable_sort(profile.by_type, std::greater{}, &TypeProfile::median_us);
}

double rate(std::size_t macs, double time_us) {
  return time_us > 0.0 ? static_cast<double>(macs) / time_us * 1e-3 : 0.0;
}

}  // namespace

double OperatorProfile::gmac_per_s() const {
  return rate(summary.macs, median_us);
}

double TypeProfile::gmac_per_s() const {
  return rate(macs, median_us);
}

std::vector<std::string> usable_isas() {
  std::vector<std::string> names;
  IsaSet usable;
  if (available_isas(usable) != Status::Ok) return names;
#define AMBULO_ISA(name) \
  if (usable.has(Isa::name)) names.emplace_back(isa_name(Isa::name));
#include <ambulo/isas.def>
#undef AMBULO_ISA
  return names;
}

Profile profile(std::span<const std::uint8_t> bytes, const std::string& where,
                const ProfileOptions& options) {
  const graph::Summary summary = graph::summarize(tflite::read(bytes, where));
  const LoadedModel model(bytes, where);
  Profile result;
  result.model = where;
  result.inputs = summary.inputs;
  result.outputs = summary.outputs;
  result.file_bytes = bytes.size();
  result.isas = usable_isas();
  result.clock_us = clock_cost_us();

  Bench bench(model);
  result.open_us = bench.open_us();
  result.prepare_us = bench.prepare_us();
  result.arena = bench.arena_use();
  result.first_run_us = bench.run();
  const double run_us = warm_up(bench, result);
  result.runs = options.runs != 0
                    ? options.runs
                    : std::clamp(static_cast<std::size_t>(kMeasuredUs / std::max(run_us, 0.01)),
                                 kLeastRuns, kMostRuns);
  Stopwatch stopwatch(summary.operators.size());
  measure(bench, result, stopwatch, options.progress);
  describe_operators(result, stopwatch, summary.operators);
  sum_up(result);
  return result;
}

}  // namespace ambulo::profiling
