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
from detector.errors import DatasetError, UserFacingError
from detector.proposal_sources.choice import choose_proposals
from detector.training.options import BATCH_SIZE, OptionValue, apply_options
from detector.training.runs.data_selection import VALIDATION_FRACTION
from detector.training.runs.events import Finished, StepCompleted, TrainingEvent, Warned
from detector.training.runs.run_state import LAST_NAME
from detector.weights.pretrained import PROPOSED
from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import N_, tr
from frcnn_gui.train.start_texts import start_note_text

if TYPE_CHECKING:
    from detector.data.labeled_set import TrainingSet
    from detector.faster_rcnn import FasterRCNN
    from detector.trace.pinned import PinnedTraces
    from detector.training.runs.tensorboard import TensorBoard
    from detector.training.start_run import ResumedRun, RunRequest
    from detector.training.trainer import Trainer

NO_SUCH_NETWORK_TEXT = N_("No network is named {name}. Choose another in Train.")
AP_NOT_MEASURED_TEXT = N_("AP is not measured during training. {reason}")
REPAIR_FIRST_TEXT = N_("Repair them in Problems, or train without these images.")

NICENESS = 10
MAX_NAME_LENGTH = 100
"""Characters of a name in a sentence"""


@dataclass(frozen=True)
class TrainRequest:
    """What a person asked for. `start` as `NetworkRequest.weights`."""

    folder: Path
    out_dir: Path
    preset: str
    epochs: int
    start: str = PROPOSED
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
    """A checkpoint to start from where PROPOSED finds no COCO and no ImageNet weights"""
    skip_unusable: bool = False
    """Whether images whose labels should be repaired first are left out"""
    minutes: float = 0.0
    """The time that the run is to fit into, in place of `epochs`; 0: none"""
    resume: bool = False
    """Whether to resume the run in `out_dir`; its own settings hold then"""
    settings: tuple[tuple[str, OptionValue], ...] = ()
    """Training options that differ from the preset's, by name"""
    val_fraction: float = VALIDATION_FRACTION
    """Of the images that AP is measured on, where the folder has no such part; 0: none"""

    proposals: str = ""
    """Those of a network without an RPN, as `choose_proposals` takes them; empty: the preset's"""

    def configure(self, config: DetectorConfig) -> DetectorConfig:
        """`config`, of the preset, with this run's options. Raises: UserFacingError."""
        values = {"epochs": self.epochs, "seed": self.seed, **dict(self.settings)}
        config = choose_proposals(apply_options(config, values), self.proposals)
        return replace(config, anchors=self.anchors or config.anchors)

    @property
    def config(self) -> DetectorConfig:
        """The preset with this run's options. Raises: UserFacingError."""
        self.check_preset()
        return self.configure(get_preset(self.preset))

    def check_preset(self) -> None:
        """Refuse a preset that there is not: the log of an earlier run names it, and anybody can have written that.

        Raises:
            UserFacingError: There is no such preset.
        """
        if self.preset not in PRESETS:
            text = tr(NO_SUCH_NETWORK_TEXT)
            raise UserFacingError(text.format(name=self.preset[:MAX_NAME_LENGTH]))


@dataclass(frozen=True)
class NetworkBuilt:
    """The network that is about to be trained has these settings."""

    config: DetectorConfig


@dataclass(frozen=True)
class RunPaused:
    """The run is paused after this step until it is resumed."""

    step: int


def create_train_job(request: TrainRequest) -> Job:
    """A job that trains: reports NetworkBuilt, TrainingEvents, RunPaused and PinnedTraces.

    Its result is the last event, Finished.
    """

    def train_network(context: JobContext) -> Finished:
        began = time.monotonic()
        _lower_priority()
        resumed = _load_resumed_run(request)
        training_set, validation, arguments = _load_sets(request, resumed, context)
        context.raise_if_canceled()
        trainer = _prepare_trainer(request, resumed, (training_set, validation), arguments, began, context)
        context.report_event(NetworkBuilt(trainer.model.config))
        return _train_to_end(trainer, _PinnedImages(request, trainer.model, training_set, context), request, context)

    return Job(tr("Training on {folder}").format(folder=request.folder.name), train_network, exclusive=True)


def _lower_priority() -> None:
    """Let this thread, and those that torch starts from it, give way to the window's on a CPU they share."""
    if sys.platform.startswith("linux"):  # elsewhere a process has one priority for all of its threads
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


def _load_resumed_run(request: TrainRequest) -> ResumedRun | None:
    """The run to continue, from its checkpoint. Raises: CheckpointError."""
    if not request.resume:
        return None
    from detector.training.checkpoints.checkpoint import load_resume_state
    from detector.training.start_run import ResumedRun

    checkpoint, state = load_resume_state(request.out_dir / LAST_NAME)
    return ResumedRun(checkpoint.model, state)


def _prepare_trainer(
    request: TrainRequest,
    resumed: ResumedRun | None,
    sets: tuple[TrainingSet, TrainingSet | None],
    arguments: dict[str, str],
    began: float,
    context: JobContext,
) -> Trainer:
    """As `prepare_trainer`, with what it notes as warnings."""
    from detector.compute.device import choose_device
    from detector.training.start_run import StartNote, prepare_trainer
    from frcnn_gui.network.network_list_job import fetch_coco_network

    def report_note(note: StartNote) -> None:
        if note.kind not in ("proposed", "plan"):  # which the dialog has said, and the first event says
            context.report_event(Warned(start_note_text(note)))

    if resumed is None:
        request.check_preset()
        context.report_progress(0, 0, tr("Timing a few steps") if request.minutes else tr("Building the network"))
    trainer = prepare_trainer(
        _build_run_request(request, resumed, arguments),
        sets,
        choose_device(request.device),
        began,
        report_note,
        lambda preset, weights_dir: fetch_coco_network(preset, weights_dir, context),
        lambda: context.is_canceled,
    )
    context.raise_if_canceled()
    assert trainer is not None
    return trainer


def _build_run_request(request: TrainRequest, resumed: ResumedRun | None, arguments: dict[str, str]) -> RunRequest:
    """What the engine is asked for; `arguments` say how a resumed run comes by the same images."""
    from detector.training.start_run import NetworkRequest, RunLength, RunRequest, keep_length

    network = NetworkRequest(
        request.preset,
        request.start,
        request.weights_dir,
        request.seed,
        request.fallback_checkpoint,
        may_start_from_nothing=True,
    )
    return RunRequest(
        request.out_dir,
        network,
        lambda config, _images: request.configure(config),
        resumed,
        keep_length(resumed.state.state) if resumed is not None else RunLength(request.max_steps, request.minutes),
        keeps_batch=BATCH_SIZE.name in dict(request.settings),
        arguments=arguments,
    )


def _load_sets(
    request: TrainRequest, begun: ResumedRun | None, context: JobContext
) -> tuple[TrainingSet, TrainingSet | None, dict[str, str]]:
    """The training and the validation set, and how a resumed run gets the same.

    Raises:
        DatasetError: The data set cannot be used.
    """
    from detector.training.runs.data_selection import DataChoice, UnusableLabelsError, choose_data, load_sets

    reading = context.create_progress_callback(tr("Reading labels"))
    if begun is not None:
        choice, seed = DataChoice.from_arguments(begun.state.state.arguments), begun.model.config.training.seed
        return *load_sets(request.folder, choice, seed, reading), choice.to_arguments()
    choice = choose_data(request.folder, request.options, request.like, request.val_fraction)
    choice = replace(choice, skip_unusable=request.skip_unusable)
    try:
        return *load_sets(request.folder, choice, request.seed, reading), choice.to_arguments()
    except UnusableLabelsError as error:
        advice = tr(REPAIR_FIRST_TEXT)
        raise DatasetError(f"{error} {advice}") from error
    except DatasetError as error:
        if choice.val_fraction is None:
            raise
        learned = load_sets(
            request.folder, replace(choice, val_fraction=None, like=None), request.seed, reading
        )  # or it fails for good
        context.report_event(Warned(tr(AP_NOT_MEASURED_TEXT).format(reason=error)))
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
    """The pinned images; where one fails, that is reported and training continues without them."""

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
        self._context.report_event(Warned(tr("The pinned images are no longer traced: {reason}").format(reason=reason)))
