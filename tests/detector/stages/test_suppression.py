"""First suppressors, against a loop that suppresses one box after the other."""

from __future__ import annotations

import pytest
import torch

from detector.stages import suppression
from detector.stages.suppression import find_first_suppressors
from tests.detector.stages.test_boxes import random_boxes


def overlap(a: list[float], b: list[float]) -> float:
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    shared = max(width, 0.0) * max(height, 0.0)
    return shared / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared)


def run_nms(boxes: list[list[float]], threshold: float) -> tuple[list[int], dict[int, tuple[int, float]]]:
    """The rows that survive, best (first) first, and for each of the others its suppressor's place among them."""
    survivors: list[int] = []
    suppressed: dict[int, tuple[int, float]] = {}
    for row, box in enumerate(boxes):
        ious = [overlap(box, boxes[one]) for one in survivors]
        place = next((place for place, iou in enumerate(ious) if iou > threshold), -1)
        if place < 0:
            survivors.append(row)
        else:
            suppressed[row] = place, ious[place]
    return survivors, suppressed


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("rows_per_part", [2_048, 7])
def test_that_suppressors_are_those_of_a_loop_over_the_boxes(
    seed: int, rows_per_part: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suppression, "ROWS_PER_PART", rows_per_part)
    boxes = random_boxes(80, seed, size=150)
    survivors, suppressed = run_nms(boxes.tolist(), 0.4)
    assert len(suppressed) > 10
    rows, ious = find_first_suppressors(boxes[list(suppressed)], boxes[survivors], 0.4)
    assert rows.tolist() == [place for place, _ in suppressed.values()]
    assert ious.tolist() == pytest.approx([iou for _, iou in suppressed.values()], abs=1e-5)


def test_that_no_boxes_have_no_suppressors() -> None:
    rows, ious = find_first_suppressors(torch.zeros(0, 4), random_boxes(3, 0), 0.5)
    assert rows.tolist() == ious.tolist() == []
    assert rows.dtype == torch.int64
