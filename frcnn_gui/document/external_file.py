"""A label file as another program left it, under the uids of the boxes that are in the window."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from detector.data.annotation import Annotation
from detector.data.formats.shared.renumbered_file import RenumberedFile
from frcnn_gui.document.box_matching import assign_uids, match_annotations

if TYPE_CHECKING:
    from detector.data.formats.base import LabelFile


def renumber_file(
    annotations: Sequence[Annotation], file: LabelFile, base: Iterable[Annotation], new_uid: Callable[[], int]
) -> RenumberedFile:
    """Have a box of the file that is one of `annotations` under its uid, so that what refers to it means the same.

    Args:
        annotations: Those in the window.
        file: The file as it was read now.
        base: The boxes of the file that `annotations` come from, under the uids of `annotations`.
        new_uid: Gives a uid to each other box of the file.
    """
    theirs = file.image_annotations.annotations
    return RenumberedFile.with_uids(file, assign_uids(theirs, match_annotations(annotations, theirs, base), new_uid))
