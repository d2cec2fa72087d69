"""What a training of the window starts from: COCO's network where that is proposed, and what is said when it fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from detector.config import PRESETS, get_preset
from detector.errors import WeightsUnavailableError
from detector.faster_rcnn import FasterRCNN
from detector.training.checkpoints.checkpoint import load_checkpoint
from detector.training.runs.events import Warned
from detector.weights.pretrained import PROPOSED, StartChoice, StartReason
from frcnn_gui.common.language import tr
from frcnn_gui.train.start_texts import NOT_FROM_COCO_TEXT
from frcnn_gui.train.train_job import TrainRequest, create_train_job
from tests.detector.drawn import drawn_folder
from tests.detector.small import SMALL

Proposes = Callable[[str], None]


@pytest.fixture
def proposes(monkeypatch: pytest.MonkeyPatch) -> Proposes:
    """Call it with what is to be proposed. The preset is a small one."""
    monkeypatch.setitem(PRESETS, "mobilenet_fpn", SMALL)

    def propose(weights: Any) -> None:
        reason = StartReason.COCO_HERE if weights == "coco" else StartReason.NO_COCO_WEIGHTS
        monkeypatch.setattr(
            "detector.training.start_run.find_start", lambda *_: StartChoice(weights, reason, "mobilenet_fpn", 3)
        )

    return propose


def coco_network() -> FasterRCNN:
    torch.manual_seed(3)
    return FasterRCNN(get_preset("mobilenet_fpn"), ("person", "disc"), pretrained=True)


def run(root: Path, start: str) -> tuple[list[str], str]:
    """Train a step: the messages, and why it failed."""
    request = TrainRequest(root, root / "run", "mobilenet_fpn", 1, start, max_steps=1)
    events: list[Any] = []
    job = create_train_job(request)
    job._worker.context.report_event = events.append  # type: ignore[method-assign]
    kind, outcome = job._worker._call_function()
    return [event.message for event in events if isinstance(event, Warned)], str(outcome) if kind == "failed" else ""


@pytest.mark.parametrize("start", [PROPOSED, "coco"])
def test_that_a_training_starts_from_coco_where_it_is_proposed_or_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, proposes: Proposes, start: str
) -> None:
    proposes("coco")
    monkeypatch.setattr("frcnn_gui.network.network_list_job.fetch_coco_network", lambda *_: coco_network())
    root = drawn_folder(tmp_path / "images", 3)
    messages, fault = run(root, start)
    assert not fault
    assert any("class disc. Initialized: class square." in text for text in messages)
    trained = load_checkpoint(root / "run" / "last.safetensors").model.state_dict()
    first = next(name for name in trained if name.startswith("backbone.body") and name.endswith("weight"))
    assert torch.equal(trained[first], coco_network().state_dict()[first])


def fail(*_arguments: object) -> FasterRCNN:
    raise WeightsUnavailableError("coco.pth could not be downloaded.")


def test_that_a_failed_download_of_what_was_proposed_leaves_imagenet_or_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, proposes: Proposes
) -> None:
    proposes("coco")
    monkeypatch.setattr("frcnn_gui.network.network_list_job.fetch_coco_network", fail)
    build = []

    def built(config: Any, classes: tuple[str, ...], weights: str, *_more: object) -> FasterRCNN:
        build.append(weights)
        return FasterRCNN(config, classes)

    monkeypatch.setattr("detector.training.start_run.build_detector", built)
    messages, fault = run(drawn_folder(tmp_path / "images", 3), PROPOSED)
    assert not fault
    assert build == ["imagenet"]
    assert tr(NOT_FROM_COCO_TEXT).format(reason="coco.pth could not be downloaded.") in messages


def test_that_a_failed_download_of_what_was_chosen_ends_the_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, proposes: Proposes
) -> None:
    proposes("imagenet")
    monkeypatch.setattr("frcnn_gui.network.network_list_job.fetch_coco_network", fail)
    root = drawn_folder(tmp_path / "images", 3)
    assert run(root, "coco")[1] == "coco.pth could not be downloaded."
    assert not (root / "run" / "last.safetensors").exists()
