"""Fine-tune a network on a folder, as a job whose events are the trainer's."""

from __future__ import annotations

import importlib.util
import os
import sys
import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from detector.config import PRESETS, AnchorConfig, DetectorConfig, get_preset
from detector.data.formats.base import AUTOMATIC_OPTIONS, OpenOptions
from detector.errors import CheckpointError, DatasetError, UserFacingError, WeightsUnavailableError
from detector.training.runs.events import Finished, StepCompleted, TrainingEvent, Warned
from detector.training.runs.run_state import LAST_NAME
from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import tr

if TYPE_CHECKING:
    from detector.data.labeled_set import TrainingSet
    from detector.faster_rcnn import FasterRCNN
    from detector.trace.pinned import PinnedTraces
    from detector.training.checkpoints.checkpoint import ResumeState
    from detector.training.runs.tensorboard import TensorBoard
    from detector.training.trainer import Trainer

NICENESS = 10
MAX_NAME_LENGTH = 100
"""Characters of a name in a sentence"""
AUTOMATIC = "automatic"
"""ImageNet weights where there are some, else `TrainRequest.fallback_checkpoint`, else from nothing."""


@dataclass(frozen=True)
class TrainRequest:
    """What a person asked for. `start` is AUTOMATIC, `coco`, `imagenet`, `none`, or the path of a checkpoint."""

    folder: Path
    out_dir: Path
    preset: str
    epochs: int
    start: str = AUTOMATIC
    weights_dir: Path | None = None
    max_steps: int | None = None
    seed: int = 0
    options: OpenOptions = AUTOMATIC_OPTIONS
    """How the labels are read"""
    pinned: tuple[Path, ...] = ()
    """Images whose stages are kept while it trains"""
    trace_every: int = 50
    """Steps between two traces of them"""
    device: str = "auto"
    like: Path | None = None
    """Folder of an earlier run: images that it was measured on are not learned from now"""
    anchors: AnchorConfig | None = None
    """In place of the preset's"""
    fallback_checkpoint: Path | None = None
    """A checkpoint to start from where AUTOMATIC finds no COCO and no ImageNet weights"""
    skip_unusable: bool = False
    """Whether images whose labels should be repaired first are left out"""
    minutes: float = 0.0
    """The time that the run is to fit into, in place of `epochs`; 0: none"""
    resume: bool = False
    """Whether to go on with the run in `out_dir`; its own settings hold then"""

    @property
    def config(self) -> DetectorConfig:
        """The preset with this run's recipe. Raises: UserFacingError."""
        if self.preset not in PRESETS:  # the log of an earlier run says so, and anybody can have written that
            text = tr("There is no network called {name}. Choose one under Train.")
            raise UserFacingError(text.format(name=self.preset[:MAX_NAME_LENGTH]))
        chosen = get_preset(self.preset)
        training = replace(chosen.training, epochs=self.epochs, seed=self.seed)
        return replace(chosen, training=training, anchors=self.anchors or chosen.anchors)


@dataclass(frozen=True)
class NetworkBuilt:
    """The network that is about to be trained has these settings."""

    config: DetectorConfig


@dataclass(frozen=True)
class RunPaused:
    """The run rests after this step until it goes on."""

    step: int


def create_train_job(request: TrainRequest) -> Job:
    """A job that reports NetworkBuilt, TrainingEvents, RunPaused and PinnedTraces; its result is the last event,
    Finished."""

    def train_network(context: JobContext) -> Finished:
        since = time.monotonic()
        _lower_priority()
        from detector.training.trainer import Trainer

        begun = _load_resumed_run(request)
        training_set, validation, arguments = _load_sets(request, begun, context)
        context.raise_if_canceled()
        model = (
            begun.model if begun else _build_network(request, training_set.classes, len(training_set.images), context)
        )
        length = _plan_run_length(request, begun, model, (training_set, validation), since, context)
        context.report_event(NetworkBuilt(model.config))
        trainer = Trainer(
            model,
            training_set,
            model.config.training,
            request.out_dir,
            request.device,
            validation=validation,
            max_steps=length.steps,
            resume_state=begun.resume_state if begun else None,
            arguments=arguments,
            minutes=length.minutes,
        )
        return _train_to_end(trainer, _PinnedImages(request, model, training_set, context), request, context)

    return Job(tr("Training on {folder}").format(folder=request.folder.name), train_network, exclusive=True)


def _lower_priority() -> None:
    """Let this thread, and those that torch starts from it, give way to the window's on a CPU they share."""
    if sys.platform.startswith("linux"):  # elsewhere a process has one priority for all of its threads
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


@dataclass(frozen=True)
class _ResumedRun:
    """A run that is to go on."""

    model: FasterRCNN
    resume_state: ResumeState


def _load_resumed_run(request: TrainRequest) -> _ResumedRun | None:
    """Load resumed run.

    Raises:
        CheckpointError: The run cannot be resumed from its checkpoint.
    """
    if not request.resume:
        return None
    from detector.training.checkpoints.checkpoint import load_resume_state

    checkpoint, resume_state = load_resume_state(request.out_dir / LAST_NAME)
    return _ResumedRun(checkpoint.model, resume_state)


@dataclass(frozen=True)
class _RunLength:
    """How many steps, if they are not to come from the number of epochs, and the time that they fit into."""

    steps: int | None
    minutes: float = 0.0


def _plan_run_length(
    request: TrainRequest,
    begun: _ResumedRun | None,
    model: FasterRCNN,
    sets: tuple[TrainingSet, TrainingSet | None],
    since: float,
    context: JobContext,
) -> _RunLength:
    """What was asked for; a run that goes on keeps its steps. For a time, `model` gets the settings of the plan.

    Args:
        request: What a person asked for.
        begun: The run that goes on.
        model: The network to train.
        sets: To learn from, and to measure on.
        since: When the job began, by `time.monotonic`.
        context: Of the job.

    Raises:
        UserFacingError: No pace can be measured.
    """
    if begun is not None:
        return _RunLength(begun.resume_state.state.max_steps or None, begun.resume_state.state.minutes)
    if not request.minutes:
        return _RunLength(request.max_steps)
    from detector.device import choose_device
    from detector.training.estimate import fit_to_time

    context.report_progress(0, 0, tr("Measuring a few steps"))
    plan = fit_to_time(
        model, sets, choose_device(request.device), request.minutes, since, is_canceled=lambda: context.is_canceled
    )
    context.raise_if_canceled()
    assert plan is not None
    model.config = plan.config
    return _RunLength(plan.steps, plan.minutes)


def _load_sets(
    request: TrainRequest, begun: _ResumedRun | None, context: JobContext
) -> tuple[TrainingSet, TrainingSet | None, dict[str, str]]:
    """To learn from, to measure on, and how a run that goes on comes by the same.

    Raises:
        DatasetError: The data set cannot be used.
    """
    from detector.training.runs.data_selection import DataChoice, UnusableLabelsError, choose_data, load_sets

    reading = context.create_progress_callback(tr("Reading labels"))
    if begun is not None:
        choice, seed = DataChoice.from_arguments(begun.resume_state.state.arguments), begun.model.config.training.seed
        return *load_sets(request.folder, choice, seed, reading), choice.to_arguments()
    choice = choose_data(request.folder, request.options, request.like)
    choice = replace(choice, skip_unusable=request.skip_unusable)
    try:
        return *load_sets(request.folder, choice, request.seed, reading), choice.to_arguments()
    except UnusableLabelsError as error:
        advice = tr("Repair them in the Problems dock, or choose under Train to do without these images.")
        raise DatasetError(f"{error} {advice}") from error
    except DatasetError as error:
        if choice.val_fraction is None:
            raise
        learned = load_sets(
            request.folder, replace(choice, val_fraction=None, like=None), request.seed, reading
        )  # or it fails for good
        context.report_event(Warned(tr("No AP is measured while it trains. {reason}").format(reason=error)))
        return *learned, choice.to_arguments()


def _train_to_end(trainer: Trainer, pins: _PinnedImages, request: TrainRequest, context: JobContext) -> Finished:
    """Train to the end, as far as nobody stops it."""
    if not request.resume:
        pins.trace_images(0)
    finished: Finished | None = None
    with closing(_OptionalTensorBoard(request.out_dir / "tensorboard")) as board:
        for event in trainer.run():
            if context.is_canceled:
                trainer.cancel()
            board.write(event)
            context.report_event(event)
            if isinstance(event, StepCompleted):
                _on_step_completed(event, trainer, pins, request, context)
            elif isinstance(event, Finished):
                finished = event
    assert finished is not None  # the trainer's last event always is
    return finished


def _on_step_completed(
    event: StepCompleted, trainer: Trainer, pins: _PinnedImages, request: TrainRequest, context: JobContext
) -> None:
    context.report_progress(event.step, event.total_steps, tr("Training, step {step}").format(step=f"{event.step:,}"))
    if event.step % request.trace_every == 0 or event.step == event.total_steps:
        pins.trace_images(event.step)
        trainer.exclude_pause()
    if context.is_paused:
        context.report_event(RunPaused(event.step))
        context.wait_while_paused()
        trainer.exclude_pause()


class _OptionalTensorBoard:
    """TensorBoard's files, where it is installed; a training does not end because they cannot be written."""

    def __init__(self, folder: Path) -> None:
        self._board: TensorBoard | None = None
        # A run's files are never written through a link.
        if importlib.util.find_spec("tensorboard") is not None and not folder.is_symlink():
            from detector.training.runs.tensorboard import TensorBoard

            with suppress(UserFacingError):
                self._board = TensorBoard(folder)

    def write(self, event: TrainingEvent) -> None:
        if self._board is not None:
            try:
                self._board.write(event)
            except OSError:
                self._board = None

    def close(self) -> None:
        if self._board is not None:
            with suppress(OSError):
                self._board.close()


class _PinnedImages:
    """The pinned images; where one fails, it is told, and training goes on without them."""

    def __init__(self, request: TrainRequest, model: FasterRCNN, labeled: TrainingSet, context: JobContext) -> None:
        from detector.trace.pinned import PinnedTraces

        self._context = context
        self._traces: PinnedTraces | None = None
        images = [image for image in labeled.images if image.path in request.pinned]
        try:
            self._traces = PinnedTraces(model, images, request.out_dir) if images else None
        except UserFacingError as error:
            self._report_failure(str(error))

    def trace_images(self, step: int) -> None:
        """Trace them after this step; reports a PinnedTrace for each."""
        if self._traces is None:
            return
        try:
            for taken in self._traces.save_traces(step):
                self._context.report_event(taken)
        except OSError as error:
            self._traces = None
            self._report_failure(error.strerror or str(error))

    def _report_failure(self, reason: str) -> None:
        self._context.report_event(
            Warned(tr("The pinned images are not traced any more: {reason}").format(reason=reason))
        )


def _build_network(request: TrainRequest, classes: tuple[str, ...], images: int, context: JobContext) -> FasterRCNN:
    """The network to start from, for `images` images. Raises: WeightsUnavailableError, CheckpointError."""
    import torch

    from detector.zoo import build_detector, find_start

    context.report_progress(0, 0, tr("Building the network"))
    torch.manual_seed(request.seed)
    start = request.start
    if start == AUTOMATIC:
        start = find_start(request.preset, images, request.weights_dir).weights
    if start not in ("coco", "imagenet", "none"):
        return _load_network(Path(start), request, classes, context)
    if start == "coco":
        model = _load_coco_network(request, classes, context)
        if model is not None:
            return model
    try:
        weights = "none" if start == "none" else "imagenet"
        return build_detector(request.config, classes, weights, request.weights_dir)
    except WeightsUnavailableError:
        if request.start != AUTOMATIC:
            raise
        return _build_without_weights(request, classes, context)


def _load_coco_network(request: TrainRequest, classes: tuple[str, ...], context: JobContext) -> FasterRCNN | None:
    """None where the weights were to be had by AUTOMATIC, and are not: there are others. Errors as `_build_network`."""
    from detector.training.checkpoints.checkpoint import Checkpoint
    from detector.training.checkpoints.transfer import start_from_checkpoint
    from frcnn_gui.network.network_list_job import fetch_coco_network

    try:
        known = fetch_coco_network(request.preset, request.weights_dir, context)
    except WeightsUnavailableError as error:
        if request.start != AUTOMATIC:
            raise
        context.report_event(Warned(tr("The network does not start from COCO weights. {reason}").format(reason=error)))
        return None
    model, sentence = start_from_checkpoint(Checkpoint(known, 0), request.config, classes)
    context.report_event(Warned(sentence))
    return model


def _load_network(path: Path, request: TrainRequest, classes: tuple[str, ...], context: JobContext) -> FasterRCNN:
    from detector.training.checkpoints.torchvision_weights import load_any_checkpoint
    from detector.training.checkpoints.transfer import start_from_checkpoint

    model, sentence = start_from_checkpoint(load_any_checkpoint(path), request.config, classes)
    context.report_event(Warned(sentence))
    return model


def _build_without_weights(request: TrainRequest, classes: tuple[str, ...], context: JobContext) -> FasterRCNN:
    """From `request.fallback_checkpoint` where that fits, else from nothing."""
    from detector.zoo import build_detector

    if request.fallback_checkpoint is not None:
        try:
            model = _load_network(request.fallback_checkpoint, request, classes, context)
        except CheckpointError:
            pass  # of another backbone, say, which is no help here
        else:
            text = tr("There are no ImageNet weights here and none could be downloaded: it starts from {network}.")
            context.report_event(Warned(text.format(network=request.fallback_checkpoint.name)))
            return model
    context.report_event(
        Warned(
            tr(
                "There are no ImageNet weights here and none could be downloaded, so the network starts from "
                "nothing: it needs more images and epochs. A folder with weights can be chosen under Train."
            )
        )
    )
    return build_detector(request.config, classes, "none")
