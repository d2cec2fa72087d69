from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from detector.errors import CheckpointError
from detector.faster_rcnn import FasterRCNN
from detector.predictor import Predictor
from detector.training.checkpoints import header
from detector.training.checkpoints.checkpoint import (
    CHECKPOINT_NOT_WRITTEN,
    NO_TRAINING_STATE,
    ResumeState,
    load_checkpoint,
    load_resume_state,
    save_checkpoint,
)
from detector.training.checkpoints.checks import CLASS_COUNT_MISMATCH
from detector.training.checkpoints.header import FORMAT_KEY, MOMENTUM_PREFIX, SECOND_MOMENT
from detector.training.runs.run_state import INVALID_VALUE, RunState
from tests.detector.small import CLASSES, SMALL, small_model
from tests.sentences import sentence_pattern


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "model.safetensors"
    save_checkpoint(path, small_model(), 7)
    return path


def header_of(path: Path) -> dict[str, Any]:
    with safe_open(path, framework="pt") as file:
        header: dict[str, Any] = json.loads(file.metadata()[FORMAT_KEY])
        return header


def rewrite(path: Path, **changed: Any) -> Path:
    """The same tensors under a header with some entries changed; those that are None are left out."""
    header = {**header_of(path), **changed}
    return rewrite_text(path, json.dumps({name: value for name, value in header.items() if value is not None}))


def rewrite_text(path: Path, header: str) -> Path:
    save_file(load_file(path), path, {FORMAT_KEY: header})
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
    save_checkpoint(tmp_path / "m", FasterRCNN(SMALL, CLASSES, pretrained=trained), 1)
    assert load_checkpoint(tmp_path / "m").model.pretrained is trained


def test_that_half_precision_halves_the_file(tmp_path: Path, saved: Path) -> None:
    save_checkpoint(tmp_path / "half.safetensors", small_model(), 7, half=True)
    assert (tmp_path / "half.safetensors").stat().st_size < 0.6 * saved.stat().st_size
    weight = load_checkpoint(tmp_path / "half.safetensors").model.roi_heads.box_head.fc6.weight
    assert weight.dtype == torch.float32
    torch.testing.assert_close(weight, small_model().roi_heads.box_head.fc6.weight, atol=1e-3, rtol=1e-2)


def test_that_a_model_with_channels_last_is_stored_in_order(tmp_path: Path) -> None:
    model = small_model().to(memory_format=torch.channels_last)
    save_checkpoint(tmp_path / "m", model, 1)
    assert torch.equal(
        load_checkpoint(tmp_path / "m").model.rpn.head.conv[0][0].weight, model.rpn.head.conv[0][0].weight
    )


def test_that_a_full_disk_keeps_the_checkpoint_there_was(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = saved.read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CheckpointError, match=sentence_pattern(CHECKPOINT_NOT_WRITTEN, path=saved)):
        save_checkpoint(saved, small_model(seed=1), 8)
    assert saved.read_bytes() == before
    assert list(saved.parent.iterdir()) == [saved]


def test_that_a_missing_file_is_named(tmp_path: Path) -> None:
    gone = tmp_path / "gone.safetensors"
    with pytest.raises(CheckpointError, match=sentence_pattern(header.NO_CHECKPOINT, path=gone)):
        load_checkpoint(tmp_path / "gone.safetensors")


@pytest.mark.parametrize("kept", [0, 4, 100, 5_000, -1])
def test_that_a_truncated_file_is_refused(saved: Path, kept: int) -> None:
    saved.write_bytes(saved.read_bytes()[:kept])
    with pytest.raises(CheckpointError, match=r"model\.safetensors"):
        load_checkpoint(saved)


def test_that_a_truncated_file_is_called_cut_short(saved: Path) -> None:
    saved.write_bytes(saved.read_bytes()[:-1])
    with pytest.raises(CheckpointError, match="truncated"):
        load_checkpoint(saved)


@pytest.mark.parametrize("content", [b"\xff" * 64, b"PK\x03\x04" + b"\0" * 90, b"\x80\x02}q\x00." + b"x" * 80])
def test_that_another_kind_of_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m").write_bytes(content)
    refused = f"{sentence_pattern(header.NO_SAFETENSORS)}|{sentence_pattern(header.UNREADABLE_HEADER)}"
    with pytest.raises(CheckpointError, match=refused):
        load_checkpoint(tmp_path / "m")


def test_that_safetensors_of_others_are_refused(tmp_path: Path) -> None:
    save_file({"x": torch.zeros(2)}, tmp_path / "m")
    with pytest.raises(CheckpointError, match=sentence_pattern(header.OTHER_SAFETENSORS)):
        load_checkpoint(tmp_path / "m")


def test_that_a_newer_format_is_refused_with_both_versions(saved: Path) -> None:
    with pytest.raises(CheckpointError, match=sentence_pattern(header.OTHER_FORMAT, format=99, known=2)):
        load_checkpoint(rewrite(saved, version=99))


def test_that_the_first_format_is_refused_with_both_versions(saved: Path) -> None:
    with pytest.raises(CheckpointError, match=sentence_pattern(header.OTHER_FORMAT, format=1, known=2)):
        load_checkpoint(rewrite_text(saved, "1"))


def test_that_a_class_count_that_differs_from_the_tensors_is_reported_with_both_numbers(saved: Path) -> None:
    with pytest.raises(CheckpointError, match=sentence_pattern(CLASS_COUNT_MISMATCH, classes=3, tensors=2)):
        load_checkpoint(rewrite(saved, classes=["a", "b", "c"]))


@pytest.mark.parametrize(
    "classes", [[], "ab", {"a": 1}, ["a", 1], ["a", ""], ["a", "a"], [["a"], ["b"]]], ids=lambda classes: str(classes)
)
def test_that_odd_classes_are_refused(saved: Path, classes: Any) -> None:
    with pytest.raises(CheckpointError, match=sentence_pattern(header.UNUSABLE)):
        load_checkpoint(rewrite(saved, classes=classes))


@pytest.mark.parametrize("header", ["", "{", "[" * 100_000, "[]", "null", "{}", '"2"'], ids=lambda text: text[:9])
def test_that_a_header_that_is_none_is_refused(saved: Path, header: str) -> None:
    with pytest.raises(CheckpointError, match=r"model\.safetensors"):
        load_checkpoint(rewrite_text(saved, header))


@pytest.mark.parametrize("lacking", ["version", "classes", "config", "step", "backbone_trained"])
def test_that_lacking_metadata_are_named(saved: Path, lacking: str) -> None:
    with pytest.raises(CheckpointError, match=f"its metadata has no '{lacking}'"):
        load_checkpoint(rewrite(saved, **{lacking: None}))


@pytest.mark.parametrize("step", ["1e400", "-1", "NaN", "1.5", '"7"', "true", "[]", "9" * 400, "null"])
def test_that_a_step_that_is_no_count_is_refused(saved: Path, step: str) -> None:
    header = json.dumps(header_of(saved)).replace('"step": 7', f'"step": {step}')
    with pytest.raises(CheckpointError, match=r"model\.safetensors cannot be used: its step is"):
        load_checkpoint(rewrite_text(saved, header))


def test_that_more_classes_than_any_network_has_are_refused(saved: Path) -> None:
    with pytest.raises(CheckpointError, match="has 200,000 classes"):
        load_checkpoint(rewrite(saved, classes=[str(number) for number in range(200_000)]))


def with_setting(section: str, name: str, value: Any) -> dict[str, Any]:
    settings: dict[str, Any] = json.loads(SMALL.to_json())
    (settings[section] if section else settings)[name] = value
    return settings


@pytest.mark.parametrize(
    ("section", "name", "value"),
    [
        ("", "color", "red"),
        ("head", "dropout", 0.5),
        ("backbone", "name", "resnet5000"),
        ("backbone", "strides", []),
        ("backbone", "strides", [0]),
        ("backbone", "strides", [16, 8]),
        ("backbone", "strides", [8, 16]),
        ("backbone", "fpn_channels", -1),
        ("backbone", "fpn_channels", 10**9),
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
        ("training", "epochs", 10**30),
        ("training", "batch_size", 10**9),
        ("training", "workers", 10**9),
        ("training", "color_jitter", 2.0),
        ("training", "scale_jitter", [0.0, 1.0]),
        ("training", "scale_jitter", [1.0, 1e9]),
        ("training", "learning_rate", -0.5),
        ("proposals", "pre_nms_train", 10**12),
    ],
)
def test_that_hostile_settings_are_refused_before_a_network_is_built(
    saved: Path, section: str, name: str, value: Any
) -> None:
    rewrite(saved, config=with_setting(section, name, value))
    with pytest.raises(CheckpointError, match=r"model\.safetensors"):
        load_checkpoint(saved)


def add_tensor(path: Path, name: str, tensor: torch.Tensor) -> None:
    save_file({**load_file(path), name: tensor}, path, {FORMAT_KEY: json.dumps(header_of(path))})


def test_that_an_extra_tensor_is_refused(saved: Path) -> None:
    add_tensor(saved, "extra", torch.zeros(3))
    with pytest.raises(CheckpointError, match="extra should be absent, but is 3"):
        load_checkpoint(saved)


def test_that_equal_networks_give_equal_files(tmp_path: Path) -> None:
    for name in ("a", "b"):
        save_checkpoint(tmp_path / name, small_model(), 7, resume_state=resume_state())
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def resume_state() -> ResumeState:
    state = RunState(step=7, loss_sums={"total": 0.1}, summed_steps=1, best_score=0.25, arguments={"val": "images"})
    names = [name for name, _ in small_model().named_parameters()]
    moments = {MOMENTUM_PREFIX: names[:3], SECOND_MOMENT: names[1:3]}
    return ResumeState(
        state,
        {
            prefix + name: small_model().get_parameter(name).detach() * 2
            for prefix in moments
            for name in moments[prefix]
        },
    )


def test_that_a_run_that_is_not_over_comes_back_as_it_was(tmp_path: Path) -> None:
    save_checkpoint(tmp_path / "m", small_model(), 7, resume_state=resume_state())
    checkpoint, loaded = load_resume_state(tmp_path / "m")
    assert loaded.state == resume_state().state
    assert loaded.moments.keys() == resume_state().moments.keys()
    assert all(torch.equal(loaded.moments[name], one) for name, one in resume_state().moments.items())
    assert checkpoint.step == 7


def test_that_the_network_of_a_run_that_is_not_over_can_be_used(tmp_path: Path, saved: Path) -> None:
    save_checkpoint(tmp_path / "m", small_model(), 7, resume_state=resume_state())
    one, other = load_checkpoint(tmp_path / "m").model.state_dict(), load_checkpoint(saved).model.state_dict()
    assert all(torch.equal(one[name], other[name]) for name in other)


def test_that_a_network_alone_cannot_be_resumed(saved: Path) -> None:
    with pytest.raises(CheckpointError, match=sentence_pattern(NO_TRAINING_STATE)):
        load_resume_state(saved)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("loss_sums", {"total": "much"}),
        ("loss_sums", [1.0]),
        ("arguments", {"val": 1}),
        ("best_score", None),
        ("step", -1),
        ("step", True),
        ("images_at_once", 1.5),
    ],
)
def test_that_an_odd_state_of_a_run_is_refused_by_name(tmp_path: Path, name: str, value: Any) -> None:
    path = tmp_path / "m"
    save_checkpoint(path, small_model(), 7, resume_state=resume_state())
    run = {**header_of(path)["run"], name: value}
    with pytest.raises(CheckpointError, match=sentence_pattern(INVALID_VALUE, name=name)):
        load_resume_state(rewrite(path, run=run))


def test_that_a_state_of_a_run_that_lacks_something_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "m"
    save_checkpoint(path, small_model(), 7, resume_state=resume_state())
    with pytest.raises(CheckpointError, match="state of the run has no step"):
        load_resume_state(rewrite(path, run={}))


def test_that_momentum_that_fits_no_parameter_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "m"
    save_checkpoint(path, small_model(), 7, resume_state=resume_state())
    add_tensor(path, "training.momentum.rpn.head.cls_logits.bias", torch.zeros(10**6))
    with pytest.raises(CheckpointError, match=r"momentum of rpn.head.cls_logits.bias should be 6, but is 1000000"):
        load_checkpoint(path)


def test_that_a_second_moment_that_fits_no_parameter_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "m"
    save_checkpoint(path, small_model(), 7, resume_state=resume_state())
    add_tensor(path, "training.second_moment.rpn.head.cls_logits.bias", torch.zeros(10**6))
    with pytest.raises(CheckpointError, match=r"second moment of rpn.head.cls_logits.bias should be 6, but is 1000000"):
        load_checkpoint(path)


def test_that_momentum_in_a_network_alone_is_refused(saved: Path) -> None:
    add_tensor(saved, "training.momentum.nothing", torch.zeros(1))
    with pytest.raises(CheckpointError, match="momentum of nothing should be absent"):
        load_checkpoint(saved)
