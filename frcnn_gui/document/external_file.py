"""A label file as another program left it, under the uids of the boxes that are in the window."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from detector.data.annotation import Box
from detector.data.formats.shared.renumbered_file import RenumberedFile
from frcnn_gui.document.box_matching import assign_uids, match_boxes

if TYPE_CHECKING:
    from detector.data.formats.base import LabelFile


def renumber_file(
    boxes: Sequence[Box], file: LabelFile, base: Iterable[Box], new_uid: Callable[[], int]
) -> RenumberedFile:
    """Have a box of the file that is one of `boxes` under its uid, so that what holds on to it means the same box.

    Args:
        boxes: Those in the window.
        file: The file as it was read now.
        base: The boxes of the file that `boxes` come from, under the uids of `boxes`.
        new_uid: Gives a uid to each other box of the file.
    """
    theirs = file.annotation.boxes
    return RenumberedFile.with_uids(file, assign_uids(theirs, match_boxes(boxes, theirs, base), new_uid))
