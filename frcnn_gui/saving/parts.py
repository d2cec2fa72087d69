"""The part of a window that this room adds; see `common.parts`."""

from __future__ import annotations

from typing import Protocol

from frcnn_gui.saving.autosave import Autosave


class HasAutosave(Protocol):
    """Saves documents after each edit."""

    @property
    def autosave(self) -> Autosave: ...
