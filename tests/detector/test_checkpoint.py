from __future__ import annotations

import errno
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from detector.config import HeadConfig
from detector.errors import CheckpointError
from detector.faster_rcnn import FasterRCNN
from detector.predictor import Predictor
from detector.training.checkpoint import FORMAT_KEY, load_checkpoint, save_checkpoint
from detector.training.transfer import load_into, start_from
from tests.detector.small import CLASSES, SMALL, small_model


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "model.safetensors"
    save_checkpoint(path, small_model(), 7)
    return path


def metadata_of(path: Path) -> dict[str, str]:
    with safe_open(path, framework="pt") as file:
        return dict(file.metadata())


def rewrite(path: Path, **changed: str | None) -> Path:
    metadata = {**metadata_of(path), **changed}
    save_file(load_file(path), path, {key: value for key, value in metadata.items() if value is not None})
    return path


def test_that_a_round_trip_gives_the_same_detections(saved: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (96, 128, 3), dtype=np.uint8)
    before, after = Predictor(small_model()), Predictor(load_checkpoint(saved).model)
    for predictor in (before, after):
        predictor.set_image(pixels)
    one, other = before.detect(score=0.0), after.detect(score=0.0)
    assert len(one) > 0
    assert one.labels == other.labels
    np.testing.assert_array_equal(one.boxes, other.boxes)
    np.testing.assert_array_equal(one.scores, other.scores)


def test_that_it_carries_classes_settings_and_step(saved: Path) -> None:
    checkpoint = load_checkpoint(saved)
    assert (checkpoint.classes, checkpoint.config, checkpoint.step) == (CLASSES, SMALL, 7)


@pytest.mark.parametrize("trained", [True, False])
def test_that_it_carries_whether_statistics_are_kept(tmp_path: Path, trained: bool) -> None:
    save_checkpoint(tmp_path / "m", FasterRCNN(SMALL, CLASSES, backbone_trained=trained), 1)
    assert load_checkpoint(tmp_path / "m").model.backbone.keeps_statistics is trained


def test_that_half_precision_halves_the_file(tmp_path: Path, saved: Path) -> None:
    save_checkpoint(tmp_path / "half.safetensors", small_model(), 7, half=True)
    assert (tmp_path / "half.safetensors").stat().st_size < 0.6 * saved.stat().st_size
    weight = load_checkpoint(tmp_path / "half.safetensors").model.head.fc1.weight
    assert weight.dtype == torch.float32
    torch.testing.assert_close(weight, small_model().head.fc1.weight, atol=1e-3, rtol=1e-2)


def test_that_a_model_with_channels_last_is_stored_in_order(tmp_path: Path) -> None:
    model = small_model().to(memory_format=torch.channels_last)
    save_checkpoint(tmp_path / "m", model, 1)
    assert torch.equal(load_checkpoint(tmp_path / "m").model.rpn.convolution.weight, model.rpn.convolution.weight)


def test_that_a_full_disk_keeps_the_checkpoint_there_was(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = saved.read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CheckpointError, match=r"model\.safetensors could not be written: No space left"):
        save_checkpoint(saved, small_model(seed=1), 8)
    assert saved.read_bytes() == before
    assert list(saved.parent.iterdir()) == [saved]


def test_that_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"There is no checkpoint .*gone\.safetensors"):
        load_checkpoint(tmp_path / "gone.safetensors")


@pytest.mark.parametrize("kept", [0, 4, 100, 5_000, -1])
def test_that_a_truncated_file_is_refused(saved: Path, kept: int) -> None:
    saved.write_bytes(saved.read_bytes()[:kept])
    with pytest.raises(CheckpointError, match=r"model\.safetensors"):
        load_checkpoint(saved)


def test_that_a_truncated_file_is_called_cut_short(saved: Path) -> None:
    saved.write_bytes(saved.read_bytes()[:-1])
    with pytest.raises(CheckpointError, match="cut short"):
        load_checkpoint(saved)


@pytest.mark.parametrize("content", [b"\xff" * 64, b"PK\x03\x04" + b"\0" * 90, b"\x80\x02}q\x00." + b"x" * 80])
def test_that_another_kind_of_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m").write_bytes(content)
    with pytest.raises(CheckpointError, match="not a safetensors file"):
        load_checkpoint(tmp_path / "m")


def test_that_safetensors_of_others_are_refused(tmp_path: Path) -> None:
    save_file({"x": torch.zeros(2)}, tmp_path / "m")
    with pytest.raises(CheckpointError, match="not a checkpoint of this program"):
        load_checkpoint(tmp_path / "m")


def test_that_a_newer_format_is_refused_with_both_versions(saved: Path) -> None:
    with pytest.raises(CheckpointError, match="format 99; this program reads 1"):
        load_checkpoint(rewrite(saved, **{FORMAT_KEY: "99"}))


def test_that_a_class_count_that_differs_from_the_tensors_is_told_with_both_numbers(saved: Path) -> None:
    with pytest.raises(CheckpointError, match="names 3 classes, but its tensors are for 2"):
        load_checkpoint(rewrite(saved, classes='["a", "b", "c"]'))


@pytest.mark.parametrize(
    "classes", ["[]", '"ab"', '["a", 1]', '["a", ""]', '["a", "a"]', "{", "[" * 100_000], ids=lambda text: text[:9]
)
def test_that_odd_classes_are_refused(saved: Path, classes: str) -> None:
    with pytest.raises(CheckpointError, match="cannot be used"):
        load_checkpoint(rewrite(saved, classes=classes))


@pytest.mark.parametrize("lacking", ["classes", "config", "step"])
def test_that_lacking_metadata_are_named(saved: Path, lacking: str) -> None:
    with pytest.raises(CheckpointError, match=f"lack '{lacking}'"):
        load_checkpoint(rewrite(saved, **{lacking: None}))


def with_setting(section: str, name: str, value: Any) -> str:
    settings = json.loads(SMALL.to_json())
    (settings[section] if section else settings)[name] = value
    return json.dumps(settings)


@pytest.mark.parametrize(
    ("section", "name", "value"),
    [
        ("", "colour", "red"),
        ("head", "dropout", 0.5),
        ("backbone", "name", "resnet5000"),
        ("backbone", "stride", 0),
        ("head", "hidden", 10**12),
        ("head", "roi_size", 0),
        ("rpn", "channels", 10**9),
        ("anchors", "scales", []),
        ("anchors", "scales", [-1.0]),
        ("anchors", "scales", [1.0] * 100_000),
        ("input", "short_side", 10**9),
        ("input", "std", [0.0, 1.0, 1.0]),
        ("detection", "score", float("nan")),
        ("training", "epochs", "many"),
    ],
)
def test_that_hostile_settings_are_refused_before_a_network_is_built(
    saved: Path, section: str, name: str, value: Any
) -> None:
    rewrite(saved, config=with_setting(section, name, value))
    with pytest.raises(CheckpointError, match=r"model\.safetensors"):
        load_checkpoint(saved)


def test_that_an_extra_tensor_is_refused(saved: Path) -> None:
    save_file({**load_file(saved), "extra": torch.zeros(3)}, saved, metadata_of(saved))
    with pytest.raises(CheckpointError, match="extra should be absent, but is 3"):
        load_checkpoint(saved)


def test_that_classes_are_taken_over_by_name(saved: Path) -> None:
    checkpoint = load_checkpoint(saved)
    model = FasterRCNN(SMALL, ("triangle", "disc"))
    fresh = model.head.scores.weight[1].clone()
    sentence = load_into(model, checkpoint)
    old = checkpoint.model
    assert torch.equal(model.head.scores.weight[2], old.head.scores.weight[2])
    assert torch.equal(model.head.deltas.weight[8:12], old.head.deltas.weight[8:12])
    assert torch.equal(model.head.scores.weight[0], old.head.scores.weight[0])
    assert torch.equal(model.head.scores.weight[1], fresh)
    assert torch.equal(model.rpn.convolution.weight, old.rpn.convolution.weight)
    kept, anew = sentence.split(" Starts anew: ")
    assert "class disc" in kept
    assert anew == "class triangle."


def test_that_a_class_that_moved_keeps_its_rows(saved: Path) -> None:
    checkpoint = load_checkpoint(saved)
    model, sentence = start_from(checkpoint, SMALL, CLASSES[::-1])
    assert torch.equal(model.head.scores.bias[[0, 2, 1]], checkpoint.model.head.scores.bias)
    assert torch.equal(model.head.scores.weight[1], checkpoint.model.head.scores.weight[2])
    assert sentence.endswith("Starts anew: nothing.")


def test_that_a_head_of_another_width_starts_anew_and_that_is_told(saved: Path) -> None:
    config = replace(SMALL, head=HeadConfig(roi_operation="roi_align", hidden=24))
    _, sentence = start_from(load_checkpoint(saved), config, CLASSES)
    kept, anew = sentence.split(" Starts anew: ")
    assert kept == "Kept: the backbone, the RPN."
    assert "class disc" in anew


def test_that_another_backbone_is_refused_with_its_name(saved: Path) -> None:
    config = replace(SMALL, preset="vgg16", backbone=replace(SMALL.backbone, name="vgg16"))
    with pytest.raises(CheckpointError, match="backbone mobilenet_v2, which does not fit the preset vgg16"):
        start_from(load_checkpoint(saved), config, CLASSES)
