from __future__ import annotations

import json
from pathlib import Path

import pytest

from detector.cli import main
from detector.data.formats.voc import VocFile, VocOrigin
from tests.detector.drawn import draw


def detect(source: Path, checkpoint: Path, out: Path, *more: str) -> int:
    # An untrained network is sure of nothing.
    arguments = ["--checkpoint", str(checkpoint), "--out", str(out), "--score", "0.1", "--device", "cpu", *more]
    return main(["detect", str(source), *arguments])


def test_that_a_folder_gives_voc_files_and_scores_that_agree(folder: Path, checkpoint: Path, tmp_path: Path) -> None:
    assert detect(folder, checkpoint, tmp_path / "out") == 0
    told = json.loads((tmp_path / "out" / "detections.json").read_text(encoding="utf-8"))
    assert [Path(one["image"]).name for one in told] == ["image_0.png", "image_1.png"]
    for one in told:
        boxes = VocFile.read(tmp_path / "out" / f"{Path(one['image']).stem}.xml", VocOrigin.ONE_BASED).annotation.boxes
        assert len(boxes) == len(one["boxes"]) > 0
        for box, other in zip(boxes, one["boxes"], strict=True):
            assert box.label == other["label"]
            # Pascal VOC files are commonly in whole pixels.
            assert box.xyxy == pytest.approx(other["box"], abs=1.0)
            assert 0.1 < other["score"] <= 1


def test_that_the_images_folder_is_left_as_it_was(folder: Path, checkpoint: Path, tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert detect(folder, checkpoint, tmp_path / "out") == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_that_one_image_will_do(folder: Path, checkpoint: Path, tmp_path: Path) -> None:
    assert detect(folder / "image_1.png", checkpoint, tmp_path / "out") == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["detections.json", "image_1.xml"]


@pytest.mark.parametrize("taken", ["image_1.xml", "detections.json"])
def test_that_files_there_are_not_replaced_unasked(
    folder: Path, checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], taken: str
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / taken).write_text("somebody's", encoding="utf-8")
    assert detect(folder, checkpoint, out) == 2
    assert "--overwrite" in capsys.readouterr().err
    assert [path.name for path in out.iterdir()] == [taken]
    assert (out / taken).read_text(encoding="utf-8") == "somebody's"
    assert detect(folder, checkpoint, out, "--overwrite") == 0
    assert (out / taken).read_text(encoding="utf-8") != "somebody's"


def test_that_labels_beside_the_images_are_safe_even_from_overwrite(
    folder: Path, checkpoint: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (folder / "image_0.xml").read_bytes()
    assert detect(folder, checkpoint, folder, "--overwrite") == 2
    assert "own labels" in capsys.readouterr().err
    assert (folder / "image_0.xml").read_bytes() == before


def test_that_images_that_share_a_stem_get_a_file_each(folder: Path, checkpoint: Path, tmp_path: Path) -> None:
    draw(folder / "image_0.jpg", [])
    assert detect(folder, checkpoint, tmp_path / "out") == 0
    names = {path.name for path in (tmp_path / "out").glob("*.xml")}
    assert names == {"image_0.jpg.xml", "image_0.png.xml", "image_1.xml"}


def test_that_an_unreadable_image_is_told_and_the_others_done(
    folder: Path, checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "image_0.png").write_bytes(b"not an image")
    assert detect(folder, checkpoint, tmp_path / "out") == 0
    assert "image_0.png" in "".join(capsys.readouterr())
    told = json.loads((tmp_path / "out" / "detections.json").read_text(encoding="utf-8"))
    assert "error" in told[0]
    assert not (tmp_path / "out" / "image_0.xml").exists()
    assert (tmp_path / "out" / "image_1.xml").exists()


def test_that_a_higher_score_leaves_fewer_boxes(folder: Path, checkpoint: Path, tmp_path: Path) -> None:
    assert detect(folder, checkpoint, tmp_path / "out", "--score", "1") == 0
    told = json.loads((tmp_path / "out" / "detections.json").read_text(encoding="utf-8"))
    assert [one["boxes"] for one in told] == [[], []]


def test_that_a_bad_checkpoint_is_a_sentence_and_2(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad").write_bytes(b"nothing of the kind, but long enough")
    assert detect(folder, tmp_path / "bad", tmp_path / "out") == 2
    assert "not a safetensors file" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_that_a_source_that_is_not_there_is_a_sentence_and_2(
    checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert detect(tmp_path / "gone", checkpoint, tmp_path / "out") == 2
    assert "gone" in capsys.readouterr().err
