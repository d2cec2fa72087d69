"""A training run on the terminal: a bar for steps, lines for all else; or JSON."""

from __future__ import annotations

from typing import Any

from tqdm import tqdm

from detector.commands.output import escape_unprintable, print_json
from detector.training.runs import events
from detector.training.runs.event_log import event_as_object
from detector.training.runs.events import TrainingEvent

RESUMED = "Resumed after step {step}, from {path}"


class JsonDisplay:
    """One object a line on stdout."""

    name = "The output"

    def write(self, event: TrainingEvent) -> None:
        print_json(event_as_object(event), flush=True)

    def close(self) -> None:
        pass


class BarDisplay:
    """The bar is on stderr, the lines are on stdout."""

    name = "The output"

    def __init__(self) -> None:
        self._bar: tqdm[Any] = tqdm(unit="step", dynamic_ncols=True)

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
                self._print_line(_format_epoch(event))
            case events.Warned():
                self._print_line(f"warning: {event.message}")
            case events.Finished(reason="completed"):
                early = f" {event.message}" if event.message else ""
                self._print_line(f"Done: {event.steps} steps. Checkpoint: {event.path}.{early}")

    def _print_line(self, text: str) -> None:
        self._bar.write(escape_unprintable(text))


NOT_MEASURED = " (without --val or --val-fraction, AP is not measured)"


def _format_start(event: events.TrainingStarted) -> str:
    measured = f" and {event.validation_images} in the validation set" if event.validation_images else NOT_MEASURED
    together = f" in {event.processes} processes" if event.processes > 1 else ""
    return (
        f"{event.images} images{measured}, {len(event.classes)} classes ({', '.join(event.classes)}), "
        f"preset {event.preset}, on {event.device}{together} in {event.precision}"
    )


def _format_epoch(event: events.EpochCompleted) -> str:
    line = f"epoch {event.epoch}: mean loss {event.mean_losses['total']:.3f}"
    if event.validation_losses:
        line += f", on the validation set {event.validation_losses['total']:.3f}"
    if event.average_precision is not None:
        line += f", AP50 {event.average_precision:.3f}"
    if event.coco_average_precision is not None:
        line += f", AP {event.coco_average_precision:.3f}{' (saved as the best)' if event.is_best else ''}"
    if event.mask_average_precision is not None:
        line += f", AP of masks {event.mask_average_precision:.3f}"
    return line


def _format_losses(event: events.StepCompleted) -> str:
    short = {key.removeprefix("loss_"): f"{value:.3f}" for key, value in event.losses.items()}
    return f"epoch {event.epoch}, " + " ".join(f"{key} {value}" for key, value in short.items())
