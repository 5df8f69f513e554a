# SPDX-License-Identifier: Apache-2.0
"""Writes the network of a float32 .tflite file for ONNX Runtime: in float32, and in int8 as ONNX
Runtime's own tools quantise it. Compares the float32 one with LiteRT on a random window.

    make_onnx.py MODEL.tflite OUT_PREFIX      (Python of the ONNX Runtime environment)

Writes OUT_PREFIX_float32.onnx and, with signed and with unsigned activations (which of them is the
faster depends on the machine), OUT_PREFIX_int8_s8.onnx and OUT_PREFIX_int8_u8.onnx; of a recurrent
network OUT_PREFIX_int8_dynamic.onnx, since ONNX Runtime quantises no LSTM statically."""

import logging
import pathlib
import sys

import numpy as np
import onnx
import onnxruntime
from ai_edge_litert.interpreter import Interpreter
from onnxruntime import quantization

from tflite_to_onnx import Translation

QUANT = quantization.QuantType


class Windows(quantization.CalibrationDataReader):
    def __init__(self, shape):
        random = np.random.default_rng(1)
        self.windows = iter([random.normal(size=shape).astype(np.float32) for _ in range(100)])

    def get_next(self):
        window = next(self.windows, None)
        return None if window is None else {"input": window}


def largest_difference(tflite: str, model: onnx.ModelProto) -> float:
    interpreter = Interpreter(tflite)
    interpreter.allocate_tensors()
    detail = interpreter.get_input_details()[0]
    window = np.random.default_rng(2).normal(size=detail["shape"]).astype(np.float32)
    interpreter.set_tensor(detail["index"], window)
    interpreter.invoke()
    theirs = interpreter.get_tensor(interpreter.get_output_details()[0]["index"])
    session = onnxruntime.InferenceSession(model.SerializeToString())
    return float(np.abs(session.run(None, {"input": window})[0] - theirs).max())


def write_int8(prefix: str) -> None:
    path = f"{prefix}_float32.onnx"
    model = onnx.load(path)
    if any(node.op_type == "LSTM" for node in model.graph.node):
        quantization.quantize_dynamic(path, f"{prefix}_int8_dynamic.onnx")
        return
    shape = [size.dim_value for size in model.graph.input[0].type.tensor_type.shape.dim]
    for name, activations in (("s8", QUANT.QInt8), ("u8", QUANT.QUInt8)):
        quantization.quantize_static(
            path, f"{prefix}_int8_{name}.onnx", Windows(shape), per_channel=True,
            quant_format=quantization.QuantFormat.QDQ, activation_type=activations,
            weight_type=QUANT.QInt8)


def main():
    logging.disable(logging.WARNING)  # advice about preparing the file
    tflite, prefix = sys.argv[1:]
    model = Translation(pathlib.Path(tflite).read_bytes()).model()
    difference = largest_difference(tflite, model)
    if not difference < 1e-5:
        sys.exit(f"{tflite}: the ONNX network differs by {difference}")
    onnx.save(model, f"{prefix}_float32.onnx")
    write_int8(prefix)


if __name__ == "__main__":
    main()
