# SPDX-License-Identifier: Apache-2.0
"""What a golden has to give: LiteRT's reference kernels say it; where they cannot, LiteRT's default
kernels; and where LiteRT cannot, the network in Keras itself."""

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType

LITERT = {"litert_reference": OpResolverType.BUILTIN_REF,
          "litert_default": OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES}


def quantize(values: np.ndarray, detail: dict) -> np.ndarray:
    """As the input of a file wants it."""
    if detail["dtype"] == np.float32:
        return values
    scale, zero_point = detail["quantization"]
    limits = np.iinfo(detail["dtype"])
    return np.clip(np.round(values / scale) + zero_point, limits.min, limits.max).astype(
        detail["dtype"])


def run_in_litert(model: bytes, windows: np.ndarray, resolver) -> tuple[np.ndarray, np.ndarray]:
    """The inputs as the file takes them, and the outputs."""
    interpreter = Interpreter(model_content=model, experimental_op_resolver_type=resolver)
    interpreter.allocate_tensors()
    source, target = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    inputs, outputs = quantize(windows, source), []
    for window in inputs:
        interpreter.reset_all_variables()
        interpreter.set_tensor(source["index"], window[None])
        interpreter.invoke()
        outputs.append(interpreter.get_tensor(target["index"])[0])
    return inputs, np.stack(outputs)


def expect(model: bytes, network, windows) -> tuple[str, np.ndarray, np.ndarray]:
    """The oracle, the inputs, the expected outputs."""
    for oracle, resolver in LITERT.items():
        try:
            return oracle, *run_in_litert(model, windows, resolver)
        except (RuntimeError, ValueError):  # an operator that it lacks
            continue
    return "keras", windows, np.concatenate(
        [np.asarray(network(window[None], training=False)) for window in windows])
