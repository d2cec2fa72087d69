"""The trash of the desktop, from which the program takes files back when a move there is undone."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from PySide6.QtCore import QFile

from frcnn_gui.common.language import N_, tr

NO_TRASH_TEXT = N_("the desktop has no trash for this disk")


class DesktopTrash:
    """See `detector.data.image_moves.Trash`; works on any thread."""

    def put(self, path: Path) -> Path:
        os.lstat(path)
        file = QFile(str(path))
        if not file.moveToTrash():
            raise OSError(errno.ENOTSUP, tr(NO_TRASH_TEXT), str(path))
        return Path(file.fileName())

    def take_out(self, place: Path, path: Path) -> None:
        from detector.data.image_moves import move_without_overwriting

        move_without_overwriting(place, path)
        # As the specification of freedesktop.org has it: what the trash remembers of a file is beside the files.
        note = place.parent.parent / "info" / f"{place.name}.trashinfo"
        if place.parent.name == "files":
            note.unlink(missing_ok=True)
