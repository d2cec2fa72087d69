"""The preset `fast_rcnn_vgg16` from training to detection, with narrow layers and small images."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torchvision.models.vgg import make_layers

from detector.cli import main
from detector.commands.exit_codes import DONE
from detector.config import PRESETS, get_preset
from detector.stages import features
from detector.training.checkpoints.checkpoint import load_checkpoint
from tests.detector.drawn import drawn_folder

PRESET = "fast_rcnn_vgg16"


@pytest.fixture
def small_preset(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The preset itself has 120 million weights: here the layers of VGG16 have a sixteenth of the channels."""
    layout: list[str | int] = [4, 4, "M", 8, 8, "M", 16, 16, 16, "M", 32, 32, 32, "M", 32, 32, 32, "M"]
    monkeypatch.setattr(features, "build_classification_network", lambda *_: make_layers(layout))
    features._count_layers_until_stride.cache_clear()
    config = get_preset(PRESET)
    monkeypatch.setitem(
        PRESETS,
        PRESET,
        replace(
            config,
            input=replace(config.input, short_side=64, long_side=96),
            head=replace(config.head, hidden=8),
            proposals=replace(config.proposals, post_nms_train=50, post_nms_test=20, min_size=4.0),
        ),
    )
    yield
    features._count_layers_until_stride.cache_clear()


@pytest.mark.usefixtures("small_preset")
def test_that_it_trains_resumes_evaluates_and_detects(tmp_path: Path) -> None:
    images, run = drawn_folder(tmp_path / "images", 2), tmp_path / "run"
    proposals = ["--proposals", "sliding-windows"]
    start = ["--preset", PRESET, "--weights", "none", *proposals]
    assert main(["train", str(images), "--out", str(run), *start, "--steps", "1"]) == DONE
    assert main(["train", str(images), "--out", str(run), "--resume", "--steps", "2"]) == DONE
    last = run / "last.safetensors"
    checkpoint = load_checkpoint(last)
    assert (checkpoint.step, checkpoint.config.preset, checkpoint.model.rpn) == (2, PRESET, None)
    assert all(torch.isfinite(tensor).all() for tensor in checkpoint.model.state_dict().values())
    assert main(["evaluate", str(images), "--checkpoint", str(last)]) == DONE
    assert main(["detect", str(images), "--checkpoint", str(last), "--out", str(tmp_path / "found")]) == DONE
