"""Scoring detections that another program, or an earlier run, has made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from detector.data.formats.base import AUTOMATIC_OPTIONS, OpenOptions, Split
from detector.data.results_folder import SUMMARY_NAME
from detector.data.usable_labels import Progress, no_progress
from detector.errors import DatasetError
from detector.evaluation.coco import CocoMetrics, score_records
from detector.evaluation.coco_records import CocoRecord
from detector.evaluation.error_costs import summarize_errors
from detector.evaluation.error_types import classify_detections
from detector.evaluation.measurement import Evaluation, score_results
from detector.evaluation.result_table import ResultTable
from detector.evaluation.results import ImageResult

from . import json_file, label_files
from .found import ExternalDetection, Tally, count_duplicates, format_key
from .match import ClassMatcher, ImageMatcher, read_coco_ids
from .truth import GroundTruth, read_ground_truth


@dataclass(frozen=True)
class ExternalMeasurement:
    """How good detections from elsewhere are."""

    classes: tuple[str, ...]
    evaluation: Evaluation
    """Its warnings tell what of the labels and of the detections was not used."""
    found: list[CocoRecord]
    """The detections that were scored, as COCO results"""
    truth: CocoRecord
    """What is there, as a COCO data set"""
    is_partial: bool
    """Whether images or detections were left out"""


@dataclass(frozen=True, slots=True)
class _ResolvedDetection:
    """A detection whose image and class are known."""

    row: int
    label: int
    bbox: tuple[float, float, float, float]
    score: float


def measure_external(
    root: Path,
    detections: Path,
    options: OpenOptions = AUTOMATIC_OPTIONS,
    split: Split | None = None,
    ids: Path | None = None,
    progress: Progress = no_progress,
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
    tally = Tally()
    found = None if _is_label_like(detections) else _read_detections(detections, tally)
    truth = read_ground_truth(root, options, split, progress)
    if found is None:
        dataset = label_files.open_detections(detections, truth.base_folder)
        found = list(label_files.read_detections(dataset, tally))
    placed = _resolve_detections(found, truth, read_coco_ids(ids) if ids is not None else None, tally)
    if found and not placed:
        reasons = " ".join(tally.format_warnings())
        if ids is None and any(isinstance(one.image, int) for one in found):
            reasons += " If their ids are those of a COCO data set, name that, too (frcnn evaluate --ids)."
        raise DatasetError(f"None of the {len(found)} detections in {detections} can be scored. {reasons}")
    results, records = ResultTable(_build_results(placed, truth)), _records(placed)
    del found, placed  # with the records, too much for a large folder
    there = truth.build_coco_dataset()
    return ExternalMeasurement(
        truth.classes,
        _score_records(results, score_records(there, records, truth.classes), truth, tally),
        records,
        there,
        tally.is_partial or bool(truth.labeled.left_out),
    )


def _is_label_like(path: Path) -> bool:
    """Whether `path` is for the readers of labels. Raises: DatasetError."""
    if not path.exists():
        raise DatasetError(f"There is no file or folder {path}. Name the one that has the detections.")
    if path.is_dir():
        return not (path / SUMMARY_NAME).is_file() and _find_only_json(path) is None
    return path.suffix.lower() != ".json" or not json_file.is_detection_list(json_file.read_json(path))


def _find_only_json(folder: Path) -> Path | None:
    """The COCO results in a folder that has nothing else."""
    files = [path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")]
    if (
        len(files) == 1
        and files[0].suffix.lower() == ".json"
        and json_file.is_detection_list(json_file.read_json(files[0]))
    ):
        return files[0]
    return None


def _read_detections(path: Path, tally: Tally) -> list[ExternalDetection]:
    if path.is_dir():
        path = path / SUMMARY_NAME if (path / SUMMARY_NAME).is_file() else _find_only_json(path) or path
    value = json_file.read_json(path)
    if not json_file.is_detection_list(value):
        raise DatasetError(
            f"{path} has no detections: it must be COCO results, or the detections.json of frcnn detect. Choose "
            "another file."
        )
    return list(json_file.parse_detections(value, tally))


def _resolve_detections(
    found: Sequence[ExternalDetection],
    truth: GroundTruth,
    ids: tuple[dict[int | str, str], dict[int | str, str]] | None,
    tally: Tally,
) -> list[_ResolvedDetection]:
    """The detections whose image and class the labels have; `tally` counts the others."""
    tally.duplicates = count_duplicates(found)
    images = ImageMatcher(truth, ids[0] if ids else None)
    classes = ClassMatcher(truth, ids[1] if ids else None, found, tally)
    rows = images.find_rows(found)
    labels = {category: classes.find_label(category) for category in {one.category for one in found}}
    left_out = {key for key in {one.image for one in found} - rows.keys() if images.is_left_out(key)}
    placed: list[_ResolvedDetection] = []
    for one in found:
        row, label = rows.get(one.image), labels[one.category]
        if row is None:
            where = tally.left_out if one.image in left_out else tally.unknown_images
            where[format_key(one.image)] = where.get(format_key(one.image), 0) + 1
        elif label is None:
            tally.unknown_classes[format_key(one.category)] += 1
        else:
            tally.without_score += one.score is None
            placed.append(_ResolvedDetection(row, label, one.bbox, 1.0 if one.score is None else one.score))
    tally.used = len(placed)
    return placed


def _build_results(placed: Sequence[_ResolvedDetection], truth: GroundTruth) -> Iterator[ImageResult]:
    """Image by image."""
    by_row: dict[int, list[_ResolvedDetection]] = {}
    for one in placed:
        by_row.setdefault(one.row, []).append(one)
    for row, image in enumerate(truth.labeled.images):
        mine = by_row.get(row, [])
        xywh = np.array([one.bbox for one in mine], dtype=np.float64).reshape(-1, 4)
        corners = np.concatenate([xywh[:, :2], xywh[:, :2] + xywh[:, 2:]], axis=1).astype(np.float32)
        labels = np.array([one.label for one in mine], dtype=np.int64)
        scores = np.array([one.score for one in mine], dtype=np.float32)
        yield ImageResult(image.path, image.width, image.height, corners, labels, scores, *truth.boxes_of(row))


def _records(placed: Sequence[_ResolvedDetection]) -> list[CocoRecord]:
    """As COCO's evaluator reads them: in the order and with the numbers of the file."""
    return [
        {"image_id": one.row + 1, "category_id": one.label, "bbox": list(one.bbox), "score": one.score}
        for one in placed
    ]


def _score_records(results: Sequence[ImageResult], coco: CocoMetrics, truth: GroundTruth, tally: Tally) -> Evaluation:
    warnings = (*tally.format_warnings(), *truth.labeled.warnings)
    errors = summarize_errors(results, map(classify_detections, results), len(truth.classes))
    return replace(score_results(results, truth.classes, warnings, coco), errors=errors)
