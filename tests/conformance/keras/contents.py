# SPDX-License-Identifier: Apache-2.0
"""What .tflite files are made of: one row for each form of an operator, with its types, version and
options. A table in Markdown: contents.py FOLDER"""

import collections
import dataclasses
import pathlib
import re
import sys

from ai_edge_litert import schema_py_generated as schema


def names_of(enumeration) -> dict[int, str]:
    return {value: name for name, value in vars(enumeration).items() if not name.startswith("_")}


OPERATORS = names_of(schema.BuiltinOperator)
TYPES = {code: name.lower() for code, name in names_of(schema.TensorType).items()}
ENUMERATIONS = {"padding": schema.Padding,
                "fusedActivationFunction": schema.ActivationFunctionType,
                "weightsFormat": schema.FullyConnectedOptionsWeightsFormat,
                "quantizedBiasType": schema.TensorType, "inDataType": schema.TensorType,
                "outDataType": schema.TensorType, "outType": schema.TensorType}
# Shapes and numbers of single layers: they say nothing about the form.
UNINTERESTING = {"newShape", "squeezeDims", "begin", "end", "numSplits", "num", "condSubgraphIndex",
                 "bodySubgraphIndex", "valuesCount"}


@dataclasses.dataclass(frozen=True)
class Form:
    operator: str
    operands: str
    version: int
    options: str


def open_model(content: bytes):
    return schema.ModelT.InitFromObj(schema.Model.GetRootAs(content, 0))


def operator_name(code) -> str:
    if code.customCode:
        return code.customCode.decode()
    return OPERATORS[max(code.builtinCode, code.deprecatedBuiltinCode)]


def operand(model, subgraph, index: int) -> str:
    """float32; const int8 per channel; - when absent."""
    if index < 0:
        return "-"
    tensor = subgraph.tensors[index]
    words = [TYPES[tensor.type]]
    if model.buffers[tensor.buffer].data is not None:
        words.insert(0, "const")
        scales = 0 if tensor.quantization is None or tensor.quantization.scale is None else len(
            tensor.quantization.scale)
        if scales > 1:
            words.append(f"per channel (axis {tensor.quantization.quantizedDimension})")
    if tensor.isVariable:
        words.insert(0, "variable")
    if tensor.shapeSignature is not None and -1 in tensor.shapeSignature:
        words.append("open batch")
    return " ".join(words)


def snake_case(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


def option_words(options) -> str:
    """The options that differ from their defaults."""
    if options is None:
        return ""
    defaults, words = type(options)(), []
    for name, value in vars(options).items():
        if name in UNINTERESTING or value == getattr(defaults, name):
            continue
        if name in ENUMERATIONS:
            value = names_of(ENUMERATIONS[name])[value]
        words.append(f"{snake_case(name)}={value}")
    return " ".join(words)


def runs(words: list[str]) -> str:
    """a, a, b as 2 x a, b"""
    parts: list[list] = []
    for word in words:
        if parts and parts[-1][1] == word:
            parts[-1][0] += 1
        else:
            parts.append([1, word])
    return ", ".join(word if count == 1 else f"{count} x {word}" for count, word in parts)


def forms(content: bytes) -> collections.Counter:
    model, found = open_model(content), collections.Counter()
    for subgraph in model.subgraphs:
        for operator in subgraph.operators:
            code = model.operatorCodes[operator.opcodeIndex]
            sides = [runs([operand(model, subgraph, i) for i in side])
                     for side in (operator.inputs, operator.outputs)]
            found[Form(operator_name(code), " -> ".join(sides), code.version,
                       option_words(operator.builtinOptions))] += 1
    return found


def counted(content: bytes) -> dict[str, int]:
    """How many of each operator and version, all subgraphs together."""
    counts = collections.Counter()
    for form, count in forms(content).items():
        counts[f"{form.operator} v{form.version}"] += count
    return dict(sorted(counts.items()))


def main() -> None:
    files = collections.defaultdict(list)
    for path in sorted(pathlib.Path(sys.argv[1]).glob("*.tflite")):
        for form in forms(path.read_bytes()):
            files[form].append(path.stem)
    print("| operator | version | operands | options | files |\n|---|---|---|---|---|")
    for form in sorted(files, key=lambda form: (form.operator, form.operands, form.options)):
        holders = files[form]
        shown = holders[0] + (f" and {len(holders) - 1} more" if len(holders) > 1 else "")
        print(f"| {form.operator} | {form.version} | {form.operands} | {form.options} | {shown} |")


if __name__ == "__main__":
    main()
