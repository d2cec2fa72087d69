"""What a journal that a crash left behind has that the label files have not. Pure, but for reading label files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.attributes import NO_ATTRIBUTES
from detector.data.geometry import Box
from detector.data.image_io import read_size
from detector.errors import UserFacingError
from frcnn_gui.common.language import N_, tr
from frcnn_gui.document.box_matching import compare_annotations, match_annotations
from frcnn_gui.saving.journal import Journal, JournalEntry, dataset_folder, hash_version

if TYPE_CHECKING:
    from detector.data.formats.base import LabelFile
    from frcnn_gui.document.image_collection import Gallery

IMAGE_GONE_TEXT = N_("{image} is no longer in this folder.")
RESTORE_QUESTION_TEXT = N_("Restore unsaved boxes of {images}, from {when}?")


@dataclass(frozen=True)
class UnsavedAnnotations:
    """Boxes of one image that were never saved, and its label file as it is now.

    `changed_since`: the file says what neither this program wrote nor the boxes began from. `size` is the image's
    width and height in pixels. `blocked_reason` says why the boxes cannot be restored; then there is no file.
    """

    image: Path
    entry: JournalEntry
    file: LabelFile | None = None
    size: tuple[int, int] = (0, 0)
    changed_since: bool = False
    blocked_reason: str = ""


def find_unsaved_annotations(
    journal: Journal, folder: Gallery, tick: Callable[[int, int], object] = lambda _done, _total: None
) -> list[UnsavedAnnotations]:
    """Those of the journal's images whose boxes are not on disk. `tick(done, total)` is called between images."""
    found: list[UnsavedAnnotations] = []
    for done, (name, entries) in enumerate(journal.entries.items()):
        tick(done, len(journal.entries))
        unsaved = _find_unsaved_of_image(dataset_folder(folder.root) / name, entries, folder)
        if unsaved is not None:
            found.append(unsaved)
    return found


def find_unsaved_entry(entries: Sequence[JournalEntry], file: LabelFile) -> tuple[JournalEntry | None, bool]:
    """The newest of an image's entries if `file`, as it is now, has not got it; and whether others changed the file.

    The file is as it was when the boxes were drawn, or it has one of the entries (each is noted before it is written),
    or a save of several files was interrupted, or it is somebody else's work.
    """
    last, now = entries[-1], file.image_annotations
    if _are_equal(last.image_annotations, now):
        return None, False
    if last.version == hash_version(file.version):
        return last, False
    for view in (lambda annotation: annotation, _without_extras):
        for entry in reversed(entries):
            if _are_equal(view(entry.image_annotations), view(now)):
                return (None if entry is last else last), False
    known = (one for entry in entries for one in (*entry.image_annotations.annotations, *entry.base))
    return last, not file.may_be_left_by(known)


def rebase_annotations(
    entry: JournalEntry, annotations: Sequence[Annotation], new_uid: Callable[[], int]
) -> tuple[Annotation, ...]:
    """The entry's boxes, each with the uid of the one of `annotations` that it is, or a new one."""
    pairs = match_annotations(entry.image_annotations.annotations, annotations, entry.base)
    return tuple(
        replace(annotation, uid=pairs[annotation.uid] if annotation.uid in pairs else new_uid())
        for annotation in entry.image_annotations.annotations
    )


def format_restore_question(unsaved_images: Sequence[UnsavedAnnotations], ended: float) -> str:
    """What a person is asked about."""
    count = len(unsaved_images)
    images = unsaved_images[0].image.name if count == 1 else tr("%Ln image(s)", "", count)
    when = QLocale().toString(QDateTime.fromSecsSinceEpoch(int(ended)), tr("d MMMM yyyy, hh:mm", "date and time"))
    text = tr(RESTORE_QUESTION_TEXT).format(images=images, when=when)
    others = sum(one.changed_since for one in unsaved_images)
    if others:
        one = tr("The label file has changed since. A copy of it is kept.")
        many = tr("Label files changed since: %Ln. Copies of them are kept.", "", others)
        text += " " + (one if count == 1 else many)
    return text


def _find_unsaved_of_image(image: Path, entries: Sequence[JournalEntry], folder: Gallery) -> UnsavedAnnotations | None:
    index = folder.index_of(image)
    if index is None:
        return UnsavedAnnotations(image, entries[-1], blocked_reason=tr(IMAGE_GONE_TEXT).format(image=image.name))
    image = folder[index]
    try:
        file, size = folder.read_labels(image), read_size(image)
    except UserFacingError as error:
        return UnsavedAnnotations(image, entries[-1], blocked_reason=str(error))
    entry, changed_since = find_unsaved_entry(entries, file)
    return None if entry is None else UnsavedAnnotations(image, entry, file, size, changed_since)


def _are_equal(one: ImageAnnotations, other: ImageAnnotations) -> bool:
    return one.verified == other.verified and not compare_annotations(one.annotations, other.annotations).has_changes


def _without_extras(image_annotations: ImageAnnotations) -> ImageAnnotations:
    """Without what some formats cannot hold."""
    return ImageAnnotations(tuple(_strip_extras(image_annotations.annotations)))


def _strip_extras(annotations: Sequence[Annotation]) -> Iterator[Annotation]:
    for annotation in annotations:
        ordered = annotation.with_bounds(Box.from_corners(*annotation.bounds.xyxy))
        yield replace(ordered, difficult=False, truncated=False, occluded=False, attributes=NO_ATTRIBUTES)
