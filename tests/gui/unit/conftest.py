"""Unit tests of the window need no detector."""

from __future__ import annotations

import pytest

from frcnn_gui.common.engine_loader import Engine


@pytest.fixture(autouse=True)
def no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Showing an image does not begin to load torch; tests that want it call `load_engine` or run end to end."""
    monkeypatch.setattr(Engine, "start_loading", lambda _engine: None)
