"""How long `frcnn train` trains: epochs, steps, or what fits into a time."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import torch

from detector.commands.train_start import RunStart
from detector.data.formats.shared.wording import format_count
from detector.data.labeled_set import TrainingSet
from detector.errors import CheckpointError, UserFacingError
from detector.faster_rcnn import FasterRCNN
from detector.training.estimate import fit_to_time
from detector.training.non_finite import NonFiniteError
from detector.training.step import OutOfMemoryError
from detector.training.time_budget import TimePlan


@dataclass(frozen=True)
class RunLength:
    """How many steps, if they are not to come from the number of epochs."""

    steps: int | None = None
    minutes: float = 0.0
    """The time that they fit into; 0: none was given"""
    sentence: str = ""
    """What to say about it"""


def choose_run_length(
    args: argparse.Namespace,
    start: RunStart,
    model: FasterRCNN,
    sets: tuple[TrainingSet, TrainingSet | None],
    device: torch.device,
    began: float,
) -> RunLength:
    """What the arguments ask for, or else what the run that goes on was begun with.

    Where they give a time, `model` gets the settings of the plan: batch, rate, image size, epochs.

    Raises:
        CheckpointError: The run that goes on was begun with another length, and a time is given now.
        UserFacingError: No pace can be measured.
    """
    if start.resume_state is not None:
        return _keep_run_length(args, start.resume_state.state.max_steps, start.resume_state.state.minutes)
    if not args.minutes:
        return RunLength(args.steps)
    try:
        plan = fit_to_time(model, sets, device, args.minutes, began, keep_batch=args.batch_size is not None)
    except OutOfMemoryError as error:
        raise UserFacingError(str(error)) from error
    except NonFiniteError as error:
        raise UserFacingError(error.format_message(1)) from error
    assert plan is not None  # nobody cancels it
    model.config = plan.config
    return RunLength(plan.steps, plan.minutes, _describe_plan(plan))


def _keep_run_length(args: argparse.Namespace, steps: int, minutes: float) -> RunLength:
    """Of a run that goes on. Raises: CheckpointError."""
    if args.steps or args.epochs:
        return RunLength(args.steps)
    if args.minutes and args.minutes != minutes:
        before = f"with --minutes {minutes:g}" if minutes else "without --minutes"
        raise CheckpointError(
            f"The run was begun {before}, and goes on with the steps that it has. Leave --minutes out, or say how long "
            "it shall be with --epochs or --steps."
        )
    return RunLength(steps or None, minutes)


def _describe_plan(plan: TimePlan) -> str:
    training, side = plan.config.training, plan.config.input.short_side
    text = (
        f"About {plan.minutes:g} min: {format_count(plan.steps, 'step', 'steps')} of "
        f"{format_count(training.batch_size, 'image', 'images')} at {side} pixels, "
        f"{format_count(training.epochs, 'epoch', 'epochs')}; {plan.seconds_per_step:.2f} s a step."
    )
    if plan.is_too_short:
        text += f" That is little to learn from: --minutes {plan.min_minutes} or more would be better."
    return text
