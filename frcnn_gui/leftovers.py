"""What a journal that a crash left behind has that the label files have not. Pure, but for reading label files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale

from detector.data.annotation import Box, ImageAnnotation
from detector.data.image_io import read_size
from detector.errors import UserFacingError
from frcnn_gui.box_pairs import difference, paired
from frcnn_gui.journal import Journal, JournalEntry, folder_of, version_text
from frcnn_gui.language import tr

if TYPE_CHECKING:
    from detector.data.formats.base import LabelFile
    from frcnn_gui.gallery import Gallery


@dataclass(frozen=True)
class Leftover:
    """Boxes of one image that were never saved, and its label file as it is now.

    `changed_since`: the file says what neither this program wrote nor the boxes began from. `size` is the image's
    width and height in pixels. `blocked` says why the boxes cannot be restored; then there is no file.
    """

    image: Path
    entry: JournalEntry
    file: LabelFile | None = None
    size: tuple[int, int] = (0, 0)
    changed_since: bool = False
    blocked: str = ""


def find_leftovers(
    journal: Journal, folder: Gallery, tick: Callable[[int, int], object] = lambda _done, _total: None
) -> list[Leftover]:
    """Those of the journal's images whose boxes are not on disk. `tick(done, total)` is called between images."""
    found: list[Leftover] = []
    for done, (name, entries) in enumerate(journal.entries.items()):
        tick(done, len(journal.entries))
        leftover = _leftover(folder_of(folder.root) / name, entries, folder)
        if leftover is not None:
            found.append(leftover)
    return found


def unsaved_entry(entries: Sequence[JournalEntry], file: LabelFile) -> tuple[JournalEntry | None, bool]:
    """The newest of an image's entries if `file`, as it is now, has not got it; and whether others changed the file.

    The file is as it was when the boxes were drawn, or it has one of the entries (each is noted before it is written),
    or it is somebody else's work.
    """
    last, now = entries[-1], file.annotation
    if _equal(last.annotation, now):
        return None, False
    if last.version == version_text(file.version):
        return last, False
    for view in (lambda annotation: annotation, _plain):
        for entry in reversed(entries):
            if _equal(view(entry.annotation), view(now)):
                return (None if entry is last else last), False
    return last, True


def rebased(entry: JournalEntry, boxes: Sequence[Box], new_uid: Callable[[], int]) -> tuple[Box, ...]:
    """The entry's boxes, each with the uid of the one of `boxes` that it is, or a new one."""
    pairs = paired(entry.annotation.boxes, boxes, entry.base)
    return tuple(replace(box, uid=pairs[box.uid] if box.uid in pairs else new_uid()) for box in entry.annotation.boxes)


def told(leftovers: Sequence[Leftover], ended: float) -> str:
    """What a person is asked about."""
    count = len(leftovers)
    images = leftovers[0].image.name if count == 1 else tr("%Ln image(s)", "", count)
    when = QLocale().toString(QDateTime.fromSecsSinceEpoch(int(ended)), tr("d MMMM yyyy, hh:mm", "date and time"))
    told = tr("Boxes of {images} were not saved when the session of {when} ended. Restore them?")
    text = told.format(images=images, when=when)
    others = sum(one.changed_since for one in leftovers)
    if others:
        one = tr("The label file changed since; what is there now would be kept as a copy.")
        many = tr("Label files changed since: %Ln. What is there now would be kept as copies.", "", others)
        text += " " + (one if count == 1 else many)
    return text


def _leftover(image: Path, entries: Sequence[JournalEntry], folder: Gallery) -> Leftover | None:
    index = folder.index_of(image)
    if index is None:
        return Leftover(
            image, entries[-1], blocked=tr("{image} is not in this folder any more.").format(image=image.name)
        )
    image = folder[index]
    try:
        file, size = folder.read(image), read_size(image)
    except UserFacingError as error:
        return Leftover(image, entries[-1], blocked=str(error))
    entry, changed_since = unsaved_entry(entries, file)
    return None if entry is None else Leftover(image, entry, file, size, changed_since)


def _equal(one: ImageAnnotation, other: ImageAnnotation) -> bool:
    return one.verified == other.verified and not difference(one.boxes, other.boxes).any


def _plain(annotation: ImageAnnotation) -> ImageAnnotation:
    """Without what some formats cannot hold."""
    return ImageAnnotation(tuple(_plain_boxes(annotation.boxes)))


def _plain_boxes(boxes: Sequence[Box]) -> Iterator[Box]:
    for box in boxes:
        yield replace(box.with_corners(*box.xyxy), difficult=False, truncated=False, occluded=False)
