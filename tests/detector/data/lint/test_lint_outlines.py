"""Faults of outlines: each in an image of 128 x 96 pixels, and the repairs."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from detector.__main__ import main
from detector.config import get_preset
from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.coco import outline as coco_outline
from detector.data.formats.registry import FORMATS
from detector.data.geometry import Box, Geometry
from detector.data.image_io import ImageHeader
from detector.data.lint import outlines as texts
from detector.data.lint.boxes import CheckedImage
from detector.data.lint.outlines import find_outline_problems
from detector.data.lint.problems import LabelProblem, OutlineRepairKind, ProblemKind
from detector.data.lint.repairs import repair_problem
from detector.data.lint.search import LabelSearch
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import Outline, OutlinedBox, get_outline
from detector.data.outlines.rings import Part, Points, Ring, Rings
from tests.detector.data.formats.joint_samples import coco_object, written_coco
from tests.detector.image_files import write_image
from tests.sentences import has_sentence

SQUARE = [(10, 10), (50, 10), (50, 50), (10, 50)]


def find(geometry: Geometry) -> list[LabelProblem]:
    annotations = (Annotation(Box(60, 60, 70, 70), "hat", 0), Annotation(geometry, "cup", 1))
    image = CheckedImage(Path("a.png"), "a.png", ImageHeader(128, 96, 1), Path("a.json"), annotations, None, True)
    return list(find_outline_problems(image))


def find_one(outline: Outline, box: Box | None = None) -> LabelProblem:
    (problem,) = find(OutlinedBox(box or outline.bounds, outline))
    assert problem.box_uid == 1
    assert problem.message.startswith("a.png: box 2 (cup: ")
    return problem


def repair(outline: Outline, problem: LabelProblem, box: Box | None = None) -> Geometry:
    other = Annotation(Box(60, 60, 70, 70), "hat", 0)
    labels = ImageAnnotations((other, Annotation(OutlinedBox(box or outline.bounds, outline), "cup", 1)))
    first, second = repair_problem(labels, problem).annotations
    assert first == other
    return second.geometry


def pierce(outer: list[tuple[int, int]], *holes: list[tuple[int, int]]) -> Rings:
    return Rings((Part(Ring.from_points(outer), tuple(map(Ring.from_points, holes))),))


def shift(points: list[tuple[int, int]], dx: int, dy: int) -> list[tuple[int, int]]:
    return [(x + dx, y + dy) for x, y in points]


def test_that_sound_outlines_have_no_problem() -> None:
    inner = [(20, 20), (20, 40), (40, 40), (40, 20)]
    for outline in (
        pierce(SQUARE, inner),
        Rings.from_polygons([SQUARE, shift(SQUARE, 60, 20)]),
        Bitmap.from_mask(np.ones((20, 30), bool), 5, 6),
        pierce([(0, 0), (128, 0), (128, 96), (0, 96)]),
    ):
        assert find(OutlinedBox(outline.bounds, outline)) == []
        assert find(outline) == []
    assert find(Box(1, 1, 9, 9)) == []


def test_that_a_ring_that_crosses_itself_is_reported_with_the_place() -> None:
    problem = find_one(Rings.from_polygons([[(10, 20), (30, 40), (30, 20), (10, 40)]]))
    assert problem.kind is ProblemKind.OUTLINE_CROSSING
    assert has_sentence(problem.message, texts.CROSSING, x=20.0, y=30.0)
    assert problem.repairs == ()


def test_that_rings_without_three_points_are_reported_and_removed() -> None:
    outline = Rings.from_polygons([SQUARE, [(60, 60), (60, 60), (70, 70)], [(20, 20)]])
    problem = find(OutlinedBox(outline.bounds, outline))[0]
    assert problem.kind is ProblemKind.OUTLINE_FEW_POINTS
    assert has_sentence(problem.message, texts.FEW_POINTS, rings="2 rings", them="them")
    assert get_outline(repair(outline, problem)) == Rings.from_polygons([SQUARE])


def test_that_an_outline_of_which_nothing_is_left_becomes_a_box() -> None:
    outline = Rings.from_polygons([[(10, 10), (40, 40)]])
    problem = next(one for one in find(OutlinedBox(outline.bounds, outline)) if one.repairs)
    assert repair(outline, problem) == Box(10, 10, 40, 40)


def test_that_an_outline_beyond_the_border_of_a_box_inside_is_reported_and_cut() -> None:
    outline = Rings.from_polygons([[(100, 10), (140, 10), (140, 50), (100, 50)]])
    box = Box(100, 10, 128, 50)
    problem = find_one(outline, box)
    assert problem.kind is ProblemKind.OUTLINE_OUTSIDE
    assert has_sentence(problem.message, texts.RINGS_OUTSIDE, distance=12.0, width=128, height=96)
    repaired = repair(outline, problem, box)
    assert repaired.bounds == box
    assert repaired.area == box.area


def test_that_an_outline_wholly_outside_is_reported_and_left() -> None:
    outline = Bitmap.from_mask(np.ones((5, 5), bool), 200, 20)
    problem = find_one(outline, Box(100, 20, 120, 30))
    assert problem.kind is ProblemKind.OUTLINE_OUTSIDE
    assert has_sentence(problem.message, texts.ALL_OUTSIDE, width=128, height=96)
    assert problem.repairs == ()


def test_that_a_box_beyond_the_border_is_not_reported_again_for_its_outline() -> None:
    outline = Rings.from_polygons([[(100, 10), (140, 10), (140, 50), (100, 50)]])
    assert find(OutlinedBox(outline.bounds, outline)) == []


def test_that_a_hole_outside_its_part_is_reported_and_removed() -> None:
    good, outside = [(20, 20), (20, 30), (30, 30), (30, 20)], shift(SQUARE, 60, 30)
    outline = pierce(SQUARE, good, outside)
    problem = find_one(outline)
    assert problem.kind is ProblemKind.OUTLINE_HOLE_OUTSIDE
    assert has_sentence(problem.message, texts.HOLE_OUTSIDE, holes="1 hole", them="it")
    assert get_outline(repair(outline, problem)) == pierce(SQUARE, good)


def test_that_a_hole_partly_outside_its_part_is_reported_with_its_pixels() -> None:
    problem = find_one(pierce(SQUARE, [(45, 20), (45, 30), (55, 30), (55, 20)]))
    assert has_sentence(problem.message, texts.HOLE_PARTLY_OUTSIDE, pixels="50 pixels")
    assert problem.repairs == ()


@pytest.mark.parametrize("as_bitmap", [False, True])
def test_that_specks_are_reported_with_their_number_and_removed(as_bitmap: bool) -> None:
    mask = np.zeros((60, 80), bool)
    mask[10:50, 10:50] = True
    whole = Bitmap.from_mask(mask)
    mask[5, 70] = mask[55, 20:23] = True
    outline: Outline = Bitmap.from_mask(mask)
    if not as_bitmap:
        squares: list[Points] = [
            np.array([(x, y), (x + w, y), (x + w, y + 1), (x, y + 1)], float) for x, y, w in ((70, 5, 1), (20, 55, 3))
        ]
        outline = Rings.from_polygons([SQUARE, *squares])
    problem = find_one(outline)
    assert problem.kind is ProblemKind.OUTLINE_SPECKS
    assert has_sentence(problem.message, texts.SPECKS, specks="2 specks", area=4.0, largest=1600.0, them="them")
    assert get_outline(repair(outline, problem)) == (whole if as_bitmap else Rings.from_polygons([SQUARE]))


def test_that_a_second_part_of_some_size_is_no_speck() -> None:
    mask = np.zeros((60, 80), bool)
    mask[10:50, 10:50] = True
    mask[0:5, 70:77] = True
    mask[50, 50] = mask[51, 51] = True  # a thin line, connected at corners
    outline = Bitmap.from_mask(mask)
    assert find(OutlinedBox(outline.bounds, outline)) == []


@pytest.mark.parametrize(("off", "is_reported"), [(1.9, False), (2.1, True)])
def test_that_an_outline_away_from_its_box_is_reported_beyond_the_tolerance(off: float, is_reported: bool) -> None:
    outline = Rings.from_polygons([SQUARE])
    found = find(OutlinedBox(Box(10 - off, 10, 50, 50), outline))
    assert [one.kind for one in found] == [ProblemKind.OUTLINE_OFF_BOX] * is_reported
    for problem in found:
        assert has_sentence(problem.message, texts.OFF_BOX, distance=2.1, tolerance=2.0)


def test_that_a_point_that_is_no_number_is_reported() -> None:
    problem = find(OutlinedBox(Box(1, 1, 9, 9), Rings.from_polygons([[(1, 1), (9, 1), (5, np.nan)]])))[0]
    assert problem.kind is ProblemKind.OUTLINE_UNUSABLE
    assert has_sentence(problem.message, texts.NO_NUMBER)


@pytest.mark.parametrize(
    ("segmentation", "fault"),
    [
        ({"size": [50, 60], "counts": [0, 3000]}, coco_outline.OTHER_SIZE),
        ([[1, 1, 9, 9]], coco_outline.TOO_FEW_POINTS),
    ],
)
def test_that_an_outline_that_cannot_be_used_is_reported_once_with_file_and_object(
    tmp_path: Path, segmentation: object, fault: str
) -> None:
    write_image(tmp_path / "a.png", 100, 80)
    annotation = {"id": 7, "image_id": 1, "category_id": 1, "bbox": [10, 10, 40, 40], "segmentation": segmentation}
    path = written_coco(tmp_path / "annotations.json", coco_object(annotation))
    found = LabelSearch(FORMATS["coco"].open_dataset(path), get_preset("mobilenet_fpn")).find_problems()
    (problem,) = [one for one in found if one.kind in (ProblemKind.OUTLINE_UNUSABLE, ProblemKind.ODD_LABELS)]
    assert problem.kind is ProblemKind.OUTLINE_UNUSABLE
    assert problem.box_uid == 0
    sentence = coco_outline.UNUSABLE_OUTLINE.replace("{fault}", fault).replace("{id!r}", "{id}")
    assert has_sentence(problem.message, sentence, file="annotations.json", id="7", image="a.png")


def test_that_the_command_reports_outlines_and_their_repairs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_image(tmp_path / "a.png", 100, 80)
    polygons = [[10, 10, 50, 10, 50, 50, 10, 50], [20, 60, 21, 60, 21, 61]]
    annotation = {"id": 7, "image_id": 1, "category_id": 1, "bbox": [10, 10, 40, 51], "segmentation": polygons}
    path = written_coco(tmp_path / "annotations.json", coco_object(annotation))
    main(["check", str(path), "--json"])
    (problem,) = [one for one in json.loads(capsys.readouterr().out)["problems"] if "outline" in one["kind"]]
    assert problem["repairs"] == [{"box": 0, "outline": OutlineRepairKind.REMOVE_SPECKS.value}]
