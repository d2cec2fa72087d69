"""Before a training: what the labels are like, how long it would take, which anchors would fit better; on a thread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from detector.config import DetectorConfig, get_preset
from detector.data.formats.base import OpenOptions
from detector.data.lint.problems import BLOCKING_KINDS, LabelProblem
from detector.errors import UserFacingError
from detector.training.options import apply_options
from detector.training.runs.data_selection import VALIDATION_FRACTION
from detector.weights.pretrained import StartChoice
from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import tr
from frcnn_gui.network.run_folders import find_latest_split
from frcnn_gui.train.train_job import TrainRequest

if TYPE_CHECKING:
    from detector.data.labeled_set import TrainingSet
    from detector.evaluation.anchor_search import AnchorSuggestion
    from detector.training.runs.data_selection import DataChoice
    from detector.training.time_budget import TimeEstimate

MIN_BOXES_TO_LEARN = 5
"""A class with fewer boxes cannot be learned reliably."""


@dataclass(frozen=True)
class DeviceFound:
    """Where it would compute, and the preset for that."""

    title: str
    preset: str


@dataclass(frozen=True)
class LabelsCounted:
    """Which images the run will learn from and measure AP on."""

    images: int
    """To learn from"""
    held_out: int
    """To measure on"""
    boxes: Counter[str]
    """Of each class"""
    has_own_validation: bool = False
    """Whether the images to measure on are the folder's validation split"""
    training_split: str | None = None
    """The split of the folder that is learned from; None: all of its images"""
    unused_splits: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    """Sentences about labeled images that no part of the data set has."""
    outlined: int = 0
    """Of `boxes`, those of objects with an outline"""

    @property
    def rare_classes(self) -> dict[str, int]:
        return {label: count for label, count in sorted(self.boxes.items()) if count < MIN_BOXES_TO_LEARN}


@dataclass(frozen=True)
class UnusableFound:
    """Images that are not trained on for their labels: the worst problem of each."""

    stopping: tuple[LabelProblem, ...]
    """These have to be repaired first, unless a person wants to train without them."""
    left_out: tuple[LabelProblem, ...]


@dataclass(frozen=True)
class SpeedMeasured:
    """How long it would take with `get_preset`; a sentence where that could not be found out."""

    preset: str
    estimate: TimeEstimate | None
    message: str = ""


@dataclass(frozen=True)
class AnchorsMeasured:
    """How well the preset's anchors fit, and better ones."""

    preset: str
    suggestion: AnchorSuggestion


@dataclass(frozen=True)
class StartProposed:
    """Which weights the preset would start from, and why."""

    start: StartChoice


@dataclass(frozen=True)
class ProblemsCounted:
    """What the check of the labels finds: faults, and likely slips."""

    errors: int
    warnings: int


PreflightNews = (
    DeviceFound | LabelsCounted | UnusableFound | SpeedMeasured | AnchorsMeasured | StartProposed | ProblemsCounted
)


def create_preflight_job(
    root: Path, options: OpenOptions, device: str, preset_name: str = "", request: TrainRequest | None = None
) -> Job:
    """Reports PreflightNews as it comes by them.

    Args:
        root: The folder.
        options: How its labels are read.
        device: Where it would compute.
        preset_name: Empty: the one for the device, with its own options.
        request: What the dialog asks for otherwise.
    """
    weights_dir = request.weights_dir if request is not None else None
    settings = dict(request.settings) if request is not None and preset_name else {}

    def run_checks(context: JobContext) -> None:
        from detector.compute.device import choose_device, device_title, suggest_preset
        from detector.training.runs.data_selection import choose_data
        from detector.zoo import find_start

        chosen = choose_device(device)
        name = preset_name or suggest_preset(chosen)
        context.report_event(DeviceFound(device_title(chosen), suggest_preset(chosen)))
        context.report_progress(0, 0, tr("Reading labels"))
        fraction = request.val_fraction if request is not None else VALIDATION_FRACTION
        choice = choose_data(root, options, find_latest_split(root), fraction)
        learned, images = _count_labels(root, choice, context)
        config = apply_options(get_preset(name), settings)
        context.raise_if_canceled()
        context.report_event(StartProposed(find_start(name, images, weights_dir)))
        context.raise_if_canceled()
        _check_labels(root, options, config, context)
        context.report_event(_measure_speed(config, learned, str(chosen), context))  # the longest of the checks
        context.raise_if_canceled()
        _suggest_anchors(config, learned, context)

    return Job(tr("Checking the data"), run_checks)


def _count_labels(root: Path, choice: DataChoice, context: JobContext) -> tuple[TrainingSet, int]:
    """All that is labeled to learn from, and how many images of it are not held out to measure on.

    Which ones are held out is decided when training begins.

    Raises:
        DatasetError: There is nothing to learn from.
    """
    from detector.data.formats.registry import open_dataset
    from detector.data.labeled_set import describe_unused_images
    from detector.training.runs.data_selection import preview_sets

    sets = preview_sets(root, choice, context.create_progress_callback(tr("Reading labels")))
    labeled = sets.labeled
    context.report_event(_find_unusable((labeled, sets.validation)))
    boxes: Counter[str] = Counter(dict.fromkeys(labeled.classes, 0))
    for image in labeled.images:
        boxes.update(labeled.classes[label - 1] for label in image.labels.tolist())
    counted = LabelsCounted(
        sets.learned_count,
        sets.measured_count,
        boxes,
        sets.validation is not None,
        sets.training_split,
        sets.unused_splits,
        tuple(describe_unused_images(open_dataset(root, choice.options), sets.training_split)),
        sum(image.outlined_count for image in labeled.images),
    )
    context.report_event(counted)
    return labeled, sets.learned_count


def _find_unusable(sets: Iterable[TrainingSet | None]) -> UnusableFound:
    found = {problem.image: problem for one in sets if one is not None for problem in one.left_out}
    return UnusableFound(
        tuple(problem for problem in found.values() if problem.kind in BLOCKING_KINDS),
        tuple(problem for problem in found.values() if problem.kind not in BLOCKING_KINDS),
    )


def _measure_speed(config: DetectorConfig, learned: TrainingSet, device: str, context: JobContext) -> SpeedMeasured:
    from detector.compute.device import choose_device
    from detector.faster_rcnn import FasterRCNN
    from detector.training.estimate import measure_speed
    from detector.training.non_finite import NonFiniteError
    from detector.training.step import OutOfMemoryError

    context.report_progress(0, 0, tr("Timing a few steps"))
    # As from pretrained weights, with which part of the network is frozen: from nothing a step takes twice as long.
    model = FasterRCNN(config, learned.classes, pretrained=True)
    context.raise_if_canceled()
    try:
        estimate = measure_speed(model, learned, choose_device(device), lambda: context.is_canceled)
    except NonFiniteError:
        return SpeedMeasured(config.preset, None, tr("Time unknown: the loss of the first steps was not finite."))
    except (OutOfMemoryError, UserFacingError) as error:
        return SpeedMeasured(config.preset, None, str(error))
    return SpeedMeasured(config.preset, estimate)


def _check_labels(root: Path, options: OpenOptions, config: DetectorConfig, context: JobContext) -> None:
    from detector.data.formats.registry import open_dataset
    from detector.data.lint.problems import Severity
    from detector.data.lint.search import LabelSearch

    search = LabelSearch(open_dataset(root, options), config, pixels=False)
    counts = Counter(
        problem.kind.severity
        for problem in search.find_problems(
            lambda done, total: context.report_progress(done, total, tr("Checking labels")),
            lambda: context.is_canceled,
        )
    )
    context.raise_if_canceled()
    context.report_event(ProblemsCounted(counts[Severity.ERROR], counts[Severity.WARNING]))


def _suggest_anchors(config: DetectorConfig, learned: TrainingSet, context: JobContext) -> None:
    from detector.evaluation.anchor_fit import measure_anchor_fit
    from detector.evaluation.anchor_search import suggest_anchors

    def is_canceled() -> bool:
        return context.is_canceled

    fit = measure_anchor_fit(config, learned.images, is_canceled=is_canceled)
    suggestion = suggest_anchors(fit, learned.images, is_canceled=is_canceled) if fit is not None and len(fit) else None
    context.raise_if_canceled()
    if suggestion is not None:
        context.report_event(AnchorsMeasured(config.preset, suggestion))
