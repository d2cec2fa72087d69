"""SVMs and box regressors in the place of the last two layers of a network."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import torch

from detector.ancestors import svm_head
from detector.ancestors.box_regression import BoxRegressor
from detector.ancestors.region_svms import NO_OBJECT, ONE_CLASS, RegionSvms
from detector.ancestors.svm_head import fit_svm_head, replace_last_layers
from detector.cli import main
from detector.commands.exit_codes import FAILED
from detector.commands.svms import DEFAULT_FILE_NAME
from detector.errors import UserFacingError
from detector.faster_rcnn import FasterRCNN
from detector.stages.boxes import decode_deltas
from detector.targets import Target
from detector.training.checkpoints.checkpoint import load_checkpoint, save_checkpoint
from tests.detector.drawn import drawn_folder
from tests.detector.runs import new_model
from tests.detector.small import SMALL_SPP, small_image, small_target
from tests.sentences import sentence_pattern

pytestmark = pytest.mark.skipif(find_spec("sklearn") is None, reason="needs scikit-learn")
FEATURES = 16


def ignore_report(_label: str, _count: int) -> None: ...


def random_svms(random: np.random.Generator) -> RegionSvms:
    weights, biases = random.normal(0, 1, (2, FEATURES)), random.normal(0, 1, 2)
    return RegionSvms(weights.astype(np.float32), biases.astype(np.float32), 3.0)


@torch.no_grad()
def test_that_the_last_layers_give_the_margins_and_the_boxes_of_the_regressors() -> None:
    random, model = np.random.default_rng(0), new_model(config=SMALL_SPP)
    svms = random_svms(random)
    regressors = [
        BoxRegressor(random.normal(0, 0.1, (FEATURES, 4)).astype(np.float32), np.full(4, 0.1 * label, np.float32))
        for label in (1, 2)
    ]
    replace_last_layers(model, svms, regressors)
    features = random.normal(0, 1, (5, FEATURES)).astype(np.float32)
    scores, deltas = model.roi_heads.box_predictor(torch.from_numpy(features))
    np.testing.assert_allclose(scores[:, 1:], 4 * svms.score_regions(features), rtol=1e-5, atol=1e-4)
    assert (scores[:, 0] == 0).all()
    std = torch.tensor(SMALL_SPP.proposal_targets.delta_std)
    for label, one in enumerate(regressors, start=1):
        own = deltas.unflatten(1, (-1, 4))[:, label] * std
        np.testing.assert_allclose(own, one.predict_deltas(features), rtol=1e-5, atol=1e-6)


@torch.no_grad()
def test_that_the_features_are_those_of_the_objects_and_then_of_the_proposals() -> None:
    model = new_model(config=SMALL_SPP).eval()
    image, target = small_image(), small_target()
    (regions,) = svm_head._find_regions(model, [(image, target)])
    (stages,) = model.run_proposal_stages([image], training_limits=True)
    boxes = torch.cat((stages.frame.to_model(target["boxes"]), stages.proposals.boxes))
    logits, _ = model.run_head(stages, boxes)
    own = model.roi_heads.box_predictor(torch.from_numpy(regions.features))[0]
    torch.testing.assert_close(own, logits)
    examples = svm_head._list_examples(regions, 2)
    assert examples.is_object.nonzero()[0].tolist() == [0, 1]
    for row in (0, 1, 5, 17):  # a plain loop
        for label in (1, 2):
            of_class = [box for box, one in zip(regions.objects, target["labels"], strict=True) if int(one) == label]
            expected = max(plain_iou(boxes[row].tolist(), box.tolist()) for box in of_class)
            assert examples.iou[row, label - 1] == pytest.approx(expected, abs=1e-5)


def plain_iou(a: list[float], b: list[float]) -> float:
    width, height = (max(0.0, min(a[2 + at], b[2 + at]) - max(a[at], b[at])) for at in (0, 1))
    areas = [(one[2] - one[0]) * (one[3] - one[1]) for one in (a, b)]
    return width * height / (sum(areas) - width * height)


def test_that_a_regressor_moves_a_proposal_to_its_object() -> None:
    pairs = svm_head._PairsOfClass()
    objects = torch.tensor([[10.0, 10, 50, 50]])
    boxes = torch.tensor([[12.0, 12, 52, 52], [8, 8, 48, 48], [60, 60, 90, 90]])
    features = np.eye(3, dtype=np.float32) * 1000  # so long that the penalty does not matter
    iou = np.array([[plain_iou(one.tolist(), objects[0].tolist())] for one in boxes], np.float32)
    pairs.add_image(svm_head.ImageRegions(features, boxes.numpy(), objects.numpy(), np.array([1]), iou), 1)
    found = pairs.fit_regressor(3).predict_deltas(features[:2])
    torch.testing.assert_close(
        decode_deltas(torch.from_numpy(found), boxes[:2]), objects.repeat(2, 1), atol=0.1, rtol=0
    )
    nothing = svm_head._PairsOfClass()
    nothing.add_image(svm_head.ImageRegions(features, boxes.numpy(), objects.numpy(), np.array([1]), iou), 2)
    assert not nothing.fit_regressor(3).weights.any()


def test_that_a_class_without_an_object_or_without_others_is_named() -> None:
    model = new_model(config=SMALL_SPP)
    one_class = [(small_image(), Target(boxes=torch.tensor([[1.0, 1, 40, 40]]), labels=torch.tensor([1])))]
    with pytest.raises(UserFacingError, match=sentence_pattern(NO_OBJECT, label="square")):
        fit_svm_head(model, one_class, ignore_report)
    whole = Target(boxes=torch.tensor([[0.0, 0, 128, 96], [0, 0, 128, 96]]), labels=torch.tensor([1, 2]))
    none = replace(SMALL_SPP, proposals=replace(SMALL_SPP.proposals, min_size=1e6))
    with pytest.raises(UserFacingError, match=sentence_pattern(ONE_CLASS, label="disc")):
        fit_svm_head(new_model(config=none), [(small_image(), whole)], ignore_report)


def test_that_the_command_writes_a_network_that_detects(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, run = drawn_folder(tmp_path / "images", 3), tmp_path / "run"
    save_checkpoint(run / "last.safetensors", new_model(config=SMALL_SPP), 1)
    assert main(["svms", str(run), str(data)]) == 0
    fitted = load_checkpoint(run / DEFAULT_FILE_NAME).model
    assert isinstance(fitted, FasterRCNN)
    assert (fitted.roi_heads.box_predictor.cls_score.weight[0] == 0).all()
    assert fitted.roi_heads.box_predictor.cls_score.weight[1:].abs().sum() > 0
    assert main(["svms", str(run), str(data)]) == FAILED, "an existing file is not replaced"
    assert str(run / DEFAULT_FILE_NAME) in capsys.readouterr().err
    assert main(["svms", str(run), str(data), "--overwrite"]) == 0
