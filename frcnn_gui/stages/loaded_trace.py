"""A trace that was saved to a file, as the stages' layers and docks take it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from detector.data.annotation import Annotation
from detector.data.geometry import Box
from frcnn_gui.stages.tracer import TraceResult

if TYPE_CHECKING:
    from detector.trace.schema import StageTrace


@dataclass(frozen=True, eq=False)
class LoadedTrace:
    """`annotations` are the trace's; those that the image still has keep their uid, the others have one below 0."""

    path: Path
    trace: StageTrace
    annotations: tuple[Annotation, ...]

    @property
    def trace_result(self) -> TraceResult:
        """As if the network had given it; without feature maps, which a file does not hold."""
        return TraceResult(None, self.trace, tuple(annotation.uid for annotation in self.annotations), (), 0, ())


def build_loaded_trace(path: Path, trace: StageTrace, annotations: tuple[Annotation, ...]) -> LoadedTrace:
    """`trace` from `path` over an image that has `annotations` now."""
    found = []
    for row, (corners, label) in enumerate(zip(trace.true_boxes, trace.true_labels, strict=True)):
        name = trace.classes[int(label) - 1]
        alike = (annotation for annotation in annotations if annotation.label == name)
        same = next((one for one in alike if np.allclose(one.bounds.xyxy, corners, atol=0.01)), None)
        x1, y1, x2, y2 = (float(value) for value in corners)
        found.append(same or Annotation(Box(x1, y1, x2, y2), name, uid=-2 - row))
    return LoadedTrace(path, trace, tuple(found))
