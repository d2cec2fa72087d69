"""A training run on the terminal: a bar for steps, lines for all else; or JSON."""

from __future__ import annotations

from typing import Any

from tqdm import tqdm

from detector.commands.output import escape_unprintable, print_json
from detector.data.formats.shared.wording import format_count
from detector.training.runs import events
from detector.training.runs.event_log import event_as_object
from detector.training.runs.events import TrainingEvent
from detector.training.runs.run_state import BEST_NAME

RESUMED = "Resumed after step {step}, from {path}"


class JsonDisplay:
    """One object a line on stdout."""

    name = "The output"

    def write(self, event: TrainingEvent) -> None:
        print_json(event_as_object(event), flush=True)

    def close(self) -> None:
        pass


class BarDisplay:
    """The bar is on stderr if that is a terminal, the lines are on stdout."""

    name = "The output"

    def __init__(self) -> None:
        self._bar: tqdm[Any] = tqdm(unit="step", dynamic_ncols=True, disable=None)
        self._best_ap: float | None = None
        """Of the epoch that was saved as the best so far"""

    def close(self) -> None:
        self._bar.close()

    def write(self, event: TrainingEvent) -> None:
        match event:
            case events.TrainingStarted():
                self._bar.reset(event.total_steps)
                self._print_line(_format_start(event))
            case events.Resumed():
                self._bar.initial = event.step
                self._bar.update(event.step)
                self._print_line(RESUMED.format(step=event.step, path=event.path))
            case events.PhaseStarted():
                self._print_line(event.sentence)
            case events.StepCompleted():
                self._bar.set_postfix_str(_format_losses(event), refresh=False)
                self._bar.update(1)
            case events.EpochCompleted():
                self._print_line(_format_epoch(event, self._best_ap))
                if event.is_best:
                    self._best_ap = event.coco_average_precision
            case events.Warned():
                self._print_line(f"warning: {event.message}")
            case events.Finished(reason="completed"):
                early = f" {event.message}" if event.message else ""
                best = (
                    f", best network: {event.path.with_name(BEST_NAME)}"
                    if event.path and self._best_ap is not None
                    else ""
                )
                self._print_line(
                    f"Done: {format_count(event.steps, 'step', 'steps')}. Checkpoint: {event.path}{best}.{early}"
                )

    def _print_line(self, text: str) -> None:
        self._bar.write(escape_unprintable(text))


SAVED_AS_BEST = " (saved as the best)"
BEST_BY_DEFAULT = " (saved as the best: no earlier network is significantly better)"
NOT_MEASURED = " (without --val or --val-fraction, AP is not measured)"


def _format_start(event: events.TrainingStarted) -> str:
    measured = f" and {event.validation_images} in the validation set" if event.validation_images else NOT_MEASURED
    together = f" in {event.processes} processes" if event.processes > 1 else ""
    images, classes = (
        format_count(event.images, "image", "images"),
        format_count(len(event.classes), "class", "classes"),
    )
    return (
        f"{images}{measured}, {classes} ({', '.join(event.classes)}), "
        f"preset {event.preset}, on {event.device}{together} in {event.precision}"
    )


def _format_epoch(event: events.EpochCompleted, best_ap: float | None) -> str:
    """The line of an epoch, before which the best network had `best_ap`."""
    line = f"epoch {event.epoch}: mean loss {event.mean_losses['total']:.3f}"
    if event.validation_losses:
        line += f", on the validation set {event.validation_losses['total']:.3f}"
    if event.average_precision is not None:
        line += f", AP50 {event.average_precision:.3f}"
    if event.coco_average_precision is not None:
        is_lower = best_ap is not None and event.coco_average_precision < best_ap
        saved = (BEST_BY_DEFAULT if is_lower else SAVED_AS_BEST) if event.is_best else ""
        line += f", AP {event.coco_average_precision:.3f}{saved}"
    if event.mask_average_precision is not None:
        line += f", AP of masks {event.mask_average_precision:.3f}"
    return line


def _format_losses(event: events.StepCompleted) -> str:
    short = {key.removeprefix("loss_"): f"{value:.3f}" for key, value in event.losses.items()}
    return f"epoch {event.epoch}, " + " ".join(f"{key} {value}" for key, value in short.items())
