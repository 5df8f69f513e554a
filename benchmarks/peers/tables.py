# SPDX-License-Identifier: Apache-2.0
"""What run.py has measured, as tables in Markdown. A peer is shown at its best: with the time of its
fastest file, and with the memory of the file that needs least."""

LITERT = "LiteRT"  # with XNNPACK
LITERT_BUILTIN = "LiteRT without XNNPACK"
LITERT_REFERENCE = "LiteRT reference"
LITERTS = (LITERT, LITERT_BUILTIN, LITERT_REFERENCE)
ONNX, MICRO = "ONNX Runtime", "TFLite Micro"
PEERS = (*LITERTS, ONNX, MICRO)
ISAS = ("x86_avx2", "reference")
NONE = "-"


def ours(build: str, isa: str = "") -> str:
    return f"ours, {build}, {isa}" if isa else f"ours, {build}"


def table(title: str, head: list[str], rows: list[list[str]]) -> None:
    print(f"\n## {title}\n\n| {' | '.join(head)} |\n|{' --- |' * len(head)}")
    for row in rows:
        print(f"| {' | '.join(row)} |")


def us(value) -> str:
    return NONE if value is None else f"{value:.2f}" if value < 100 else f"{value:,.0f}"


def whole(value) -> str:
    return NONE if value is None else f"{value:,.0f}"


def fastest(runners, *columns: str):
    """The runner of those columns with the least time, if any was timed."""
    timed = [runner for runner in runners if runner.column in columns and runner.us is not None]
    return min(timed, key=lambda runner: runner.us, default=None)


def time_of(runners, *columns: str) -> float | None:
    best = fastest(runners, *columns)
    return best.us if best else None


def ratio(theirs: float | None, mine: float | None) -> str:
    return f"{theirs / mine:.2f}" if theirs and mine else NONE


def is_dynamic(runner) -> bool:
    """Whether the weights of the file are int8 and its activations are not."""
    return "dynamic" in runner.file.stem


def time_row(name: str, runners, build: str) -> list[str]:
    mine = time_of(runners, ours(build))
    columns = (ours(build), *(ours(build, isa) for isa in ISAS), *PEERS)
    same_numbers = [runner for runner in runners if is_dynamic(runner) == is_dynamic(runners[0])]
    return [name, *(us(time_of(runners, column)) for column in columns),
            f"**{ratio(time_of(runners, *LITERTS), mine)}**",
            ratio(time_of(same_numbers, *LITERTS), mine), ratio(time_of(runners, *PEERS), mine)]


def build_row(name: str, runners, builds: list[str]) -> list[str]:
    times = [time_of(runners, ours(build)) for build in builds]
    best = min((time for time in times if time), default=None)
    return [name, *map(us, times), builds[times.index(best)] if best else NONE]


def least(runners, column: str, key: str) -> str:
    return whole(min((runner.start[key] for runner in runners
                      if runner.column == column and key in runner.start), default=None))


def memory_row(name: str, runners, build: str) -> list[str]:
    figures = ((ours(build), "arena"), (ours(build, "reference"), "arena"), (MICRO, "arena"),
               (ours(build), "resident"), (LITERT, "resident"), (LITERT_REFERENCE, "resident"),
               (ONNX, "resident"), (ours(build), "cold_us"))
    return [name, *(least(runners, column, key) for column, key in figures)]


def limit_row(name: str, runner, limits) -> list[str]:
    kinds = ("float_avx512", "float_avx2") if "float32" in name else ("int8_vnni", "int8_avx2")
    kind = next(kind for kind in kinds if f"{kind}_mac_per_s" in limits)
    work, weights, beyond = (runner.start[key] for key in ("macs", "weights", "beyond_l1"))
    computing = work / limits[f"{kind}_mac_per_s"] * 1e6
    reading = beyond / limits["l2_bytes_per_s"] * 1e6
    limit = max(computing, reading)
    return [name, whole(work), us(computing), whole(weights), whole(beyond), us(reading),
            us(limit), us(runner.us), f"{limit / runner.us:.0%}"]


def file_rows(name: str, runners, build: str) -> list[list[str]]:
    files = dict.fromkeys(runner.file for runner in runners)
    return [[name, file.name, whole(file.stat().st_size),
             *(us(time_of([runner for runner in runners if runner.file == file], column))
               for column in (ours(build), *PEERS))] for file in files]


def show(networks, builds: list[str], limits: dict[str, float], missing: list[str]) -> None:
    build = builds[0]
    each = networks.items()
    table("Time: microseconds per window",
          ["network", "ours", *(f"ours, {isa}" for isa in ISAS), *PEERS,
           "LiteRT's fastest form / ours", "same numbers / ours", "fastest peer / ours"],
          [time_row(name, runners, build) for name, runners in each])
    if len(builds) > 1:
        table("Time: ours by compiler", ["network", *builds, "faster"],
              [build_row(name, runners, builds) for name, runners in each])
    table("Memory (bytes) and cold start",
          ["network", "arena", "arena, reference", "TFLite Micro arena", "resident",
           "LiteRT resident", "LiteRT reference resident", "ONNX Runtime resident",
           "cold start, us"],
          [memory_row(name, runners, build) for name, runners in each])
    if limits:
        table("Limits of this core",
              ["network", "multiply-accumulates", "us at their peak", "bytes of weights",
               "read from beyond L1", "us from L2", "limit, us", "ours, us", "share of the limit"],
              [limit_row(name, best, limits) for name, runners in each
               if (best := fastest(runners, ours(build)))])
        print("\nMeasured on this core:", ", ".join(
            f"{name} {value:.3g}" for name, value in limits.items()) + ".")
    table("Every file: bytes, and microseconds by who runs it",
          ["network", "file", "bytes", "ours", *PEERS],
          [row for name, runners in each for row in file_rows(name, runners, build)])
    if missing:
        print("\n## Not measured\n")
        for line in missing:
            print(f"- {line}")
