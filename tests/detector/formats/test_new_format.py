"""A new format is its folder and one line of the registry."""

from __future__ import annotations

from pathlib import Path

import pytest

from detector.cli import main
from detector.data.annotation import Annotation
from detector.data.formats import format_list
from detector.data.formats.class_edits import ClassEdit, plan_steps
from detector.data.formats.format_list import FORMAT_INFOS
from detector.data.formats.registry import FORMATS, open_dataset, recognize_format
from detector.data.geometry import Box
from tests.annotation_edits import move_edges

from .format_samples import images, same_annotations

LINES = "cat 10 20 30 40\ndog 1 2 300 400\n"
ANNOTATIONS = (Annotation(Box(10, 20, 30, 40), "cat"), Annotation(Box(1, 2, 300, 400), "dog"))


@pytest.fixture
def toys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(format_list, "FORMAT_PACKAGES", (*format_list.FORMAT_PACKAGES, "tests.detector.formats.toy"))
    root = images(tmp_path / "toys", "a.png", "b.png")
    (root / "a.toy").write_text(LINES)
    return root


def test_that_one_line_registers_a_format(toys: Path) -> None:
    assert list(FORMATS)[-1] == "toy"
    assert FORMATS["toy"].title == FORMAT_INFOS["toy"].title == "Toy lines"
    assert recognize_format(toys) == "toy"


def test_that_a_new_format_is_opened_edited_and_saved(toys: Path) -> None:
    dataset = open_dataset(toys)
    assert dataset.format == "toy"
    assert str(dataset.describe_short()) == "TOY"
    assert [str(text) for text in dataset.describe_files()] == ["one file for each image"]
    labels = dataset.read_labels(toys / "a.png")
    assert same_annotations(labels.image_annotations.annotations, ANNOTATIONS)
    moved = move_edges(labels.image_annotations.annotations[0], x1=5)
    labels.save(labels.image_annotations.with_annotations((moved, labels.image_annotations.annotations[1])))
    assert (toys / "a.toy").read_text() == LINES.replace("cat 10", "cat 5")


def test_that_a_class_of_a_new_format_is_renamed_and_undone(toys: Path) -> None:
    dataset = open_dataset(toys)
    changes = [step.run() for step in plan_steps(dataset, ClassEdit("cat", "lion"), [toys / "a.png"])]
    assert (toys / "a.toy").read_text() == LINES.replace("cat", "lion")
    assert [change.revert(dataset) for change in changes if change is not None] == [0]
    assert (toys / "a.toy").read_text() == LINES


def test_that_the_commands_know_a_new_format(toys: Path, capsys: pytest.CaptureFixture[str]) -> None:
    there, back = toys.parent / "voc", toys.parent / "back"
    assert main(["convert", str(toys), "--to", "voc", "--out", str(there)]) == 0
    assert main(["convert", str(there), "--to", "toy", "--out", str(back)]) == 0
    assert (back / "a.toy").read_text() == LINES
    assert main(["check", str(toys), "--format", "toy"]) in (0, 1)
    assert "toy" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["convert", "--help"])
    assert "toy" in capsys.readouterr().out
