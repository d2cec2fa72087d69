"""Objects and detections as COCO's evaluators read them. Free of torch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from detector.evaluation.results import Floats, ImageResult

CocoRecord = dict[str, Any]


def build_coco_ground_truth(results: Sequence[ImageResult], classes: Sequence[str], root: Path) -> CocoRecord:
    """The objects as a COCO data set; images are numbered from 1 and named by their place under `root`.

    Objects marked difficult get `iscrowd`, COCO's only way to say that something counts neither as found nor as
    missed. It is laxer than Pascal VOC's: any number of detections, with half their area inside it, are passed over.
    """
    annotations = [
        {"image_id": image, "category_id": label, **_box_fields(box), "iscrowd": int(difficult)}
        for image, result in enumerate(results, start=1)
        for box, label, difficult in zip(
            result.true_boxes, result.true_labels.tolist(), result.difficult.tolist(), strict=True
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


def build_coco_results(results: Sequence[ImageResult]) -> list[CocoRecord]:
    """What was found, as a COCO results file; the numbers are those of `build_coco_ground_truth`."""
    return [
        {"image_id": image, "category_id": label, "bbox": _box_fields(box)["bbox"], "score": score}
        for image, result in enumerate(results, start=1)
        for box, label, score in zip(result.boxes, result.labels.tolist(), result.scores.tolist(), strict=True)
    ]


def _box_fields(box: Floats) -> CocoRecord:
    # Not rounded: an IoU of 0.4999 must not become 0.5.
    x1, y1, x2, y2 = box.tolist()
    return {"bbox": [x1, y1, x2 - x1, y2 - y1], "area": (x2 - x1) * (y2 - y1)}


def _relative_name(path: Path, root: Path) -> str:
    return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()
