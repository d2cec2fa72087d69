"""The part of a window that this room adds; see `common.parts`."""

from __future__ import annotations

from typing import Protocol

from frcnn_gui.network.network import Network


class HasNetwork(Protocol):
    """The network in use."""

    @property
    def network(self) -> Network: ...
