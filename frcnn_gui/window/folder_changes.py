"""What is other in a folder than before, and how much of it the program did not do itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from frcnn_gui.common.language import tr
from frcnn_gui.document.folder_edit import EditOutcome
from frcnn_gui.document.image_collection import Gallery


@dataclass
class OwnChanges:
    """The images whose labels the program wrote itself, and what else it did."""

    images: set[Path] = field(default_factory=set)
    has_all_labels: bool = False
    """Whether it wrote a file with the labels of many images"""
    has_moved_images: bool = False
    """Whether it moved or deleted images, so that other names are no news"""

    def __bool__(self) -> bool:
        return bool(self.images) or self.has_all_labels or self.has_moved_images

    def merge(self, other: OwnChanges) -> None:
        self.images |= other.images
        self.has_all_labels |= other.has_all_labels
        self.has_moved_images |= other.has_moved_images

    def note_outcome(self, outcome: EditOutcome) -> None:
        """Add what an edit of the whole folder changed."""
        self.images.update(change.image for change in outcome.changes if change.image is not None)
        self.images.update(document.image for document in outcome.documents)
        self.has_all_labels |= any(change.affects_many_images for change in outcome.changes)


@dataclass(frozen=True)
class ForeignChanges:
    """What another program did to a folder: numbers of images, and whether any of the others has other labels."""

    added: int = 0
    removed: int = 0
    has_other_labels: bool = False

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.has_other_labels)

    def describe(self) -> str:
        parts = [tr("%Ln image(s) added", "", self.added)] if self.added else []
        parts += [tr("%Ln image(s) removed", "", self.removed)] if self.removed else []
        #: What stands between the names of a list.
        return tr(", ").join(parts) or tr("other labels")


def find_foreign_changes(before: Gallery, found: Gallery, own: OwnChanges) -> ForeignChanges:
    """Compare two listings of a folder, but for what the program did itself in between."""
    if own.has_moved_images:
        return ForeignChanges()
    names_before, names = set(before.names), set(found.names)
    is_same = own.has_all_labels or found.label_flags == before.label_flags
    numbers = {} if is_same else before.map_numbers_to(found)
    other = any(
        before.has_labels(at) != found.has_labels(now) and found[now] not in own.images for at, now in numbers.items()
    )
    return ForeignChanges(len(names - names_before), len(names_before - names), other)
