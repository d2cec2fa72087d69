"""Looking at one image again, with the boxes that are being edited in place of those on disk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from detector.config import get_preset
from detector.data.annotation import Annotation
from detector.data.formats.voc.dataset import VocFormat
from detector.data.geometry import Box
from detector.data.lint.problems import ProblemKind
from detector.data.lint.search import LabelSearch


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("a", "b"):
        Image.new("RGB", (640, 480)).save(tmp_path / f"{name}.png")
    (tmp_path / "a.xml").write_text(
        "<annotation><size><width>640</width><height>480</height></size><object><name>cat</name><bndbox>"
        "<xmin>600</xmin><ymin>11</ymin><xmax>700</xmax><ymax>100</ymax></bndbox></object></annotation>"
    )
    return tmp_path


def found(root: Path, name: str, annotations: tuple[Annotation, ...] | None = None) -> list[ProblemKind]:
    search = LabelSearch(VocFormat().open_dataset(root), get_preset("mobilenet_fpn"), pixels=False)
    return [problem.kind for problem in search.check_image(root / name, annotations)]


def test_that_one_image_is_checked_as_in_the_whole_search(root: Path) -> None:
    assert found(root, "a.png") == [ProblemKind.PARTLY_OUTSIDE]
    assert found(root, "b.png") == [ProblemKind.UNLABELED]


def test_that_given_boxes_count_in_place_of_those_on_disk(root: Path) -> None:
    annotation = Annotation(Box(10, 10, 100, 100), "cat", 0)
    assert found(root, "a.png", (annotation,)) == []
    assert found(root, "a.png", (annotation, replace(annotation, uid=1))) == [ProblemKind.DUPLICATE]


def test_that_boxes_drawn_since_the_opening_are_labels(root: Path) -> None:
    assert found(root, "b.png", (Annotation(Box(10, 10, 10, 100), "cat", 0),)) == [ProblemKind.ZERO_AREA]
