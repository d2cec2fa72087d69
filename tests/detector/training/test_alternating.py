"""4-step alternating training: what learns in each phase, what is frozen, and one backbone in the end."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from detector.config import DetectorConfig, TrainingConfig
from detector.data.labeled_set import TrainingSet, load_training_set
from detector.errors import CheckpointError, UserFacingError
from detector.faster_rcnn import FasterRCNN
from detector.stages.losses import ROI_LOSS_KEYS, RPN_LOSS_KEYS
from detector.training.alternating import NO_RPN, TOO_SHORT, TrainingPhases, plan_phases
from detector.training.checkpoints.checkpoint import load_checkpoint, load_resume_state
from detector.training.objectives import HeadObjective
from detector.training.runs.events import EpochCompleted, PhaseStarted, StepCompleted
from detector.training.runs.resume import LENGTH_KEPT
from detector.training.schedule import rate_factor
from detector.training.trainer import Trainer
from tests.detector.drawn import drawn_folder
from tests.detector.runs import RECIPE, new_model, new_trainer, of_kind
from tests.detector.small import SMALL_FAST, SMALL_PYRAMID, small_image, small_target

ALTERNATING = replace(RECIPE, scheme="alternating", flip=True)
STEPS = 6
"""The phases end after steps 2, 3, 5 and 6."""
PARTS = ("backbone", "rpn", "roi_heads")


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> TrainingSet:
    return load_training_set(drawn_folder(tmp_path_factory.mktemp("images"), 4))


def alternating_trainer(images: TrainingSet, out: Path, **options: Any) -> Trainer:
    """The layers are pretrained, as far as the trainer knows: so the first of them are frozen."""
    options.setdefault("model", new_model(trained=True, config=SMALL_PYRAMID))
    return new_trainer(images, out, ALTERNATING, max_steps=options.pop("steps", STEPS), **options)


def copy_state(model: FasterRCNN) -> dict[str, Tensor]:
    return {name: tensor.clone() for name, tensor in model.state_dict().items()}


def list_changed_parts(before: dict[str, Tensor], after: dict[str, Tensor]) -> set[str]:
    return {name.split(".")[0] for name, tensor in after.items() if not torch.equal(before[name], tensor)}


def run_to(trainer: Trainer, step: int) -> None:
    for event in trainer.run():
        if isinstance(event, StepCompleted) and event.step == step:
            trainer.cancel()


def test_that_each_phase_changes_only_what_it_learns(images: TrainingSet, tmp_path: Path) -> None:
    trainer = alternating_trainer(images, tmp_path)
    before, phases = copy_state(trainer.model), []
    for event in trainer.run():
        if isinstance(event, PhaseStarted):
            before = copy_state(trainer.model)
            phases.append((event.phase, event.step, event.learning))
        elif isinstance(event, StepCompleted):
            phase, _, learning = phases[-1]
            changed = list_changed_parts(before, copy_state(trainer.model))
            assert changed == set(learning), phase
            assert set(event.losses) - {"total"} == set(RPN_LOSS_KEYS if "rpn" in learning else ROI_LOSS_KEYS)
    assert phases == [
        (1, 0, ("backbone", "rpn")),
        (2, 2, ("backbone", "roi_heads")),
        (3, 3, ("rpn",)),
        (4, 5, ("roi_heads",)),
    ]


def test_that_phase_2_begins_with_the_first_backbone_and_proposes_with_that_of_phase_1(
    images: TrainingSet, tmp_path: Path
) -> None:
    trainer = alternating_trainer(images, tmp_path)
    start, before_phase_2 = copy_state(trainer.model), {}
    for event in trainer.run():
        if isinstance(event, StepCompleted) and event.step == 2:
            before_phase_2 = copy_state(trainer.model)
        if isinstance(event, PhaseStarted) and event.phase == 2:
            assert not list_changed_parts({**start, **_of(before_phase_2, "rpn")}, copy_state(trainer.model))
            trainer.cancel()
    assert list_changed_parts(start, before_phase_2) == {"backbone", "rpn"}


def _of(state: dict[str, Tensor], part: str) -> dict[str, Tensor]:
    return {name: tensor for name, tensor in state.items() if name.startswith(part)}


def test_that_the_head_of_phase_2_gets_the_proposals_of_the_network_of_phase_1() -> None:
    first, second = new_model(config=SMALL_PYRAMID).eval(), new_model(config=SMALL_PYRAMID).eval()
    with torch.no_grad():
        for parameter in second.backbone.parameters():
            parameter.mul_(1.1)
    (proposed,) = first.run_proposal_stages([small_image()], training_limits=True)
    (own,) = second.run_proposal_stages([small_image()], training_limits=True)
    result = HeadObjective(second, first).run([small_image()], [small_target()], [torch.Generator().manual_seed(0)])
    (stages,) = result.stages
    assert torch.equal(stages.proposals.boxes, proposed.proposals.boxes)
    assert not torch.equal(stages.proposals.boxes, own.proposals.boxes)
    assert all(map(torch.equal, stages.feature_maps, own.feature_maps))


def test_that_the_final_network_has_one_backbone_and_detects(images: TrainingSet, tmp_path: Path) -> None:
    trainer = alternating_trainer(images, tmp_path, validation=images)
    events = list(trainer.run())
    last = tmp_path / "last.safetensors"
    checkpoint, state = load_resume_state(last)
    assert not [name for name in state.moments if "backbone" in name]
    assert checkpoint.model.state_dict().keys() == new_model(trained=True, config=SMALL_PYRAMID).state_dict().keys()
    assert load_checkpoint(last).model([small_image()]).detections
    measured = [event.step for event in of_kind(EpochCompleted, events) if event.average_precision is not None]
    assert measured == [STEPS]  # before, RPN and head do not share a backbone


def test_that_a_run_resumed_after_each_step_ends_in_the_same_bytes(images: TrainingSet, tmp_path: Path) -> None:
    """With two steps in each phase, these are the ends of phases and steps within them."""
    unbroken, broken = tmp_path / "unbroken", tmp_path / "broken"
    list(alternating_trainer(images, unbroken, steps=8).run())
    run_to(alternating_trainer(images, broken, steps=8), 1)
    last = broken / "last.safetensors"
    for step in range(2, 9):
        checkpoint, state = load_resume_state(last)
        assert state.state.step == step - 1
        run_to(alternating_trainer(images, broken, steps=8, model=checkpoint.model, resume_state=state), step)
    assert last.read_bytes() == (unbroken / "last.safetensors").read_bytes()


def test_that_each_phase_has_the_schedule_of_a_run() -> None:
    phases = plan_phases(150)
    assert [(phase.start, phase.end) for phase in phases] == [(0, 50), (50, 75), (75, 125), (125, 150)]
    config = TrainingConfig()
    assert phases[2].compute_rate_factor(76, config) == rate_factor(1, 50, config)
    assert phases[2].compute_rate_factor(125, config) == rate_factor(50, 50, config)


@pytest.mark.parametrize("steps", range(4, 13))
def test_that_every_phase_has_a_step(steps: int) -> None:
    assert all(phase.start < phase.end for phase in plan_phases(steps))


def test_that_batch_norms_of_a_frozen_backbone_stop_measuring(images: TrainingSet, tmp_path: Path) -> None:
    """A network without pretrained weights has norms that learn, which changes them without a gradient."""
    trainer = alternating_trainer(images, tmp_path, model=new_model(config=SMALL_PYRAMID))
    frozen: dict[str, Tensor] = {}
    for event in trainer.run():
        if isinstance(event, PhaseStarted) and event.phase == 3:
            frozen = _of(copy_state(trainer.model), "backbone")
    assert any("running_mean" in name for name in frozen)
    assert not list_changed_parts(frozen, _of(trainer.model.state_dict(), "backbone"))


@pytest.mark.parametrize(
    ("config", "steps", "message"),
    [(SMALL_FAST, STEPS, NO_RPN.format(preset=SMALL_FAST.preset)), (SMALL_PYRAMID, 3, TOO_SHORT.format(steps=3))],
)
def test_that_what_cannot_alternate_is_refused(config: DetectorConfig, steps: int, message: str) -> None:
    with pytest.raises(UserFacingError) as caught:
        TrainingPhases(new_model(config=config), ALTERNATING, steps)
    assert str(caught.value) == message


def test_that_the_length_is_kept(images: TrainingSet, tmp_path: Path) -> None:
    run_to(alternating_trainer(images, tmp_path), 1)
    checkpoint, state = load_resume_state(tmp_path / "last.safetensors")
    with pytest.raises(CheckpointError) as caught:
        new_trainer(images, tmp_path, ALTERNATING, max_steps=12, model=checkpoint.model, resume_state=state)
    assert str(caught.value) == LENGTH_KEPT.format(before=STEPS, now=12)
