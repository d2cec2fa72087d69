"""Export: the dialog, what is written, and the messages."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from pytestqt.qtbot import QtBot

from detector.data.conversion import LEFT_OUT, NONE_VERIFIED, NOT_EMPTY
from detector.data.formats.base import FormatName
from detector.data.formats.registry import FORMATS, open_dataset
from detector.data.formats.voc.label_file import VocFile, VocOrigin
from detector.errors import DatasetError
from frcnn_gui.common.job import JobCanceledError, JobContext
from frcnn_gui.common.language import tr
from frcnn_gui.common.widgets.folder_field import find_free_folder
from frcnn_gui.export.export_controller import EXPORTED_TEXT
from frcnn_gui.export.export_dialog import ExportDialog
from frcnn_gui.export.export_job import ExportRequest, LabelsExported, export_labels
from frcnn_gui.main_window import MainWindow
from tests.gui.unit.folders import write_folder, write_image, write_labels
from tests.gui.unit.window.test_main_window import open_path
from tests.sentences import has_sentence, sentence_pattern

WAIT = 10_000


class _Context:
    """A job's context that is canceled when it has been asked so often."""

    def __init__(self, max_bytes: int = 1000) -> None:
        self.left = max_bytes
        self.steps: list[tuple[int, int, str]] = []

    def raise_if_canceled(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise JobCanceledError

    def report_progress(self, done: int, total: int, text: str) -> None:
        self.steps.append((done, total, text))


def exported(source: Path, request: ExportRequest, context: _Context | None = None) -> LabelsExported:
    return export_labels(open_dataset(source), request, cast(JobContext, context or _Context()))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "photos", 4)


@pytest.mark.parametrize("name", FORMATS)
def test_that_a_folder_is_exported_to_every_format(source: Path, name: FormatName) -> None:
    out, context = source.parent / "out", _Context()
    result = exported(source, ExportRequest(name, out), context)
    assert (result.images, result.boxes) == (3, 3)
    assert len(result.messages) == (name == "masks")  # boxes become masks
    data = open_dataset(out)
    assert data.format == name
    assert len(data.images) == 3
    for image in data.images:
        (annotation,) = data.read_labels(image).image_annotations.annotations
        assert annotation.label == "cat"
        assert annotation.bounds.xyxy == pytest.approx((4, 5, 30, 28), abs=0.01)
    assert context.steps[3:5] == [(4, 4, "Reading labels"), (1, 3, "Exporting")]
    assert context.steps[-1] == (3, 3, "Exporting")


def test_that_images_without_labels_come_along_where_asked(source: Path) -> None:
    exported(source, ExportRequest("labelme", source.parent / "all", which="all"))
    exported(source, ExportRequest("labelme", source.parent / "links", "link"))
    exported(source, ExportRequest("labelme", source.parent / "labels", "none"))
    assert len(list((source.parent / "all").glob("*.png"))) == 4
    links = list((source.parent / "links").glob("*.png"))
    assert len(links) == 3
    assert all(link.is_symlink() and link.resolve().parent == source for link in links)
    assert {path.suffix for path in (source.parent / "labels").iterdir()} == {".json"}


def test_that_only_verified_images_are_exported_where_asked(source: Path) -> None:
    out = source.parent / "out"
    with pytest.raises(DatasetError, match=sentence_pattern(NONE_VERIFIED, folder=source)):
        exported(source, ExportRequest("coco", out, which="verified"))
    assert not out.exists()
    labels = VocFile.from_path(source / "image_1.xml", VocOrigin.ONE_BASED)
    labels.save(labels.image_annotations.__class__(labels.image_annotations.annotations, verified=True))
    exported(source, ExportRequest("coco", out, which="verified"))
    assert [path.name for path in open_dataset(out).images] == ["image_1.png"]


def test_that_classes_are_numbered_in_the_order_chosen(tmp_path: Path) -> None:
    source, out = tmp_path / "photos", tmp_path / "out"
    write_labels(write_image(source / "a.png"), (2, 2, 9, 9, "cat"), (2, 2, 19, 19, "dog"))
    exported(source, ExportRequest("yolo", out, "none", classes=("dog", "bird")))
    lines = (out / "data.yaml").read_text().splitlines()
    assert lines[-3:] == ["  0: dog", "  1: bird", "  2: cat"]


def test_that_what_a_format_cannot_hold_is_reported(source: Path) -> None:
    labels = source / "image_0.xml"
    labels.write_text(labels.read_text().replace("<difficult>0<", "<difficult>1<"))
    (source / "image_1.xml").write_text("<annotation>")
    messages = exported(source, ExportRequest("yolo", source.parent / "out")).messages
    assert "1 difficult flag left out." in messages
    assert any(has_sentence(text, LEFT_OUT, name="image_1.png") for text in messages)


def test_that_a_folder_with_files_is_refused(source: Path) -> None:
    write_image(source.parent / "out" / "mine.png")
    with pytest.raises(DatasetError, match=sentence_pattern(NOT_EMPTY, folder=source.parent / "out")):
        exported(source, ExportRequest("coco", source.parent / "out"))
    assert [path.name for path in (source.parent / "out").iterdir()] == ["mine.png"]


def test_that_a_canceled_export_leaves_nothing(source: Path) -> None:
    before = sorted(source.parent.rglob("*"))
    for max_bytes in range(8):  # asked once before reading, for each of four images, and for three of them again
        with pytest.raises(JobCanceledError):
            exported(source, ExportRequest("coco", source.parent / "out"), _Context(max_bytes))
        assert sorted(source.parent.rglob("*")) == before
    exported(source, ExportRequest("coco", source.parent / "out"), _Context(8))


# -- the dialog


def dialog_for(qtbot: QtBot, root: Path, *classes: str, own: FormatName = "voc") -> ExportDialog:
    dialog = ExportDialog(root, own, "coco", classes)
    qtbot.addWidget(dialog)
    return dialog


def test_that_the_dialog_proposes_a_new_folder_beside_the_images(qtbot: QtBot, source: Path) -> None:
    dialog = dialog_for(qtbot, source)
    assert dialog.build_request().out == source.parent / "photos_coco"
    dialog.format_box.setCurrentIndex(dialog.format_box.findData("yolo"))
    assert dialog.build_request().out == source.parent / "photos_yolo"
    dialog.folder_field.path_edit.setText(str(source.parent / "mine"))
    dialog.format_box.setCurrentIndex(dialog.format_box.findData("csv"))
    assert dialog.build_request().out == source.parent / "mine"
    (source.parent / "photos_coco").mkdir()
    assert find_free_folder(source, "coco").name == "photos_coco_2"


@pytest.mark.parametrize("place", ["photos", "photos/inside", ".", "", "relative", "file.txt", "full"])
def test_that_a_folder_that_cannot_be_used_is_reported_before(qtbot: QtBot, source: Path, place: str) -> None:
    (source.parent / "file.txt").write_text("x")
    write_image(source.parent / "full" / "x.png")
    dialog = dialog_for(qtbot, source)
    assert dialog.export_button.isEnabled()
    dialog.folder_field.path_edit.setText(place if place in ("", "relative") else str(source.parent / place))
    assert not dialog.export_button.isEnabled()
    assert dialog.folder_field.fault_label.text().endswith(".")


def test_that_only_formats_with_the_mark_offer_verified_images(qtbot: QtBot, source: Path) -> None:
    assert dialog_for(qtbot, source).which_box.findData("verified") >= 0
    assert dialog_for(qtbot, source, own="yolo").which_box.findData("verified") < 0


def test_that_classes_are_moved_by_buttons(qtbot: QtBot, source: Path) -> None:
    dialog = dialog_for(qtbot, source, "b10", "b2", "a")
    order = dialog.class_order
    order.list.setCurrentRow(2)
    order.up_button.click()
    assert dialog.build_request().classes == ("b10", "a", "b2")
    order.list.setCurrentRow(0)
    assert not order.up_button.isEnabled()
    order.down_button.click()
    assert dialog.build_request().classes == ("a", "b10", "b2")
    order.sort_button.click()
    assert dialog.build_request().classes == ("a", "b2", "b10")
    order.add_classes(["b2", "c", "c"])
    assert dialog.build_request().classes == ("a", "b2", "b10", "c")


# -- in the window


def test_that_the_action_exports_what_was_just_drawn_and_shows_it(
    qtbot: QtBot, window: MainWindow, source: Path
) -> None:
    assert not window.context.actions["export"].isEnabled()
    write_labels(source / "image_2.png", (5, 6, 30, 28, "dog"))
    open_path(qtbot, window, source)
    document = window.context.session.document
    assert document is not None
    window.context.actions["export"].trigger()
    dialog = window.export_controller.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.class_order.classes == ("cat", "dog"), timeout=WAIT)
    document.add_box(3, 4, 20, 30, "bird")
    out = source.parent / "photos_coco"
    with qtbot.waitSignal(dialog.export_requested) as asked:
        dialog.export_button.click()
    assert asked.args == [ExportRequest("coco", out, classes=("cat", "dog"))]
    assert window.export_controller.dialog is None
    qtbot.waitUntil(lambda: bool(window.context.notices.texts), timeout=WAIT)
    exported_text = tr(EXPORTED_TEXT).format(images="3 images", boxes="4 boxes", folder=out, format="COCO JSON")
    assert window.context.notices.texts == [exported_text]
    assert open_dataset(out).classes == ("cat", "dog", "bird")
    before = window.context.notices.texts
    window.export_controller.export_labels(ExportRequest("csv", out))
    qtbot.waitUntil(lambda: window.context.notices.texts not in ([], before), timeout=WAIT)
    assert NOT_EMPTY.format(folder=out) in window.context.notices.texts[0]
