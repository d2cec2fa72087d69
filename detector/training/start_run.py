"""How a training starts, for the command line and the window alike: its network, its length, and the trainer."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import torch

from detector.config import DEFAULT_PRESET, DetectorConfig, get_preset
from detector.data.formats.shared.wording import format_count
from detector.data.labeled_set import TrainingSet
from detector.errors import CheckpointError, UserFacingError, WeightsUnavailableError
from detector.faster_rcnn import FasterRCNN
from detector.proposal_sources.network_proposals import check_proposal_file, require_source
from detector.training.checkpoints.checkpoint import Checkpoint, ResumeState
from detector.training.checkpoints.torchvision_weights import load_any_checkpoint
from detector.training.checkpoints.transfer import start_from_checkpoint
from detector.training.estimate import fit_to_time
from detector.training.non_finite import NonFiniteError
from detector.training.runs.run_network import resolve_network
from detector.training.runs.run_state import RunState
from detector.training.step import OutOfMemoryError
from detector.training.time_budget import TimePlan
from detector.training.trainer import Trainer
from detector.translatable import translatable
from detector.weights.pretrained import COCO_PRESET, PROPOSED
from detector.zoo import build_coco_detector, build_detector, find_start

TOO_SHORT = " That is too short to learn much: --minutes {minutes} or more is recommended."

NO_OUTLINES = (
    "No object of the training set has an outline: the network learns boxes, and its mask head stays as it is. Draw "
    "outlines, or choose a preset without masks."
)
FEW_OUTLINES = "Masks are learned from {outlined} of {objects} objects: the others are boxes without an outline."

LITTLE_SPACE = translatable(
    "{folder} has {free} MB free, and the checkpoints of this run need about {needed} MB. Free some space, or choose "
    "another folder for the run."
)
CHECKPOINT_COPIES = 4
"""The weights in `best.safetensors`, and in `last.safetensors` with two moments of the optimizer for each"""

NoteKind = Literal[
    "proposed", "transferred", "no_coco", "fallback", "nothing", "plan", "no_outlines", "few_outlines", "space"
]
Sets = tuple[TrainingSet, TrainingSet | None]
"""To learn from, and to measure on"""


@dataclass(frozen=True)
class StartNote:
    """A message for the user before the first step."""

    kind: NoteKind
    sentence: str
    detail: str = ""
    """The reason or the file that the sentence names"""


@dataclass(frozen=True)
class NetworkRequest:
    """Which network is trained, and what it starts from."""

    preset: str = ""
    """Empty: that of the weights, or DEFAULT_PRESET"""
    weights: str = PROPOSED
    """PROPOSED, `coco`, `imagenet`, `none`, or the path of a checkpoint"""
    weights_dir: Path | None = None
    seed: int = 0
    fallback: Path | None = None
    """A checkpoint to start from where PROPOSED finds no weights"""
    may_start_from_nothing: bool = False
    """Whether PROPOSED may come to no weights at all"""


@dataclass(frozen=True)
class ResumedRun:
    """A run to continue, as its last checkpoint holds it."""

    model: FasterRCNN
    state: ResumeState


@dataclass(frozen=True)
class RunLength:
    """How many steps, where they do not follow from the number of epochs, and the time that they fit into."""

    steps: int | None = None
    minutes: float = 0.0
    """0: none was given"""


@dataclass(frozen=True)
class RunRequest:
    """One run. Its length is `minutes` where a run begins with them, else `steps`, else the epochs of the settings."""

    out_dir: Path
    network: NetworkRequest
    configure: Callable[[DetectorConfig, int], DetectorConfig]
    """Puts the options of the run into the settings of a preset or a checkpoint, for this number of images"""
    resumed: ResumedRun | None = None
    length: RunLength = RunLength()
    keeps_batch: bool = False
    """Whether a time must not change the batch size"""
    checkpoint_every: int | None = None
    arguments: Mapping[str, str] = field(default_factory=dict)
    """How a resumed run comes by the same images"""


def prepare_trainer(
    request: RunRequest,
    sets: Sets,
    device: torch.device,
    began: float,
    on_note: Callable[[StartNote], None],
    load_coco: Callable[[str, Path | None], FasterRCNN] | None = None,
    is_canceled: Callable[[], bool] = lambda: False,
) -> Trainer | None:
    """Build or resume the network and decide the length of the run; None when canceled.

    Args:
        request: What is trained, from what, for how long.
        sets: The images to learn from, and those to measure on.
        device: Where it trains.
        began: When the run began, by `time.monotonic`.
        on_note: Called with what the user should know.
        load_coco: Loads a preset's COCO network; by default `build_coco_detector`.
        is_canceled: Asked between the measured steps of a run that is fitted into a time.

    Raises:
        WeightsUnavailableError: The weights to start from cannot be had.
        CheckpointError: The checkpoint to start from cannot be used.
        UserFacingError: No step can be measured, there is no such preset or file, the proposal source of the network
            needs a package that is not installed, or a file with proposals does not fit the images.
    """
    training_set, validation = sets
    length, resume_state = request.length, None
    if request.resumed is not None:
        model, resume_state = request.resumed.model, request.resumed.state
        require_source(model.config.proposals)
    else:
        if preset := request.network.preset:  # before anything that takes long
            require_source(request.configure(get_preset(preset), len(training_set.images)).proposals)
        model = build_start_network(request, training_set.classes, len(training_set.images), on_note, load_coco)
        require_source(model.config.proposals)  # those of a checkpoint, where no preset is chosen
        check_proposal_file(model.config.proposals, filter(None, sets))
        if model.config.has_masks and (note := describe_outlines(training_set)):
            on_note(note)
        if length.minutes:
            plan = _fit_to_time(request, model, sets, device, began, is_canceled)
            if plan is None:
                return None
            model.config, length = plan.config, RunLength(plan.steps, plan.minutes)
            on_note(StartNote("plan", describe_plan(plan)))
    if note := describe_lack_of_space(request.out_dir, model):
        on_note(note)
    return Trainer(
        model,
        training_set,
        model.config.training,
        request.out_dir,
        device,
        validation,
        length.steps,
        request.checkpoint_every,
        resume_state,
        request.arguments,
        length.minutes,
    )


def describe_lack_of_space(out_dir: Path, model: FasterRCNN) -> StartNote | None:
    """A note if the drive of `out_dir` has too little space for checkpoints of `model`; None if it has enough."""
    folder = next((one for one in (out_dir, *out_dir.parents) if one.is_dir()), None)
    needed = CHECKPOINT_COPIES * sum(tensor.numel() * tensor.element_size() for tensor in model.state_dict().values())
    try:
        free = shutil.disk_usage(folder).free if folder is not None else needed
    except OSError:  # a drive that does not say
        return None
    if free >= needed:
        return None
    text = LITTLE_SPACE.format(folder=folder, free=f"{free / 1e6:,.0f}", needed=f"{needed / 1e6:,.0f}")
    return StartNote("space", text)


def describe_outlines(images: TrainingSet) -> StartNote | None:
    """What becomes of a mask head if not every object of a set has an outline; None if every one has."""
    objects = sum(len(image.boxes) for image in images.images)
    outlined = sum(image.outlined_count for image in images.images)
    if not outlined:
        return StartNote("no_outlines", NO_OUTLINES)
    if outlined == objects:
        return None
    return StartNote("few_outlines", FEW_OUTLINES.format(outlined=f"{outlined:,}", objects=f"{objects:,}"))


def build_start_network(
    request: RunRequest,
    classes: tuple[str, ...],
    images: int,
    on_note: Callable[[StartNote], None],
    load_coco: Callable[[str, Path | None], FasterRCNN] | None = None,
) -> FasterRCNN:
    """The network of a run that begins, for `classes` and this number of `images`. Arguments as `prepare_trainer`."""
    network = request.network
    torch.manual_seed(network.seed)
    weights = network.weights
    if weights == PROPOSED:
        proposed = find_start(network.preset or DEFAULT_PRESET, images, network.weights_dir)
        weights = proposed.weights
        on_note(StartNote("proposed", proposed.sentence))
    if weights == "coco":
        try:
            known = (load_coco or _load_coco)(network.preset, network.weights_dir)
        except WeightsUnavailableError as error:
            if network.weights != PROPOSED:
                raise
            on_note(StartNote("no_coco", f"The network does not start from COCO weights. {error}", str(error)))
            weights = "imagenet"
        else:
            return _transfer(Checkpoint(known, 0), request, classes, images, on_note)
    if weights not in ("imagenet", "none"):
        return _transfer(_load_checkpoint(Path(weights), network.preset), request, classes, images, on_note)
    config = request.configure(get_preset(network.preset or DEFAULT_PRESET), images)
    try:
        return build_detector(config, classes, weights, network.weights_dir)
    except WeightsUnavailableError:
        if network.weights != PROPOSED or not network.may_start_from_nothing:
            raise
    return _build_without_weights(request, config, classes, images, on_note)


def _load_coco(preset: str, weights_dir: Path | None) -> FasterRCNN:
    return build_coco_detector(get_preset(preset or COCO_PRESET), weights_dir)


def _load_checkpoint(path: Path, preset: str) -> Checkpoint:
    """The network in `path`. Raises: CheckpointError, UserFacingError."""
    if not path.exists():
        raise UserFacingError(
            f"There is no file {path} to start from. Weights are imagenet, coco, none, a checkpoint or a run."
        )
    return load_any_checkpoint(resolve_network(path), preset)


def _transfer(
    known: Checkpoint,
    request: RunRequest,
    classes: tuple[str, ...],
    images: int,
    on_note: Callable[[StartNote], None],
) -> FasterRCNN:
    """A network with what fits of `known`'s weights."""
    base = get_preset(request.network.preset) if request.network.preset else known.config
    model, sentence = start_from_checkpoint(known, request.configure(base, images), classes)
    on_note(StartNote("transferred", sentence))
    return model


def _build_without_weights(
    request: RunRequest,
    config: DetectorConfig,
    classes: tuple[str, ...],
    images: int,
    on_note: Callable[[StartNote], None],
) -> FasterRCNN:
    """From the fallback where that fits, else from nothing."""
    fallback = request.network.fallback
    if fallback is not None:
        try:
            model = _transfer(_load_checkpoint(fallback, request.network.preset), request, classes, images, on_note)
        except CheckpointError:
            pass  # of another backbone, say, which is no help here
        else:
            text = f"There are no ImageNet weights on this machine: the network starts from {fallback.name}."
            on_note(StartNote("fallback", text, fallback.name))
            return model
    on_note(StartNote("nothing", "There are no ImageNet weights on this machine: the network starts from nothing."))
    return build_detector(config, classes, "none")


def _fit_to_time(
    request: RunRequest,
    model: FasterRCNN,
    sets: Sets,
    device: torch.device,
    began: float,
    is_canceled: Callable[[], bool],
) -> TimePlan | None:
    """How many steps fit into the minutes of `request`. Raises: UserFacingError: No step can be measured."""
    try:
        return fit_to_time(model, sets, device, request.length.minutes, began, request.keeps_batch, is_canceled)
    except OutOfMemoryError as error:
        raise UserFacingError(str(error)) from error
    except NonFiniteError as error:
        raise UserFacingError(error.format_message(1)) from error


def describe_plan(plan: TimePlan) -> str:
    """What fits into the time, in one or two sentences."""
    training, side = plan.config.training, plan.config.input.short_side
    text = (
        f"About {plan.minutes:g} min: {format_count(plan.steps, 'step', 'steps')} of "
        f"{format_count(training.batch_size, 'image', 'images')} at {side} pixels, "
        f"{format_count(training.epochs, 'epoch', 'epochs')}; {plan.seconds_per_step:.2f} s a step."
    )
    if plan.is_too_short:
        text += TOO_SHORT.format(minutes=plan.min_minutes)
    return text


def keep_length(
    state: RunState, steps: int | None = None, epochs: int | None = None, minutes: float = 0.0
) -> RunLength:
    """The length of a resumed run: that of `state`, unless other `steps` or `epochs` are network.

    Raises:
        CheckpointError: The run was begun with another time than `minutes`.
    """
    if steps or epochs:
        return RunLength(steps)
    if minutes and minutes != state.minutes:
        before = f"with --minutes {state.minutes:g}" if state.minutes else "without --minutes"
        raise CheckpointError(
            f"The run was begun {before} and keeps its number of steps. Omit --minutes, or set "
            "another length with --epochs or --steps."
        )
    return RunLength(state.max_steps or None, state.minutes)
