"""`frcnn stages`: the tutorial's numbers from the command line, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from detector.cli import main
from detector.commands.stages import fill_class_list, parse_annotation
from detector.targets import LEAVES_IMAGE

TUTORIAL_BOXES = ("--box", "30,20,500,400", "--box", "400,300,600,500")


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    path = tmp_path / "blank.png"
    Image.new("RGB", (800, 800)).save(path)
    return path


@pytest.mark.slow
def test_that_the_tutorials_numbers_come_out(blank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["stages", str(blank), *TUTORIAL_BOXES, "--preset", "tutorial", "--weights", "none", "--json"])
    summary = json.loads(capsys.readouterr().out)
    assert code == 0
    assert summary["features"] == {"channels": 512, "levels": [[50, 50]]}
    assert summary["anchors"] == {"total": 22_500, "inside": 8_940, "per_level": [22_500]}
    assignment = summary["assignment"]
    assert [assignment[key] for key in ("positive", "negative", "between", "outside")] == [18, 7_690, 1_232, 13_560]
    assert assignment["best_iou"] == pytest.approx([0.68130493, 0.61035156], abs=1e-6)
    assert assignment["positives_per_box"] == [2, 16]
    assert summary["sample"] == {"positive": 18, "negative": 238}
    proposals = summary["proposals"]
    assert proposals["decoded"] == 22_500
    assert proposals["kept"] == 2_000
    assert proposals["too_small"] + proposals["below_pre_top_k"] == 22_500 - 12_000
    assert sum(summary["rois"].values()) == 128
    assert summary["losses"]["rpn_objectness"] == pytest.approx(0.694, abs=0.01)  # the tutorial prints 0.6940
    assert summary["losses"]["roi_class"] == pytest.approx(3.0458, abs=0.1)  # and 3.0458


def test_that_it_prints_one_line_a_stage_for_people(blank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stages", str(blank), *TUTORIAL_BOXES, "--preset", "mobilenet_fpn"]) == 0
    lines = capsys.readouterr().out.splitlines()
    names = ["input", "features", "anchors", "assignment", "sample", "proposals", "rois", "detections", "losses"]
    assert [line.split()[0] for line in lines] == names
    assert "levels [[52, 52], [26, 26], [13, 13]]" in lines[1]
    assert "best iou [0.7071, 0.7476]" in lines[3]


def test_that_one_seed_gives_one_result(blank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["stages", str(blank), "--box", "30,20,500,400", "--preset", "mobilenet_fpn", "--json", "--seed"]
    printed = [(main([*arguments, seed]), capsys.readouterr().out)[1] for seed in ("3", "3", "4")]
    assert printed[0] == printed[1] != printed[2]


def test_that_boxes_come_from_a_label_file_too(blank: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    labels = tmp_path / "blank.xml"
    labels.write_text(
        "<annotation><object><name>cup</name><bndbox><xmin>31</xmin><ymin>21</ymin><xmax>500</xmax><ymax>400</ymax>"
        "</bndbox></object></annotation>",
        encoding="utf-8",
    )
    assert main(["stages", str(blank), "--labels", str(labels), "--preset", "mobilenet_fpn", "--json"]) == 0
    from_file = json.loads(capsys.readouterr().out)
    assert main(["stages", str(blank), "--box", "30,20,500,400,cup", "--preset", "mobilenet_fpn", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == from_file


@pytest.mark.parametrize(
    ("argument", "fault"), [("10,10,20", "is not a box"), ("a,b,c,d", "is not a box"), ("50,10,20,40", "has no area")]
)
def test_that_a_wrong_box_is_reported(
    blank: Path, argument: str, fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["stages", str(blank), "--box", argument])
    assert left.value.code == 2
    assert fault in capsys.readouterr().err


def test_that_a_box_outside_the_image_is_refused_by_name(blank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stages", str(blank), "--box", "30,20,900,400", "--preset", "mobilenet_fpn"]) == 2
    leaves = LEAVES_IMAGE.format(width=800, height=800)
    assert f"blank.png: box 1 (30, 20, 900, 400) {leaves}" in capsys.readouterr().err


def test_that_a_class_may_have_commas_in_its_name() -> None:
    assert parse_annotation("1,2,3,4,cup, red").label == "cup, red"


def test_that_an_untrained_network_has_the_tutorials_twenty_classes() -> None:
    classes = fill_class_list(["cup", "cup", "hat"])
    assert len(classes) == 20
    assert classes[:3] == ("cup", "hat", "class 3")
