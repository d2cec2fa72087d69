"""Weights in torchvision's own files."""

from __future__ import annotations

import os
import pickle
from collections import OrderedDict
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from detector.config import get_preset
from detector.errors import CheckpointError
from detector.faster_rcnn import FasterRCNN
from detector.training.checkpoints.checkpoint import save_checkpoint
from detector.training.checkpoints.torchvision_weights import (
    NO_NAMED_TENSORS,
    OTHER_NETWORK,
    PRESET_MISMATCH,
    load_any_checkpoint,
    load_torchvision_weights,
    read_state_dict,
)
from detector.training.checkpoints.transfer import start_from_checkpoint
from detector.weights.undrawn import UninitializedWeights
from tests.detector.small import CLASSES, SMALL, SMALL_PYRAMID, small_model
from tests.sentences import sentence_pattern


def saved(path: Path, content: Any) -> Path:
    torch.save(content, path)
    return path


def trained_model(classes: tuple[str, ...] = CLASSES) -> FasterRCNN:
    torch.manual_seed(1)
    return FasterRCNN(SMALL, classes, pretrained=True)


@pytest.mark.parametrize("within", ["", "model", "state_dict", "model_state_dict"])
def test_that_a_state_dict_is_read_alone_or_beside_what_a_training_script_saved(tmp_path: Path, within: str) -> None:
    state = trained_model().state_dict()
    path = saved(tmp_path / "m.pth", {within: state, "epoch": 3, "optimizer": {"lr": 0.1}} if within else state)
    read = read_state_dict(path)
    assert read.keys() == state.keys()
    assert all(torch.equal(read[name], state[name]) for name in state)


def test_that_a_state_saved_in_distributed_training_is_read(tmp_path: Path) -> None:
    state = OrderedDict((f"module.{name}", tensor) for name, tensor in trained_model().state_dict().items())
    assert read_state_dict(saved(tmp_path / "m.pth", state)).keys() == trained_model().state_dict().keys()


def test_that_a_network_without_names_gives_all_but_its_classes(tmp_path: Path) -> None:
    known = load_torchvision_weights(saved(tmp_path / "m.pth", trained_model().state_dict()), SMALL)
    assert known.classes == ("class 1", "class 2")
    model, sentence = start_from_checkpoint(known, SMALL, CLASSES)
    assert torch.equal(model.rpn.head.cls_logits.weight, trained_model().rpn.head.cls_logits.weight)
    assert sentence.endswith("Initialized: class square, class disc.")


def test_that_ninety_one_outputs_are_cocos_classes(tmp_path: Path) -> None:
    state = trained_model(tuple(map(str, range(90)))).state_dict()
    known = load_torchvision_weights(saved(tmp_path / "m.pth", state), SMALL)
    # torchvision's list: label 1 is a person, 3 a car, 12 was never used, 90 is a toothbrush.
    assert [known.classes[label - 1] for label in (1, 3, 12, 90)] == ["person", "car", "unused 12", "toothbrush"]
    model, sentence = start_from_checkpoint(known, SMALL, ("car", "tractor"))
    old, new = known.model.roi_heads.box_predictor, model.roi_heads.box_predictor
    assert torch.equal(new.cls_score.weight[1], old.cls_score.weight[3])
    assert torch.equal(new.bbox_pred.weight[4:8], old.bbox_pred.weight[12:16])
    assert sentence.endswith("class car. Initialized: class tractor.")


class Hostile:
    """What an attacker puts into a file: code that is run when it is opened."""

    def __init__(self, witness: Path) -> None:
        self._witness = witness

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self._witness),)


@pytest.mark.parametrize("write", [torch.save, lambda content, path: path.write_bytes(pickle.dumps(content))])
def test_that_code_in_a_file_is_refused_and_not_run(tmp_path: Path, write: Any) -> None:
    write({"model": {"weight": torch.zeros(1), "gift": Hostile(tmp_path / "witness")}}, tmp_path / "m.pth")
    with pytest.raises(CheckpointError, match=r"m\.pth (holds more than tensors|cannot be read)"):
        read_state_dict(tmp_path / "m.pth")
    assert not (tmp_path / "witness").exists()


def test_that_a_whole_pickled_network_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"holds more than tensors.*save only its state_dict"):
        read_state_dict(saved(tmp_path / "m.pth", nn.Linear(1, 1)))


@pytest.mark.parametrize("content", [b"", b"weights", b"PK\x03\x04" + b"\0" * 90])
def test_that_what_is_no_weights_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m.pth").write_bytes(content)
    with pytest.raises(CheckpointError, match=r"m\.pth"):
        read_state_dict(tmp_path / "m.pth")


@pytest.mark.parametrize("content", [[torch.zeros(1)], {}, {"a": 1}, torch.zeros(3), {1: torch.zeros(1)}])
def test_that_tensors_without_names_are_refused(tmp_path: Path, content: Any) -> None:
    with pytest.raises(CheckpointError, match=sentence_pattern(NO_NAMED_TENSORS)):
        read_state_dict(saved(tmp_path / "m.pth", content))


def test_that_another_backbone_is_refused_with_the_preset(tmp_path: Path) -> None:
    path = saved(tmp_path / "m.pth", small_model(config=SMALL_PYRAMID).state_dict())
    with pytest.raises(CheckpointError, match=sentence_pattern(PRESET_MISMATCH, preset="mobilenet_fpn")):
        load_torchvision_weights(path, SMALL)


def test_that_weights_of_a_classifier_are_distinguished(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=sentence_pattern(OTHER_NETWORK)):
        load_torchvision_weights(saved(tmp_path / "m.pth", {"features.0.weight": torch.zeros(1)}), SMALL)


@pytest.mark.parametrize(
    "name", ["resnet50_fpn", "resnet101_fpn", "resnext50_32x4d_fpn", "resnet50_fpn_v2", "mobilenet_v3_fpn"]
)
def test_that_weights_are_recognized_by_their_tensors(tmp_path: Path, name: str) -> None:
    with UninitializedWeights():
        model = FasterRCNN(get_preset(name), CLASSES, pretrained=True)
    nn.init.normal_(model.rpn.head.cls_logits.weight)
    known = load_any_checkpoint(saved(tmp_path / "m.pth", model.state_dict()))
    assert known.config.preset == name
    assert torch.equal(known.model.rpn.head.cls_logits.weight, model.rpn.head.cls_logits.weight)


def test_that_a_checkpoint_of_ours_is_read_as_such(tmp_path: Path) -> None:
    save_checkpoint(tmp_path / "m.safetensors", trained_model(), 3)
    known = load_any_checkpoint(tmp_path / "m.safetensors")
    assert known.step == 3
    assert known.classes == CLASSES
