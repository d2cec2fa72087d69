"""The four losses against the tutorial's formulas and hand-worked values."""

from __future__ import annotations

import math

import pytest
import torch
from torch.nn import functional

from detector.config import AnchorTargetConfig, LossConfig, Normalizer
from detector.stages.anchor_targets import build_anchor_targets
from detector.stages.losses import roi_loss_terms, roi_losses, rpn_loss_terms, rpn_losses, smooth_l1

TUTORIAL = LossConfig(rpn_box_weight=10, roi_box_weight=10, normalizer="positives")
ANCHORS = torch.tensor([[0.0, 0, 20, 20], [40.0, 40, 80, 80], [0.0, 40, 20, 60], [60.0, 0, 80, 20]])
BOX = torch.tensor([[2.0, 0, 22, 20]])


def test_that_smooth_l1_is_the_tutorials_formula_at_beta_one() -> None:
    prediction, target = torch.randn(30, 4) * 2, torch.randn(30, 4) * 2
    x = (target - prediction).abs()
    theirs = ((x < 1).float() * 0.5 * x**2) + ((x >= 1).float() * (x - 0.5))
    torch.testing.assert_close(smooth_l1(prediction, target, 1.0), theirs.sum(dim=1))


def test_that_the_rpn_losses_are_the_tutorials() -> None:
    torch.manual_seed(0)
    targets = build_anchor_targets(ANCHORS, BOX, 100, 100, AnchorTargetConfig(samples=3))
    pairs, deltas = torch.randn(4, 2), torch.randn(4, 4)
    label = targets.assignment.label.long().where(targets.sampled, torch.tensor(-1))
    their_class = functional.cross_entropy(pairs, label, ignore_index=-1)
    x = (targets.deltas - deltas)[label > 0].abs()
    their_box = torch.where(x < 1, 0.5 * x**2, x - 0.5).sum() / (label > 0).sum()
    objectness, box = rpn_losses([pairs[:, 1] - pairs[:, 0]], [deltas], [targets], TUTORIAL)
    torch.testing.assert_close(objectness, their_class)
    torch.testing.assert_close(box, 10 * their_box)


def smooth_l1_of(prediction: list[float], target: list[float], beta: float) -> float:
    differences = [abs(one - other) for one, other in zip(prediction, target, strict=True)]
    return sum(0.5 * x**2 / beta if x < beta else x - beta / 2 for x in differences)


@pytest.mark.parametrize("normalizer", ["positives", "sampled"])
def test_that_what_each_anchor_adds_is_what_a_loop_over_the_formulas_gives(normalizer: Normalizer) -> None:
    config = LossConfig(rpn_box_weight=3, normalizer=normalizer, rpn_beta=0.5)
    torch.manual_seed(1)
    boxes = [BOX, torch.tensor([[41.0, 40, 80, 82], [60.0, 0, 80, 22]])]
    targets = [build_anchor_targets(ANCHORS, box, 100, 100, AnchorTargetConfig(samples=3)) for box in boxes]
    objectness, deltas = [torch.randn(4) for _ in boxes], [torch.randn(4, 4) for _ in boxes]
    sampled = [(image, row) for image in range(2) for row in range(4) if targets[image].sampled[row]]
    positive = [(image, row) for image, row in sampled if targets[image].assignment.label[row] == 1]
    assert len(sampled) > len(positive) > 1
    class_terms, box_terms = rpn_loss_terms(objectness, deltas, targets, config)
    for term, (image, row) in zip(class_terms.tolist(), sampled, strict=True):
        probability = 1 / (1 + math.exp(-float(objectness[image][row])))
        likelihood = probability if (image, row) in positive else 1 - probability
        assert term == pytest.approx(-math.log(likelihood) / len(sampled), rel=1e-5)
    count = len(positive) if normalizer == "positives" else len(sampled)
    for term, (image, row) in zip(box_terms.tolist(), positive, strict=True):
        loss = smooth_l1_of(deltas[image][row].tolist(), targets[image].deltas[row].tolist(), 0.5)
        assert term == pytest.approx(3 * loss / count, rel=1e-5)
    totals = rpn_losses(objectness, deltas, targets, config)
    assert [float(one) for one in totals] == pytest.approx([float(class_terms.sum()), float(box_terms.sum())])


@pytest.mark.parametrize("normalizer", ["positives", "sampled"])
def test_that_what_each_roi_adds_is_what_a_loop_over_the_formulas_gives(normalizer: Normalizer) -> None:
    config = LossConfig(roi_box_weight=2, normalizer=normalizer, roi_beta=0.3)
    torch.manual_seed(2)
    logits, class_deltas, deltas = torch.randn(5, 4), torch.randn(5, 4, 4), torch.randn(5, 4)
    labels = torch.tensor([2, 0, 3, 0, 1])
    class_terms, box_terms = roi_loss_terms(logits, class_deltas, labels, deltas, config)
    for row, term in enumerate(class_terms.tolist()):
        exponentials = [math.exp(one) for one in logits[row].tolist()]
        assert term == pytest.approx(-math.log(exponentials[int(labels[row])] / sum(exponentials)) / 5, rel=1e-5)
    for term, row in zip(box_terms.tolist(), (0, 2, 4), strict=True):
        loss = smooth_l1_of(class_deltas[row, labels[row]].tolist(), deltas[row].tolist(), 0.3)
        assert term == pytest.approx(2 * loss / (3 if normalizer == "positives" else 5), rel=1e-5)
    totals = roi_losses(logits, class_deltas, labels, deltas, config)
    assert [float(one) for one in totals] == pytest.approx([float(class_terms.sum()), float(box_terms.sum())])


def test_that_other_presets_divide_the_box_loss_by_the_number_sampled() -> None:
    targets = build_anchor_targets(ANCHORS, BOX, 100, 100, AnchorTargetConfig(samples=3))
    by_positives, by_sampled = (
        rpn_losses([torch.zeros(4)], [torch.ones(4, 4)], [targets], LossConfig(normalizer=kind))[1]
        for kind in ("positives", "sampled")
    )
    assert int(targets.sampled_positive.sum()) == 1
    assert by_sampled.item() == pytest.approx(by_positives.item() / 3)


def test_that_an_untrained_head_costs_log_of_the_number_of_outputs() -> None:
    """The tutorial prints 3.0458 for 21 outputs; ln 21 is 3.0445."""
    labels = torch.tensor([6, 8, 0, 0])
    loss, _ = roi_losses(torch.zeros(4, 21), torch.zeros(4, 21, 4), labels, torch.zeros(4, 4), TUTORIAL)
    assert loss.item() == pytest.approx(math.log(21), abs=1e-5)


def test_that_only_the_deltas_of_the_own_class_of_positive_rois_are_trained() -> None:
    deltas = torch.zeros(3, 4, 4, requires_grad=True)
    labels, expected = torch.tensor([2, 0, 1]), torch.full((3, 4), 0.5)
    _, box = roi_losses(torch.zeros(3, 4), deltas, labels, expected, LossConfig())
    box.backward()
    assert deltas.grad is not None
    trained = deltas.grad.abs().sum(dim=2).nonzero().tolist()
    assert trained == [[0, 2], [2, 1]]
    assert box.item() == pytest.approx(2 * 4 * 0.5 * 0.5**2 / 3)


def test_that_images_without_boxes_give_finite_losses() -> None:
    targets = build_anchor_targets(ANCHORS, torch.zeros(0, 4), 100, 100, AnchorTargetConfig())
    objectness, box = rpn_losses([torch.zeros(4)], [torch.zeros(4, 4)], [targets], TUTORIAL)
    labels = torch.zeros(4, dtype=torch.int64)
    _, roi_box = roi_losses(torch.zeros(4, 3), torch.zeros(4, 3, 4), labels, torch.zeros(4, 4), TUTORIAL)
    assert objectness.item() == pytest.approx(math.log(2))
    assert (box.item(), roi_box.item()) == (0, 0)
