"""The index of all labels: read in the background, true after every save."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.coco.dataset import CocoFormat
from detector.data.formats.coco.outline import CocoSegmentation
from detector.data.geometry import Box
from detector.data.outlines.outlined_box import OutlinedBox
from frcnn_gui.common.job import JobRunner
from frcnn_gui.document.document import Document
from frcnn_gui.document.image_collection import Gallery
from frcnn_gui.document.session import Session
from frcnn_gui.images.label_index import MAX_UNREQUESTED_IMAGES, LabelIndex
from frcnn_gui.images.label_index_job import IndexedImage, index_image_annotations, relabel_indexed
from frcnn_gui.images.outline_index import OUTLINE_NUMBERS, list_shapes
from frcnn_gui.saving.autosave import Autosave
from tests.gui.unit.boxes.test_outlines import MASK, write_outlines
from tests.gui.unit.folders import gallery, write_folder, write_image, write_labels
from tests.gui.unit.small_session import blank_image


@pytest.fixture
def session(qtbot: QtBot) -> Session:
    return Session()


@pytest.fixture
def autosave(qtbot: QtBot) -> Autosave:
    return Autosave()


@pytest.fixture
def index(qtbot: QtBot, session: Session, autosave: Autosave) -> LabelIndex:
    return LabelIndex(session, autosave, JobRunner(session))


def open_and_read(qtbot: QtBot, index: LabelIndex, session: Session, root: Path) -> None:
    session.set_folder(gallery(root))
    index.request_labels()
    qtbot.waitUntil(lambda: index.is_complete)


def test_that_all_label_files_are_read(qtbot: QtBot, index: LabelIndex, session: Session, tmp_path: Path) -> None:
    root = write_folder(tmp_path, 4)
    write_labels(root / "image_1.png", (1, 1, 9, 9, "dog"), (5, 6, 30, 28, "cat"))
    open_and_read(qtbot, index, session, root)
    assert index.class_counts() == {"cat": 3, "dog": 1}
    assert index.images_with("dog") == [1]
    assert index.images_with("cat") == [0, 1, 2]
    assert index.find_image(3) is None
    second = index.find_image(1)
    assert second is not None
    assert (second.labels, second.width, second.height, second.verified) == (("dog", "cat"), 64, 48, False)
    np.testing.assert_array_equal(second.boxes, np.float32([[0, 0, 9, 9], [4, 5, 30, 28]]))


def test_that_a_file_that_cannot_be_read_shows_its_fault(
    qtbot: QtBot, index: LabelIndex, session: Session, tmp_path: Path
) -> None:
    root = write_folder(tmp_path, 3)
    (root / "image_0.xml").write_text("<annotation>")
    open_and_read(qtbot, index, session, root)
    broken = index.find_image(0)
    assert broken is not None
    assert "image_0.xml" in broken.fault
    assert index.class_counts() == {"cat": 1}


def test_that_a_small_folder_is_read_once_its_first_image_is_shown(
    qtbot: QtBot, index: LabelIndex, session: Session, tmp_path: Path
) -> None:
    session.set_folder(gallery(write_folder(tmp_path, 3)))
    assert not index.is_complete
    session.go_to_index(0)
    assert index.find_image(0) is None
    session.show_image(0, blank_image(), None)
    qtbot.waitUntil(lambda: index.is_complete)
    assert MAX_UNREQUESTED_IMAGES >= 1000


def test_that_a_save_changes_what_the_index_says(
    qtbot: QtBot, index: LabelIndex, session: Session, autosave: Autosave, tmp_path: Path
) -> None:
    root = write_folder(tmp_path, 3)
    open_and_read(qtbot, index, session, root)
    folder = session.folder
    assert folder is not None
    document = Document(folder[2], 64, 48, folder.read_labels(folder[2]))
    autosave.watch_document(document)
    document.add_box(1, 1, 20, 20, "bird")
    with qtbot.waitSignal(index.changed):
        assert autosave.save_all()
    assert index.class_counts() == {"cat": 2, "bird": 1}
    assert index.images_with("bird") == [2]
    autosave.stop()


def test_that_another_folder_begins_again(qtbot: QtBot, index: LabelIndex, session: Session, tmp_path: Path) -> None:
    open_and_read(qtbot, index, session, write_folder(tmp_path / "a", 3))
    write_image(tmp_path / "b" / "x.png")
    session.set_folder(gallery(tmp_path / "b"))
    assert index.is_complete  # no image there has labels
    assert index.class_counts() == {}
    assert index.find_image(0) is None


def list_numbers(read: IndexedImage) -> list[list[float]] | None:
    """The numbers of each object; None if they are not known."""
    columns = [read.list_outline_numbers(column) for column in range(len(OUTLINE_NUMBERS))]
    return None if None in columns else [list(numbers) for numbers in zip(*filter(None, columns), strict=True)]


def test_that_outlines_are_parsed_only_where_somebody_asks(
    qtbot: QtBot, index: LabelIndex, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.set_folder(Gallery(CocoFormat().open_dataset(write_outlines(tmp_path / "cells"))))
    with monkeypatch.context() as patch:
        patch.setattr(CocoSegmentation, "parse_outline", lambda _self: pytest.fail("parsed"))
        index.request_outlines(only_shapes=True)
        qtbot.waitUntil(lambda: index.has_outlines(only_shapes=True))
    read = index.find_image(0)
    assert read is not None
    assert list_shapes(read.shapes) == {"polygon", "mask"}
    assert list_numbers(read) is None
    assert not index.has_outlines()
    index.request_outlines()
    qtbot.waitUntil(lambda: index.has_outlines())
    read = index.find_image(0)
    assert read is not None
    assert list_numbers(read) == [[1, 0, 207.5625], [1, 1, MASK.area]]


def test_that_saved_outlines_are_parsed_again(
    qtbot: QtBot, index: LabelIndex, session: Session, autosave: Autosave, tmp_path: Path
) -> None:
    session.set_folder(Gallery(CocoFormat().open_dataset(write_outlines(tmp_path / "cells"))))
    folder = session.folder
    assert folder is not None
    index.request_labels()
    qtbot.waitUntil(lambda: index.is_complete)
    document = Document(folder[0], 64, 48, folder.read_labels(folder[0]))
    autosave.watch_document(document)
    document.replace_annotations("Delete", document.annotations[1:])
    with qtbot.waitSignal(index.changed):
        assert autosave.save_all()
    index.request_outlines()
    qtbot.waitUntil(lambda: index.has_outlines())
    read = index.find_image(0)
    assert read is not None
    assert list_numbers(read) == [[1, 1, MASK.area]]
    autosave.release_documents()
    assert autosave.stop()


def test_that_boxes_need_no_parsing_and_deleting_a_class_keeps_the_numbers_of_others() -> None:
    boxes = (Annotation(Box(0, 0, 4, 5), "cat", 0), Annotation(Box(0, 0, 3, 3), "dog", 1))
    read = index_image_annotations(ImageAnnotations(boxes))
    assert (read.shapes, read.outlines) == (b"", None)
    assert list_numbers(read) == [[1, 0, 20], [1, 0, 9]]
    assert list_numbers(index_image_annotations(ImageAnnotations(()))) == []
    outlined = (Annotation(OutlinedBox.around(MASK), "cell", 2), *boxes)
    parsed = relabel_indexed(index_image_annotations(ImageAnnotations(outlined), parses_outlines=True), "cat", "")
    assert list_shapes(parsed.shapes) == {"mask", "box"}
    assert list_numbers(parsed) == [[1, 1, MASK.area], [1, 0, 9]]
