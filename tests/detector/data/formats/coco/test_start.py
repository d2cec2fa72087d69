"""Training from COCO weights with classes of one's own: torchvision's file, the rule that chooses it, what is kept."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torchvision.models.detection import fasterrcnn_mobilenet_v3_large_320_fpn

from detector.cli import main
from detector.config import PRESETS, DetectorConfig, get_preset
from detector.faster_rcnn import FasterRCNN
from detector.stages.frozen_norm import FrozenNorm
from detector.training.checkpoints.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from detector.training.checkpoints.transfer import start_from_checkpoint
from detector.weights.pretrained import COCO_FILES, WEIGHTS_DIR_VARIABLE, StartReason
from detector.zoo import build_coco_detector, coco_classes, with_frozen_norms
from tests.detector.drawn import drawn_folder
from tests.sentences import has_sentence

NAME = "mobilenet_v3_320_fpn"


@pytest.fixture(scope="module")
def weights_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A weights folder with a file as torchvision's download, of random weights."""
    torch.manual_seed(0)
    network = fasterrcnn_mobilenet_v3_large_320_fpn(weights=None, weights_backbone=None)
    folder = tmp_path_factory.mktemp("weights")
    torch.save(network.state_dict(), folder / COCO_FILES[NAME])
    return folder


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(WEIGHTS_DIR_VARIABLE, raising=False)
    monkeypatch.setattr("detector.zoo.cached_path", lambda name: tmp_path / "cache" / name)
    monkeypatch.setattr("detector.zoo.is_reachable", lambda _url: False)


def train(tmp_path: Path, *more: str) -> int:
    folder = drawn_folder(tmp_path / "images", 3)
    fixed = ("--preset", NAME, "--steps", "1", "--batch-size", "1", "--device", "cpu", "--workers", "1")
    return main(["train", str(folder), "--out", str(tmp_path / "run"), *fixed, *more])


def test_that_few_images_start_from_coco_where_the_weights_folder_has_it(
    weights_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train(tmp_path, "--weights-dir", str(weights_dir)) == 0
    message = capsys.readouterr().err
    assert has_sentence(message, StartReason.COCO_HERE.value, few=500)
    assert "Kept: the backbone, the feature pyramid, the RPN, the head's first layer, its second." in message
    assert "Initialized: class disc, class square." in message
    trained = load_checkpoint(tmp_path / "run" / "last.safetensors")
    known = build_coco_detector(get_preset(NAME), weights_dir).state_dict()
    first = "backbone.body.0.0.weight"  # which is frozen
    assert torch.equal(trained.model.state_dict()[first], known[first])
    assert trained.classes == ("disc", "square")


def test_that_without_weights_and_network_imagenet_is_tried_and_both_are_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []

    def build(config: DetectorConfig, classes: tuple[str, ...], weights: str, _folder: Path | None) -> FasterRCNN:
        asked.append(weights)
        return FasterRCNN(config, classes)

    monkeypatch.setattr("detector.training.start_run.build_detector", build)
    assert train(tmp_path) == 0
    assert asked == ["imagenet"]
    message = capsys.readouterr().err
    assert has_sentence(message, StartReason.COCO_OUT_OF_REACH.value)
    assert COCO_FILES[NAME] in message


def small_v2() -> DetectorConfig:
    """Of that layout, and small."""
    config = get_preset("resnet50_fpn_v2")
    return replace(
        config,
        backbone=replace(config.backbone, name="mobilenet_v2", strides=(16, 32), fpn_channels=8),
        rpn=replace(config.rpn, channels=8),
        head=replace(config.head, hidden=8, convolutions=2),
    )


def test_that_norms_that_know_coco_stay_frozen_in_what_starts_from_them() -> None:
    torch.manual_seed(0)
    known = FasterRCNN(with_frozen_norms(small_v2()), coco_classes(), pretrained=True)
    model, sentence = start_from_checkpoint(Checkpoint(known, 0), small_v2(), ("dog", "wheel"))
    assert (model.config.backbone.fpn_norm, model.config.head.norm) == ("frozen", "frozen")
    assert any(isinstance(one, FrozenNorm) for one in model.roi_heads.modules())
    kept, _, initialized = sentence.partition(" Initialized: ")
    assert kept == "Kept: the backbone, the feature pyramid, the RPN, the head's hidden layers, class dog."
    assert initialized == "class wheel."
    assert torch.equal(model.roi_heads.box_head[0][0].weight, known.roi_heads.box_head[0][0].weight)


def test_that_a_checkpoint_of_either_kind_of_norms_loads_as_it_was(tmp_path: Path) -> None:
    for config in (small_v2(), with_frozen_norms(small_v2())):
        model = FasterRCNN(config, ("a", "b"), pretrained=True)
        save_checkpoint(tmp_path / "m.safetensors", model, 1)
        loaded = load_checkpoint(tmp_path / "m.safetensors")
        assert loaded.config == config
        assert all(torch.equal(one, model.state_dict()[name]) for name, one in loaded.model.state_dict().items())


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_that_settings_of_checkpoints_from_before_have_the_networks_that_they_had(name: str) -> None:
    """Settings that came later are missing there; without them a network is as those were."""
    newer = {"backbone": ["fpn_norm"], "anchors": ["unit"], "rpn": ["convolutions"], "head": ["convolutions", "norm"]}
    content = json.loads(get_preset(name).to_json())
    for part, settings in newer.items():
        for setting in settings:
            del content[part][setting]
    del content["proposals"]["min_score"], content["mask"]
    config = DetectorConfig.from_json(json.dumps(content))
    is_new = name in ("resnet50_fpn_v2", "mobilenet_v3_fpn", "mobilenet_v3_320_fpn") or get_preset(name).has_masks
    assert (config == get_preset(name)) != is_new
