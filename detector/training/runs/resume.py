"""Resuming a run: what must be unchanged, and what may change."""

from __future__ import annotations

import dataclasses
from typing import Any

from detector.config import DetectorConfig
from detector.errors import CheckpointError
from detector.training.options import TRAINING_OPTIONS
from detector.training.runs.run_state import RunState
from detector.translatable import translatable

TRAINING_IMAGES_CHANGED = translatable(
    "The training images or their labels have changed since the run was begun. Restore them, or begin a new run "
    "that starts from these weights."
)
VALIDATION_IMAGES_CHANGED = translatable(
    "The validation images or their labels have changed since the run was begun, so its best checkpoint could not "
    "be determined. Restore them, or begin a new run that starts from these weights."
)

LENGTH_KEPT = (
    "The phases of alternating training divide the {before} steps that the run was begun with, so it cannot be resumed "
    "with {now}. Omit --epochs and --steps, or begin a new run that starts from these weights."
)

PROPOSALS_CHANGED = translatable(
    "The file with proposals has changed since the run was begun. Restore it, or begin a new run that starts from "
    "these weights."
)

_CHANGEABLE_SETTINGS = {"training.epochs", "training.workers", "proposals.file", "proposals.file_ids"}
"""A file with proposals may be moved; what it contains is compared by its digest."""


def check_resume_settings(saved: DetectorConfig, requested: DetectorConfig) -> None:
    """Refuse settings that may not differ between two parts of one run.

    Raises:
        CheckpointError: The message names the first setting of `requested` that is not as in the run so far.
    """
    options = {option.setting: f"--{option.name}" for option in TRAINING_OPTIONS}
    for name, before, now in _list_differences(dataclasses.asdict(saved), dataclasses.asdict(requested)):
        if name not in _CHANGEABLE_SETTINGS:
            raise CheckpointError(
                f"The run was begun with {options.get(name, name)} {before}, not {now}, and can only be resumed with "
                "the same value. Omit the option, or begin a new run that starts from this one (--weights RUN)."
            )


def _list_differences(saved: dict[str, Any], requested: dict[str, Any], where: str = "") -> list[tuple[str, Any, Any]]:
    found = []
    for name, before in saved.items():
        now = requested[name]
        if isinstance(before, dict):
            found += _list_differences(before, now, f"{where}{name}.")
        elif before != now:
            found.append((f"{where}{name}", before, now))
    return found


def continue_state(saved: RunState, begun: RunState) -> RunState:
    """`saved`, to be continued in the circumstances of `begun`, a state before the first step.

    Raises:
        CheckpointError: Images, proposals, processes or the length of alternating training are others: then no step
            would be what it was to be.
    """
    if saved.training_data != begun.training_data:
        raise CheckpointError(TRAINING_IMAGES_CHANGED)
    if saved.validation_data != begun.validation_data:
        raise CheckpointError(VALIDATION_IMAGES_CHANGED)
    if saved.proposal_data != begun.proposal_data:
        raise CheckpointError(PROPOSALS_CHANGED)
    if saved.processes != begun.processes:
        raise CheckpointError(
            f"The run was begun with {saved.processes} processes, not {begun.processes}, which changes the "
            "number of images in a step. Resume it with the same number."
        )
    if saved.phased_steps != begun.phased_steps:
        raise CheckpointError(LENGTH_KEPT.format(before=saved.phased_steps, now=begun.phased_steps))
    return dataclasses.replace(saved, max_steps=begun.max_steps, minutes=begun.minutes)
