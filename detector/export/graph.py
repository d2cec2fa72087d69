"""Writing an ONNX graph node by node. Values are called by their names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

OPSET = 18
IR_VERSION = 9
"""What goes with the opset; runtimes since 2023 read it."""

Output = tuple[str, str, int, Sequence[str | int]]
"""Of an output its value, what it is called, its type and its shape."""


class GraphBuilder:
    """Collects nodes and constants; every method that makes something returns the name of its result."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []
        self._constants: dict[tuple[str, tuple[int, ...], bytes], str] = {}
        self._scope: list[str] = []
        self._counts: dict[str, int] = {}

    @contextmanager
    def name_scope(self, name: str) -> Iterator[None]:
        """What is made in here is called `name/...`."""
        self._scope.append(name)
        yield
        self._scope.pop()

    def _new_name(self, kind: str) -> str:
        path = "/".join((*self._scope, kind))
        self._counts[path] = count = self._counts.get(path, 0) + 1
        return path if count == 1 else f"{path}_{count}"

    def add_node_with_outputs(self, kind: str, outputs: int, *inputs: str, **attributes: Any) -> tuple[str, ...]:
        """Add a node of several `outputs`; an input that is left out is an empty string."""
        name = self._new_name(kind)
        results = (name,) if outputs == 1 else tuple(f"{name}:{number}" for number in range(outputs))
        self.nodes.append(helper.make_node(kind, list(inputs), list(results), name=name, **attributes))
        return results

    def add_node(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """Add a node of one output."""
        return self.add_node_with_outputs(kind, 1, *inputs, **attributes)[0]

    def add_weight(self, name: str, values: NDArray[Any]) -> str:
        """Add a tensor of the network."""
        unique = self._new_name(name)
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(values), unique))
        return unique

    def add_constant(self, values: NDArray[Any]) -> str:
        """Add a tensor that is the same for every image; equal ones are kept once."""
        values = np.ascontiguousarray(values) if values.ndim else values
        key = (values.dtype.str, values.shape, values.tobytes())
        if key not in self._constants:
            name = f"constant_{len(self._constants)}"
            self.initializers.append(numpy_helper.from_array(values, name))
            self._constants[key] = name
        return self._constants[key]

    def int_vector(self, *values: int) -> str:
        """A vector of int64."""
        return self.add_constant(np.array(values, dtype=np.int64))

    def int_scalar(self, value: int) -> str:
        """A scalar of int64."""
        return self.add_constant(np.array(value, dtype=np.int64))

    def float_scalar(self, value: float) -> str:
        """A scalar of float32."""
        return self.add_constant(np.array(value, dtype=np.float32))

    def double_scalar(self, value: float) -> str:
        """A scalar of float64, in which sizes are computed as Python does."""
        return self.add_constant(np.array(value, dtype=np.float64))

    def to_float(self, value: str) -> str:
        return self.add_node("Cast", value, to=TensorProto.FLOAT)

    def to_double(self, value: str) -> str:
        return self.add_node("Cast", value, to=TensorProto.DOUBLE)

    def to_int(self, value: str) -> str:
        """Whole numbers; what is behind the point is cut off."""
        return self.add_node("Cast", value, to=TensorProto.INT64)

    def axis_length(self, value: str, axis: int) -> str:
        """The length of one axis, a scalar."""
        return self.add_node("Squeeze", self.add_node("Shape", value, start=axis, end=axis + 1), self.int_vector(0))

    def join_scalars(self, *scalars: str) -> str:
        """Scalars of one type, one after the other."""
        return self.add_node(
            "Concat", *(self.add_node("Unsqueeze", one, self.int_vector(0)) for one in scalars), axis=0
        )

    def reshape(self, value: str, *shape: int) -> str:
        return self.add_node("Reshape", value, self.int_vector(*shape))

    def gather_rows(self, value: str, rows: str, axis: int = 0) -> str:
        return self.add_node("Gather", value, rows, axis=axis)

    def slice_axis(self, value: str, axis: int, start: int, end: int) -> str:
        return self.add_node("Slice", value, self.int_vector(start), self.int_vector(end), self.int_vector(axis))

    def split_columns(self, boxes: str) -> tuple[str, ...]:
        """Of `boxes` (..., 4) the four columns, (..., 1) each."""
        return self.add_node_with_outputs("Split", 4, boxes, axis=-1, num_outputs=4)

    def find_true_rows(self, mask: str) -> str:
        """The rows of a vector of bool that are true, in order."""
        return self.add_node("Squeeze", self.add_node("NonZero", mask), self.int_vector(0))

    def select_best(self, scores: str, max_count: int) -> tuple[str, str]:
        """The `max_count` largest values of a vector in descending order, and their rows; ties keep their order."""
        count = self.add_node("Min", self.add_node("Shape", scores), self.int_vector(max_count))
        values, rows = self.add_node_with_outputs("TopK", 2, scores, count, axis=0, largest=1, sorted=1)
        return values, rows

    def build_model(self, outputs: Sequence[Output], image: str) -> onnx.ModelProto:
        """Close the graph.

        Args:
            outputs: in their order.
            image: the name of the one input, (height, width, 3) uint8.
        """
        for value, name, *_ in outputs:
            self.nodes.append(helper.make_node("Identity", [value], [name], name=f"output/{name}"))
        graph = helper.make_graph(
            self.nodes,
            "faster_rcnn",
            [helper.make_tensor_value_info(image, TensorProto.UINT8, ["height", "width", 3])],
            [helper.make_tensor_value_info(name, kind, shape) for _, name, kind, shape in outputs],
            self.initializers,
        )
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
