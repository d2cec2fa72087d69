"""Outline all boxes in the real window: proposed by a tiny Mask R-CNN, accepted from a score on, corrected, undone,
opened again; and its detections, whose masks become outlines."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from torch import nn

from detector.data.outlines.outlined_box import get_outline
from detector.stages.mask_head import MaskRcnnHead
from detector.training.checkpoints.checkpoint import save_checkpoint
from frcnn_gui.main_window import MainWindow
from frcnn_gui.network.run_folders import RUNS_FOLDER
from frcnn_gui.outlining.outlines_panel import OutlinesPanel
from tests.detector.lively import enliven
from tests.detector.small import small_model
from tests.detector.test_mask_networks import SMALL_MASKS
from tests.gui.e2e.driver import ENGINE_WAIT, LEFT, WAIT, Person

IMAGES, WIDTH, HEIGHT = 3, 160, 120
BOXES = ([20, 20, 50, 40], [90, 50, 50, 50])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Images with two boxes each in a COCO file, and a run whose network has a mask head; untrained, but it sees."""
    root = tmp_path / "parts"
    root.mkdir()
    random = np.random.default_rng(0)
    for number in range(IMAGES):
        pixels = random.integers(0, 255, (HEIGHT // 8, WIDTH // 8, 3), dtype=np.uint8)
        Image.fromarray(pixels).resize((WIDTH, HEIGHT)).save(root / f"{number}.png")
    annotations = [
        {"id": 2 * image + at, "image_id": image, "category_id": 1 + at, "bbox": box, "area": 1, "iscrowd": 0}
        for image in range(1, IMAGES + 1)
        for at, box in enumerate(BOXES)
    ]
    images = [{"id": at + 1, "file_name": f"{at}.png", "width": WIDTH, "height": HEIGHT} for at in range(IMAGES)]
    categories = [{"id": 1, "name": "square"}, {"id": 2, "name": "disc"}]
    content = {"images": images, "annotations": annotations, "categories": categories}
    (root / "annotations.json").write_text(json.dumps(content, indent=1))
    model = enliven(small_model(config=SMALL_MASKS))
    assert isinstance(model.roi_heads, MaskRcnnHead)
    nn.init.constant_(model.roi_heads.mask_predictor.mask_fcn_logits.bias, 0.7)  # type: ignore[arg-type]
    run = root / RUNS_FOLDER / "2026-01-01_12-00-00"
    run.mkdir(parents=True)
    save_checkpoint(run / "last.safetensors", model, 1)
    return root


def read_objects(folder: Path) -> list[dict[str, Any]]:
    objects: list[dict[str, Any]] = json.loads((folder / "annotations.json").read_text())["annotations"]
    return objects


def wait_for_edits(person: Person) -> None:
    context = person.window.context
    person.qtbot.waitUntil(lambda: not context.jobs.jobs and context.history.running is None, timeout=WAIT)
    assert context.autosave.save_all(5000)


def test_that_the_boxes_of_a_folder_are_outlined_corrected_undone_and_opened_again(
    qtbot: QtBot, open_window: Callable[[], MainWindow], folder: Path
) -> None:
    person = Person(qtbot, open_window())
    before = (folder / "annotations.json").read_bytes()
    person.open(folder)
    context = person.window.context
    assert not context.actions["outline_folder"].isEnabled()
    person.wait_for_engine()
    qtbot.waitUntil(lambda: context.network.has_trained_masks, timeout=ENGINE_WAIT)
    panel = person.window.docks["outlines"].widget()
    assert isinstance(panel, OutlinesPanel)
    panel.score_slider.setValue(panel.score_slider.minimum())

    person.trigger("outline_folder")
    qtbot.waitUntil(lambda: not context.jobs.jobs, timeout=ENGINE_WAIT)
    assert person.window.docks["outlines"].isVisible()
    assert panel.table.rowCount() == 2
    assert (folder / "annotations.json").read_bytes() == before

    person.press(Qt.Key.Key_Return)  # selects the first
    person.press(Qt.Key.Key_Return)  # accepts it
    assert panel.table.rowCount() == 1
    assert [get_outline(one.geometry) is not None for one in person.document.annotations] == [True, False]
    qtbot.mouseClick(panel.accept_all_button, LEFT)
    wait_for_edits(person)
    assert all(one.get("segmentation") for one in read_objects(folder))
    assert [one["bbox"] for one in read_objects(folder)] == list(BOXES) * IMAGES

    first = person.document.annotations[0]
    person.session.select_annotations([first.uid])
    person.trigger("outline_smooth")
    assert person.document.annotations[0] != first
    for _ in range(3):  # the correction, the edit of the folder, and the outline accepted before
        person.trigger("undo")
        wait_for_edits(person)
    assert (folder / "annotations.json").read_bytes() == before
    assert panel.table.rowCount() == 2
    person.trigger("accept_outlines_everywhere")
    wait_for_edits(person)

    person.session.score_threshold = 0.05
    person.trigger("detect")
    qtbot.waitUntil(lambda: not context.jobs.jobs, timeout=ENGINE_WAIT)
    masks = [get_outline(one.annotation.geometry) for one in person.session.detections]
    assert any(masks)
    person.trigger("accept_detections")
    wait_for_edits(person)

    again = Person(qtbot, open_window())
    again.open(folder)
    outlines = [get_outline(one.geometry) for one in again.document.annotations]
    assert all(outlines[:2])
    assert len(outlines) == 2 + len(masks)
    assert sum(outline is not None for outline in outlines[2:]) == sum(mask is not None for mask in masks)
