"""Files that should hold weights: those of others are opened as far as they can be; the rest gets its true reason."""

from __future__ import annotations

import argparse
import pathlib
import pickle
import sys
import types
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn
from torch.optim.lr_scheduler import MultiStepLR
from torchvision.models import detection, mobilenet_v2, resnet18, segmentation, vit_b_16

from detector.config import get_preset
from detector.data.regular_file import NOT_REGULAR
from detector.errors import CheckpointError, WeightsUnavailableError
from detector.faster_rcnn import FasterRCNN
from detector.training.checkpoints.architectures import identify_architecture
from detector.training.checkpoints.checkpoint import load_checkpoint, save_checkpoint
from detector.training.checkpoints.torchvision_weights import (
    INVALID_SHAPE,
    OTHER_NETWORK,
    VALUES_MISSING,
    load_any_checkpoint,
    read_state_dict,
)
from detector.weights import weights_file
from detector.zoo import build_detector
from tests.detector.small import CLASSES, SMALL, small_model
from tests.sentences import has_sentence, sentence_pattern

WEB_PAGE = b"<!DOCTYPE html>\n<html><head><title>Google Drive - Virus scan warning</title></head></html>"


def refusal(path: Path) -> str:
    with pytest.raises(CheckpointError) as refused:
        load_any_checkpoint(path)
    assert str(refused.value).startswith(str(path))
    return str(refused.value)


def test_that_the_case_s_checkpoints_are_opened_or_get_their_reason(shared: Path) -> None:
    case = shared / "cases" / "64-checkpoints"
    assert list(read_state_dict(case / "references.pth")) == ["a"]
    assert has_sentence(refusal(case / "html.pth"), weights_file.WEB_PAGE)
    assert "is empty" in refusal(case / "empty.pth")


def reference_checkpoint(path: Path) -> nn.Module:
    """As torchvision's `references/detection/train.py` saves one, with `--weights-backbone` and without."""
    model = FasterRCNN(SMALL, CLASSES, pretrained=True)
    optimizer = torch.optim.SGD([parameter for parameter in model.parameters() if parameter.requires_grad], lr=0.02)
    args = argparse.Namespace(
        data_path=pathlib.PurePosixPath("/data/coco"),
        lr=0.02,
        lr_steps=[16, 22],
        device="cuda",
        weights=None,
        amp=False,
    )
    checkpoint = {
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "lr_scheduler": MultiStepLR(optimizer, milestones=[16, 22]).state_dict(),
        "args": args,
        "epoch": 25,
        "best_map": np.float64(0.37),
    }
    torch.save(checkpoint, path)
    return model


def test_that_a_checkpoint_of_torchvision_s_reference_script_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = reference_checkpoint(tmp_path / "model_25.pth")
    state = read_state_dict(tmp_path / "model_25.pth")
    assert state.keys() == model.state_dict().keys()
    monkeypatch.setattr("detector.training.checkpoints.torchvision_weights._guess_preset", lambda *_: "mobilenet_fpn")
    monkeypatch.setattr("detector.training.checkpoints.torchvision_weights.get_preset", lambda _name: SMALL)
    assert load_any_checkpoint(tmp_path / "model_25.pth").classes == ("class 1", "class 2")


@pytest.mark.parametrize(
    "beside",
    [
        pathlib.PosixPath("/data") if sys.platform != "win32" else pathlib.WindowsPath("C:/data"),
        np.float32(0.5),
        np.arange(3),
        types.SimpleNamespace(a=1),
        {"history": [np.int64(3)], "args": argparse.Namespace(nested=argparse.Namespace(a=(1, 2)))},
    ],
    ids=lambda value: type(value).__name__,
)
def test_that_plain_values_beside_the_weights_are_no_reason_to_refuse_them(tmp_path: Path, beside: Any) -> None:
    torch.save({"model": {"a": torch.ones(1)}, "args": beside}, tmp_path / "m.pth")
    assert list(read_state_dict(tmp_path / "m.pth")) == ["a"]


@pytest.mark.parametrize("wrapper", ["module.", "model.", "module.model.", "_orig_mod."])
def test_that_names_are_those_of_the_network_itself(tmp_path: Path, wrapper: str) -> None:
    names = {"backbone.x": 1, "rpn.y": 1, "rpn.y.num_batches_tracked": 1}
    torch.save(OrderedDict((f"{wrapper}{name}", torch.zeros(1)) for name in names), tmp_path / "m.pth")
    assert list(read_state_dict(tmp_path / "m.pth")) == ["backbone.x", "rpn.y"]


@pytest.mark.parametrize("suffix", [".pth", ".safetensors", ".pt"])
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty (0 bytes)"),
        (WEB_PAGE, weights_file.WEB_PAGE),
        (b"\xef\xbb\xbf\r\n  <HTML lang=en><BODY>404</BODY></HTML>", weights_file.WEB_PAGE),
        ("<!doctype html><html>…</html>".encode("utf-16"), weights_file.WEB_PAGE),
        (b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', "is XML"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", weights_file.LFS_POINTER),
        (b'{"error": "not found"}', weights_file.TEXT_FILE),
        (b"\0" * 5000, weights_file.ZEROS),
        (b"\x1f\x8b\x08" + b"\x01" * 90, weights_file.GZIP_ARCHIVE),
        (b"PK\x03\x04" + b"\1" * 90, weights_file.TRUNCATED),
        (b"\x89PNG\r\n\x1a\n" + b"\1" * 90, weights_file.IMAGE_FILE),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_that_what_is_no_weights_file_gets_its_true_reason(
    tmp_path: Path, suffix: str, content: bytes, message: str
) -> None:
    path = tmp_path / f"m{suffix}"
    path.write_bytes(content)
    assert has_sentence(refusal(path), message)


def test_that_a_download_for_a_backbone_gets_its_true_reason(tmp_path: Path) -> None:
    (tmp_path / "mobilenet_v2_features_imagenet.safetensors").write_bytes(WEB_PAGE)
    with pytest.raises(WeightsUnavailableError, match=sentence_pattern(weights_file.WEB_PAGE)):
        build_detector(SMALL, CLASSES, weights_dir=tmp_path)


def test_that_a_file_that_is_cut_short_is_called_so(tmp_path: Path) -> None:
    torch.save(small_model().state_dict(), tmp_path / "m.pth")
    whole = (tmp_path / "m.pth").read_bytes()
    (tmp_path / "m.pth").write_bytes(whole[: len(whole) // 2])
    assert has_sentence(refusal(tmp_path / "m.pth"), weights_file.TRUNCATED)


def test_that_a_checkpoint_of_ours_is_opened_whatever_it_is_called(tmp_path: Path) -> None:
    save_checkpoint(tmp_path / "m.pth", small_model(), 3)
    assert load_any_checkpoint(tmp_path / "m.pth").step == 3


def test_that_other_archives_are_reported(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "m.pth", "w") as archive:
        archive.writestr("weights/m.pth", b"x")
    assert weights_file.ZIP_WITHOUT_WEIGHTS in refusal(tmp_path / "m.pth")
    torch.jit.save(torch.jit.trace(nn.Linear(1, 1), torch.ones(1, 1)), tmp_path / "m.pt")
    assert "TorchScript" in refusal(tmp_path / "m.pt")


def test_that_an_archive_that_unfolds_without_an_end_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "m.pth", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("m/data.pkl", pickle.dumps({}))
        archive.writestr("m/data/0", bytes(200_000_000))
    assert weights_file.TOO_LARGE_UNPACKED in refusal(tmp_path / "m.pth")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (detection.keypointrcnn_resnet50_fpn, "a Keypoint R-CNN"),
        (detection.retinanet_resnet50_fpn, "a RetinaNet"),
        (detection.fcos_resnet50_fpn, "an FCOS"),
        (detection.ssd300_vgg16, "an SSD"),
        (detection.ssdlite320_mobilenet_v3_large, "an SSD"),
        (segmentation.fcn_resnet50, "a segmentation network"),
        (resnet18, "classifies images"),
        (mobilenet_v2, "classifies images"),
        (vit_b_16, "classifies images"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_that_another_architecture_is_named(make: Callable[..., nn.Module], message: str) -> None:
    backbone = {"weights_backbone": None} if make.__module__.partition("models.")[2].count(".") else {}
    with torch.device("meta"):
        names = make(weights=None, **backbone).state_dict()
    assert message in identify_architecture(names)


@pytest.mark.parametrize("name", ["vgg16", "resnet50_fpn", "resnet50_fpn_v2", "mobilenet_fpn", "mask_mobilenet_fpn"])
def test_that_our_own_networks_are_taken_for_none_of_them(name: str) -> None:
    with torch.device("meta"):
        assert identify_architecture(FasterRCNN(get_preset(name), CLASSES).state_dict()) == ""


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["model.0.conv.weight", "model.0.bn.weight", "model.22.dfl.conv.weight"], "a YOLO"),
        (["model.model.0.conv.weight"], "a YOLO"),
        (["backbone.bottom_up.stem.conv1.weight", "proposal_generator.rpn_head.conv.weight"], "Detectron2"),
        (["backbone.conv1.weight", "rpn_head.rpn_conv.weight"], "MMDetection"),
        (["transformer.encoder.layers.0.linear1.weight", "class_embed.weight"], "a DETR"),
    ],
)
def test_that_networks_of_other_libraries_are_named_in_the_refusal(
    tmp_path: Path, names: list[str], message: str
) -> None:
    torch.save({name: torch.zeros(1) for name in names}, tmp_path / "m.pth")
    text = refusal(tmp_path / "m.pth")
    assert message in text
    assert has_sentence(text, OTHER_NETWORK)


def module_named(name: str, monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    for end in range(1, name.count(".") + 2):
        part = ".".join(name.split(".")[:end])
        monkeypatch.setitem(sys.modules, part, types.ModuleType(part))
    return sys.modules[name]


def test_that_a_pickled_network_of_ultralytics_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = module_named("ultralytics.nn.tasks", monkeypatch)
    kind = type("DetectionModel", (), {"__module__": "ultralytics.nn.tasks"})
    monkeypatch.setattr(module, "DetectionModel", kind, raising=False)
    torch.save({"model": kind(), "epoch": -1}, tmp_path / "yolov8n.pt")
    text = refusal(tmp_path / "yolov8n.pt")
    assert "is a network of Ultralytics YOLO" in text
    assert "ultralytics.nn.tasks.DetectionModel" in text


def claims(path: Path, tensor: torch.Tensor) -> Path:
    torch.save({"roi_heads.box_predictor.cls_score.weight": tensor}, path)
    return path


@pytest.mark.parametrize("shape", [(10**9 + 1, 1024), (10**9,), (10**12, 1), (3, 10**12)])
def test_that_a_view_that_claims_to_be_billions_of_numbers_takes_no_memory(
    tmp_path: Path, shape: tuple[int, ...]
) -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert has_sentence(refusal(claims(tmp_path / "m.pth", torch.zeros(1).expand(shape))), VALUES_MISSING)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000  # kB


def test_that_more_classes_than_any_network_has_are_refused(tmp_path: Path) -> None:
    assert has_sentence(refusal(claims(tmp_path / "m.pth", torch.zeros(200_000, 1))), INVALID_SHAPE)
    assert has_sentence(refusal(claims(tmp_path / "m.pth", torch.zeros(3))), INVALID_SHAPE)


def test_that_tensors_of_another_backbone_are_reported_in_a_line(tmp_path: Path) -> None:
    state = small_model().state_dict()
    torch.save(state, tmp_path / "m.pth")
    assert len(refusal(tmp_path / "m.pth")) < 1000


@pytest.mark.skipif(sys.platform == "win32", reason="no devices in folders there")
@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
def test_that_devices_and_folders_are_refused(tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"zero{suffix}").symlink_to("/dev/zero")
    assert NOT_REGULAR in refusal(tmp_path / f"zero{suffix}")
    (tmp_path / f"folder{suffix}").mkdir()
    assert "Is a directory" in refusal(tmp_path / f"folder{suffix}")


def test_that_a_header_without_an_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "m.safetensors"
    with path.open("wb") as file:
        file.write((10**11).to_bytes(8, "little") + b"{")
        file.truncate(10**12)
    assert "its metadata has 100,000 MB" in refusal(path)
    with pytest.raises(CheckpointError):
        load_checkpoint(path)
