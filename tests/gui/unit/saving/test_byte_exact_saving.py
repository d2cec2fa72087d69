"""What the window leaves on disk, byte for byte: nothing of looking, one box of one edit, nothing of one undone."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from detector.data.annotation import Annotation
from detector.data.conversion import ConversionSource, read_source, write_target
from detector.data.formats.base import FormatName
from detector.data.formats.registry import FORMATS, open_dataset
from frcnn_gui.saving.autosave import SaveState
from tests.gui.unit.desk import Desk
from tests.reliability.samples import SAMPLES, Sample, write

IMAGES = 6
Files = dict[Path, tuple[bytes, int]]
SAMPLE_IDS = [f"{sample.format}-{place}" for place, sample in enumerate(SAMPLES)]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "data", delay_ms=1, longest_ms=5)
    yield desk
    desk.leave()


@pytest.fixture(scope="module")
def cells(shared: Path) -> ConversionSource:
    """The first photographs of blood cells with their labels, as other programs wrote them."""
    source = read_source(open_dataset(shared / "data" / "bccd"), lambda: None)
    labeled = [
        image
        for image in source.images
        if image.image_annotations is not None and len(image.image_annotations.annotations) > 1
    ]
    return ConversionSource(source.root, source.classes, tuple(labeled[:IMAGES]), (), ())


PNG_START = b"\x89PNG"


def files_of(root: Path) -> Files:
    """Content and time of the last change."""
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in root.rglob("*") if path.is_file()}


def changed_files(before: Files, after: Files) -> list[Path]:
    """Those with another content, or that only one of both has."""
    nothing = (b"", 0)
    return sorted(
        path for path in before.keys() | after.keys() if before.get(path, nothing)[0] != after.get(path, nothing)[0]
    )


def changed_lines(before: bytes, after: bytes) -> list[str]:
    """Those of either that the other has not, with - and +; a picture is one line."""
    if before.startswith(PNG_START):
        return [f"-{before!r}", f"+{after!r}"]
    encoding = "utf-16" if before.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    lines = (content.decode(encoding).splitlines() for content in (before, after))
    return [line for line in difflib.ndiff(*lines) if line[0] in "+-"]


def wait_saved(qtbot: QtBot, desk: Desk) -> None:
    desk.autosave.flush()
    qtbot.waitUntil(lambda: desk.autosave.state is not SaveState.SAVING, timeout=10_000)
    assert desk.autosave.state is SaveState.SAVED, desk.autosave.failure


def step_through(desk: Desk) -> None:
    for index in range(len(desk.gallery)):
        desk.show(index)


def first_with_annotations(desk: Desk) -> Annotation:
    """Shows it; returns the first of its boxes."""
    for index in range(len(desk.gallery)):
        desk.show(index)
        if desk.document.annotations:
            return desk.document.annotations[0]
    raise AssertionError("no image has boxes")


def check_bytes(qtbot: QtBot, desk: Desk, root: Path) -> list[list[str]]:
    """Look at everything, move a box and undo it, delete it and undo it.

    Returns the lines that the move changed in each file: several files where an outline is in a PNG file.
    """
    before = files_of(root)
    desk.open(root)
    step_through(desk)
    assert desk.autosave.save_all()
    assert files_of(root) == before
    annotation = first_with_annotations(desk)
    desk.document.move_annotations({annotation.uid}, -2 if annotation.bounds.x1 >= 2 else 2, 0)
    wait_saved(qtbot, desk)
    moved = files_of(root)
    paths = changed_files(before, moved)
    lines = [changed_lines(before[path][0], moved[path][0]) for path in paths]
    desk.document.undo_stack.undo()
    wait_saved(qtbot, desk)
    assert changed_files(before, files_of(root)) == []
    desk.document.delete_annotations({annotation.uid})
    wait_saved(qtbot, desk)
    assert changed_files(before, files_of(root)) == paths
    desk.document.undo_stack.undo()
    wait_saved(qtbot, desk)
    assert changed_files(before, files_of(root)) == []
    return lines


@pytest.mark.parametrize("sample", SAMPLES, ids=SAMPLE_IDS)
def test_that_the_window_touches_only_what_was_edited(qtbot: QtBot, desk: Desk, tmp_path: Path, sample: Sample) -> None:
    root = tmp_path / "photos"
    write(root, sample)
    changes = check_bytes(qtbot, desk, root)
    assert len(changes) == (3 if any("SegmentationObject" in name for name in sample.files) else 1)
    # Two numbers, each with the line it was and the one it is.
    assert all(1 <= len(lines) <= 4 for lines in changes)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_that_real_labels_keep_every_byte_but_those_of_the_box(
    qtbot: QtBot, desk: Desk, tmp_path: Path, cells: ConversionSource, name: FormatName
) -> None:
    root = tmp_path / "photos"
    write_target(cells, FORMATS[name], root, "link", lambda: None)
    (lines,) = check_bytes(qtbot, desk, root)
    assert len(lines) <= 4
    assert len({line[0] for line in lines}) == 2


def test_that_real_files_of_another_program_keep_their_bytes(
    qtbot: QtBot, desk: Desk, tmp_path: Path, cells: ConversionSource
) -> None:
    root = tmp_path / "photos"
    (root / "Annotations").mkdir(parents=True)
    (root / "JPEGImages").mkdir()
    for image in cells.images:
        (root / "JPEGImages" / image.path.name).symlink_to(image.path.resolve())
        labels = f"{image.path.stem}.xml"
        (root / "Annotations" / labels).write_bytes((cells.root / "Annotations" / labels).read_bytes())
    (lines,) = check_bytes(qtbot, desk, root)
    assert len(lines) == 4
