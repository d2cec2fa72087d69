"""A trace that was saved to a file, as the stages' layers and docks take it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from detector.data.annotation import Box
from frcnn_gui.stages.tracer import TraceResult

if TYPE_CHECKING:
    from detector.trace.schema import StageTrace


@dataclass(frozen=True, eq=False)
class LoadedTrace:
    """`boxes` are the trace's; those that the image still has keep their identity, the others have none (below 0)."""

    path: Path
    trace: StageTrace
    boxes: tuple[Box, ...]

    @property
    def trace_result(self) -> TraceResult:
        """As if the network had given it; without feature maps, which a file does not hold."""
        return TraceResult(None, self.trace, tuple(box.uid for box in self.boxes), (), 0, ())


def build_loaded_trace(path: Path, trace: StageTrace, boxes: tuple[Box, ...]) -> LoadedTrace:
    """`trace` from `path` over an image that has `boxes` now."""
    found = []
    for row, (corners, label) in enumerate(zip(trace.true_boxes, trace.true_labels, strict=True)):
        name = trace.classes[int(label) - 1]
        same = next((box for box in boxes if box.label == name and np.allclose(box.xyxy, corners, atol=0.01)), None)
        x1, y1, x2, y2 = (float(value) for value in corners)
        found.append(same or Box(x1, y1, x2, y2, name, uid=-2 - row))
    return LoadedTrace(path, trace, tuple(found))
