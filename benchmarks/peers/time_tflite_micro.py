# SPDX-License-Identifier: Apache-2.0
"""Times TensorFlow Lite Micro (its x86 build: reference kernels) as peer_loop.py says.

    time_tflite_micro.py MODEL.tflite      (Python of the TFLite Micro environment)"""

import os
import re
import sys
import tempfile

from tflite_micro.python.tflite_micro import runtime

import peer_loop

ARENA = 16 << 20


def arena_bytes(interpreter) -> int:
    """What it has recorded; it prints that to the process's standard error alone."""
    with tempfile.TemporaryFile() as file:
        kept = os.dup(2)
        os.dup2(file.fileno(), 2)
        interpreter.print_allocations()
        os.dup2(kept, 2)
        os.close(kept)
        file.seek(0)
        return int(re.search(rb"Arena allocation total (\d+)", file.read())[1])


def main():
    smallest = runtime.Interpreter.from_bytes(peer_loop.SMALLEST, arena_size=ARENA)
    smallest.invoke()
    interpreter = runtime.Interpreter.from_file(sys.argv[1], arena_size=ARENA)
    interpreter.invoke()
    detail = interpreter.get_input_details(0)
    windows = peer_loop.random_windows(detail["shape"], detail["dtype"])
    peer_loop.serve(windows, lambda window: interpreter.set_input(window, 0), interpreter.invoke,
                    smallest.invoke, lambda: interpreter.get_output(0),
                    arena=arena_bytes(interpreter))


if __name__ == "__main__":
    main()
