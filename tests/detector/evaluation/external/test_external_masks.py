"""Masks of detections that another program wrote: scored as COCO's own evaluator does, and faults of them counted."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from detector.data.formats.coco.outline import NO_COUNTS, OTHER_SIZE
from detector.evaluation.external import found as tally_sentences
from detector.evaluation.external.measure import measure_external
from tests.detector.image_files import write_image

SIDES = (160, 120)


def disc(x: float, y: float, radius: float) -> list[float]:
    angles = np.arange(12) * np.pi / 6
    return np.stack([x + radius * np.cos(angles), y + radius * np.sin(angles)], axis=1).round(2).ravel().tolist()


def encode(polygon: list[float]) -> dict[str, Any]:
    """A mask in COCO's compressed form, by its own program."""
    from pycocotools import mask

    [encoded] = mask.frPyObjects([polygon], SIDES[1], SIDES[0])
    return {"size": encoded["size"], "counts": encoded["counts"].decode()}


def write_set(root: Path, seed: int) -> tuple[Path, Path]:
    """Outlined objects and crowds in four images, and detections with masks that are these, shaken."""
    chance = random.Random(seed)
    root.mkdir()
    images, annotations, found = [], [], []
    for number in range(4):
        name = write_image(root / f"{number}.png", *SIDES).name
        images.append({"id": 10 + number, "file_name": name, "width": SIDES[0], "height": SIDES[1]})
        for _ in range(chance.choice([1, 3, 5])):
            x, y, radius = chance.uniform(20, 140), chance.uniform(20, 100), chance.uniform(6, 30)
            polygon, crowd = disc(x, y, radius), int(chance.random() < 0.2)
            annotations.append(
                {"id": len(annotations) + 1, "image_id": 10 + number, "category_id": chance.choice([3, 17]),
                 "bbox": [x - radius, y - radius, 2 * radius, 2 * radius], "area": 3 * radius**2, "iscrowd": crowd,
                 "segmentation": encode(polygon) if crowd else [polygon]}
            )  # fmt: skip
            for _ in range(chance.choice([0, 1, 2])):
                shaken = disc(x + chance.gauss(0, 3), y + chance.gauss(0, 3), radius * chance.uniform(0.8, 1.2))
                found.append(
                    {"image_id": 10 + number, "category_id": chance.choice([3, 17]), "segmentation": encode(shaken),
                     "bbox": [x - radius, y - radius, 2 * radius, 2 * radius], "score": chance.random()}
                )  # fmt: skip
    categories = [{"id": 3, "name": "cup"}, {"id": 17, "name": "hat"}]
    truth, path = root / "instances.json", root.parent / "found.json"
    truth.write_text(json.dumps({"images": images, "annotations": annotations, "categories": categories}))
    path.write_text(json.dumps(found))
    return truth, path


def reference(truth: Path, found: Path) -> list[float]:
    """COCO's twelve numbers of masks."""
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    with contextlib.redirect_stdout(io.StringIO()):
        labels = COCO(str(truth))
        evaluation = COCOeval(labels, labels.loadRes(str(found)), "segm")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return list(map(float, evaluation.stats))


@pytest.mark.parametrize("seed", range(3))
def test_that_masks_are_scored_as_by_pycocotools(tmp_path: Path, seed: int) -> None:
    truth, found = write_set(tmp_path / "data", seed)
    measured = measure_external(truth, found).evaluation
    assert measured.masks is not None
    numbers = [-1.0 if one is None else one for one in list(dataclasses.asdict(measured.masks.coco).values())[:12]]
    assert numbers == pytest.approx(reference(truth, found), abs=1e-6)
    assert measured.masks.boundary.ap is not None
    drawn = [len(one.build_bitmaps(*SIDES)) for one in measured.mask_results]
    assert sum(drawn) == len(json.loads(found.read_text()))


def test_that_polygons_and_plain_counts_are_masks_too(tmp_path: Path) -> None:
    truth, found = write_set(tmp_path / "data", 0)
    objects = [one for one in json.loads(truth.read_text())["annotations"] if not one["iscrowd"]]
    results = [{**one, "score": 1.0} for one in objects]
    found.write_text(json.dumps(results))
    measured = measure_external(truth, found).evaluation
    assert measured.masks is not None
    assert measured.masks.coco.ap == pytest.approx(1.0)
    counts = [0, SIDES[0] * SIDES[1]]
    found.write_text(json.dumps([{**results[0], "segmentation": {"size": [SIDES[1], SIDES[0]], "counts": counts}}]))
    areas = np.concatenate([one.areas for one in measure_external(truth, found).evaluation.mask_results])
    assert areas.tolist() == [SIDES[0] * SIDES[1]]


def test_that_masks_that_cannot_be_used_are_reported_and_count_as_empty(tmp_path: Path) -> None:
    truth, found = write_set(tmp_path / "data", 0)
    results = json.loads(found.read_text())[:4]
    del results[0]["segmentation"]
    results[1]["segmentation"]["counts"] = 5
    results[2]["segmentation"]["size"] = [80, 240]
    found.write_text(json.dumps(results))
    measured = measure_external(truth, found)
    fault = OTHER_SIZE.format(width=240, height=80, image_width=SIDES[0], image_height=SIDES[1])
    warnings = measured.evaluation.warnings
    for reason in (NO_COUNTS, fault):
        assert tally_sentences.UNUSABLE_MASKS.format(detections="1 detection", reason=reason) in warnings
    assert tally_sentences.WITHOUT_MASK.format(detections="1 detection") in warnings
    assert measured.is_partial
    areas = np.concatenate([one.areas for one in measured.evaluation.mask_results])
    assert sorted(areas > 0) == [False, False, False, True]
