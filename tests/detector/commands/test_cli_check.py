"""`frcnn check`: what it reports, to people and to programs, and its exit codes."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path

import pytest

from detector.cli import main
from detector.commands.check import FoundProblems
from detector.data.lint.boxes import REPEATS_BOX
from detector.data.lint.problems import LabelProblem, ProblemKind
from tests.detector.drawn import voc_xml
from tests.detector.image_files import labeled, write_image


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """Ten images with a cup and a hat each."""
    root = tmp_path / "sound"
    root.mkdir()
    for index in range(10):
        labeled(
            root / f"{index}.png", [("cup", (0, 10 + index, 50, 60 + index)), ("hat", (70, index, 120, 40 + index))]
        )
    return root


@pytest.fixture
def faulty(sound: Path) -> Path:
    """With a box outside, two boxes twice, and an image that cannot be read."""
    labeled(sound / "a.png", [("cup", (10, 10, 60, 60))] * 3 + [("hat", (90, 50, 140, 90))])
    (sound / "b.png").write_bytes(b"not an image")
    (sound / "b.xml").write_text(voc_xml("b.png", [("cup", (1, 1, 50, 50))], 128, 96), encoding="utf-8")
    return sound


def test_that_sound_labels_are_said_to_be_so_and_0(sound: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(sound)]) == 0
    assert capsys.readouterr().out == "10 images (10 labeled), 20 boxes, 2 classes, voc: no problems found.\n"


def test_that_problems_come_by_kind_the_worst_first_and_1(faulty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(faulty)]) == 1
    out = capsys.readouterr().out
    headings = [line for line in out.splitlines() if line.startswith(("error", "warning"))]
    assert headings == [
        f"error: {ProblemKind.IMAGE_UNREADABLE.heading} (1)",
        f"warning: {ProblemKind.PARTLY_OUTSIDE.heading} (1)",
        f"warning: {ProblemKind.DUPLICATE.heading} (2)",
    ]
    assert "  " + REPEATS_BOX.format(subject="a.png: box 2 (cup: 10, 10, 60, 60)", number=1) in out
    assert out.endswith("12 images (12 labeled), 25 boxes, 2 classes, voc: 1 error, 3 warnings.\n")


def test_that_only_the_first_few_of_a_kind_are_reported(sound: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for index in range(8):
        write_image(sound / f"empty_{index}.png")
    assert main(["check", str(sound)]) == 0  # images without labels are no fault
    out = capsys.readouterr().out
    assert f"info: {ProblemKind.UNLABELED.heading} (8)" in out
    assert out.count("has no labels") == 5
    assert "... and 3 more" in out
    assert "--json" in out


def test_that_json_has_all_of_them(faulty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(faulty), "--json"]) == 1
    messages = json.loads(capsys.readouterr().out)
    assert messages["counts"] == {"image_unreadable": 1, "partly_outside": 1, "duplicate": 2}
    assert messages["boxes"] == {"cup": 14, "hat": 11}
    assert [one["kind"] for one in messages["problems"]].count("duplicate") == 2
    (outside,) = (one for one in messages["problems"] if one["kind"] == "partly_outside")
    assert outside["severity"] == "warning"
    assert outside["image"] == str(faulty / "a.png")
    assert outside["labels"] == str(faulty / "a.xml")
    assert outside["repairs"] == [{"box": outside["box"], "corners": [90, 50, 128, 90]}]


def test_that_problems_are_counted_and_only_the_first_few_kept() -> None:
    with ExitStack() as stack:
        found = FoundProblems(stack, keep_all=True)
        for number in range(1000):
            image = Path(f"{number}.png")
            found.add_problem(LabelProblem(ProblemKind.UNLABELED, image, None, f"{image} has no labels."))
        assert found.counts == {ProblemKind.UNLABELED: 1000}
        assert sum(map(len, found.first_messages.values())) == 5
        assert [one["image"] for one in found.read_all()] == [f"{number}.png" for number in range(1000)]


def test_that_nothing_is_changed(faulty: Path) -> None:
    before = {path: path.read_bytes() for path in faulty.iterdir()}
    main(["check", str(faulty)])
    assert {path: path.read_bytes() for path in faulty.iterdir()} == before


def test_that_quick_reads_only_heads(sound: Path) -> None:
    image = sound / "3.png"
    image.write_bytes(image.read_bytes()[:-40])
    assert main(["check", str(sound), "--quick"]) == 0
    assert main(["check", str(sound)]) == 1


def test_that_a_larger_network_sees_smaller_boxes(sound: Path, capsys: pytest.CaptureFixture[str]) -> None:
    labeled(sound / "a.png", [("cup", (10, 10, 20, 20)), ("hat", (50, 10, 53, 13))], 640, 480)
    assert main(["check", str(sound), "--preset", "resnet50_fpn"]) == 0
    assert main(["check", str(sound)]) == 1
    assert "2.5 x 2.5 pixels after resizing" in capsys.readouterr().out


def test_that_data_that_are_not_there_are_a_sentence_and_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path / "gone")]) == 2
    assert "gone" in capsys.readouterr().err
