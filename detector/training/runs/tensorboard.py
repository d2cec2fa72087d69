"""The numbers of a run for TensorBoard."""

from __future__ import annotations

from pathlib import Path

from detector.errors import UserFacingError
from detector.training.runs.events import EpochCompleted, Resumed, StepCompleted, TrainingEvent, Warned


class TensorBoard:
    """Writes the events of a run into a folder that `tensorboard --logdir` reads.

    Its methods raise OSError where nothing can be written any more.
    Raises: UserFacingError where TensorBoard is not installed, or nothing can be written to `folder`.
    """

    name = "The log for TensorBoard"

    def __init__(self, folder: Path) -> None:
        try:
            from torch.utils.tensorboard import SummaryWriter
        except ImportError as error:
            raise UserFacingError(
                "TensorBoard is not installed. Install it with pip install 'frcnn-studio[tensorboard]', or "
                "omit --tensorboard: events.jsonl in the folder of the run has the same numbers."
            ) from error
        self._new_writer = SummaryWriter
        self._folder = folder
        try:
            self._writer = SummaryWriter(folder)
        except OSError as error:
            raise UserFacingError(
                f"Nothing can be written to {folder}: {error.strerror or error}. Choose another folder for TensorBoard."
            ) from error

    def close(self) -> None:
        self._writer.close()

    def write(self, event: TrainingEvent) -> None:
        match event:
            case Resumed():
                # Steps that are about to be taken again must not be drawn twice.
                self._writer.close()
                self._writer = self._new_writer(self._folder, purge_step=event.step + 1)
            case StepCompleted():
                self._write_step(event)
            case EpochCompleted():
                self._write_epoch(event)
            case Warned():
                self._writer.add_text("warnings", event.message)

    def _write_step(self, event: StepCompleted) -> None:
        values = {f"training/{name}": value for name, value in event.losses.items()}
        values["run/learning_rate"] = event.learning_rate
        values["run/images_per_second"] = event.images_per_second
        values["run/memory_bytes"] = event.memory_bytes
        values["run/waiting_share"] = event.waiting_share
        if event.gradient_norm is not None:
            values["run/gradient_norm"] = event.gradient_norm
        self._add_scalars(values, event.step)

    def _write_epoch(self, event: EpochCompleted) -> None:
        values = {f"validation/{name}": value for name, value in event.validation_losses.items()}
        measures = {"AP": event.coco_average_precision, "AP50": event.average_precision}
        measures |= {"AP of masks": event.mask_average_precision}
        measures |= {f"AP50 {name}": value for name, value in event.per_class.items()}
        values |= {f"measures/{name}": value for name, value in measures.items() if value is not None}
        self._add_scalars(values, event.step)

    def _add_scalars(self, values: dict[str, float], step: int) -> None:
        for name, value in values.items():
            self._writer.add_scalar(name, value, step)
