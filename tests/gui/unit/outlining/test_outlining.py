"""Outline all boxes of a folder: proposed in a job, accepted one by one, in the image and from a score on, undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Protocol, cast

import numpy as np
import pytest
import torch
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from torch import nn

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.format_info import FormatName
from detector.data.formats.registry import FORMATS, open_dataset
from detector.data.geometry import Box
from detector.data.image_io import decode_image
from detector.data.outlines.outlined_box import OutlinedBox, get_outline
from detector.data.outlines.rings import Rings
from detector.data.outlines.single_ring import has_several_rings
from detector.predictor import Predictor
from detector.stages.mask_head import MaskRcnnHead
from detector.training.checkpoints.checkpoint import save_checkpoint
from frcnn_gui.common.action_conditions import MASK_NETWORK
from frcnn_gui.common.engine_loader import Engine
from frcnn_gui.common.language import tr
from frcnn_gui.common.notice_bar import NoticeBar
from frcnn_gui.context import WindowContext
from frcnn_gui.document.document import Document
from frcnn_gui.document.edit_history import EditHistory
from frcnn_gui.document.edit_notices import EditNotices
from frcnn_gui.document.image_collection import Gallery
from frcnn_gui.images.label_index import LabelIndex
from frcnn_gui.network.network import Network
from frcnn_gui.outlining.outlining_controller import (
    CANCELED_TEXT,
    NOTHING_TO_OUTLINE_TEXT,
    OutliningController,
)
from tests.detector.small import small_model
from tests.detector.test_mask_networks import SMALL_MASKS
from tests.gui.unit.canvas_bench import Bench

WIDTH, HEIGHT = 100, 80
SQUARE, DISC, CAT = (
    Annotation(Box(20, 20, 50, 45), "square", 0),
    Annotation(Box(60, 50, 80, 70), "disc", 1),
    Annotation(Box(5, 5, 15, 15), "cat", 2),
)
"""The last one has a class that the network does not know."""
OUTLINED = Annotation(OutlinedBox.around(Rings.from_polygons([[(60, 10), (90, 10), (90, 40)]])), "square", 3)


def write_folder(root: Path, format: FormatName, *images: tuple[Annotation, ...]) -> Path:
    writer = FORMATS[format].create_writer(root, ("square", "disc", "cat"))
    random = np.random.default_rng(0)
    for number, objects in enumerate(images):
        name = f"{number}.png"
        path = writer.locate_image(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(random.integers(0, 255, (HEIGHT, WIDTH, 3), dtype=np.uint8)).save(path)
        writer.add_image(name, WIDTH, HEIGHT, ImageAnnotations(objects))
    writer.finish()
    return root


def read_files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small Mask R-CNN whose masks fill most of a box."""
    model = small_model(config=SMALL_MASKS).eval()
    assert isinstance(model.roi_heads, MaskRcnnHead)
    nn.init.constant_(model.roi_heads.mask_predictor.mask_fcn_logits.bias, 1.0)  # type: ignore[arg-type]
    path = tmp_path_factory.mktemp("network") / "masks.safetensors"
    save_checkpoint(path, model, 1)
    return path


@dataclass
class Outlining:
    """A window's canvas with the controller, on a folder."""

    qtbot: QtBot
    bench: Bench
    root: Path
    controller: OutliningController
    network: Network
    history: EditHistory
    notices: NoticeBar

    @property
    def document(self) -> Document:
        return self.bench.document

    @property
    def count_text(self) -> str:
        return self.controller.panel.count_label.text()

    def propose_outlines(self) -> None:
        self.bench.trigger("outline_folder")
        self.wait_for_outlines()

    def wait_for_outlines(self) -> None:
        self.qtbot.waitUntil(lambda: not self.bench.jobs.jobs and self.history.running is None, timeout=60_000)

    def save(self) -> None:
        assert self.bench.autosave.save_all(5000)

    def read_outlined(self) -> list[list[bool]]:
        """Which objects in the files have an outline."""
        dataset = open_dataset(self.root)
        labels = (dataset.read_labels(image).image_annotations.annotations for image in dataset.images)
        return [[get_outline(one.geometry) is not None for one in some] for some in labels]


class Open(Protocol):
    """Writes a folder of images with these objects, and opens it."""

    def __call__(self, format: FormatName, *images: tuple[Annotation, ...]) -> Outlining: ...


@pytest.fixture
def open_outlining(qtbot: QtBot, tmp_path: Path, checkpoint: Path) -> Iterator[Open]:
    benches: list[Bench] = []

    def open_folder(format: FormatName, *images: tuple[Annotation, ...]) -> Outlining:
        root = write_folder(tmp_path / "set", format, *images)
        bench = Bench(qtbot, Gallery(FORMATS[format].open_dataset(root)))
        benches.append(bench)
        network, notices = Network(), NoticeBar()
        qtbot.addWidget(notices)
        network.use_checkpoint(checkpoint, SMALL_MASKS)
        network.use_device("cpu")
        history = EditHistory(bench.session, bench.autosave, bench.jobs, bench.window)
        EditNotices(history, notices, bench.session, bench.window)
        parts = {name: getattr(bench, name) for name in ("window", "session", "canvas", "jobs", "actions", "autosave")}
        context = SimpleNamespace(
            **parts,
            network=network,
            settings=SimpleNamespace(tiling=None),
            notices=notices,
            history=history,
            index=LabelIndex(bench.session, bench.autosave, bench.jobs, bench.window),
            engine=Engine(bench.jobs, bench.window),
            show_dock=lambda _key: None,
        )
        controller = OutliningController(cast(WindowContext, context))
        qtbot.addWidget(controller.panel)
        bench.actions.update_state(has_torch=True, has_trained_masks=True)
        return Outlining(qtbot, bench, root, controller, network, history, notices)

    yield open_folder
    for bench in benches:
        bench.close()


def test_that_all_boxes_of_the_folder_get_proposals_and_the_rest_is_reported(open_outlining: Open) -> None:
    outlining = open_outlining("coco", (SQUARE, CAT), (SQUARE, DISC, OUTLINED), (), (CAT,))
    outlining.controller._on_score_changed(0.0)
    before = read_files(outlining.root)
    outlining.propose_outlines()
    assert read_files(outlining.root) == before
    assert outlining.controller._store.count_waiting(0.0) == (3, 3, 2)
    (text,) = outlining.notices.texts
    assert "2 box(es)" in text or "2 boxes" in text  # the words matter
    assert "cat (2)" in text
    assert [one.annotation.label for one in outlining.controller._waiting.values()] == ["square"]
    predictor = Predictor(outlining.network.cache.get_network(outlining.network.source), "cpu")
    predictor.set_image(decode_image(outlining.document.image).pixels)
    (expected,) = predictor.predict_scored_masks(np.array([SQUARE.bounds.xyxy], np.float32), ["square"])
    (found,) = outlining.controller._waiting.values()
    assert get_outline(found.annotation.geometry) == expected.bitmap
    assert found.score == pytest.approx(expected.score)


def test_that_outlines_are_accepted_one_by_one_with_enter_and_return_with_undo(open_outlining: Open) -> None:
    outlining = open_outlining("coco", (SQUARE, DISC))
    outlining.controller.panel.score_slider.setValue(50)
    outlining.propose_outlines()
    bench, document = outlining.bench, outlining.document
    bench.session.select_annotations(())
    bench.canvas.setFocus()
    for outlined in ([False, False], [True, False], [True, True]):
        assert [get_outline(one.geometry) is not None for one in document.annotations] == outlined
        if not any(outlined):
            QTest.keyClick(bench.canvas, Qt.Key.Key_Return)
            assert bench.session.selection == {0}
        QTest.keyClick(bench.canvas, Qt.Key.Key_Return)
    assert not outlining.controller._waiting
    assert [one.bounds for one in document.annotations] == [SQUARE.bounds, DISC.bounds]
    bench.trigger("undo")
    assert list(outlining.controller._waiting) == [1]
    bench.trigger("undo")
    assert list(outlining.controller._waiting) == [0, 1]
    bench.session.select_annotations(())
    bench.trigger("accept_outlines")
    assert all(get_outline(one.geometry) for one in document.annotations)
    assert document.undo_stack.count() == 1
    bench.trigger("undo")
    outlining.controller.dismiss_in_image([0])
    assert list(outlining.controller._waiting) == [1]


@pytest.mark.parametrize("format", ["coco", "voc", "labelme", "yolo"])
def test_that_the_folder_is_accepted_from_a_score_on_in_one_step_and_undone_to_the_byte(
    open_outlining: Open, format: FormatName
) -> None:
    outlining = open_outlining(format, (SQUARE,), (SQUARE, DISC), (DISC, CAT))
    before = read_files(outlining.root)
    outlining.propose_outlines()
    controller = outlining.controller
    scores = sorted(
        one.score for image in controller._store.images for one in controller._store.find_image(image).found
    )
    controller._on_score_changed(scores[1])
    assert controller._store.count_waiting(scores[1])[:2] == (3, 4)
    outlining.bench.trigger("accept_outlines_everywhere")
    outlining.wait_for_outlines()
    outlining.save()
    assert sum(map(sum, outlining.read_outlined())) == 3
    assert controller._store.count_waiting(0.0).total == 1
    if format == "yolo":
        dataset = open_dataset(outlining.root)
        geometries = [
            one.geometry for image in dataset.images for one in dataset.read_labels(image).image_annotations.annotations
        ]
        assert not any(map(has_several_rings, geometries))
    assert outlining.history.undo_name
    outlining.history.undo()
    outlining.wait_for_outlines()
    outlining.save()
    assert read_files(outlining.root) == before
    assert controller._store.count_waiting(0.0).total == 4
    outlining.history.redo()
    outlining.wait_for_outlines()
    outlining.save()
    assert sum(map(sum, outlining.read_outlined())) == 3


def test_that_the_rest_is_accepted_later_and_each_edit_undone_by_itself(open_outlining: Open) -> None:
    outlining = open_outlining("coco", (SQUARE,), (SQUARE, DISC))
    outlining.propose_outlines()
    controller, store = outlining.controller, outlining.controller._store
    other = store.find_image(outlining.bench.gallery[1]).found
    controller._on_score_changed(max(one.score for one in other))
    outlined = []
    for min_score in (controller._min_score, 0.0):
        controller._on_score_changed(min_score)
        outlining.bench.trigger("accept_outlines_everywhere")
        outlining.wait_for_outlines()
        outlining.save()
        outlined.append(outlining.read_outlined())
    assert outlined[0] != outlined[1] == [[True], [True, True]]
    assert not any("left as" in text for text in outlining.notices.texts)  # the words matter
    assert store.count_waiting(0.0).total == 0
    outlining.history.undo()
    outlining.wait_for_outlines()
    outlining.save()
    assert outlining.read_outlined() == outlined[0]
    assert store.count_waiting(0.0).total == 3 - sum(map(sum, outlined[0]))


def test_that_a_network_without_a_mask_head_cannot_outline(open_outlining: Open) -> None:
    outlining = open_outlining("coco", (SQUARE,))
    outlining.bench.actions.update_state(has_trained_masks=False)
    assert tr(MASK_NETWORK.text) in outlining.bench.actions.disabled_reason("outline_folder")
    assert not outlining.bench.actions["outline_folder"].isEnabled()
    assert not outlining.controller.panel.start_button.isEnabled()
    assert tr(MASK_NETWORK.text) in outlining.controller.panel.start_button.toolTip()


def test_that_a_single_outlined_object_leaves_nothing_to_do(open_outlining: Open) -> None:
    outlining = open_outlining("coco", (OUTLINED,))
    outlining.propose_outlines()
    assert outlining.notices.texts == [tr(NOTHING_TO_OUTLINE_TEXT)]


def test_that_existing_outlines_are_replaced_only_when_asked(open_outlining: Open) -> None:
    outlining = open_outlining("coco", (OUTLINED, SQUARE))
    outlining.controller._on_score_changed(0.0)
    outlining.propose_outlines()
    assert [one.annotation.label for one in outlining.controller._waiting.values()] == ["square"]
    outlining.controller.panel.replace_box.setChecked(True)
    outlining.propose_outlines()
    assert len(outlining.controller._waiting) == 2
    before = outlining.document.annotations
    outlining.controller.accept_in_image()
    assert all(get_outline(one.geometry) != get_outline(old.geometry) for one, old in
               zip(outlining.document.annotations, before, strict=True))  # fmt: skip
    assert not outlining.controller._waiting
    outlining.bench.trigger("undo")
    assert len(outlining.controller._waiting) == 2


def test_that_boxes_that_are_locked_or_have_changed_get_no_outline(open_outlining: Open) -> None:
    outlining = open_outlining("coco", (SQUARE, DISC), (SQUARE, DISC))
    outlining.controller._on_score_changed(0.0)
    outlining.document.set_locked([1], True)
    outlining.propose_outlines()
    assert list(outlining.controller._waiting) == [0]
    outlining.document.move_annotations([0], 3, 2)
    assert not outlining.controller._waiting
    assert outlining.controller._store.count_waiting(0.0) == (2, 2, 1)
    outlining.bench.trigger("undo")
    assert list(outlining.controller._waiting) == [0]
    # Another program moves a box of an image that is not open.
    file = open_dataset(outlining.root).read_labels(outlining.bench.gallery[1])
    moved = replace(SQUARE, geometry=SQUARE.bounds.move_by(1, 1), uid=file.image_annotations.annotations[0].uid)
    file.save(file.image_annotations.with_annotations((moved, *file.image_annotations.annotations[1:])))
    outlining.bench.trigger("accept_outlines_everywhere")
    outlining.wait_for_outlines()
    outlining.save()
    assert outlining.read_outlined() == [[True, False], [False, True]]
    assert any("left as" in text for text in outlining.notices.texts)  # the words matter


def test_that_what_was_proposed_stays_when_the_job_is_canceled(open_outlining: Open) -> None:
    outlining = open_outlining("coco", *([(SQUARE, DISC)] * 6))
    outlining.bench.actions["outline_folder"].trigger()
    job = outlining.bench.jobs.jobs[0]
    job.event_reported.connect(job.cancel)
    outlining.wait_for_outlines()
    assert 0 < outlining.controller._store.count_waiting(0.0).images < 6
    assert any(tr(CANCELED_TEXT) in text for text in outlining.notices.texts)
    assert outlining.bench.actions["outline_folder"].isEnabled()


def test_that_a_folder_without_boxes_and_labels_that_cannot_be_read_are_said(open_outlining: Open) -> None:
    outlining = open_outlining("labelme", (OUTLINED,), ())
    outlining.propose_outlines()
    assert outlining.notices.texts == [tr(NOTHING_TO_OUTLINE_TEXT)]
    (outlining.root / "1.json").write_text("{")
    outlining.propose_outlines()
    (text,) = outlining.notices.texts
    assert "1.json" in text


@pytest.mark.parametrize("box", [Box(30, 30, 31, 31), Box(30.2, 30.2, 30.4, 30.4), Box(99, 79, 100, 80),
                                 Box(-40, -40, -5, -5), Box(0, 0, 100, 80), Box(-50, -50, 500, 500)])  # fmt: skip
def test_that_odd_boxes_get_an_outline_inside_the_image_or_none(checkpoint: Path, box: Box) -> None:
    model = small_model(config=SMALL_MASKS).eval()
    predictor = Predictor(model, "cpu")
    predictor.set_image(np.zeros((HEIGHT, WIDTH, 3), np.uint8))
    ((bitmap, score),) = predictor.predict_scored_masks(np.array([box.xyxy], np.float32), ["disc"])
    assert bitmap.is_degenerate or bitmap.bounds.is_inside(WIDTH, HEIGHT)
    assert (score == 0.0) is bitmap.is_degenerate
    assert score == 0.0 or 0.5 <= score <= 1.0
    assert torch.isfinite(torch.tensor(score))
