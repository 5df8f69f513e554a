# SPDX-License-Identifier: Apache-2.0
"""The Keras model of a float32 .tflite file of ours, with the same weights: layer by layer from its
operators, so that TensorFlow's converter starts from the very network that ours starts from."""

import numpy as np
import tf_keras
from tensorflow.lite.python import schema_py_generated as schema

layers = tf_keras.layers
OPERATORS = {code: name for name, code in vars(schema.BuiltinOperator).items()
             if not name.startswith("_")}
GATES = 4  # input, forget, cell, output, in Keras too


class File:
    def __init__(self, content: bytes):
        self.model = schema.ModelT.InitFromPackedBuf(bytearray(content), 0)
        self.graph = self.model.subgraphs[0]

    def shape(self, tensor: int) -> tuple:
        return tuple(self.graph.tensors[tensor].shape)

    def constant(self, tensor: int) -> np.ndarray:
        data = self.model.buffers[self.graph.tensors[tensor].buffer].data
        return np.frombuffer(bytes(data), np.float32).reshape(self.shape(tensor))

    def name(self, operator) -> str:
        code = self.model.operatorCodes[operator.opcodeIndex]
        return OPERATORS[max(code.builtinCode, code.deprecatedBuiltinCode)]


def activation(options):
    kind = options.fusedActivationFunction
    if kind == schema.ActivationFunctionType.NONE:
        return None
    if kind == schema.ActivationFunctionType.RELU:
        return "relu"
    raise SystemExit(f"activation {kind} has no Keras twin here")


def without_height(shape):
    """(1, 1, T, C) of the file is (1, T, C) in Keras."""
    return shape[2:] if len(shape) == 4 else shape[1:]


def twin(content: bytes, unroll: bool = False):
    file = File(content)
    graph = file.graph
    inputs = layers.Input(file.shape(graph.inputs[0])[1:], batch_size=1)
    values, weights = {graph.inputs[0]: inputs}, []

    def put(operator, layer, *arrays):
        values[operator.outputs[0]] = layer(values[operator.inputs[0]])
        if arrays:
            weights.append((layer, arrays))

    for operator in graph.operators:
        name, options = file.name(operator), operator.builtinOptions
        if name == "RESHAPE":
            shape = without_height(file.shape(operator.outputs[0]))
            put(operator, layers.Reshape(shape))
        elif name == "CONV_2D":
            filters = file.constant(operator.inputs[1])  # (O, 1, K, C)
            layer = layers.Conv1D(len(filters), filters.shape[2], strides=options.strideW,
                                  activation=activation(options))
            put(operator, layer, filters[:, 0].transpose(1, 2, 0),
                file.constant(operator.inputs[2]))
        elif name == "MAX_POOL_2D":
            put(operator, layers.MaxPooling1D(options.filterWidth, options.strideW))
        elif name == "AVERAGE_POOL_2D":
            put(operator, layers.AveragePooling1D(options.filterWidth, options.strideW))
        elif name == "FULLY_CONNECTED":
            dense = file.constant(operator.inputs[1])
            put(operator, layers.Dense(len(dense), activation=activation(options)), dense.T,
                file.constant(operator.inputs[2]))
        elif name == "MEAN":
            put(operator, layers.GlobalAveragePooling1D())
        elif name == "REDUCE_MAX":
            put(operator, layers.GlobalMaxPooling1D())
        elif name == "CONCATENATION":
            values[operator.outputs[0]] = layers.Concatenate()(
                [values[i] for i in operator.inputs])
        elif name == "UNIDIRECTIONAL_SEQUENCE_LSTM":
            matrices = [file.constant(operator.inputs[1 + gate]) for gate in range(2 * GATES)]
            biases = [file.constant(operator.inputs[12 + gate]) for gate in range(GATES)]
            put(operator, layers.LSTM(len(biases[0]), return_sequences=True, unroll=unroll),
                np.concatenate(matrices[:GATES]).T, np.concatenate(matrices[GATES:]).T,
                np.concatenate(biases))
        elif name == "STRIDED_SLICE":
            put(operator, layers.Lambda(lambda x: x[:, -1]))
        elif name == "SOFTMAX":
            put(operator, layers.Softmax())
        else:
            raise SystemExit(f"{name} has no Keras twin here")
    model = tf_keras.Model(inputs, values[graph.outputs[0]])
    for layer, arrays in weights:
        layer.set_weights(list(arrays))
    return model
