"""Detections with masks: from a network's job, accepted one by one and in the folder, undone, in every format."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pycocotools import mask as mask_tools
from pytestqt.qtbot import QtBot
from torch import nn

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.format_info import FormatName
from detector.data.formats.format_list import FORMAT_INFOS
from detector.data.formats.registry import FORMATS, open_dataset
from detector.data.geometry import Box
from detector.data.image_io import decode_image
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import OutlinedBox, get_outline
from detector.data.results_folder import SUMMARY_NAME
from detector.predictor import Predictor
from detector.stages.mask_head import MaskRcnnHead
from frcnn_gui.canvas.detection_layers import build_detections_content
from frcnn_gui.common.language import tr
from frcnn_gui.common.texts.format_texts import explain_missing_outlines
from frcnn_gui.detect.accept_edit import AcceptEdit
from frcnn_gui.detect.detect_job import MIN_SCORE, ImageDetected, create_detect_job, to_detections
from frcnn_gui.detect.export_job import DetectionsExported, DetectionsExportRequest, create_export_detections_job
from frcnn_gui.document.detection_edits import accept_detections
from frcnn_gui.document.detections import Detection, DetectionStore
from frcnn_gui.document.edit_history import EditHistory
from frcnn_gui.document.folder_edit import EditOutcome, EditPhase
from frcnn_gui.document.image_collection import Gallery
from frcnn_gui.document.outline_fitting import ONLY_BOXES_TEXT
from frcnn_gui.network.network_cache import NetworkCache, NetworkSource
from tests.detector.lively import lively
from tests.detector.test_mask_networks import SMALL_MASKS
from tests.gui.unit.canvas_bench import Bench

WIDTH, HEIGHT, COUNT = 100, 80, 2


def draw_mask() -> Bitmap:
    """An ellipse with a hole."""
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    distances = np.hypot((columns - 60) / 1.5, rows - 40)
    return Bitmap.from_mask((distances < 20) & (distances > 4))


FOUND = (
    Detection(Annotation(OutlinedBox(Box(29.6, 19.7, 90.2, 60.4), draw_mask()), "cat", 0), 0.9),
    Detection(Annotation(Box(2.2, 3.1, 9.8, 11.9), "dog", 1), 0.8),
)


def write_folder(root: Path, format: FormatName) -> Path:
    """Two images, each with one box."""
    writer = FORMATS[format].create_writer(root, ("cat", "dog"))
    for number in range(COUNT):
        name = f"{number}.jpg"
        path = writer.locate_image(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (WIDTH, HEIGHT), (90, 120, 150)).save(path)
        writer.add_image(name, WIDTH, HEIGHT, ImageAnnotations((Annotation(Box(5, 50, 25, 70), "cat", 0),)))
    writer.finish()
    return root


def read_files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@contextmanager
def opened_bench(qtbot: QtBot, root: Path, format: FormatName) -> Iterator[Bench]:
    bench = Bench(qtbot, Gallery(FORMATS[format].open_dataset(root)))
    yield bench
    bench.close()


def test_that_the_job_of_a_mask_network_finds_masks(qtbot: QtBot, tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 255, (96, 128, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    model = lively(SMALL_MASKS)
    assert isinstance(model.roi_heads, MaskRcnnHead)
    nn.init.constant_(model.roi_heads.mask_predictor.mask_fcn_logits.bias, 1.0)  # type: ignore[arg-type]
    predictor = Predictor(model, "cpu")

    class OneNetwork(NetworkCache):
        @contextmanager
        def borrow_predictor(self, _source: NetworkSource, _device: str) -> Iterator[Predictor]:
            yield predictor

    job = create_detect_job(OneNetwork(), NetworkSource("mask_mobilenet_fpn"), [tmp_path / "a.png"], "cpu")
    events: list[ImageDetected] = []
    job.event_reported.connect(events.extend)
    with qtbot.waitSignal(job.finished, timeout=60_000):
        job.start()
    predictor.set_image(decode_image(tmp_path / "a.png").pixels)
    found = predictor.detect(MIN_SCORE)
    masks = predictor.predict_masks(found.boxes, found.labels)
    outlines = [get_outline(one.annotation.geometry) for one in events[0].detections]
    assert outlines == [None if mask.is_degenerate else mask for mask in masks]
    assert any(outlines)
    assert [one.annotation.bounds.xyxy for one in events[0].detections] == [tuple(box) for box in found.boxes.tolist()]
    assert [one.annotation.geometry for one in to_detections(found)] == [Box(*box) for box in found.boxes.tolist()]


def test_that_masks_are_a_part_of_the_layer() -> None:
    content = build_detections_content(FOUND)
    (group,) = content.outlines
    assert group.outlines == (draw_mask(),)
    assert len(content.groups[0]) == 2
    assert not build_detections_content(FOUND[1:]).outlines


@pytest.mark.parametrize("format", FORMAT_INFOS)
def test_that_what_is_accepted_in_the_folder_is_saved_with_outlines_and_undone_to_the_byte(
    qtbot: QtBot, tmp_path: Path, format: FormatName
) -> None:
    root = write_folder(tmp_path / "set", format)
    before = read_files(root)
    outcomes: list[EditOutcome] = []
    with opened_bench(qtbot, root, format) as bench:
        history = EditHistory(bench.session, bench.autosave, bench.jobs, bench.window)
        store = DetectionStore(dict.fromkeys(bench.gallery, FOUND))
        edit = AcceptEdit(store, 0.5, "", bench.gallery.dataset, lambda _edit, outcome: outcomes.append(outcome))
        assert history.do_edit(edit)
        qtbot.waitUntil(lambda: len(outcomes) == 1 and not bench.jobs.jobs)
        assert outcomes[0].is_whole, outcomes[0].faults
        dataset = open_dataset(root)
        holds = "outlines" in FORMAT_INFOS[format].keeps
        for image in dataset.images:
            _, cat, dog = dataset.read_labels(image).image_annotations.annotations
            outline = get_outline(cat.geometry)
            assert (outline is not None) is holds
            assert cat.bounds == (draw_mask().bounds if holds else Box(30, 20, 90, 60))
            assert dog.bounds == Box(2, 3, 10, 12)
            if holds and not FORMAT_INFOS[format].has_one_ring:
                assert cat.geometry.area == pytest.approx(draw_mask().area, rel=1e-3)
        if not holds:
            assert explain_missing_outlines(format) in edit.describe_done(stopped=False)
        assert history.undo_edit(edit)
        qtbot.waitUntil(lambda: len(outcomes) == 2 and not bench.jobs.jobs)
        assert (outcomes[1].phase, outcomes[1].is_whole) == (EditPhase.UNDONE, True)
    assert read_files(root) == before


@pytest.mark.parametrize("format", ["coco", "csv"])
def test_that_accepting_in_the_image_makes_outlined_objects_or_says_that_boxes_are_left(
    qtbot: QtBot, tmp_path: Path, format: FormatName
) -> None:
    with opened_bench(qtbot, write_folder(tmp_path / "set", format), format) as bench:
        bench.session.set_detections(bench.document.image, FOUND)
        accept_detections(bench.session)
        accepted = [one.geometry for one in bench.document.annotations[1:]]
        if format == "coco":
            assert accepted == [OutlinedBox.around(draw_mask()), Box(2, 3, 10, 12)]
            assert not bench.messages
        else:
            assert accepted == [Box(30, 20, 90, 60), Box(2, 3, 10, 12)]
            assert bench.messages == [tr(ONLY_BOXES_TEXT).format(reason=explain_missing_outlines(format))]
        bench.trigger("undo")
        assert len(bench.document.annotations) == 1


@pytest.mark.parametrize("format", ["coco", "csv"])
def test_that_an_export_has_the_masks_or_says_that_it_cannot(qtbot: QtBot, tmp_path: Path, format: FormatName) -> None:
    root = write_folder(tmp_path / "set", "voc")
    image = next(root.rglob("0.jpg"))
    request = DetectionsExportRequest(format, tmp_path / "out", root, ("cat", "dog"), ((image, FOUND),))
    job, exported = create_export_detections_job(request), list[DetectionsExported]()
    job.result_ready.connect(exported.append)
    with qtbot.waitSignal(job.finished, timeout=20_000):
        job.start()
    assert (explain_missing_outlines(format) in exported[0].messages) is (format == "csv")
    (summary,) = json.loads((tmp_path / "out" / SUMMARY_NAME).read_text())
    counts = [mask_tools.decode(one["segmentation"]).sum() for one in summary["boxes"]]
    assert counts == [draw_mask().area, 0]
    if format == "coco":
        shutil.copy(image, tmp_path / "out")
        cat, dog = FORMATS["coco"].open_dataset(tmp_path / "out").read_labels(
            tmp_path / "out" / "0.jpg"
        ).image_annotations.annotations  # fmt: skip
        assert get_outline(cat.geometry) == draw_mask()
        assert get_outline(dog.geometry) is None
