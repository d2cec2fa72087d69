"""Which of some paths are not there any more, found out beside the window."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Signal


class MissingPathSearch(QObject):
    """`missing_found` brings a frozenset of what is missing, after every `search_paths`.

    It is no Job: a network drive that is gone may hold a look for minutes, and no end of the program waits for it.

    Signals:
        missing_found: A frozenset of the missing paths, after every `search_paths`.
    """

    missing_found = Signal(object)

    def search_paths(self, paths: Iterable[Path]) -> None:
        """Check on a thread; a path that cannot be checked counts as existing, so that opening it reports why."""
        to_check = tuple(paths)
        threading.Thread(target=self._search_on_thread, args=(to_check,), name="missing", daemon=True).start()

    def _search_on_thread(self, paths: tuple[Path, ...]) -> None:
        missing = frozenset(path for path in paths if _is_missing(path))
        with suppress(RuntimeError):  # the window is gone meanwhile
            self.missing_found.emit(missing)


def _is_missing(path: Path) -> bool:
    try:
        return not path.exists()
    except OSError:
        return False
