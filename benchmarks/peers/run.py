# SPDX-License-Identifier: Apache-2.0
"""Times our runtime beside LiteRT, alternating, each pinned to one core, and prints one table of
medians and ratios.

    run.py --time-model PROGRAM --venv LITERT_VENV [--core N] [--rounds 9] NAME=MODEL.tflite ...

Give a NAME twice to let it run as another file (NAME=a.tflite): rows are independent."""

import argparse
import os
import pathlib
import statistics
import subprocess

HERE = pathlib.Path(__file__).parent
ISAS = ("", "x86_avx2", "reference")  # "": what the machine has


class Program:
    """A process that answers each line with one figure."""

    def __init__(self, core: int, command: list[str], isa: str = ""):
        environment = dict(os.environ, AMBULO_FORCE_ISA=isa)
        self.process = subprocess.Popen(["taskset", "-c", str(core), *command], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, env=environment)
        self.head = self.process.stdout.readline().strip()
        self.figures: list[float] = []

    def time(self):
        print(file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        if answer:
            self.figures.append(float(answer))

    def close(self):
        self.process.stdin.close()
        self.process.wait()

    def median(self) -> float:
        return statistics.median(self.figures) if self.figures else float("nan")


def passes_for(model: pathlib.Path, fast: int) -> str:
    return "1" if "lstm" in model.name else str(fast)


def row(options, name: str, model: pathlib.Path) -> str:
    python = str(options.venv / "bin" / "python")
    litert = str(HERE / "time_litert.py")
    ours = [Program(options.core, [options.time_model, str(model), passes_for(model, 8)], isa)
            for isa in ISAS]
    theirs = [Program(options.core, [python, litert, str(model), passes_for(model, 2), kind])
              for kind in ("default", "reference")]
    for _ in range(options.rounds):
        for program in (*ours, *theirs):
            program.time()
    for program in (*ours, *theirs):
        program.close()
    figures = [program.median() for program in (*ours, *theirs)]
    ratio = min(figures[3:]) / figures[0]
    head = dict(zip(ours[0].head.split()[::2], ours[0].head.split()[1::2]))
    reference = dict(zip(ours[2].head.split()[::2], ours[2].head.split()[1::2]))
    cells = [name, *(f"{figure:.2f}" for figure in figures), f"**{ratio:.2f}**",
             head.get("arena", "-"), reference.get("arena", "-"), head.get("cold_us", "-")]
    return "| " + " | ".join(cells) + " |"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--time-model", required=True)
    parser.add_argument("--venv", required=True, type=pathlib.Path)
    parser.add_argument("--core", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("models", nargs="+", metavar="NAME=MODEL.tflite")
    options = parser.parse_args()
    print("| network | ours | ours, AVX2 | ours, reference | LiteRT | LiteRT reference | "
          "faster than the fastest LiteRT | arena | arena, reference | cold start, us |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for model in options.models:
        name, _, path = model.partition("=")
        print(row(options, name, pathlib.Path(path)), flush=True)


if __name__ == "__main__":
    main()
