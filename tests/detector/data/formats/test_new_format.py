"""A new format is its folder and one line of the registry. The example of a plug-in has one."""

from __future__ import annotations

from pathlib import Path

import pytest

from detector.data.annotation import Annotation
from detector.data.formats import format_list
from detector.data.formats.class_edits import ClassEdit, plan_steps
from detector.data.formats.format_list import FORMAT_INFOS
from detector.data.formats.registry import FORMATS, open_dataset, recognize_format
from detector.data.geometry import Box
from tests.annotation_edits import move_edges
from tests.plugins.conftest import EXAMPLE

from .format_samples import images, same_annotations

LINES = "cat 10 20 30 40\ndog 1 2 300 400\n"
ANNOTATIONS = (Annotation(Box(10, 20, 30, 40), "cat"), Annotation(Box(1, 2, 300, 400), "dog"))


@pytest.fixture
def lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(EXAMPLE)
    monkeypatch.setattr(format_list, "FORMAT_PACKAGES", (*format_list.FORMAT_PACKAGES, "frcnn_lines.labels"))
    root = images(tmp_path / "lines", "a.png", "b.png")
    (root / "a.lines").write_text(LINES)
    return root


def test_that_one_line_registers_a_format(lines: Path) -> None:
    assert list(FORMATS)[-1] == "lines"
    assert FORMATS["lines"].title == FORMAT_INFOS["lines"].title == "Lines of text"
    assert recognize_format(lines) == "lines"


def test_that_a_new_format_is_opened_edited_and_saved(lines: Path) -> None:
    dataset = open_dataset(lines)
    assert dataset.format == "lines"
    assert str(dataset.describe_short()) == "LINES"
    assert [str(text) for text in dataset.describe_files()] == ["one file for each image"]
    labels = dataset.read_labels(lines / "a.png")
    assert same_annotations(labels.image_annotations.annotations, ANNOTATIONS)
    moved = move_edges(labels.image_annotations.annotations[0], x1=5)
    labels.save(labels.image_annotations.with_annotations((moved, labels.image_annotations.annotations[1])))
    assert (lines / "a.lines").read_text() == LINES.replace("cat 10", "cat 5")


def test_that_a_class_of_a_new_format_is_renamed_and_undone(lines: Path) -> None:
    dataset = open_dataset(lines)
    changes = [step.run() for step in plan_steps(dataset, ClassEdit("cat", "lion"), [lines / "a.png"])]
    assert (lines / "a.lines").read_text() == LINES.replace("cat", "lion")
    assert [change.revert(dataset) for change in changes if change is not None] == [0]
    assert (lines / "a.lines").read_text() == LINES
