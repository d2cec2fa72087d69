"""Edits of annotations as a person makes them, for tests."""

from __future__ import annotations

from dataclasses import replace

from detector.data.annotation import Annotation


def move_edges(annotation: Annotation, **edges: float) -> Annotation:
    """`annotation` with some of the edges x1, y1, x2 and y2 of its bounds at other coordinates."""
    return annotation.with_bounds(replace(annotation.bounds, **edges))
