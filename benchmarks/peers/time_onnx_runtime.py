# SPDX-License-Identifier: Apache-2.0
"""Times ONNX Runtime as peer_loop.py says; input and output are bound to memory once, as in C++.

    time_onnx_runtime.py MODEL.onnx      (Python of the ONNX Runtime environment)"""

import sys

import numpy as np
import onnxruntime
from onnx import TensorProto, helper

import peer_loop

TYPES = {"tensor(float)": np.float32, "tensor(int8)": np.int8, "tensor(uint8)": np.uint8}


def smallest_model() -> bytes:
    """RELU of a float32 tensor of shape (1)."""
    x, y = (helper.make_tensor_value_info(name, TensorProto.FLOAT, [1]) for name in "xy")
    graph = helper.make_graph([helper.make_node("Relu", ["x"], ["y"])], "smallest", [x], [y])
    opset = [helper.make_opsetid("", 21)]
    return helper.make_model(graph, opset_imports=opset, ir_version=10).SerializeToString()


class Bound:
    """A session with one input and one output array of its own."""

    def __init__(self, model):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        binding = session.io_binding()
        self.input, self.output = (
            np.zeros(value.shape, TYPES[value.type])
            for value in (session.get_inputs()[0], session.get_outputs()[0]))
        for bind, value, array in ((binding.bind_input, session.get_inputs()[0], self.input),
                                   (binding.bind_output, session.get_outputs()[0], self.output)):
            bind(value.name, "cpu", 0, array.dtype, array.shape, array.ctypes.data)
        self.session, self.binding = session, binding
        self.run()

    def run(self):
        self.session._sess.run_with_iobinding(self.binding._iobinding, None)


def main():
    smallest = Bound(smallest_model())
    before = peer_loop.resident_bytes()
    model = Bound(sys.argv[1])
    resident = peer_loop.resident_bytes() - before

    def put(window):
        model.input[...] = window

    peer_loop.serve(peer_loop.random_windows(model.input.shape, model.input.dtype), put,
                    model.run, smallest.run, lambda: model.output.copy(), resident=resident)


if __name__ == "__main__":
    main()
