"""Going on with a run: what must be as it was, and what may change."""

from __future__ import annotations

import dataclasses
from typing import Any

from detector.config import DetectorConfig
from detector.errors import CheckpointError
from detector.training.runs.run_state import RunState

_CHANGEABLE_SETTINGS = {"training.epochs", "training.workers"}


def check_resume_settings(saved: DetectorConfig, requested: DetectorConfig) -> None:
    """Check resume settings.

    Raises:
        CheckpointError: The message names the first setting of `requested` that is not as in the run so far.
    """
    for name, before, now in _list_differences(dataclasses.asdict(saved), dataclasses.asdict(requested)):
        if name not in _CHANGEABLE_SETTINGS:
            raise CheckpointError(
                f"The run was begun with {name.removeprefix('training.')} {before}, not {now}, and can only go on with "
                "the same. Leave the option out, or begin a new run that starts from these weights."
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
    """`saved`, to be gone on with in the circumstances of `begun`, a state of no step yet.

    Raises:
        CheckpointError: Images or processes are others: then no step would be what it was to be.
    """
    if saved.training_data != begun.training_data:
        raise CheckpointError(
            "The images or labels to learn from are not those that the run was begun with. Restore them, or begin a "
            "new run that starts from these weights."
        )
    if saved.validation_data != begun.validation_data:
        raise CheckpointError(
            "The images or labels to measure on are not those that the run was begun with, so its best network could "
            "not be told. Restore them, or begin a new run that starts from these weights."
        )
    if saved.processes != begun.processes:
        raise CheckpointError(
            f"The run was begun with {saved.processes} processes, not {begun.processes}, which changes how many images "
            "a step learns from. Go on with as many as before."
        )
    return dataclasses.replace(saved, max_steps=begun.max_steps, minutes=begun.minutes)
