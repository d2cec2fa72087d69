"""The undo history of an image: without end, and there again after other images, in every format on disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.base import FormatName
from detector.data.formats.registry import FORMATS
from detector.data.geometry import Box
from frcnn_gui.document.image_collection import Gallery
from tests.gui.unit.canvas_bench import Bench
from tests.gui.unit.folders import write_image
from tests.gui.unit.small_session import annotation, document

COUNT = 3


def write_set(root: Path, name: FormatName) -> Gallery:
    """`COUNT` images of 64 x 48 in this format, each with two boxes."""
    writer = FORMATS[name].create_writer(root, ("cat", "dog"))
    annotations = (Annotation(Box(5, 6, 30, 28), "cat", 0), Annotation(Box(32, 10, 50, 40), "dog", 1))
    for number in range(COUNT):
        write_image(writer.locate_image(f"image_{number}.png"))
        writer.add_image(f"image_{number}.png", 64, 48, ImageAnnotations(annotations))
    writer.finish()
    return Gallery(FORMATS[name].open_dataset(root))


def boxes_of(image_annotations: ImageAnnotations) -> list[tuple[int, ...]]:
    return [tuple(round(value) for value in annotation.bounds.xyxy) for annotation in image_annotations.annotations]


@pytest.mark.parametrize("name", FORMATS)
def test_that_a_history_continues_after_other_images_were_edited_and_saved(
    qtbot: QtBot, tmp_path: Path, name: FormatName
) -> None:
    root = tmp_path / "set"
    bench = Bench(qtbot, write_set(root, name))
    before = [boxes_of(bench.gallery.read_labels(path).image_annotations) for path in bench.gallery]
    first = bench.document
    first.move_annotations([first.annotations[0].uid], 1, 2)
    first.delete_annotations([first.annotations[1].uid])
    assert bench.autosave.save_all()
    second = bench.show(1)
    second.add_box(1, 1, 20, 20, "dog")
    assert bench.autosave.save_all()  # of COCO and CSV this is the same file
    bench.show(2)
    assert bench.actions["undo"].text() == "&Undo"
    assert not bench.actions["undo"].isEnabled()

    assert bench.show(0) is first
    assert bench.actions["undo"].text() == "&Undo Delete dog"
    bench.trigger("undo")
    assert bench.actions["undo"].text() == "&Undo Move cat"
    assert bench.actions["redo"].text() == "&Redo Delete dog"
    bench.trigger("undo")
    assert bench.autosave.save_all()
    assert bench.show(1) is second
    assert bench.actions["undo"].text() == "&Undo Draw dog"
    bench.trigger("undo")
    assert bench.autosave.save_all()
    reopened = Gallery(FORMATS[name].open_dataset(root))
    assert [boxes_of(reopened.read_labels(path).image_annotations) for path in reopened] == before
    bench.close()


def test_that_the_history_has_no_end() -> None:
    edited = document(annotation(0, 0, 20, 20, uid=1))
    start = edited.annotations
    for step in range(3000):
        edited.move_annotations([1], 1 if step % 2 == 0 else -1, 0)
    assert edited.undo_stack.count() == 3000
    edited.undo_stack.setIndex(0)
    assert edited.annotations == start
    edited.undo_stack.setIndex(2999)
    assert edited.annotations[0].bounds.x1 == 1


def test_that_steps_share_the_boxes_they_leave_alone() -> None:
    edited = document(*(annotation(at, 0, at + 9, 9, uid=at) for at in range(100)))
    edited.move_annotations([5], 0, 3)
    after = edited.annotations
    edited.undo_stack.undo()
    before = edited.annotations
    assert [at for at in range(100) if before[at] is not after[at]] == [5]
