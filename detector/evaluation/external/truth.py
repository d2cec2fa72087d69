"""Labels to score detections of other programs against: each box exactly as the file has it.

Of COCO's own files areas and crowd regions are taken over, so that the numbers are those of COCO's own evaluator.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from detector.data.formats.base import AUTOMATIC_OPTIONS, Dataset, OpenOptions, Split
from detector.data.formats.coco.annotation import is_crowd
from detector.data.formats.coco.ids import Id, resolve_id
from detector.data.formats.coco.outline import compute_segmentation_bounds, parse_segmentation
from detector.data.formats.coco.source import find_coco_image, list_coco_states
from detector.data.formats.coco.state import CocoState
from detector.data.formats.registry import open_dataset
from detector.data.geometry import Box, Geometry
from detector.data.hash_index import HashIndex
from detector.data.labeled_image import LabeledImage
from detector.data.labeled_set import TrainingSet, read_training_set
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.conversions import convert_to_bitmap
from detector.data.outlines.outlined_box import OutlineFaultError
from detector.data.usable_labels import AS_LABELED, Progress, no_progress
from detector.evaluation.coco_records import CocoRecord
from detector.evaluation.masks import TrueMasks, draw_true_masks
from detector.evaluation.results import Flags, Rows
from detector.matching.coco_matching import Doubles


class TrueObjects(NamedTuple):
    """G objects of one image."""

    boxes: Doubles
    """(G, 4) x, y, width, height in pixels"""
    labels: Rows
    """(G,) 1..C"""
    areas: Doubles
    """(G,) of masks, where the labels say so"""
    crowd: Flags
    """(G,) they count neither as found nor as missed"""


@dataclass(frozen=True)
class GroundTruth:
    """The labeled images of a data set, and what they show as COCO's evaluator reads it."""

    dataset: Dataset
    labeled: TrainingSet

    @property
    def classes(self) -> tuple[str, ...]:
        return self.labeled.classes

    def find_row(self, image: Path) -> int | None:
        """The row of `image` in `labeled.images`, which may be another way to the same file; None: it is not there."""
        images, name = self.labeled.images, str(image)
        for row in self._rows_by_path.find_candidates(name):
            if str(images[row].path) == name:
                return row
        actual = os.path.realpath(image)
        rows = self._rows_by_file.find_candidates(actual)
        return next((row for row in rows if os.path.realpath(images[row].path) == actual), None)

    @cached_property
    def _rows_by_path(self) -> HashIndex:
        return HashIndex(str(image.path) for image in self.labeled.images)

    @cached_property
    def _rows_by_file(self) -> HashIndex:
        """By real paths, which take questions to the disk."""
        return HashIndex(os.path.realpath(image.path) for image in self.labeled.images)

    @cached_property
    def coco_states(self) -> Sequence[CocoState]:
        """The COCO files that the labels come from; empty for other formats."""
        return list_coco_states(self.dataset)

    def list_annotations(self, image: LabeledImage) -> Iterator[CocoRecord]:
        """The objects of an image: `category_id` (1..C), `bbox`, `area` and `iscrowd` as in COCO's files."""
        source = find_coco_image(self.dataset, image.path)
        if source is not None:
            yield from self._list_coco_annotations(*source, image)
            return
        for corners, label, difficult in zip(image.boxes.tolist(), image.labels.tolist(), image.difficult, strict=True):
            x1, y1, x2, y2 = corners
            box = [x1, y1, x2 - x1, y2 - y1]
            yield {"category_id": label, "bbox": box, "area": box[2] * box[3], "iscrowd": int(difficult)}

    def _list_coco_annotations(self, state: CocoState, name: str, image: LabeledImage) -> Iterator[CocoRecord]:
        """The annotations that are boxes, in the order in which they are read, then crowd regions."""
        numbers = {name: number for number, name in enumerate(self.classes, start=1)}
        values = [json.loads(item) for item in state.list_items_of(name)]
        singles = [value for value in values if not is_crowd(value)]
        for value, difficult in zip(singles, image.difficult.tolist(), strict=True):
            yield _build_annotation(value, state, numbers, difficult)
        for value in _list_crowds(state, name):
            yield _build_annotation(value, state, numbers, True)

    def build_coco_dataset(self) -> CocoRecord:
        """All of it as a COCO data set; images and categories are numbered from 1."""
        objects = [
            {"image_id": row, **one}
            for row, image in enumerate(self.labeled.images, start=1)
            for one in self.list_annotations(image)
        ]
        return {
            "info": {},
            "licenses": [],
            "images": [
                {"id": row, "file_name": os.path.relpath(image.path, self.base_folder), "width": image.width,
                 "height": image.height}
                for row, image in enumerate(self.labeled.images, start=1)
            ],
            "categories": [{"id": label, "name": name} for label, name in enumerate(self.classes, start=1)],
            # An id of 0 would read as "not matched".
            "annotations": [{"id": number, **one} for number, one in enumerate(objects, start=1)],
        }  # fmt: skip

    def list_image_ids(self) -> Iterator[tuple[Path, Sequence[Id]]]:
        """The images that COCO files list, each with its ids there."""
        for image in self.labeled.images:
            source = find_coco_image(self.dataset, image.path)
            if source is not None and source[1] in source[0].images:
                yield image.path, source[0].images[source[1]].ids

    def map_category_names(self) -> dict[Id, str]:
        """Names of classes by the ids of COCO files; empty for other formats, or where files contradict each other."""
        names: dict[Id, str] = {}
        for state in self.coco_states:
            for key, name in state.categories.items():
                if names.setdefault(key, name) != name:
                    return {}
        return names

    @cached_property
    def base_folder(self) -> Path:
        """The innermost folder that holds all images that are scored."""
        return Path(os.path.commonpath({image.path.parent for image in self.labeled.images}))

    def read_masks(self, image: LabeledImage) -> TrueMasks:
        """The pixels of the objects of an image, in the order of `read_objects`."""
        single = draw_true_masks(image)
        source = find_coco_image(self.dataset, image.path)
        if source is None:
            return single
        crowds = [_draw_crowd(value, image.width, image.height) for value in _list_crowds(*source)]
        return TrueMasks((*single.bitmaps, *crowds), np.append(single.ignored, np.ones(len(crowds), np.bool_)))

    def read_objects(self, image: LabeledImage) -> TrueObjects:
        """The objects of an image, crowd regions included."""
        objects = list(self.list_annotations(image))
        return TrueObjects(
            np.array([one["bbox"] for one in objects], dtype=np.float64).reshape(-1, 4),
            np.array([one["category_id"] for one in objects], dtype=np.int64),
            np.array([one["area"] for one in objects], dtype=np.float64),
            np.array([bool(one["iscrowd"]) for one in objects], dtype=np.bool_),
        )


def read_ground_truth(
    root: Path, options: OpenOptions = AUTOMATIC_OPTIONS, split: Split | None = None, progress: Progress = no_progress
) -> GroundTruth:
    """The labels of `root` to score against.

    Raises:
        DatasetError: There is nothing to score against.
    """
    dataset = open_dataset(root, options)
    return GroundTruth(dataset, read_training_set(dataset, root, split=split, progress=progress, reading=AS_LABELED))


def _list_crowds(state: CocoState, name: str) -> list[CocoRecord]:
    """The crowd regions of an image whose category the file has."""
    values = [json.loads(item) for item in state.list_items_of(name)]
    return [
        value
        for value in values
        if is_crowd(value) and resolve_id(value.get("category_id"), state.categories) is not None
    ]


def _draw_crowd(value: CocoRecord, width: int, height: int) -> Bitmap:
    """The pixels of a crowd region; those of its box where it has no usable mask."""
    try:
        outline: Geometry = parse_segmentation(value.get("segmentation"))
    except OutlineFaultError:
        x, y, box_width, box_height = _find_bbox(value)
        outline = Box(x, y, x + box_width, y + box_height)
    return convert_to_bitmap(outline, width, height)


def _find_bbox(value: Mapping[str, Any]) -> Sequence[float]:
    """x, y, width, height of an annotation, of its segmentation where it has no bbox."""
    if value.get("bbox"):
        found: Sequence[float] = value["bbox"]
        return found
    x1, y1, x2, y2 = compute_segmentation_bounds(value.get("segmentation")) or (0.0, 0.0, 0.0, 0.0)
    return [x1, y1, x2 - x1, y2 - y1]


def _build_annotation(
    value: Mapping[str, Any], state: CocoState, numbers: Mapping[str, int], difficult: bool
) -> CocoRecord:
    category: Id | None = resolve_id(value.get("category_id"), state.categories)
    assert category is not None, "annotations without a known category were left out"
    bbox, area = _find_bbox(value), value.get("area")
    if isinstance(area, bool) or not isinstance(area, int | float):
        area = bbox[2] * bbox[3]
    label = numbers[state.categories[category]]
    return {"category_id": label, "bbox": bbox, "area": area, "iscrowd": int(difficult)}
