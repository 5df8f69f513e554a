# SPDX-License-Identifier: Apache-2.0
"""The counterpart of time_model.cpp for LiteRT: one figure for each line of standard input.

    time_litert.py MODEL.tflite PASSES default|reference      (Python of the LiteRT environment)

The loop is Python's. What that costs is measured in the same process and subtracted: the same loop
with the same copies round a model that is one RELU of one number."""

import base64
import sys
import time
import zlib

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType

WINDOWS = 512
# A .tflite file: RELU of a float32 tensor of shape (1).
SMALLEST = zlib.decompress(base64.b64decode(
    b"eNqTYWBgCHHzMWZgEGKQYBBhEGDgAYpwADELUIQBKALBClCamQECGIH4AJSOgdICQMwDNYMDqJ8Hqo8HKicDVQfTD8"
    b"MGQMwENccBrJ6LgROsCmKGMIgpzAV1GQtQFuJCHizmvfv//z8LEp+BgQ2shw1sGkKcBQwZGACQ+Alt"))


def main():
    path, passes, kind = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    resolver = OpResolverType.BUILTIN_REF if kind == "reference" else OpResolverType.AUTO
    interpreter = Interpreter(model_path=path, num_threads=1,
                              experimental_op_resolver_type=resolver)
    interpreter.allocate_tensors()
    detail = interpreter.get_input_details()[0]
    out = interpreter.get_output_details()[0]["index"]
    random = np.random.default_rng(1).normal(size=(WINDOWS, *detail["shape"]))
    windows = (random.astype(np.float32) if detail["dtype"] == np.float32
               else (random * 32).clip(-128, 127).astype(detail["dtype"]))
    feed = interpreter.tensor(detail["index"])
    result = interpreter.tensor(out)
    invoke = interpreter._interpreter.Invoke  # without the checks of invoke()
    smallest = Interpreter(model_content=SMALLEST, num_threads=1,
                           experimental_op_resolver_type=OpResolverType.BUILTIN_REF)
    smallest.allocate_tensors()
    call = smallest._interpreter.Invoke
    print("ready", flush=True)
    for _ in sys.stdin:
        start = time.thread_time()
        for _ in range(passes):
            for window in windows:
                feed()[...] = window
                invoke()
                result().copy()
        middle = time.thread_time()
        for _ in range(passes):
            for window in windows:
                feed()[...] = window
                call()
                result().copy()
        end = time.thread_time()
        both = (middle - start) - (end - middle)
        print(both * 1e6 / (passes * WINDOWS), flush=True)


if __name__ == "__main__":
    main()
