"""`frcnn detect` and `frcnn evaluate` with a Mask R-CNN, as pycocotools reads what they write."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from pycocotools import mask as coco_masks
from pycocotools.coco import COCO

from detector.cli import main
from detector.commands.detect import MASKS_AS_BOXES
from detector.commands.evaluate import NO_OUTLINES, SOME_OUTLINES
from detector.config import MaskConfig
from detector.data.formats.base import FormatName, OpenOptions
from detector.data.formats.format_list import FORMAT_INFOS
from detector.data.formats.registry import open_dataset
from detector.data.image_io import decode_image
from detector.data.outlines.outlined_box import get_outline
from detector.folder_detection import detect_folder
from detector.predictor import Predictor
from detector.stages.mask_head import MaskRcnnHead
from detector.tiles.tiling import Tiling
from detector.training.checkpoints.checkpoint import load_checkpoint, save_checkpoint
from tests.detector.drawn import drawn_folder
from tests.detector.evaluation.test_mask_scores import measure_by_pycocotools
from tests.detector.lively import lively
from tests.detector.outlined import HEIGHT, WIDTH, outlined_folder
from tests.detector.small import SMALL_PYRAMID
from tests.sentences import has_sentence

MASKS = replace(
    SMALL_PYRAMID,
    mask=MaskConfig(channels=8, convolutions=2),
    detection=replace(SMALL_PYRAMID.detection, max_detections=8),
)


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("network") / "masks.safetensors"
    model = lively(MASKS)
    assert isinstance(model.roi_heads, MaskRcnnHead)
    torch.nn.init.constant_(model.roi_heads.mask_predictor.mask_fcn_logits.bias, 1.0)  # so that masks have pixels
    save_checkpoint(path, model, 1)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return outlined_folder(tmp_path / "images", 2, boxes_only=0)


def detect(folder: Path, network: Path, out: Path, *more: str) -> list[dict[str, Any]]:
    arguments = ["--checkpoint", str(network), "--out", str(out), "--score", "0.05", "--device", "cpu", *more]
    assert main(["detect", str(folder), *arguments]) == 0
    summary: list[dict[str, Any]] = json.loads((out / "detections.json").read_text(encoding="utf-8"))
    return summary


def test_that_masks_in_coco_labels_and_in_the_summary_are_those_of_the_network(
    folder: Path, network: Path, tmp_path: Path
) -> None:
    summary = detect(folder, network, tmp_path / "out", "--format", "coco")
    [file] = [path for path in (tmp_path / "out").glob("*.json") if path.name != "detections.json"]
    labels = COCO(str(file))
    predictor = Predictor(load_checkpoint(network).model, "cpu")
    found = dict(detect_folder(predictor, sorted(folder.glob("*.png")), 0.05, with_masks=True))
    filled = 0
    for number, one in enumerate(summary, 1):
        expected = found[Path(one["image"])]
        assert not isinstance(expected, str)
        written = labels.loadAnns(labels.getAnnIds(imgIds=[number]))
        assert len(written) == len(one["boxes"]) == len(expected.masks) > 0
        for annotation, box, bitmap in zip(written, one["boxes"], expected.masks, strict=True):
            mask = np.asarray(coco_masks.decode(box["segmentation"]), bool)
            assert mask.shape == (HEIGHT, WIDTH)
            assert mask.sum() == bitmap.area
            if bitmap.area:  # an empty mask is left out of the labels, and its box is written
                np.testing.assert_array_equal(labels.annToMask(annotation), mask)
                filled += 1
    assert filled > 4


def test_that_labels_without_masks_have_the_boxes_and_that_is_reported(
    folder: Path, network: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    formats = sorted(name for name, info in FORMAT_INFOS.items() if "outlines" in info.keeps)
    name = next(name for name in FORMAT_INFOS if name not in formats)
    summary = detect(folder, network, tmp_path / "out", "--format", name)
    said = MASKS_AS_BOXES.format(format=FORMAT_INFOS[name].plain_title, formats=", ".join(formats))
    assert said in capsys.readouterr().err
    assert all("segmentation" in box for one in summary for box in one["boxes"])


@pytest.mark.parametrize("name", [name for name, info in FORMAT_INFOS.items() if "outlines" in info.keeps])
def test_that_every_format_that_holds_outlines_has_the_masks(
    name: FormatName, folder: Path, network: Path, tmp_path: Path
) -> None:
    """Read again beside the images."""
    summary = detect(folder, network, tmp_path / "out", "--format", name)
    for image in folder.glob("*.png"):
        shutil.copy(image, tmp_path / "out")
    dataset = open_dataset(tmp_path / "out", OpenOptions(name))
    outlined = [
        get_outline(annotation.geometry) is not None
        for image in dataset.images
        for annotation in dataset.read_labels(image).image_annotations.annotations
    ]
    filled = sum(coco_masks.area(box["segmentation"]) > 0 for one in summary for box in one["boxes"])
    if FORMAT_INFOS[name].has_one_ring:  # what has several parts is a box, and that is reported
        assert sum(outlined) > 0
    else:
        assert sum(outlined) >= filled > 8


def test_that_pictures_show_the_masks(folder: Path, network: Path, tmp_path: Path) -> None:
    summary = detect(folder, network, tmp_path / "out", "--draw")
    before = decode_image(Path(summary[0]["image"])).pixels.astype(int)
    with Image.open(tmp_path / "out" / "pictures" / "image_0.jpg") as drawn:
        after = np.asarray(drawn.convert("RGB")).astype(int)
    masks = [np.asarray(coco_masks.decode(box["segmentation"]), bool) for box in summary[0]["boxes"]]
    covered = np.any(masks, axis=0)
    assert covered.sum() > 200
    assert (np.abs(after - before).sum(axis=2)[covered] > 20).mean() > 0.9


def test_that_masks_of_tiles_are_in_their_place(network: Path, tmp_path: Path) -> None:
    """Each mask lies in its box, wherever the tile is that it was found in."""
    random = np.random.default_rng(0)
    pixels = random.integers(0, 256, (20, 30, 3)).repeat(12, axis=0).repeat(12, axis=1).astype(np.uint8)
    Image.fromarray(pixels).save(tmp_path / "large.png")
    predictor = Predictor(load_checkpoint(network).model, "cpu")
    [(_, found)] = detect_folder(predictor, [tmp_path / "large.png"], 0.05, Tiling(160), with_masks=True)
    assert not isinstance(found, str)
    assert len(found.masks) == len(found.boxes) > 8
    for box, mask in zip(found.boxes.tolist(), found.masks, strict=True):
        x1, y1, x2, y2 = mask.bounds.xyxy
        assert mask.is_degenerate or (x1 > box[0] - 1 and y1 > box[1] - 1 and x2 < box[2] + 1 and y2 < box[3] + 1)
    assert sum(not mask.is_degenerate for mask in found.masks) > 4


def evaluate(folder: Path, network: Path, *more: str) -> None:
    assert main(["evaluate", str(folder), "--checkpoint", str(network), "--device", "cpu", *more]) == 0


def test_that_pycocotools_gives_the_same_numbers_from_the_written_files(
    folder: Path, network: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = tmp_path / "found.json", tmp_path / "truth.json"
    evaluate(folder, network, "--json", "--write-detections", str(files[0]), "--ground-truth", str(files[1]))
    printed = json.loads(capsys.readouterr().out)["masks"]
    found, truth = (json.loads(file.read_text()) for file in files)
    assert all("segmentation" in one for one in (*found, *truth["annotations"]))
    expected = measure_by_pycocotools(truth, found)
    assert [printed[key] for key in ("ap", "ap50", "ap75")] == pytest.approx(expected[:3], abs=1e-6)


def test_that_two_networks_are_compared_by_masks_too(
    folder: Path, network: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other, model = tmp_path / "other.safetensors", load_checkpoint(network).model
    assert isinstance(model.roi_heads, MaskRcnnHead)
    torch.nn.init.constant_(model.roi_heads.mask_predictor.mask_fcn_logits.bias, -1.0)
    save_checkpoint(other, model, 1)
    aps = []
    for one in (network, other):
        evaluate(folder, one, "--json")
        printed = json.loads(capsys.readouterr().out)
        aps.append((printed["coco"]["ap"], printed["masks"]["ap"], printed["boundaries"]["ap"]))
    evaluate(folder, network, "--json", "--against", str(other))
    compared = json.loads(capsys.readouterr().out)["comparison"]
    found = [part["ap"]["difference"] for part in (compared, compared["masks"], compared["boundaries"])]
    assert found == pytest.approx([one - another for one, another in zip(*aps, strict=True)], abs=1e-6)


def test_that_the_report_says_on_what_masks_are_measured(
    network: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evaluate(outlined_folder(tmp_path / "partly", 2, boxes_only=1), network)
    printed = capsys.readouterr()
    assert SOME_OUTLINES.format(objects=2) in printed.err
    assert "Masks, on 2 objects with outlines" in printed.out  # the words matter
    evaluate(drawn_folder(tmp_path / "boxes", 2), network)
    printed = capsys.readouterr()
    assert has_sentence(printed.err, NO_OUTLINES)
    assert "Masks" not in printed.out


def test_that_the_masks_of_boxes_that_a_person_drew_are_found(folder: Path, network: Path) -> None:
    predictor = Predictor(load_checkpoint(network).model, "cpu")
    predictor.set_image(decode_image(folder / "image_0.png").pixels)
    boxes = np.array([[0, 0, 128, 96], [20, 20, 21, 21], [70, 40, 100, 70]], np.float32)
    found = predictor.predict_masks(boxes, ("disc", "square", "disc"))
    assert len(found) == 3
    assert found[1].area <= 1
    assert predictor.predict_masks(boxes[:0], ()) == ()


def test_that_the_summary_is_printed_with_masks_too(
    folder: Path, network: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    summary = detect(folder, network, tmp_path / "out")
    boxes = sum(len(one["boxes"]) for one in summary)
    assert f"{boxes} boxes in 2 images" in capsys.readouterr().out  # the words matter
