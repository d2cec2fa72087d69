"""The part of a window that this room adds; see `common.parts`."""

from __future__ import annotations

from typing import Protocol

from frcnn_gui.document.session import Session


class HasSession(Protocol):
    """What is open and selected."""

    @property
    def session(self) -> Session: ...
