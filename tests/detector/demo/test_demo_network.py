"""The network that comes with the program, on scenes that it never saw."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from detector.convolutions.plan import ConvolutionPlan
from detector.data.labeled_set import load_training_set
from detector.demo import write_demo_folder
from detector.evaluation.evaluate import evaluate_network
from detector.predictor import Predictor
from detector.training.checkpoints.checkpoint import load_checkpoint
from tests.demo_masks import MASK_PREFIXES, add_mask_head, measure_outlining

NETWORK = Path(__file__).resolve().parents[3] / "resources" / "networks" / "demo.safetensors"
SEED = 3
"""Not one that tests/demo_network.py trains or measures with"""


def test_that_it_finds_what_fresh_scenes_show(tmp_path: Path) -> None:
    write_demo_folder(tmp_path, count=6, seed=SEED)
    model = load_checkpoint(NETWORK).model.eval()
    predictor, scenes = Predictor(model), load_training_set(tmp_path, model.classes)
    found = evaluate_network(predictor, scenes, with_masks=True)
    assert found is not None
    assert found.average_precision.mean > 0.9
    assert found.masks is not None
    assert found.masks.coco.ap50 > 0.8
    assert measure_outlining(predictor, scenes.images) > 0.85


def test_that_a_new_mask_head_leaves_the_other_layers_as_they_are() -> None:
    checkpoint = load_checkpoint(NETWORK)
    model = add_mask_head(checkpoint)
    before, after = checkpoint.model.state_dict(), model.state_dict()
    changed = {name for name, tensor in after.items() if not torch.equal(tensor, before[name])}
    learning = {name for name, parameter in model.named_parameters() if parameter.requires_grad}
    assert changed
    assert changed <= learning
    assert all(name.startswith(MASK_PREFIXES) for name in learning)


def test_that_fewer_multiplications_leave_boxes_and_ap_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_demo_folder(tmp_path, count=6, seed=SEED)
    model = load_checkpoint(NETWORK).model.eval()
    images = load_training_set(tmp_path, model.classes)
    fast = Predictor(model, precision="float32")
    monkeypatch.setattr(ConvolutionPlan, "choose_method", lambda _self, _kind: "winograd")
    found = evaluate_network(fast, images)
    monkeypatch.setattr(ConvolutionPlan, "choose_method", lambda _self, _kind: "direct")
    expected = evaluate_network(fast, images)
    assert found is not None
    assert expected is not None
    assert round(found.coco.ap or 0, 4) == round(expected.coco.ap or 0, 4) > 0
    for ours, theirs in zip(found.results, expected.results, strict=True):
        np.testing.assert_array_equal(ours.labels, theirs.labels)
        np.testing.assert_allclose(ours.boxes, theirs.boxes, atol=2e-3)
        np.testing.assert_allclose(ours.scores, theirs.scores, atol=1e-5)


def test_that_it_stays_small() -> None:
    assert NETWORK.stat().st_size < 12e6
