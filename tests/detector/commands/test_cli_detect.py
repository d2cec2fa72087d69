"""`frcnn detect`: what it writes, as other programs read it, and what it leaves alone."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from pycocotools.coco import COCO

from detector.cli import main
from detector.commands.detect import NO_BOXES, UNDETECTED
from detector.config import DetectorConfig
from detector.data.formats.voc.label_file import VocFile, VocOrigin
from detector.faster_rcnn import FasterRCNN
from detector.training.checkpoints.checkpoint import Checkpoint
from detector.training.checkpoints.header import NO_SAFETENSORS
from detector.training.runs.run_state import BEST_NAME
from tests.detector.drawn import draw, drawn_folder
from tests.detector.small import small_model
from tests.sentences import has_sentence


def detect(source: Path, checkpoint: Path, out: Path, *more: str) -> int:
    # An untrained network is sure of nothing.
    arguments = ["--checkpoint", str(checkpoint), "--out", str(out), "--score", "0.1", "--device", "cpu", *more]
    return main(["detect", str(source), *arguments])


def test_that_a_folder_gives_voc_files_and_scores_that_agree(folder: Path, checkpoint: Path, tmp_path: Path) -> None:
    assert detect(folder, checkpoint, tmp_path / "out") == 0
    messages = json.loads((tmp_path / "out" / "detections.json").read_text(encoding="utf-8"))
    assert [Path(one["image"]).name for one in messages] == ["image_0.png", "image_1.png"]
    for one in messages:
        annotations = VocFile.from_path(
            tmp_path / "out" / f"{Path(one['image']).stem}.xml", VocOrigin.ONE_BASED
        ).image_annotations.annotations
        assert len(annotations) == len(one["boxes"]) > 0
        for annotation, other in zip(annotations, one["boxes"], strict=True):
            assert annotation.label == other["label"]
            # Pascal VOC files are commonly in whole pixels.
            assert annotation.bounds.xyxy == pytest.approx(other["box"], abs=1.0)
            assert 0.1 < other["score"] <= 1


def test_that_the_images_folder_is_left_as_it_was(folder: Path, checkpoint: Path, tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert detect(folder, checkpoint, tmp_path / "out") == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_that_one_image_will_do(folder: Path, checkpoint: Path, tmp_path: Path) -> None:
    assert detect(folder / "image_1.png", checkpoint, tmp_path / "out") == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["detections.json", "image_1.xml"]


def test_that_results_there_are_not_replaced_unasked(
    folder: Path, checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert detect(folder, checkpoint, out) == 0
    before = contents(out)
    (folder / "image_1.png").unlink()
    assert detect(folder, checkpoint, out, "--score", "1") == 2
    assert "--overwrite" in capsys.readouterr().err
    assert contents(out) == before
    assert detect(folder, checkpoint, out, "--score", "1", "--overwrite") == 0
    assert contents(out)["image_0.xml"] != before["image_0.xml"]
    assert len(json.loads(contents(out)["detections.json"])) == 1


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("more", [(), ("--overwrite",)])
def test_that_files_that_are_no_results_are_safe_even_from_overwrite(
    folder: Path, checkpoint: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...]
) -> None:
    before = contents(folder)
    assert detect(folder, checkpoint, folder, *more) == 2
    assert "not detection results, such as image_0.png" in capsys.readouterr().err
    assert contents(folder) == before


def test_that_images_that_share_a_stem_get_a_file_each(folder: Path, checkpoint: Path, tmp_path: Path) -> None:
    draw(folder / "image_0.jpg", [])
    assert detect(folder, checkpoint, tmp_path / "out") == 0
    # As folders are read: the first of a stem has `stem.xml`, another one a file named after its whole name.
    names = {path.name for path in (tmp_path / "out").glob("*.xml")}
    assert names == {"image_0.xml", "image_0.png.xml", "image_1.xml"}
    message = VocFile.from_path(tmp_path / "out" / "image_0.png.xml", VocOrigin.ONE_BASED)
    assert message.raw is not None
    assert b"<filename>image_0.png</filename>" in message.raw


def test_that_images_of_one_name_in_two_folders_get_a_file_each(checkpoint: Path, tmp_path: Path) -> None:
    for part in ("train", "valid"):
        drawn_folder(tmp_path / "data" / part, 1)
    assert detect(tmp_path / "data", checkpoint, tmp_path / "out") == 0
    assert {path.name for path in (tmp_path / "out").glob("*.xml")} == {"train_image_0.xml", "valid_image_0.xml"}


def test_that_one_part_of_a_data_set_will_do(
    checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for part in ("train", "valid"):
        drawn_folder(tmp_path / "data" / part, 1)
    assert detect(tmp_path / "data", checkpoint, tmp_path / "out", "--split", "val") == 0
    messages = json.loads((tmp_path / "out" / "detections.json").read_text(encoding="utf-8"))
    assert [Path(one["image"]).parent.name for one in messages] == ["valid"]
    assert detect(tmp_path / "data", checkpoint, tmp_path / "other", "--split", "test") == 2
    assert "it has train, val" in capsys.readouterr().err


def test_that_an_unreadable_image_is_reported_and_the_others_done(
    folder: Path, checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "image_0.png").write_bytes(b"not an image")
    assert detect(folder, checkpoint, tmp_path / "out") == 1
    shown = capsys.readouterr()
    assert "image_0.png" in shown.err
    assert has_sentence(shown.out, UNDETECTED, images="1 image is")
    messages = json.loads((tmp_path / "out" / "detections.json").read_text(encoding="utf-8"))
    assert "error" in messages[0]
    assert not (tmp_path / "out" / "image_0.xml").exists()
    assert (tmp_path / "out" / "image_1.xml").exists()


def test_that_a_truncated_image_and_no_box_at_all_are_reported(
    checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "images"
    folder.mkdir()
    Image.effect_noise((200, 200), 60).save(folder / "cut.jpg")
    (folder / "cut.jpg").write_bytes((folder / "cut.jpg").read_bytes()[:6000])
    checkpoint.rename(tmp_path / BEST_NAME)
    assert detect(folder, tmp_path, tmp_path / "out", "--score", "1") == 0  # a run, by its best network
    shown = capsys.readouterr()
    assert "cut.jpg is truncated" in shown.err
    assert has_sentence(shown.out, NO_BOXES, score="1")
    (found,) = json.loads((tmp_path / "out" / "detections.json").read_text(encoding="utf-8"))
    assert "truncated" in found["warning"]


def test_that_a_higher_score_leaves_fewer_boxes(folder: Path, checkpoint: Path, tmp_path: Path) -> None:
    assert detect(folder, checkpoint, tmp_path / "out", "--score", "1") == 0
    messages = json.loads((tmp_path / "out" / "detections.json").read_text(encoding="utf-8"))
    assert [one["boxes"] for one in messages] == [[], []]


def test_that_a_bad_checkpoint_is_a_sentence_and_2(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad").write_bytes(b"nothing of the kind, but long enough")
    assert detect(folder, tmp_path / "bad", tmp_path / "out") == 2
    assert has_sentence(capsys.readouterr().err, NO_SAFETENSORS)
    assert not (tmp_path / "out").exists()


def test_that_a_source_that_is_not_there_is_a_sentence_and_2(
    checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert detect(tmp_path / "gone", checkpoint, tmp_path / "out") == 2
    assert "gone" in capsys.readouterr().err


Row = tuple[str, str, float, list[float]]
"""Image name, class, score, x1 y1 x2 y2; the score is 0 where the format has none."""


def rows_of(out: Path) -> list[Row]:
    """What the summary says."""
    summary = json.loads((out / "detections.json").read_text(encoding="utf-8"))
    rows = ((Path(one["image"]).name, box) for one in summary for box in one["boxes"])
    return [(name, box["label"], box["score"], box["box"]) for name, box in rows]


def yolo_rows(out: Path) -> list[Row]:
    names = re.findall(r"^ *(?:- |\d+: )['\"]?(\w+)", (out / "data.yaml").read_text(encoding="utf-8"), re.MULTILINE)
    rows = []
    for path in sorted((out / "labels").iterdir()):
        for line in path.read_text(encoding="utf-8").splitlines():
            number, *values = line.split()
            x, y, width, height, score = map(float, values)
            box = [(x - width / 2) * 128, (y - height / 2) * 96, (x + width / 2) * 128, (y + height / 2) * 96]
            rows.append((f"{path.stem}.png", names[int(number)], score, box))
    return rows


def coco_rows(out: Path) -> list[Row]:
    coco = COCO(out / "annotations.json")
    rows = []
    for one in coco.loadAnns(coco.getAnnIds()):
        x, y, width, height = one["bbox"]
        image, category = coco.loadImgs(one["image_id"])[0], coco.loadCats(one["category_id"])[0]
        assert (image["width"], image["height"]) == (128, 96)
        rows.append((image["file_name"], category["name"], one["score"], [x, y, x + width, y + height]))
    return rows


def labelme_rows(out: Path) -> list[Row]:
    rows = []
    for path in sorted(out.glob("image_*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        for shape in content["shapes"]:
            (x1, y1), (x2, y2) = shape["points"]
            rows.append((content["imagePath"], shape["label"], shape["score"], [x1, y1, x2, y2]))
    return rows


def csv_rows(out: Path) -> list[Row]:
    with (out / "annotations.csv").open(newline="", encoding="utf-8") as stream:
        return [
            (row["filename"], row["class"], float(row["score"]), [float(row[key]) for key in CORNER_COLUMNS])
            for row in csv.DictReader(stream)
        ]


Unscored = tuple[str, str, list[float]]
"""Image name, class, x1 y1 x2 y2."""


def cvat_boxes(out: Path) -> list[Unscored]:
    images = ElementTree.parse(out / "annotations.xml").getroot().findall("image")
    corners = ("xtl", "ytl", "xbr", "ybr")
    return [
        (image.attrib["name"], box.attrib["label"], [float(box.attrib[corner]) for corner in corners])
        for image in images
        for box in image
    ]


def createml_boxes(out: Path) -> list[Unscored]:
    rows = []
    for image in json.loads((out / "_annotations.createml.json").read_text(encoding="utf-8")):
        for one in image["annotations"]:
            x, y, width, height = (one["coordinates"][key] for key in ("x", "y", "width", "height"))
            box = [x - width / 2, y - height / 2, x + width / 2, y + height / 2]
            rows.append((image["image"], one["label"], box))
    return rows


def via_boxes(out: Path) -> list[Unscored]:
    rows = []
    for image in json.loads((out / "via_project.json").read_text(encoding="utf-8"))["_via_img_metadata"].values():
        for region in image["regions"]:
            x, y, width, height = (region["shape_attributes"][key] for key in ("x", "y", "width", "height"))
            rows.append((image["filename"], region["region_attributes"]["class"], [x, y, x + width, y + height]))
    return rows


UNSCORED = {"cvat": cvat_boxes, "createml": createml_boxes, "via": via_boxes}


@pytest.mark.parametrize("name", list(UNSCORED))
def test_that_formats_without_scores_have_the_same_boxes(
    folder: Path, checkpoint: Path, tmp_path: Path, name: str
) -> None:
    out = tmp_path / "out"
    assert detect(folder, checkpoint, out, "--format", name) == 0
    found, messages = UNSCORED[name](out), rows_of(out)
    assert len(found) == len(messages) > 0
    for (image, label, box), other in zip(found, messages, strict=True):
        assert (image, label) == other[:2]
        assert box == pytest.approx(other[3], abs=0.05)


CORNER_COLUMNS = ("xmin", "ymin", "xmax", "ymax")
READERS = {"yolo": yolo_rows, "coco": coco_rows, "labelme": labelme_rows, "csv": csv_rows}


@pytest.mark.parametrize("name", list(READERS))
def test_that_other_formats_say_the_same(folder: Path, checkpoint: Path, tmp_path: Path, name: str) -> None:
    out = tmp_path / "out"
    assert detect(folder, checkpoint, out, "--format", name) == 0
    found, messages = READERS[name](out), rows_of(out)
    assert len(found) == len(messages) > 0
    for (image, label, score, box), other in zip(found, messages, strict=True):
        assert (image, label) == other[:2]
        assert score == pytest.approx(other[2], abs=1e-3)
        assert box == pytest.approx(other[3], abs=0.05)
    assert not [path for path in out.iterdir() if path.name.startswith(".")]


def test_that_results_in_another_format_can_take_the_place_of_results(
    folder: Path, checkpoint: Path, tmp_path: Path
) -> None:
    for name in ("coco", "coco", "yolo"):
        assert detect(folder, checkpoint, tmp_path / "out", "--format", name, "--overwrite") == 0
    assert (tmp_path / "out" / "data.yaml").exists()


def test_that_pictures_show_what_was_found(folder: Path, checkpoint: Path, tmp_path: Path) -> None:
    assert detect(folder, checkpoint, tmp_path / "out", "--draw") == 0
    shown_images = sorted((tmp_path / "out" / "pictures").iterdir())
    assert [path.name for path in shown_images] == ["image_0.jpg", "image_1.jpg"]
    for path in shown_images:
        with Image.open(path) as shown, Image.open(folder / f"{path.stem}.png") as image:
            assert shown.size == image.size
            difference = np.abs(np.asarray(shown).astype(int) - np.asarray(image))
        assert (difference > 60).any()


def test_that_json_is_a_line_for_each_image(
    folder: Path, checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "image_0.png").write_bytes(b"not an image")
    assert detect(folder, checkpoint, tmp_path / "out", "--json") == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines == json.loads((tmp_path / "out" / "detections.json").read_text(encoding="utf-8"))
    assert ["error" in line for line in lines] == [True, False]


def test_that_nothing_readable_is_2(folder: Path, checkpoint: Path, tmp_path: Path) -> None:
    for image in folder.glob("*.png"):
        image.write_bytes(b"not an image")
    assert detect(folder, checkpoint, tmp_path / "out") == 2


def test_that_coco_weights_need_no_checkpoint(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[tuple[str, Path | None]] = []

    def build(config: DetectorConfig, weights_dir: Path | None) -> FasterRCNN:
        asked.append((config.preset, weights_dir))
        return small_model()

    monkeypatch.setattr("detector.zoo.build_coco_detector", build)
    arguments = ["detect", str(folder), "--weights", "coco", "--weights-dir", "w", "--out", str(tmp_path / "out")]
    assert main([*arguments, "--device", "cpu"]) == 0
    assert asked == [("resnet50_fpn", Path("w"))]
    assert "boxes in 2 images" in capsys.readouterr().out


def test_that_weights_of_torchvision_are_read_as_such(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []

    def load(path: Path, preset_name: str) -> Checkpoint:
        asked.append((path.name, preset_name))
        return Checkpoint(small_model(), 0)

    monkeypatch.setattr("detector.training.checkpoints.torchvision_weights.load_any_checkpoint", load)
    assert detect(folder, tmp_path / "model.pth", tmp_path / "out", "--preset", "vgg16") == 0
    assert asked == [("model.pth", "vgg16")]


def test_that_a_checkpoint_says_itself_which_network_it_is(
    folder: Path, checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert detect(folder, checkpoint, tmp_path / "out", "--preset", "vgg16") == 2
    assert "Omit --preset" in capsys.readouterr().err


@pytest.mark.slow
def test_that_two_processes_find_what_one_finds(checkpoint: Path, tmp_path: Path) -> None:
    folder = drawn_folder(tmp_path / "images", 5)
    draw(folder / "image_2.bmp", [])
    arguments = ["detect", str(folder), "--checkpoint", str(checkpoint), "--score", "0.1", "--device", "cpu"]
    arguments += ["--format", "coco", "--draw"]
    assert main([*arguments, "--out", str(tmp_path / "one")]) == 0
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    done = subprocess.run(
        [*torchrun, "-m", "detector", *arguments, "--out", str(tmp_path / "two")], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "in 6 images" in done.stdout
    assert contents(tmp_path / "two") == contents(tmp_path / "one")


def test_that_large_images_are_looked_at_in_tiles_and_small_ones_as_before(
    folder: Path, checkpoint: Path, tmp_path: Path
) -> None:
    draw(folder / "large.png", [("square", (20, 20, 60, 60)), ("disc", (200, 150, 240, 190))], 400, 300)
    messages = {}
    for name, more in (("whole", ()), ("tiles", ("--tile", "128")), ("overlap", ("--tile", "128", "--overlap", "0.5"))):
        assert detect(folder, checkpoint, tmp_path / name, *more) == 0
        found = json.loads((tmp_path / name / "detections.json").read_text(encoding="utf-8"))
        messages[name] = {Path(one["image"]).name: one["boxes"] for one in found}
    small = ("image_0.png", "image_1.png")
    assert all(messages[name][image] == messages["whole"][image] for name in messages for image in small)
    assert len({json.dumps(boxes["large.png"]) for boxes in messages.values()}) == 3


@pytest.mark.parametrize(
    ("more", "word"),
    [
        (("--overlap", "0.2"), "Add --tile"),
        (("--tile", "20"), "too small"),
        (("--tile", "128", "--overlap", "0.9"), "0 to 0.75"),
    ],
)
def test_that_tiles_that_cannot_be_are_a_sentence(
    folder: Path, checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...], word: str
) -> None:
    try:
        code: object = detect(folder, checkpoint, tmp_path / "out", *more)
    except SystemExit as end:
        code = end.code
    assert code == 2
    assert word in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
