"""The training loop, as a stream of events that a terminal or a window can show as it likes."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from detector.config import TrainingConfig
from detector.data.labelled_set import TrainingSet
from detector.device import choose_device
from detector.errors import CheckpointError, DatasetError
from detector.evaluation.evaluate import evaluate
from detector.faster_rcnn import FasterRCNN, ForwardResult
from detector.predictor import Predictor
from detector.training.batches import Batch, BatchStream
from detector.training.checkpoint import save_checkpoint
from detector.training.events import (
    CheckpointSaved,
    EpochCompleted,
    Finished,
    StepCompleted,
    TrainingEvent,
    TrainingStarted,
    Warned,
)
from detector.training.recipe import steps_per_epoch
from detector.training.schedule import optimizer, rate_factor, set_rate

LAST_NAME = "last.safetensors"
BEST_NAME = "best.safetensors"
SPEED_WINDOW = 20
"""Steps over which speed is measured."""


class _StoppedError(Exception):
    """A step that must not be taken. `reason` becomes that of Finished, the text its message."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass
class _Progress:
    """Where the run is."""

    step: int = 0
    saved: Path | None = None
    saved_step: int = 0
    best: float = -1.0


class Trainer:
    """One training run. The caller draws the model's first weights; all else that is random comes from config.seed.

    Writes `last.safetensors` into `out_dir` after every epoch and at the end, and `best.safetensors` whenever AP50 on
    `validation` has never been higher. `max_steps` takes the place of the configuration's number of epochs.
    Errors: DatasetError when the model's classes are not those of the sets.
    """

    def __init__(
        self,
        model: FasterRCNN,
        training_set: TrainingSet,
        config: TrainingConfig,
        out_dir: Path,
        device: torch.device | str = "auto",
        validation: TrainingSet | None = None,
        max_steps: int | None = None,
    ) -> None:
        for labelled in filter(None, (training_set, validation)):
            if labelled.classes != model.classes:
                raise DatasetError(
                    f"The network is for {len(model.classes)} classes ({', '.join(model.classes)}), but "
                    f"{labelled.root} was read for {len(labelled.classes)} ({', '.join(labelled.classes)})."
                )
        self._device = choose_device(device) if isinstance(device, str) else device
        # Convolutions are faster with channels last, on CPUs and on GPUs.
        self._model = model.to(self._device).to(memory_format=torch.channels_last)
        self._set, self._validation = training_set, validation
        self._config, self._out_dir = config, out_dir
        self._steps_per_epoch = steps_per_epoch(len(training_set.images), config.batch_size)
        self._total = config.epochs * self._steps_per_epoch if max_steps is None else max_steps
        self._cancelled = threading.Event()
        self._progress = _Progress()
        self._times: deque[float] = deque(maxlen=SPEED_WINDOW + 1)

    def cancel(self) -> None:
        """End the run after the step it is in, with a checkpoint. May be called from any thread."""
        self._cancelled.set()

    def run(self) -> Iterator[TrainingEvent]:
        """Train. The first event is TrainingStarted, the last Finished. A trainer runs once.

        Errors: DatasetError when no image can be decoded; InvalidTargetError.
        """
        preset = self._model.config.preset
        device = torch.cuda.get_device_name(self._device) if self._device.type == "cuda" else str(self._device)
        yield TrainingStarted(len(self._set.images), self._model.classes, self._total, device, preset)
        yield from (Warned(text) for text in self._set.warnings)
        try:
            yield from self._steps()
            reason = "cancelled" if self._cancelled.is_set() and self._progress.step < self._total else "completed"
            yield from self._save_last()
            yield Finished(reason, self._progress.saved, self._progress.step)
        except _StoppedError as error:
            yield Finished(f"failed-{error.reason}", self._progress.saved, self._progress.step, str(error))
        finally:
            self._model.eval()

    def _steps(self) -> Iterator[TrainingEvent]:
        config, progress = self._config, self._progress
        sgd = optimizer(self._model, config)
        generator = torch.Generator().manual_seed(config.seed)
        sums: dict[str, float] = {}
        images = BatchStream(self._set, config.batch_size, self._model.config.input, config.flip, config.seed)
        with images:
            self._times.append(time.monotonic())
            while progress.step < self._total and not self._cancelled.is_set():
                batch = images.next()
                yield from (Warned(text) for text in batch.skipped)
                rate = config.learning_rate * rate_factor(progress.step + 1, self._total, config)
                set_rate(sgd, rate)
                losses = self._step(batch, sgd, generator)
                progress.step += 1
                sums = {key: sums.get(key, 0.0) + value for key, value in losses.items()}
                yield self._step_event(losses, rate)
                if progress.step % self._steps_per_epoch == 0 or progress.step == self._total:
                    yield from self._end_epoch(sums)
                    sums = {}

    def _step(self, batch: Batch, sgd: torch.optim.SGD, generator: torch.Generator) -> dict[str, float]:
        """One step of the optimizer. The weights stay as they are where the loss or its gradient is not finite."""
        self._model.train()
        sgd.zero_grad(set_to_none=True)
        try:
            result = self._model(batch.images, batch.targets, generator)
            losses = {key: float(value.detach()) for key, value in result.losses.items()}
            losses["total"] = sum(losses.values())
            if not math.isfinite(losses["total"]):
                raise self._not_finite("loss", self._culprits(result, batch))
            result.total_loss.backward()
            parameters = [p for p in self._model.parameters() if p.requires_grad]
            norm = nn.utils.clip_grad_norm_(parameters, self._config.clip_norm)
            if not math.isfinite(norm):
                raise self._not_finite("gradient", batch.names)
        except torch.cuda.OutOfMemoryError as error:
            raise _StoppedError("out-of-memory", _out_of_memory(self._config.batch_size)) from error
        sgd.step()
        return losses

    def _not_finite(self, what: str, names: tuple[str, ...]) -> _StoppedError:
        return _StoppedError(
            f"non-finite-{what}",
            f"The {what} is not a finite number in step {self._progress.step + 1}, on {', '.join(names)}. Nothing was "
            "learnt from that step. Check the boxes there, or train with a lower learning rate.",
        )

    def _culprits(self, result: ForwardResult, batch: Batch) -> tuple[str, ...]:
        """The images whose own loss is not finite, or all of the batch where that cannot be told."""
        with torch.no_grad():
            alone = [self._model.losses([one]) for one in result.stages]
        guilty = tuple(name for name, losses in zip(batch.names, alone, strict=True) if not _finite(losses))
        return guilty or batch.names

    def _step_event(self, losses: dict[str, float], rate: float) -> StepCompleted:
        self._times.append(time.monotonic())
        per_step = max((self._times[-1] - self._times[0]) / (len(self._times) - 1), 1e-9)
        step, total = self._progress.step, self._total
        epoch = (step - 1) // self._steps_per_epoch + 1
        speed = self._config.batch_size / per_step
        return StepCompleted(step, total, epoch, losses, rate, speed, (total - step) * per_step)

    def _end_epoch(self, sums: Mapping[str, float]) -> Iterator[TrainingEvent]:
        progress = self._progress
        steps = (progress.step - 1) % self._steps_per_epoch + 1
        epoch = (progress.step - 1) // self._steps_per_epoch + 1
        score: float | None = None
        if self._validation is not None:
            predictor = Predictor(self._model, self._device)
            measured = evaluate(predictor, self._validation, cancelled=self._cancelled.is_set)
            if measured is not None:
                score = measured.average_precision.mean
                yield from (Warned(text) for text in measured.warnings)
        yield EpochCompleted(epoch, {key: value / steps for key, value in sums.items()}, score)
        try:
            yield from self._save_last()
            if score is not None and score > progress.best:
                progress.best = score
                yield self._save(BEST_NAME)
        except _StoppedError as error:
            # There may be space again at the end of the next epoch; only the last checkpoint is needed.
            if progress.step == self._total:
                raise
            yield Warned(f"{error} Training goes on.")
        # Measuring and saving are no part of a step's time.
        self._times.clear()
        self._times.append(time.monotonic())

    def _save_last(self) -> Iterator[CheckpointSaved]:
        """Unless there is nothing new to save."""
        if self._progress.step > self._progress.saved_step:
            event = self._save(LAST_NAME)
            self._progress.saved, self._progress.saved_step = event.path, event.step
            yield event

    def _save(self, name: str) -> CheckpointSaved:
        path = self._out_dir / name
        try:
            save_checkpoint(path, self._model, self._progress.step)
        except CheckpointError as error:
            raise _StoppedError("checkpoint-not-saved", str(error)) from error
        return CheckpointSaved(path, self._progress.step)


def _finite(losses: Mapping[str, Tensor]) -> bool:
    return all(bool(torch.isfinite(value)) for value in losses.values())


def _out_of_memory(batch_size: int) -> str:
    remedy = "Train with a smaller batch" if batch_size > 1 else "Choose a preset with smaller images"
    return f"The GPU's memory is not enough. {remedy}, or on the CPU (--device cpu)."
