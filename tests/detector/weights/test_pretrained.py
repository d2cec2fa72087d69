"""Which weights a training should start from, and where they are looked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from detector import zoo
from detector.config import PRESETS
from detector.weights.pretrained import (
    COCO_FILES,
    COCO_PRESET,
    LIGHT_COCO_PRESET,
    MAX_FEW_IMAGES,
    WEIGHTS_DIR_VARIABLE,
    WEIGHTS_FILES,
    StartReason,
    choose_start,
)


@pytest.mark.parametrize(
    ("preset", "images", "here", "downloadable", "weights", "reason"),
    [
        ("mobilenet_fpn", 40, True, True, "imagenet", StartReason.NO_COCO_WEIGHTS),
        ("mobilenet_v3_fpn", MAX_FEW_IMAGES, True, True, "imagenet", StartReason.MANY_IMAGES),
        ("mobilenet_v3_fpn", MAX_FEW_IMAGES - 1, True, False, "coco", StartReason.COCO_HERE),
        ("mobilenet_v3_320_fpn", 0, True, True, "coco", StartReason.COCO_HERE),
        ("resnet50_fpn_v2", 40, False, True, "coco", StartReason.COCO_DOWNLOAD),
        ("resnet50_fpn", 40, False, False, "imagenet", StartReason.COCO_OUT_OF_REACH),
        ("vgg16", 10_000, False, False, "imagenet", StartReason.NO_COCO_WEIGHTS),
    ],
)
def test_that_the_first_rule_that_applies_decides(
    preset: str, images: int, here: bool, downloadable: bool, weights: str, reason: StartReason
) -> None:
    proposed = choose_start(preset, images, here, downloadable)
    assert (proposed.weights, proposed.reason) == (weights, reason)


def test_that_every_reason_is_one_sentence_for_its_preset() -> None:
    for reason in StartReason:
        proposed = next(
            one
            for preset, images in (("vgg16", 3), (LIGHT_COCO_PRESET, 3), (LIGHT_COCO_PRESET, 12_345))
            for here, downloadable in ((True, False), (False, True), (False, False))
            if (one := choose_start(preset, images, here, downloadable)).reason is reason
        )
        assert "{" not in proposed.sentence
        assert proposed.sentence.startswith("COCO" if proposed.weights == "coco" else "ImageNet")
    assert "12,345 images" in choose_start(LIGHT_COCO_PRESET, 12_345, True, True).sentence
    assert COCO_FILES[COCO_PRESET] in choose_start(COCO_PRESET, 3, False, False).sentence


def test_that_the_names_of_files_are_known_for_what_presets_there_are() -> None:
    assert set(COCO_FILES) <= set(PRESETS)
    assert {preset.backbone.name for preset in PRESETS.values()} == set(WEIGHTS_FILES) == set(zoo._IMAGENET_WEIGHTS)
    assert {name: weights.url.rpartition("/")[2] for name, weights in zoo._COCO_WEIGHTS.items()} == COCO_FILES


def test_that_the_rule_needs_no_torch() -> None:
    code = "import sys, detector.weights.pretrained; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """The addresses that were asked for; nothing was downloaded before, and the network is there."""
    addresses: list[str] = []

    def is_reachable(url: str) -> bool:
        addresses.append(url)
        return True

    monkeypatch.delenv(WEIGHTS_DIR_VARIABLE, raising=False)
    monkeypatch.setattr("detector.zoo.cached_path", lambda name: tmp_path / "cache" / name)
    monkeypatch.setattr("detector.zoo.is_reachable", is_reachable)
    return addresses


def test_that_the_network_is_asked_only_where_the_answer_matters(asked: list[str], tmp_path: Path) -> None:
    name = COCO_FILES[LIGHT_COCO_PRESET]
    (tmp_path / name).touch()
    assert zoo.find_start("mobilenet_fpn", 40).reason is StartReason.NO_COCO_WEIGHTS
    assert zoo.find_start(LIGHT_COCO_PRESET, MAX_FEW_IMAGES).reason is StartReason.MANY_IMAGES
    assert zoo.find_start(LIGHT_COCO_PRESET, 40, tmp_path).reason is StartReason.COCO_HERE
    assert not asked
    assert zoo.find_start(LIGHT_COCO_PRESET, 40).reason is StartReason.COCO_DOWNLOAD
    assert [address.rpartition("/")[2] for address in asked] == [name]


def test_that_weights_downloaded_before_are_here(asked: list[str], tmp_path: Path) -> None:
    kept = tmp_path / "cache" / COCO_FILES["resnet50_fpn_v2"]
    kept.parent.mkdir()
    kept.touch()
    assert zoo.find_start("resnet50_fpn_v2", 40).reason is StartReason.COCO_HERE
    assert zoo.find_coco_file("resnet50_fpn_v2") == kept
    assert not asked


def test_that_what_cannot_be_reached_is_reported() -> None:
    assert not zoo.is_reachable("http://127.0.0.1:9/none.pth")
    assert not zoo.is_reachable("no address")
