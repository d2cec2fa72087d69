"""Small labeled photographs for tests, as of `drawn`, with COCO labels: polygons, masks, and boxes alone."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
from pycocotools import mask as coco_masks

from tests.detector.drawn import Labeled, draw

CLASSES = ("disc", "square")
WIDTH, HEIGHT = 128, 96


def outlined_folder(root: Path, count: int = 4, boxes_only: int = 1, seed: int = 0) -> Path:
    """`count` pictures with a square and a disc each; the objects of the last `boxes_only` pictures are boxes alone.

    Squares are polygons, discs are masks.
    """
    random = np.random.default_rng(seed)
    root.mkdir(parents=True, exist_ok=True)
    images: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    for index in range(count):
        x, y = (int(v) for v in random.integers(0, 20, 2))
        side, disc = (int(v) for v in random.integers(24, 36, 2))
        objects: list[Labeled] = [("square", (x, y, x + side, y + side)), ("disc", (70, 40, 70 + disc, 40 + disc))]
        draw(root / f"image_{index}.png", objects)
        images.append({"id": index + 1, "file_name": f"image_{index}.png", "width": WIDTH, "height": HEIGHT})
        for label, box in objects:
            annotation = build_annotation(label, box, index >= count - boxes_only)
            annotations.append({**annotation, "id": len(annotations) + 1, "image_id": index + 1})
    categories = [{"id": number, "name": name} for number, name in enumerate(CLASSES, 1)]
    content = {"images": images, "annotations": annotations, "categories": categories}
    (root / "labels.json").write_text(json.dumps(content), encoding="utf-8")
    return root


def build_annotation(label: str, box: tuple[float, float, float, float], is_box_alone: bool) -> dict[str, Any]:
    """As COCO writes it, without its ids of the image and of its own."""
    x1, y1, x2, y2 = box
    found: dict[str, Any] = {
        "category_id": CLASSES.index(label) + 1,
        "bbox": [x1, y1, x2 - x1, y2 - y1],
        "area": (x2 - x1) * (y2 - y1),
        "iscrowd": 0,
    }
    if is_box_alone:
        return found
    if label == "square":
        return found | {"segmentation": [[x1, y1, x2, y1, x2, y2, x1, y2]]}
    radius, center = (x2 - x1) / 2, ((x1 + x2) / 2, (y1 + y2) / 2)
    turns = [math.tau * step / 40 for step in range(40)]
    points = [value for a in turns for value in (center[0] + radius * math.cos(a), center[1] + radius * math.sin(a))]
    [encoded] = coco_masks.frPyObjects([points], HEIGHT, WIDTH)
    counts = encoded["counts"].decode()
    return found | {"segmentation": {"size": [HEIGHT, WIDTH], "counts": counts}}
