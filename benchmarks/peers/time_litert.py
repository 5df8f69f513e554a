# SPDX-License-Identifier: Apache-2.0
"""Times LiteRT as peer_loop.py says. Python of the LiteRT environment.

    time_litert.py MODEL.tflite xnnpack|builtin|reference

builtin: LiteRT's own optimised kernels, without XNNPACK."""

import sys

from ai_edge_litert.interpreter import Interpreter, OpResolverType

import peer_loop

RESOLVERS = {"xnnpack": OpResolverType.AUTO,
             "builtin": OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
             "reference": OpResolverType.BUILTIN_REF}


def prepared(kind: str, **source) -> Interpreter:
    interpreter = Interpreter(num_threads=1, experimental_op_resolver_type=RESOLVERS[kind],
                              **source)
    interpreter.allocate_tensors()
    interpreter.invoke()
    return interpreter


def main():
    path, kind = sys.argv[1:]
    smallest = prepared("reference", model_content=peer_loop.SMALLEST)
    before = peer_loop.resident_bytes()
    interpreter = prepared(kind, model_path=path)
    resident = peer_loop.resident_bytes() - before
    detail = interpreter.get_input_details()[0]
    feed = interpreter.tensor(detail["index"])
    result = interpreter.tensor(interpreter.get_output_details()[0]["index"])

    def put(window):
        feed()[...] = window

    # Invoke is invoke() without its checks.
    peer_loop.serve(peer_loop.random_windows(detail["shape"], detail["dtype"]), put,
                    interpreter._interpreter.Invoke, smallest._interpreter.Invoke,
                    lambda: result().copy(), resident=resident)


if __name__ == "__main__":
    main()
