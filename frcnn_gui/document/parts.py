"""The parts of a window that this room adds; see `common.parts`."""

from __future__ import annotations

from typing import Protocol

from frcnn_gui.document.edit_history import EditHistory
from frcnn_gui.document.session import Session


class HasSession(Protocol):
    """What is open and selected."""

    @property
    def session(self) -> Session: ...


class HasHistory(Protocol):
    """What can be undone and redone: steps of the open image, and edits of the folder."""

    @property
    def history(self) -> EditHistory: ...
