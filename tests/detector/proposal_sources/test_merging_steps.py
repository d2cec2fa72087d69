"""The merges of selective search, compared with a loop that computes everything from pixels at each step."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from detector.matching.box_overlap import pairwise_iou
from detector.proposal_sources.merging_steps import (
    COLOR_BINS,
    TEXTURE_BINS,
    bin_derivatives,
    find_neighbors,
    group_segments,
    merge_segments,
)
from tests.detector.proposal_sources.scenes import save_scene

pytest.importorskip("cv2")


def make_segments(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Twelve blocks of 4x5 pixels, and noise with another mean in each."""
    random = np.random.default_rng(seed)
    segments = np.arange(12).reshape(3, 4).repeat(4, axis=0).repeat(5, axis=1)
    means = random.integers(0, 200, (12, 3))
    return segments, (means[segments] + random.integers(0, 55, (12, 20, 3))).astype(np.uint8)


def compute_histogram(values: list[np.ndarray], mask: np.ndarray, bins: int) -> list[float]:
    counts = [float((one[mask] == number).sum()) for one in values for number in range(bins)]
    return [count / sum(counts) for count in counts]


def merge_by_loop(segments: np.ndarray, channels: np.ndarray) -> list[tuple[frozenset[int], frozenset[int], float]]:
    """Each merge as the first segments of both parts, and its similarity."""
    colors = [channels[:, :, one].astype(int) * COLOR_BINS // 256 for one in range(3)]
    textures = bin_derivatives(channels)
    groups = [frozenset([number]) for number in range(int(segments.max()) + 1)]
    merges = []
    while len(groups) > 1:
        best: tuple[float, int, int] | None = None
        for one in range(len(groups)):
            for other in range(one + 1, len(groups)):
                masks = [np.isin(segments, list(groups[place])) for place in (one, other)]
                if not are_touching(*masks):
                    continue
                similarity = 0.0
                for values, bins in ((colors, COLOR_BINS), (textures, TEXTURE_BINS)):
                    pair = [compute_histogram(values, mask, bins) for mask in masks]
                    similarity += sum(map(min, *pair))
                both = masks[0] | masks[1]
                rows, columns = np.nonzero(both)
                around = (rows.max() - rows.min() + 1) * (columns.max() - columns.min() + 1)
                similarity += 1 - both.sum() / both.size + 1 - (around - both.sum()) / both.size
                if best is None or similarity > best[0]:
                    best = float(similarity), one, other
        assert best is not None
        similarity, one, other = best
        merges.append((groups[one], groups[other], similarity))
        groups = [group for place, group in enumerate(groups) if place not in (one, other)] + [
            groups[one] | groups[other]
        ]
    return merges


def are_touching(one: np.ndarray, other: np.ndarray) -> bool:
    return bool((one[:, :-1] & other[:, 1:]).any() or (other[:, :-1] & one[:, 1:]).any()) or bool(
        (one[:-1] & other[1:]).any() or (other[:-1] & one[1:]).any()
    )


@pytest.mark.parametrize("seed", [0, 1])
def test_that_merges_are_those_of_a_loop_over_pixels(seed: int) -> None:
    segments, channels = make_segments(seed)
    steps = group_segments(segments, channels)
    parts = [frozenset([number]) for number in range(12)]
    found = []
    for merge in steps.merges:
        found.append(({parts[merge.first], parts[merge.second]}, merge.similarity))
        parts.append(parts[merge.first] | parts[merge.second])
    expected = merge_by_loop(segments, channels)
    assert [pair for pair, _ in found] == [{one, other} for one, other, _ in expected]
    np.testing.assert_allclose([similarity for _, similarity in found], [one[2] for one in expected])


def test_that_segments_and_boxes_of_each_step_agree() -> None:
    segments, channels = make_segments(2)
    steps = group_segments(segments, channels, (2.0, 3.0))
    assert steps.segment_count == 12
    for step in range(len(steps.merges) + 1):
        shown = steps.find_segments(step)
        numbers = np.unique(shown)
        assert len(numbers) == 12 - step
        for number in numbers.tolist():
            rows, columns = np.nonzero(shown == number)
            box = [columns.min() * 2, rows.min() * 3, (columns.max() + 1) * 2, (rows.max() + 1) * 3]
            assert steps.boxes[number].tolist() == box
    assert steps.boxes[-1].tolist() == [0, 0, 40, 36]
    assert find_neighbors(np.array([[0, 1], [2, 2]])) == [(0, 1), (0, 2), (1, 2)]


def test_that_an_even_rectangle_is_one_of_the_boxes(tmp_path: Path) -> None:
    scene = save_scene(tmp_path / "scene.png")
    steps = merge_segments(scene.decode_pixels())
    assert (pairwise_iou(scene.objects, steps.boxes).max(axis=1) > 0.7).all()
    assert steps.boxes[-1].tolist() == [0, 0, 96, 72]
