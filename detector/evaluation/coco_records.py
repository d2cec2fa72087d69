"""Objects and detections as COCO's evaluators read them. Free of torch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from detector.data.labeled_image import LabeledImage
from detector.data.outlines.coco_counts import encode_bitmap
from detector.data.outlines.conversions import convert_to_bitmap
from detector.evaluation.masks import MaskResult
from detector.evaluation.results import Floats, ImageResult

CocoRecord = dict[str, Any]


def build_coco_ground_truth(
    results: Sequence[ImageResult], classes: Sequence[str], root: Path, labeled: Sequence[LabeledImage] = ()
) -> CocoRecord:
    """The objects as a COCO data set; images are numbered from 1 and named by their place under `root`.

    With the `labeled` images, objects that have an outline get it as a mask; their `area` stays that of the box.

    Objects marked difficult get `iscrowd`, COCO's only way to say that something counts neither as found nor as
    missed. It is laxer than Pascal VOC's: any number of detections, with half their area inside it, are passed over.
    """
    by_path = {image.path: image for image in labeled}
    annotations = [
        {"image_id": image, "category_id": label, **_box_fields(box), "iscrowd": int(difficult), **outline}
        for image, result in enumerate(results, start=1)
        for box, label, difficult, outline in zip(
            result.true_boxes,
            result.true_labels.tolist(),
            result.difficult.tolist(),
            _list_outlines(by_path.get(result.path), len(result.true_boxes)),
            strict=True,
        )
    ]
    return {
        "info": {},
        "licenses": [],
        "images": [
            {
                "id": image,
                "file_name": _relative_name(result.path, root),
                "width": result.width,
                "height": result.height,
            }
            for image, result in enumerate(results, start=1)
        ],
        "categories": [{"id": label, "name": name} for label, name in enumerate(classes, start=1)],
        # An id of 0 would read as "not matched".
        "annotations": [{"id": number, **one} for number, one in enumerate(annotations, start=1)],
    }


def build_coco_results(results: Sequence[ImageResult], masks: Sequence[MaskResult] = ()) -> list[CocoRecord]:
    """What was found, as a COCO results file; the numbers are those of `build_coco_ground_truth`.

    `masks` are those of the detections, one entry for each image, or none.
    """
    return [
        {"image_id": image, "category_id": label, "bbox": _box_fields(box)["bbox"], "score": score, **mask}
        for image, result in enumerate(results, start=1)
        for box, label, score, mask in zip(
            result.boxes,
            result.labels.tolist(),
            result.scores.tolist(),
            _list_masks(masks[image - 1], result) if masks else [{}] * len(result.boxes),
            strict=True,
        )
    ]


def _list_masks(masks: MaskResult, result: ImageResult) -> list[CocoRecord]:
    size = [result.height, result.width]
    return [{"segmentation": {"size": size, "counts": counts}} for counts in masks.counts]


def _list_outlines(image: LabeledImage | None, count: int) -> list[CocoRecord]:
    """For each of `count` objects its outline as a mask, if it has one."""
    outlines = None if image is None else image.outlines
    if image is None or outlines is None:
        return [{}] * count
    bitmaps = [
        convert_to_bitmap(geometry, image.width, image.height) if outlines.find_outline(row) else None
        for row, geometry in enumerate(image.geometries)
    ]
    return [
        {} if bitmap is None else {"segmentation": encode_bitmap(bitmap, image.width, image.height)}
        for bitmap in bitmaps
    ]


def _box_fields(box: Floats) -> CocoRecord:
    # Not rounded: an IoU of 0.4999 must not become 0.5.
    x1, y1, x2, y2 = box.tolist()
    return {"bbox": [x1, y1, x2 - x1, y2 - y1], "area": (x2 - x1) * (y2 - y1)}


def _relative_name(path: Path, root: Path) -> str:
    return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()
