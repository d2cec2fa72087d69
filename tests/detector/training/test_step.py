from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from detector.config import TrainingConfig
from detector.faster_rcnn import FasterRCNN
from detector.targets import Target
from detector.training.batches import Batch
from detector.training.checkpoints.checkpoint import ResumeState, load_resume_state, save_checkpoint
from detector.training.non_finite import NonFiniteError
from detector.training.runs.run_state import RunState
from detector.training.step import Stepper
from tests.detector.small import small_image, small_model, small_target

CPU = torch.device("cpu")


def one_image() -> Batch:
    return Batch([small_image()], [small_target()], skipped=(), seeds=(3,))


def new_stepper(precision: torch.dtype = torch.float32, loss_scale: float = 0.0) -> tuple[FasterRCNN, Stepper]:
    model = small_model()
    stepper = Stepper(model, TrainingConfig(batch_size=1), CPU, precision)
    if loss_scale:
        stepper.restore_state(ResumeState(RunState(loss_scale=loss_scale), {}))
    return model, stepper


def test_that_a_step_is_the_plain_loop_written_by_hand() -> None:
    model, stepper = new_stepper()
    by_hand = small_model().train()
    groups: list[dict[str, Any]] = [
        {"params": [one for name, one in by_hand.named_parameters() if decays(by_hand, name)], "weight_decay": 5e-4},
        {"params": [one for name, one in by_hand.named_parameters() if not decays(by_hand, name)]},
    ]
    sgd = torch.optim.SGD(groups, lr=0.01, momentum=0.9)
    for _ in range(2):
        result = stepper.take_step(one_image(), rate=0.01)
        sgd.zero_grad()
        loss = by_hand([small_image()], [small_target()], [torch.Generator().manual_seed(3)]).total_loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(by_hand.parameters(), 10.0)
        sgd.step()
        assert result.losses["total"] == pytest.approx(float(loss.detach()), rel=1e-6)
    for one, other in zip(model.parameters(), by_hand.parameters(), strict=True):
        torch.testing.assert_close(one, other)


def test_that_a_step_of_adamw_is_torchs_and_continues_where_it_was(tmp_path: Path) -> None:
    recipe = TrainingConfig(batch_size=1, optimizer="adamw", backbone_rate_factor=0.5, weight_decay=0.01)
    model, by_hand = small_model(1), small_model(1).train()
    stepper = Stepper(model, recipe, CPU, torch.float32)
    body = [name for name, _ in by_hand.named_parameters() if name.startswith("backbone.body.")]
    adamw = torch.optim.AdamW(
        [
            {
                "params": [by_hand.get_parameter(name)],
                "lr": 0.002 * (0.5 if name in body else 1.0),
                "weight_decay": 0.01 if decays(by_hand, name) else 0.0,
            }
            for name, _ in by_hand.named_parameters()
        ]
    )
    for _ in range(3):
        stepper.take_step(one_image(), rate=0.002)
        # Another one continues from what the last one wrote.
        save_checkpoint(tmp_path / "m", model, 1, resume_state=stepper.capture_state(RunState()))
        checkpoint, resume_state = load_resume_state(tmp_path / "m")
        model = checkpoint.model
        stepper = Stepper(model, recipe, CPU, torch.float32)
        stepper.restore_state(resume_state)
        adamw.zero_grad()
        by_hand([small_image()], [small_target()], [torch.Generator().manual_seed(3)]).total_loss.backward()
        torch.nn.utils.clip_grad_norm_(by_hand.parameters(), 10.0)
        adamw.step()
    assert resume_state.state.updates == 3
    for one, other in zip(model.parameters(), by_hand.parameters(), strict=True):
        # AdamW makes whole steps of what is nothing but rounding: the gradient of a shift before a batch norm.
        if other.grad is not None and float(other.grad.abs().max()) > 1e-6:
            torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-5)


def decays(model: FasterRCNN, name: str) -> bool:
    """A weight of a convolution or of a layer that is fully connected: a matrix at least."""
    return model.get_parameter(name).ndim > 1


def test_that_the_gradient_is_clipped_and_its_length_before_is_reported() -> None:
    model = small_model()
    stepper = Stepper(model, TrainingConfig(batch_size=1, clip_norm=0.01), CPU, torch.float32)
    norm = stepper.take_step(one_image(), rate=0.0).gradient_norm
    left = torch.stack([one.grad.norm() for one in model.parameters() if one.grad is not None]).norm()
    assert norm is not None
    assert norm > 0.1
    assert float(left) == pytest.approx(0.01, rel=1e-3)


def test_that_float16_that_overflows_changes_nothing_and_scales_less() -> None:
    model, stepper = new_stepper(torch.float16, loss_scale=2.0**100)
    before = {name: one.detach().clone() for name, one in model.named_parameters()}
    result = stepper.take_step(one_image(), rate=0.01)
    assert result.gradient_norm is None
    assert all(torch.equal(one, before[name]) for name, one in model.named_parameters())
    assert stepper.capture_state(RunState()).state.loss_scale == 2.0**99


def test_that_float16_learns_what_float32_does() -> None:
    (one, coarse), (other, fine) = new_stepper(torch.float16, loss_scale=1024.0), new_stepper()
    results = [stepper.take_step(one_image(), rate=0.01) for stepper in (coarse, fine)]
    assert results[0].losses["total"] == pytest.approx(results[1].losses["total"], rel=0.02)
    assert results[0].gradient_norm == pytest.approx(results[1].gradient_norm, rel=0.05)
    torch.testing.assert_close(
        one.roi_heads.box_head.fc6.weight, other.roi_heads.box_head.fc6.weight, atol=1e-3, rtol=0
    )


def test_that_float16_does_not_hide_a_gradient_that_is_no_number() -> None:
    model, stepper = new_stepper(torch.float16, loss_scale=1.0)
    model.roi_heads.box_head.fc6.weight.register_hook(lambda gradient: gradient * float("nan"))
    with pytest.raises(NonFiniteError):
        stepper.take_step(one_image(), rate=0.01)


def test_that_a_part_of_a_batch_counts_by_its_share() -> None:
    """Three images in parts of two: the first part counts twice as much as the second."""
    targets: list[Target] = [small_target() for _ in range(3)]
    batch = Batch([small_image(seed=row) for row in range(3)], targets, skipped=(), seeds=(1, 2, 3))
    model = small_model()
    stepper = Stepper(model, TrainingConfig(batch_size=3), CPU, torch.float32)
    stepper.restore_state(ResumeState(RunState(images_at_once=2), {}))
    parts = []
    for rows in (slice(0, 2), slice(2, 3)):
        generators = [torch.Generator().manual_seed(seed) for seed in batch.seeds[rows]]
        parts.append(float(small_model().train()(batch.images[rows], targets[rows], generators).total_loss.detach()))
    assert stepper.take_step(batch, rate=0.0).losses["total"] == pytest.approx((2 * parts[0] + parts[1]) / 3, rel=1e-5)
