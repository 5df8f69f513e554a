# SPDX-License-Identifier: Apache-2.0
"""A float32 .tflite network of convolutions over time, pools, LSTM and dense layers as an ONNX
graph, with the operators that ONNX Runtime is fast with: channels first, whole layers as LSTM."""

import numpy as np
from ai_edge_litert import schema_py_generated as schema
from onnx import TensorProto, helper, numpy_helper

NAMES = {number: name for name, number in vars(schema.BuiltinOperator).items()
         if isinstance(number, int)}
RELU = schema.ActivationFunctionType.RELU
VALID = schema.Padding.VALID


class Translation:
    """Tensors of shape (1, 1, time, channels) are (1, channels, time) here."""

    def __init__(self, tflite: bytes):
        self.file = schema.ModelT.InitFromPackedBuf(tflite, 0)
        self.graph = self.file.subgraphs[0]
        self.nodes, self.constants = [], []
        self.names = {self.graph.inputs[0]: "input", self.graph.outputs[0]: "output"}
        self.last_states = {}  # of the LSTM that computes a tensor

    def model(self):
        for op in self.graph.operators:
            code = self.file.operatorCodes[op.opcodeIndex]
            kind = NAMES[max(code.builtinCode, code.deprecatedBuiltinCode)]
            getattr(self, kind.lower())(op, op.builtinOptions)
        values = [helper.make_tensor_value_info(self.names[index], TensorProto.FLOAT,
                                                [int(size) for size in self.shape(index)])
                  for index in (self.graph.inputs[0], self.graph.outputs[0])]
        graph = helper.make_graph(self.nodes, "network", values[:1], values[1:], self.constants)
        opset = [helper.make_opsetid("", 21)]
        return helper.make_model(graph, opset_imports=opset, ir_version=10)

    def shape(self, index):
        return self.graph.tensors[index].shape

    def values(self, index):
        tensor = self.graph.tensors[index]
        kind = {schema.TensorType.FLOAT32: np.float32, schema.TensorType.INT32: np.int32}
        return self.file.buffers[tensor.buffer].data.view(kind[tensor.type]).reshape(tensor.shape)

    def constant(self, values) -> str:
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def add(self, kind: str, inputs, result=None, **attributes) -> str:
        result = result or f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [result], **attributes))
        return result

    def finish(self, op, kind: str, inputs, activation=0, **attributes) -> None:
        """Adds the node that computes the operator's result, with the activation fused into it."""
        index = op.outputs[0]
        if activation not in (0, RELU):
            raise ValueError(f"fused activation {activation}")
        if activation == RELU:
            kind, inputs, attributes = "Relu", [self.add(kind, inputs, **attributes)], {}
        self.names[index] = self.add(kind, inputs, self.names.get(index), **attributes)

    def reshape(self, op, _):
        source, target = op.inputs[0], op.outputs[0]
        x = self.names[source]
        if len(self.shape(target)) == 4:
            self.finish(op, "Transpose", [x], perm=[0, 2, 1])
            return
        if len(self.shape(source)) == 4:
            x = self.add("Transpose", [x], perm=[0, 2, 1])
        shape = self.constant(np.array(self.shape(target), np.int64))
        self.finish(op, "Reshape", [x, shape])

    def conv_2d(self, op, options):
        if options.padding != VALID:
            raise ValueError("padding")
        weights = self.values(op.inputs[1])[:, 0].transpose(0, 2, 1)
        inputs = [self.names[op.inputs[0]], self.constant(weights),
                  self.constant(self.values(op.inputs[2]))]
        self.finish(op, "Conv", inputs, options.fusedActivationFunction,
                    strides=[options.strideW])

    def pool(self, op, options, kind):
        self.finish(op, kind, [self.names[op.inputs[0]]], options.fusedActivationFunction,
                    kernel_shape=[options.filterWidth], strides=[options.strideW])

    def max_pool_2d(self, op, options):
        self.pool(op, options, "MaxPool")

    def average_pool_2d(self, op, options):
        self.pool(op, options, "AveragePool")

    def concatenation(self, op, _):
        self.finish(op, "Concat", [self.names[index] for index in op.inputs], axis=1)

    def fully_connected(self, op, options):
        inputs = [self.names[op.inputs[0]], self.constant(self.values(op.inputs[1])),
                  self.constant(self.values(op.inputs[2]))]
        self.finish(op, "Gemm", inputs, options.fusedActivationFunction, transB=1)

    def softmax(self, op, _):
        self.finish(op, "Softmax", [self.names[op.inputs[0]]], axis=-1)

    def unidirectional_sequence_lstm(self, op, _):
        """ONNX has time first, and the gates in the order input, output, forget, cell."""
        order = (0, 3, 1, 2)
        weights, recurrent, bias = (
            np.concatenate([self.values(op.inputs[first + gate]) for gate in order])[None]
            for first in (1, 5, 12))
        bias = np.concatenate([bias, np.zeros_like(bias)], axis=1)  # a second one is for recurrent
        x = self.add("Transpose", [self.names[op.inputs[0]]], perm=[1, 0, 2])
        cells = weights.shape[1] // 4
        every, last = (f"lstm_{len(self.nodes)}_{part}" for part in ("every", "last"))
        self.nodes.append(helper.make_node(
            "LSTM", [x, *(self.constant(values) for values in (weights, recurrent, bias))],
            [every, last], hidden_size=cells))
        self.last_states[op.outputs[0]] = last
        shape = self.constant(np.array([1, -1, cells], np.int64))
        self.finish(op, "Reshape", [every, shape])

    def strided_slice(self, op, _):
        """The last step of an LSTM; ValueError where it takes anything else."""
        steps = self.shape(op.inputs[0])[1]
        if self.values(op.inputs[1])[1] not in (-1, steps - 1):
            raise ValueError("slice other than the last step")
        shape = self.constant(np.array(self.shape(op.outputs[0]), np.int64))
        self.finish(op, "Reshape", [self.last_states[op.inputs[0]], shape])
