# SPDX-License-Identifier: Apache-2.0
"""A program that names its start figures in one line, then answers each line with one figure."""

import os
import statistics
import subprocess
import tempfile


class Program:
    def __init__(self, core: int, command: list[str], isa: str = ""):
        environment = dict(os.environ, AMBULO_FORCE_ISA=isa)
        self.errors = tempfile.TemporaryFile(mode="w+")
        self.process = subprocess.Popen(["taskset", "-c", str(core), *command], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=self.errors, env=environment)
        words = self.process.stdout.readline().split()
        self.start = dict(zip(words[::2], map(float, words[1::2])))
        self.figures: list[float] = []

    def time(self) -> None:
        try:
            print(file=self.process.stdin, flush=True)
            self.figures.append(float(self.process.stdout.readline()))
        except (BrokenPipeError, ValueError):
            pass  # why() tells

    def close(self) -> "Program":
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass
        self.process.wait()
        return self

    def why(self) -> str:
        """The last line of what a program said that failed; empty: it has not."""
        if self.process.wait() == 0:
            return ""
        self.errors.seek(0)
        lines = self.errors.read().strip().splitlines()
        return lines[-1] if lines else f"status {self.process.returncode}"

    def median(self) -> float | None:
        return statistics.median(self.figures) if self.figures else None
