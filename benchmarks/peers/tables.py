# SPDX-License-Identifier: Apache-2.0
"""What run.py has measured, as tables in Markdown. Of the files that a column ran, the fastest one
is shown."""

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


def time_row(name: str, runners, build: str) -> list[str]:
    mine = time_of(runners, ours(build))
    columns = (ours(build), *(ours(build, isa) for isa in ISAS), *PEERS)
    same_numbers = [runner for runner in runners if "dynamic" not in runner.file.stem]
    return [name, *(us(time_of(runners, column)) for column in columns),
            f"**{ratio(time_of(runners, *LITERTS), mine)}**",
            ratio(time_of(same_numbers, *LITERTS), mine), ratio(time_of(runners, *PEERS), mine)]


def build_row(name: str, runners, builds: list[str]) -> list[str]:
    times = [time_of(runners, ours(build)) for build in builds]
    best = min((time for time in times if time), default=None)
    return [name, *map(us, times), builds[times.index(best)] if best else NONE]


def memory_row(name: str, runners, build: str) -> list[str]:
    def figure(column: str, key: str) -> str:
        best = fastest(runners, column)
        return whole(best.start.get(key) if best else None)

    return [name, figure(ours(build), "arena"), figure(ours(build, "reference"), "arena"),
            figure(MICRO, "arena"), figure(ours(build), "resident"), figure(LITERT, "resident"),
            figure(LITERT_REFERENCE, "resident"), figure(ONNX, "resident"),
            figure(ours(build), "cold_us")]


def bytes_row(name: str, runners) -> list[str]:
    files = dict.fromkeys(runner.file for runner in runners)
    return [name, ", ".join(f"{file.name} {whole(file.stat().st_size)}" for file in files)]


def limit_row(name: str, runner, limits) -> list[str]:
    kinds = ("int8_vnni", "int8_avx2") if "int8" in name else ("float_avx512", "float_avx2")
    kind = next(kind for kind in kinds if f"{kind}_mac_per_s" in limits)
    work, weights, beyond = (runner.start[key] for key in ("macs", "weights", "beyond_l1"))
    computing = work / limits[f"{kind}_mac_per_s"] * 1e6
    reading = beyond / limits["l2_bytes_per_s"] * 1e6
    limit = max(computing, reading)
    return [name, whole(work), us(computing), whole(weights), whole(beyond), us(reading),
            us(limit), us(runner.us), f"{limit / runner.us:.0%}"]


def file_rows(name: str, runners) -> list[list[str]]:
    return [[name, runner.file.name, runner.column, us(runner.us),
             whole(runner.start.get("resident")), whole(runner.start.get("arena"))]
            for runner in runners if runner.column in PEERS]


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
    table("Bytes of files", ["network", "files (the first is the one that ours runs)"],
          [bytes_row(name, runners) for name, runners in each])
    if limits:
        table("Limits of this core",
              ["network", "multiply-accumulates", "us at their peak", "bytes of weights",
               "read from beyond L1", "us from L2", "limit, us", "ours, us", "share of the limit"],
              [limit_row(name, best, limits) for name, runners in each
               if (best := fastest(runners, ours(build)))])
        print("\nMeasured on this core:", ", ".join(
            f"{name} {value:.3g}" for name, value in limits.items()) + ".")
    table("Every file of the peers", ["network", "file", "by", "us", "resident", "arena"],
          [row for name, runners in each for row in file_rows(name, runners)])
    if missing:
        print("\n## Not measured\n")
        for line in missing:
            print(f"- {line}")
