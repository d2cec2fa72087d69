"""How long a training may take, as a person says it, and what fits into that time."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QWidget

from detector.training.runs.events import TrainingStarted
from detector.training.time_budget import BUDGETS_MINUTES, TimePlan
from frcnn_gui.common.language import N_, tr

PLAN_TEXT = N_("About {minutes} min: {steps} of {images}, short side {side} px, {epochs}.")


class TimeChoice(QComboBox):
    """A time limit, or none: then the number of epochs decides."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWhatsThis(
            tr(
                "Time limit of the training, including AP. A few steps are timed first; they decide the number of "
                "steps and, if time is short, smaller batches and images."
            )
        )
        self.addItem(tr("Default"), 0.0)
        for minutes in BUDGETS_MINUTES:
            self.addItem(tr("About %Ln minute(s)", "", minutes), float(minutes))

    @property
    def minutes(self) -> float:
        """0: none is chosen."""
        minutes: float = self.currentData()
        return minutes


def format_plan(plan: TimePlan) -> str:
    """What fits into the time, in one or two sentences."""
    training = plan.config.training
    text = _format_plan_values(
        plan.minutes, plan.steps, training.batch_size, plan.config.input.short_side, training.epochs
    )
    if plan.is_too_short:
        more = tr("Little time: {minutes} minutes or more are recommended.")
        text = f"{text} {more.format(minutes=plan.min_minutes)}"
    return text


def format_started_plan(event: TrainingStarted) -> str:
    """The same of a run that was fitted into a time; empty for another."""
    if not event.minutes:
        return ""
    return _format_plan_values(event.minutes, event.total_steps, event.batch_size, event.short_side, event.epochs)


def _format_plan_values(minutes: float, steps: int, batch: int, side: int, epochs: int) -> str:
    text = tr(PLAN_TEXT)
    return text.format(
        minutes=f"{minutes:g}",
        steps=tr("%Ln step(s)", "", steps),
        images=tr("%Ln image(s)", "", batch),
        side=side,
        epochs=tr("%Ln epoch(s)", "", epochs),
    )
