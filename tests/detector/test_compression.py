"""A compressed head is the best of its rank, and its cost is measured."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import nn

from detector import compression
from detector.cli import main
from detector.commands.evaluate import COMPRESS_WITH_DETECTIONS
from detector.compression import HEAD_TOO_SMALL, LowRankLinear, compress_head, truncate_svd
from detector.config import HeadConfig
from detector.errors import UserFacingError
from detector.predictor import Predictor
from detector.training.checkpoints.checkpoint import save_checkpoint
from tests.detector.small import SMALL, small_image, small_model
from tests.sentences import sentence_pattern

WIDE = replace(SMALL, head=HeadConfig(roi_operation="roi_align", hidden=48))


def test_that_no_product_of_that_rank_is_closer_to_the_weight() -> None:
    weight = torch.randn(40, 100, generator=torch.Generator().manual_seed(0))
    left, right = truncate_svd(weight, 7)
    assert (left.shape, right.shape) == ((40, 7), (7, 100))
    lost = torch.linalg.svdvals(weight)[7:].square().sum().sqrt()
    torch.testing.assert_close((weight - left @ right).norm(), lost, rtol=1e-5, atol=0)


def test_that_a_layer_of_low_rank_is_computed_as_it_was() -> None:
    generator = torch.Generator().manual_seed(1)
    layer = nn.Linear(30, 20)
    layer.weight.data = torch.randn(20, 5, generator=generator) @ torch.randn(5, 30, generator=generator)
    x = torch.randn(4, 30, generator=generator)
    torch.testing.assert_close(LowRankLinear(layer, 5)(x), layer(x), atol=1e-4, rtol=1e-4)


def test_that_a_narrow_head_is_left_alone() -> None:
    with pytest.raises(UserFacingError, match=sentence_pattern(HEAD_TOO_SMALL)):
        compress_head(small_model())


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_that_a_predictor_compresses_its_copy_alone(precision: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compression, "RANKS", {"fc6": 16, "fc7": 8})
    model = small_model(config=WIDE)
    predictor = Predictor(model, precision=precision, compressed_head=True)  # type: ignore[arg-type]
    head = predictor.model.roi_heads.box_head
    assert isinstance(head.fc6, LowRankLinear)
    assert isinstance(head.fc7, LowRankLinear)
    assert isinstance(model.roi_heads.box_head.fc6, nn.Linear)
    with torch.inference_mode():
        (found,) = predictor.model([small_image()]).detections
    assert torch.isfinite(found.scores).all()


def test_that_evaluate_shows_what_compression_costs(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(compression, "RANKS", {"fc6": 16, "fc7": 8})
    path = tmp_path / "wide.safetensors"
    save_checkpoint(path, small_model(config=WIDE), 1)
    asked = ["evaluate", str(folder), "--checkpoint", str(path), "--device", "cpu", "--compress-head"]
    assert main(asked) == 0
    assert "with the compressed head and 0." in capsys.readouterr().out
    assert main([*asked, "--json"]) == 0
    messages = json.loads(capsys.readouterr().out)
    assert messages["compression"]["ap"] == messages["coco"]["ap"]
    assert messages["compression"]["comparison"]["images"] == messages["images"]
    assert main([*asked[:-1], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["coco"]["ap"] == messages["compression"]["whole_ap"]


def test_that_detect_says_when_nothing_can_be_compressed(
    folder: Path, checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["detect", str(folder), "--checkpoint", str(checkpoint), "--out", str(tmp_path / "out"), "--device", "cpu"]
    assert main([*asked, "--compress-head"]) != 0
    assert "Omit --compress-head" in capsys.readouterr().err
    assert main(["evaluate", str(folder), "--detections", str(folder), "--compress-head"]) != 0
    assert COMPRESS_WITH_DETECTIONS in capsys.readouterr().err
