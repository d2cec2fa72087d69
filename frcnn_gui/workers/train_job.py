"""Fine-tune a network on a folder, as a job whose events are the trainer's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from detector.config import DetectorConfig, preset
from detector.errors import UserFacingError, WeightsUnavailableError
from detector.training.events import Finished, StepCompleted, Warned
from frcnn_gui.language import tr
from frcnn_gui.workers.job import Job, JobContext

if TYPE_CHECKING:
    from detector.data.formats.base import FormatName
    from detector.data.labelled_set import TrainingSet
    from detector.faster_rcnn import FasterRCNN
    from detector.trace.pinned import PinnedTraces

AUTOMATIC = "automatic"
"""ImageNet weights where there are some, else from nothing."""


@dataclass(frozen=True)
class TrainRequest:
    """What a person asked for. `start` is AUTOMATIC, `imagenet`, `none`, or the path of a checkpoint."""

    folder: Path
    out_dir: Path
    preset: str
    epochs: int
    start: str = AUTOMATIC
    weights_dir: Path | None = None
    max_steps: int | None = None
    seed: int = 0
    format: FormatName | None = None
    """Of the labels; None: what the folder looks like."""
    pinned: tuple[Path, ...] = ()
    """Images whose stages are kept while it trains"""
    trace_every: int = 50
    """Steps between two traces of them"""

    @property
    def config(self) -> DetectorConfig:
        """The preset with this run's recipe."""
        chosen = preset(self.preset)
        return replace(chosen, training=replace(chosen.training, epochs=self.epochs, seed=self.seed))


def train_job(request: TrainRequest) -> Job:
    """A job that reports TrainingEvents; its result is the last event, Finished."""

    def run(context: JobContext) -> Finished:
        import torch

        from detector.data.labelled_set import load_training_set
        from detector.training.trainer import Trainer

        context.progress(0, 0, tr("Reading labels"))
        training_set = load_training_set(request.folder, format_name=request.format)
        context.raise_if_cancelled()
        context.progress(0, 0, tr("Building the network"))
        torch.manual_seed(request.seed)
        model = _network(request, training_set.classes, context)
        trainer = Trainer(model, training_set, request.config.training, request.out_dir, max_steps=request.max_steps)
        pins = _Pins(request, model, training_set, context)
        pins.take(0)
        finished: Finished | None = None
        for event in trainer.run():
            if context.cancelled:
                trainer.cancel()
            context.emit(event)
            if isinstance(event, StepCompleted):
                context.progress(
                    event.step, event.total_steps, tr("Training, step {step}").format(step=f"{event.step:,}")
                )
                if event.step % request.trace_every == 0 or event.step == event.total_steps:
                    pins.take(event.step)
            elif isinstance(event, Finished):
                finished = event
        assert finished is not None  # the trainer's last event always is
        return finished

    return Job(tr("Training on {folder}").format(folder=request.folder.name), run, exclusive=True)


class _Pins:
    """The pinned images; where one fails, it is told, and training goes on without them."""

    def __init__(self, request: TrainRequest, model: FasterRCNN, labelled: TrainingSet, context: JobContext) -> None:
        from detector.trace.pinned import PinnedTraces

        self._context = context
        self._traces: PinnedTraces | None = None
        images = [image for image in labelled.images if image.path in request.pinned]
        try:
            self._traces = PinnedTraces(model, images, request.out_dir) if images else None
        except UserFacingError as error:
            self._tell(str(error))

    def take(self, step: int) -> None:
        """Trace them after this step; reports a PinnedTrace for each."""
        if self._traces is None:
            return
        try:
            for taken in self._traces.take(step):
                self._context.emit(taken)
        except OSError as error:
            self._traces = None
            self._tell(error.strerror or str(error))

    def _tell(self, reason: str) -> None:
        self._context.emit(Warned(tr("The pinned images are not traced any more: {reason}").format(reason=reason)))


def _network(request: TrainRequest, classes: tuple[str, ...], context: JobContext) -> FasterRCNN:
    """The network to start from. Errors: WeightsUnavailableError, CheckpointError."""
    from detector.zoo import build

    if request.start not in (AUTOMATIC, "imagenet", "none"):
        from detector.training.checkpoint import load_checkpoint
        from detector.training.transfer import start_from

        model, sentence = start_from(load_checkpoint(Path(request.start)), request.config, classes)
        context.emit(Warned(sentence))
        return model
    try:
        weights = "none" if request.start == "none" else "imagenet"
        return build(request.config, classes, weights, request.weights_dir)
    except WeightsUnavailableError:
        if request.start != AUTOMATIC:
            raise
        context.emit(
            Warned(
                tr(
                    "There are no ImageNet weights here and none could be downloaded, so the network starts from "
                    "nothing: it needs more images and epochs. A folder with weights can be chosen under Train."
                )
            )
        )
        return build(request.config, classes, "none")
