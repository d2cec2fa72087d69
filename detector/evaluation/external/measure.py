"""Scoring detections that another program, or an earlier run, has made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from detector.data.formats.base import AUTOMATIC_OPTIONS, OpenOptions, Split
from detector.data.results_folder import SUMMARY_NAME
from detector.data.usable_labels import Progress, no_progress
from detector.errors import DatasetError
from detector.evaluation.coco import summarize_curves
from detector.evaluation.coco_accumulator import CocoAccumulator, CocoImage
from detector.evaluation.coco_records import CocoRecord
from detector.evaluation.error_costs import summarize_errors
from detector.evaluation.error_types import ImageVerdicts, classify_detections
from detector.evaluation.measurement import Evaluation, score_results
from detector.evaluation.result_table import ResultTable
from detector.evaluation.results import Floats, ImageResult
from detector.matching.coco_matching import Doubles

from . import json_file, label_files
from .columns import DetectionColumns, ResolvedDetections
from .found import Tally
from .mask_comparison import MaskComparison
from .match import read_coco_ids
from .resolve import resolve_detections
from .truth import GroundTruth, read_ground_truth

NONE_SCORED = "None of the {count} detections in {path} can be scored. {reason}"
NOTHING_THERE = "There is no file or folder {path}. Choose the one with the detections."

_SCORING_PASSES = 4
"""Through all images: finding them by their names, COCO's matching, kinds of error, Pascal VOC's matching"""


@dataclass(frozen=True)
class MeasureProgress:
    """Functions that are called as `function(done, total)`; what they raise ends the measurement."""

    detections: Progress = no_progress
    """While detections are read, in bytes or images"""
    labels: Progress = no_progress
    """For each labeled image that is read"""
    scoring: Progress = no_progress
    """While detections are compared with the labels"""


@dataclass(frozen=True)
class ExternalMeasurement:
    """How good detections from elsewhere are."""

    classes: tuple[str, ...]
    evaluation: Evaluation
    """Its warnings list which labels and detections were not used."""
    found: ResolvedDetections
    """The detections that were scored, without their masks"""
    truth: GroundTruth
    is_partial: bool
    """Whether images or detections were left out"""

    def build_coco_results(self) -> list[CocoRecord]:
        """The detections that were scored, as COCO results."""
        return list(self.found.iter_coco_results())

    def build_coco_dataset(self) -> CocoRecord:
        """What is there, as a COCO data set."""
        return self.truth.build_coco_dataset()


def measure_external(
    root: Path,
    detections: Path,
    options: OpenOptions = AUTOMATIC_OPTIONS,
    split: Split | None = None,
    ids: Path | None = None,
    progress: MeasureProgress = MeasureProgress(),
) -> ExternalMeasurement:
    """Score `detections` against the labels of `root`.

    Args:
        root: The labeled images.
        detections: COCO results (JSON); the `detections.json` of `frcnn detect` or the folder that has it; a folder or
            file that one of the label formats can read (Pascal VOC, YOLO, CSV and others), with scores.
        options: How the labels are read.
        split: Only this part of the data set.
        ids: A COCO data set that says which image and class each id of the detections means, where the labels do not.
        progress: Is called as `progress(done, total)` for each labeled image that is read.

    Raises:
        DatasetError: The labels or the detections cannot be read, or have nothing in common.
    """
    listed = _read_detection_list(detections, progress.detections)
    truth = read_ground_truth(root, options, split, progress.labels)
    found, tally = _read_label_files(detections, truth, progress.detections) if listed is None else listed
    images = len(truth.labeled.images)
    resolved = resolve_detections(
        found,
        truth,
        read_coco_ids(ids) if ids is not None else None,
        tally,
        lambda done, total: progress.scoring(done * images // total, _SCORING_PASSES * images),
    )
    if len(found) and not len(resolved):
        reasons = " ".join(tally.format_warnings())
        if ids is None and any(isinstance(key, int) for key in found.image_keys):
            reasons += (
                " If their ids are those of a COCO data set, specify that data set as well (frcnn evaluate --ids)."
            )
        raise DatasetError(NONE_SCORED.format(count=len(found), path=detections, reason=reasons))
    del found, listed
    return ExternalMeasurement(
        truth.classes,
        _score_detections(resolved, truth, tally, progress.scoring),
        replace(resolved, masks={}),
        truth,
        tally.is_partial or bool(truth.labeled.left_out),
    )


def _read_detection_list(path: Path, progress: Progress) -> tuple[DetectionColumns, Tally] | None:
    """The detections in a JSON file; None where `path` is for the readers of labels. Raises: DatasetError."""
    if not path.exists():
        raise DatasetError(NOTHING_THERE.format(path=path))
    if path.is_file():
        return json_file.read_detection_list(path, progress) if path.suffix.lower() == ".json" else None
    summary = path / SUMMARY_NAME
    if not summary.is_file():
        only = _find_only_json(path)
        return None if only is None else json_file.read_detection_list(only, progress)
    listed = json_file.read_detection_list(summary, progress)
    if listed is None:
        json_file.read_json(summary)  # where it is not JSON at all, that is the fault to report
        raise DatasetError(
            f"{summary} has no detections: it must be COCO results, or the detections.json of frcnn detect. "
            "Choose another file."
        )
    return listed


def _find_only_json(folder: Path) -> Path | None:
    """The JSON file in a folder that has nothing else."""
    files = [path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")]
    return files[0] if len(files) == 1 and files[0].suffix.lower() == ".json" else None


def _read_label_files(path: Path, truth: GroundTruth, progress: Progress) -> tuple[DetectionColumns, Tally]:
    """Detections that are kept like labels. Raises: DatasetError."""
    tally = Tally()
    try:
        dataset = label_files.open_detections(path, truth.base_folder)
    except DatasetError:
        if path.is_file() and path.suffix.lower() == ".json":
            json_file.read_json(path)  # where it is not JSON at all, that is the fault to report
        raise
    return DetectionColumns(label_files.read_detections(dataset, tally, progress)), tally


def _score_detections(found: ResolvedDetections, truth: GroundTruth, tally: Tally, progress: Progress) -> Evaluation:
    """All numbers, in three passes through the images, none of which keeps more than a few bytes a box."""
    accumulator = CocoAccumulator(len(truth.classes))
    masks = MaskComparison(found, truth, tally) if found.masks or tally.unusable_masks else None
    results = ResultTable(_match_images(found, truth, accumulator, masks, _follow_pass(progress, 1)))
    coco = summarize_curves(accumulator.compute_curves(), truth.classes)
    del accumulator
    verdicts = _classify_images(results, _follow_pass(progress, 2))
    errors = summarize_errors(results, verdicts, len(truth.classes))
    warnings = (*tally.format_warnings(), *truth.labeled.warnings)
    measured = score_results(results, truth.classes, warnings, coco, _follow_pass(progress, 3))
    measured = replace(measured, errors=errors)
    return measured if masks is None else masks.add_to(measured, truth.classes)


def _follow_pass(progress: Progress, number: int) -> Progress:
    """For one of several passes through all images."""

    def follow(done: int, images: int) -> None:
        progress(number * images + done, _SCORING_PASSES * images)

    return follow


def _match_images(
    found: ResolvedDetections,
    truth: GroundTruth,
    accumulator: CocoAccumulator,
    masks: MaskComparison | None,
    progress: Progress,
) -> Iterator[ImageResult]:
    """Image by image; each is added to `accumulator` with all digits that its files have, and to `masks`."""
    images = truth.labeled.images
    for row, (image, places) in enumerate(zip(images, found.iter_images(len(images)), strict=True)):
        progress(row, len(images))
        objects = truth.read_objects(image)
        boxes, labels, scores = found.boxes[places], found.labels[places].astype(np.int64), found.scores[places]
        accumulator.add_image(
            CocoImage(boxes, labels, scores, objects.boxes, objects.labels, objects.areas, objects.crowd)
        )
        if masks is not None:
            masks.add_image(image, places, objects)
        yield ImageResult(
            image.path,
            image.width,
            image.height,
            _convert_to_corners(boxes),
            labels,
            scores.astype(np.float32),
            _convert_to_corners(objects.boxes),
            objects.labels,
            objects.crowd,
        )


def _convert_to_corners(boxes: Doubles) -> Floats:
    """(N, 4) of x, y, width, height."""
    return np.concatenate([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]], axis=1).astype(np.float32)


def _classify_images(results: ResultTable, progress: Progress) -> Iterator[ImageVerdicts]:
    for row, result in enumerate(results):
        progress(row, len(results))
        yield classify_detections(result)
