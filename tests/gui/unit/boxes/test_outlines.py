"""Objects of a COCO folder keep their outline through the edits of the window."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from detector.data.formats.coco.dataset import CocoFormat
from detector.data.formats.createml.dataset import CreateMlFormat
from detector.data.formats.yolo.dataset import YoloFormat
from detector.data.geometry import Box
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.coco_counts import format_counts, list_counts
from detector.data.outlines.outlined_box import get_outline
from detector.data.outlines.rings import Rings
from frcnn_gui.document.image_collection import Gallery
from tests.gui.unit.canvas_bench import Bench
from tests.gui.unit.folders import write_image

LEFT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
POLYGON = [10, 8, 30.25, 8, 20, 28.5]
MASK = Bitmap.from_mask(np.array([[True, True, True], [True, False, True], [True, True, True]]).repeat(4, 0), 40, 20)


def write_outlines(root: Path) -> Path:
    """`image_0.png` with a triangle and a mask with a hole, and `image_1.png` without labels."""
    counts = format_counts(list_counts(MASK, 64, 48))
    outlines = [
        {"id": 1, "segmentation": [POLYGON], "bbox": [10, 8, 20.25, 20.5], "area": 207.5625},
        {"id": 2, "segmentation": {"size": [48, 64], "counts": counts}, "bbox": [40, 20, 3, 12], "area": MASK.area},
    ]
    content = {
        "images": [{"id": n, "file_name": f"image_{n}.png", "width": 64, "height": 48} for n in range(2)],
        "annotations": [{**one, "image_id": 0, "category_id": 1, "iscrowd": 0} for one in outlines],
        "categories": [{"id": 1, "name": "cell"}],
    }
    for image in content["images"]:
        write_image(root / str(image["file_name"]))
    path = root / "annotations.json"
    path.write_text(json.dumps(content, indent=1))
    return path


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    return write_outlines(tmp_path / "cells")


@pytest.fixture
def bench(qtbot: QtBot, labels: Path) -> Iterator[Bench]:
    bench = Bench(qtbot, Gallery(CocoFormat().open_dataset(labels)))
    yield bench
    bench.close()


def save(bench: Bench) -> None:
    document = bench.document
    assert document.file is not None
    document.file = document.file.save(document.image_annotations)


def drag(bench: Bench, start: tuple[float, float], end: tuple[float, float]) -> None:
    QTest.mousePress(bench.canvas, LEFT, NO_KEYS, bench.place(*start))
    for share in (0.5, 1.0):
        bench.hover(start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)
    QTest.mouseRelease(bench.canvas, LEFT, NO_KEYS, bench.place(*end), QApplication.doubleClickInterval() + 1)


def test_that_moved_outlines_are_saved_and_undo_restores_the_bytes(bench: Bench, labels: Path) -> None:
    before = labels.read_bytes()
    QTest.mouseClick(bench.canvas, LEFT, NO_KEYS, bench.place(41.5, 26))
    drag(bench, (41.5, 26), (46.5, 24))
    save(bench)
    triangle, mask = json.loads(labels.read_text())["annotations"]
    assert triangle == json.loads(before)["annotations"][0]
    moved = get_outline(bench.document.annotations[1].geometry)
    assert isinstance(moved, Bitmap)
    assert moved == MASK.move_by(moved.left - MASK.left, moved.top - MASK.top) != MASK
    assert mask["bbox"] == [moved.left, moved.top, 3, 12]
    assert mask["segmentation"]["counts"] == format_counts(list_counts(moved, 64, 48))
    assert mask["area"] == MASK.area
    bench.trigger("undo")
    save(bench)
    assert labels.read_bytes() == before


def test_that_a_copied_outline_is_pasted_with_its_shape(bench: Bench) -> None:
    bench.session.select_annotations([0, 1])
    bench.trigger("copy")
    bench.show(1)
    bench.trigger("paste")
    triangle, mask = (get_outline(annotation.geometry) for annotation in bench.document.annotations)
    assert triangle == Rings.from_polygons([np.reshape(POLYGON, (-1, 2))])
    assert mask == MASK


def test_that_an_outline_is_pasted_as_its_box_where_labels_cannot_hold_it(
    qtbot: QtBot, bench: Bench, tmp_path: Path
) -> None:
    bench.session.select_annotations([0])
    bench.trigger("copy")
    write_image(tmp_path / "boxes" / "image_0.png")
    entry = {"image": "image_0.png", "annotations": []}
    (tmp_path / "boxes" / "labels.json").write_text(json.dumps([entry]))
    boxes = Bench(qtbot, Gallery(CreateMlFormat().open_dataset(tmp_path / "boxes")))
    boxes.trigger("paste")
    assert boxes.document.annotations[-1].geometry == Box(10, 8, 30.25, 28.5)
    assert len(boxes.messages) == 1
    boxes.close()


def test_that_parts_and_holes_are_pasted_as_boxes_where_a_polygon_is_one_ring(
    qtbot: QtBot, bench: Bench, tmp_path: Path
) -> None:
    bench.session.select_annotations([0, 1])
    bench.trigger("copy")
    write_image(tmp_path / "yolo" / "image_0.png")
    (tmp_path / "yolo" / "image_0.txt").write_text("0 0.5 0.5 0.1 0.1\n")
    (tmp_path / "yolo" / "classes.txt").write_text("cell\n")
    yolo = Bench(qtbot, Gallery(YoloFormat().open_dataset(tmp_path / "yolo")))
    yolo.trigger("paste")
    _, triangle, mask = yolo.document.annotations
    assert get_outline(triangle.geometry) == Rings.from_polygons([np.reshape(POLYGON, (-1, 2))])
    assert mask.geometry == MASK.bounds
    assert len(yolo.messages) == 1
    save(yolo)
    assert len((tmp_path / "yolo" / "image_0.txt").read_text().splitlines()) == 3
    yolo.close()
