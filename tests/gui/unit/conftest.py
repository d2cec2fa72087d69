"""Unit tests of the window need no detector."""

from __future__ import annotations

import pytest

from detector.config import PRESETS
from frcnn_gui.common.engine_loader import Engine


@pytest.fixture
def small_default_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """The network that is in use at first is a small one, whose trace takes a moment."""
    from tests.detector.small import SMALL_PYRAMID  # here: it brings torch in

    monkeypatch.setitem(PRESETS, "mobilenet_fpn", SMALL_PYRAMID)


@pytest.fixture(autouse=True)
def no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Showing an image does not begin to load torch; tests that want it call `load_engine` or run end to end."""
    monkeypatch.setattr(Engine, "start_loading", lambda _engine: None)
