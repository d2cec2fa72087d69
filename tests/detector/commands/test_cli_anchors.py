"""`frcnn anchors`: the report for people and for programs, and the anchors that it writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from detector.cli import main
from detector.config import AnchorConfig, DetectorConfig
from tests.detector.drawn import draw, labeled


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Tall boxes of one size, for which no preset is made."""
    root = tmp_path / "data"
    root.mkdir()
    for index in range(12):
        x, y = index * 5, index * 2
        labeled(root / f"{index}.png", [("cup", (x, y, x + 20, y + 60)), ("cup", (90, 30 - y, 108, 86 - y))])
    return root


def report_of(capsys: pytest.CaptureFixture[str], data: Path, *more: str) -> dict[str, Any]:
    assert main(["anchors", str(data), "--json", *more]) == 0
    result: dict[str, Any] = json.loads(capsys.readouterr().out)
    return result


def test_that_json_counts_every_box_once(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = report_of(capsys, data)
    assert (result["preset"], result["images"], result["boxes"]) == ("mobilenet_fpn", 12, 24)
    fit = result["fit"]
    assert fit["matched"] + fit["rescued"] + fit["unmatched"] == 24
    assert sum(cell["boxes"] for cell in result["cells"]) == 24
    assert all(0 <= cell["median_iou"] <= 1 for cell in result["cells"])
    # 60 x 20 pixels, three times as high as wide: at 400 / 96 of their size, 144 pixels.
    assert {tuple(cell["aspect"]) for cell in result["cells"]} == {(2**1.5, None)}
    assert {tuple(cell["size"]) for cell in result["cells"]} == {(128, 256)}


def test_that_better_anchors_are_found_and_written(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "new" / "anchors.json"
    result = report_of(capsys, data, "--write", str(file))
    suggestion = result["suggestion"]
    assert suggestion["better"]
    assert suggestion["fit"]["mean_iou"] > result["fit"]["mean_iou"]
    assert suggestion["fit"]["matched"] > result["fit"]["matched"]
    assert max(suggestion["anchors"]["ratios"]) > 2
    written = json.loads(file.read_text(encoding="utf-8"))
    assert written == suggestion["anchors"]
    # It is what a configuration has under `anchors`.
    config = DetectorConfig.from_json(json.dumps({"anchors": written}))
    assert isinstance(config.anchors, AnchorConfig)
    assert list(config.anchors.ratios) == written["ratios"]


def test_that_as_many_scales_and_ratios_come_as_are_asked_for(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    anchors = report_of(capsys, data, "--scales", "2", "--ratios", "1")["suggestion"]["anchors"]
    assert (len(anchors["scales"]), len(anchors["ratios"])) == (2, 1)


def test_that_people_get_the_same_numbers(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = report_of(capsys, data, "--preset", "vgg16")
    assert main(["anchors", str(data), "--preset", "vgg16"]) == 0
    out = capsys.readouterr().out
    assert "24 boxes in 12 images, preset vgg16" in out
    assert "scales 8 16 32, ratios 0.5 1 2, strides 16" in out
    for name in ("matched", "rescued", "unmatched"):
        (line, *_) = (line for line in out.splitlines() if line.startswith(name))
        assert line.split()[1] == str(result["fit"][name])
    assert f"mean {result['fit']['mean_iou']:.3f}  ->  {result['suggestion']['fit']['mean_iou']:.3f}" in out
    assert "fitted to only 24 boxes" in out
    assert json.loads(out.splitlines()[-1]) == result["suggestion"]["anchors"]


def test_that_boxes_that_fit_worst_are_named(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    labeled(data / "speck.png", [("cup", (3, 3, 5, 5))])
    result = report_of(capsys, data)
    assert Path(result["worst"][0]["image"]).name == "speck.png"
    assert result["worst"][0]["box"] == 1
    assert main(["anchors", str(data)]) == 0
    assert "speck.png, box 1: 8.3 x 8.3" in capsys.readouterr().out


def test_that_one_part_can_be_looked_at(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for part, count in (("train", 3), ("valid", 2)):
        (tmp_path / part).mkdir()
        for index in range(count):
            labeled(tmp_path / part / f"{index}.png", [("cup", (0, 10, 40, 50))])
    assert report_of(capsys, tmp_path)["images"] == 5
    assert report_of(capsys, tmp_path, "--split", "val")["images"] == 2


def test_that_data_without_boxes_are_a_sentence_and_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draw(tmp_path / "a.png", [])
    assert main(["anchors", str(tmp_path)]) == 2
    assert str(tmp_path) in capsys.readouterr().err


def test_that_a_file_that_cannot_be_written_is_a_sentence_and_2(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").touch()
    assert main(["anchors", str(data), "--write", str(tmp_path / "taken" / "anchors.json")]) == 2
    assert "--write" in capsys.readouterr().err
