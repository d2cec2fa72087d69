"""Boxes that the borders of tiles have cut, and what takes their place."""

from __future__ import annotations

import numpy as np
import pytest

from detector.tiles.tile_merging import JoinedDetections, PartDetections, find_cut_boxes, join_detections
from detector.tiles.tiling import Tile

WIDTH, HEIGHT = 1000, 600
WHOLE = Tile(0, 0, WIDTH, HEIGHT)
LEFT, RIGHT = Tile(0, 0, 600, 600), Tile(400, 0, 1000, 600)
Found = tuple[tuple[float, float, float, float], int, float]


def view(area: Tile, *found: Found) -> PartDetections:
    return PartDetections(
        area,
        np.array([box for box, _, _ in found], dtype=np.float32).reshape(-1, 4),
        np.array([label for _, label, _ in found], dtype=np.int64),
        np.array([score for _, _, score in found], dtype=np.float32),
    )


def joined(*views: PartDetections) -> JoinedDetections:
    return join_detections(views, WIDTH, HEIGHT)


def boxes_of(found: JoinedDetections) -> list[list[float]]:
    result: list[list[float]] = found.boxes.tolist()
    return result


def test_that_only_borders_inside_the_image_cut() -> None:
    boxes = np.array(
        [[0, 100, 50, 150], [560, 100, 600, 150], [100, 0, 150, 50], [100, 560, 150, 600], [300, 300, 400, 400]],
        dtype=np.float32,
    )
    assert find_cut_boxes(boxes, LEFT, WIDTH, HEIGHT).tolist() == [False, True, False, False, False]
    assert find_cut_boxes(boxes + np.float32([400, 0, 400, 0]), RIGHT, WIDTH, HEIGHT).tolist() == [True] + [False] * 4
    assert not find_cut_boxes(boxes, WHOLE, WIDTH, HEIGHT).any()


def test_that_a_cut_box_is_dropped_where_another_tile_shows_the_object_whole() -> None:
    cut, whole = (520.0, 100.0, 600.0, 200.0), (520.0, 100.0, 660.0, 200.0)
    found = joined(view(LEFT, (cut, 1, 0.9)), view(RIGHT, (whole, 1, 0.8)))
    assert boxes_of(found) == [list(whole)]
    assert found.scores.tolist() == pytest.approx([0.9])  # above every threshold that the cut one passed


def test_that_the_whole_image_shows_objects_that_no_tile_does() -> None:
    large = (100.0, 100.0, 900.0, 500.0)
    found = joined(
        view(LEFT, ((100, 100, 600, 500), 1, 0.9)),
        view(RIGHT, ((400, 100, 900, 500), 1, 0.9)),
        view(WHOLE, (large, 1, 0.7)),
    )
    assert boxes_of(found) == [list(large)]


@pytest.mark.parametrize(
    "other",
    [
        ((520.0, 100.0, 660.0, 200.0), 2, 0.9),  # another class
        ((520.0, 100.0, 660.0, 200.0), 1, 0.3),  # too unsure beside 0.9
        ((520.0, 220.0, 660.0, 320.0), 1, 0.9),  # another place
        ((590.0, 100.0, 720.0, 200.0), 1, 0.9),  # the neighbor of the object
    ],
)
def test_that_a_cut_box_stays_where_nothing_shows_more_of_its_object(other: Found) -> None:
    cut = (520.0, 100.0, 600.0, 200.0)
    found = joined(view(LEFT, (cut, 1, 0.9)), view(RIGHT, other))
    assert boxes_of(found) == [list(cut), list(other[0])]
    assert found.cut.tolist() == [True, False]


def test_that_a_box_of_the_same_tile_takes_no_cut_one_away() -> None:
    found = joined(view(LEFT, ((520, 100, 600, 200), 1, 0.9), ((500, 100, 585, 200), 1, 0.9)))
    assert len(found.boxes) == 2


def test_that_of_two_cut_boxes_the_one_that_shows_more_stays() -> None:
    less, more = (380.0, 100.0, 600.0, 200.0), (400.0, 100.0, 700.0, 200.0)
    found = joined(view(LEFT, (less, 1, 0.9)), view(RIGHT, (more, 1, 0.8)))
    assert boxes_of(found) == [list(more)]
    assert found.scores.tolist() == pytest.approx([0.9])


def test_that_objects_of_two_tiles_that_only_meet_in_the_overlap_both_stay() -> None:
    found = joined(view(LEFT, ((300, 100, 600, 200), 1, 0.9)), view(RIGHT, ((400, 180, 800, 300), 1, 0.8)))
    assert len(found.boxes) == 2


def test_that_a_cut_box_counts_less_than_a_whole_one_in_suppression() -> None:
    found = joined(view(LEFT, ((520, 100, 600, 200), 1, 0.9)), view(RIGHT, ((700, 100, 800, 200), 1, 0.6)))
    assert found.scores.tolist() == pytest.approx([0.9, 0.6])
    assert found.ranks[0] < found.ranks[1]


def test_that_nothing_found_is_nothing_joined() -> None:
    found = joined(view(LEFT), view(RIGHT), view(WHOLE))
    assert found.boxes.shape == (0, 4)
    assert found.labels.shape == found.scores.shape == found.cut.shape == (0,)
