"""The part of a window that this room adds; see `common.parts`."""

from __future__ import annotations

from typing import Protocol

from frcnn_gui.stages.stage_model import StageModel


class HasStages(Protocol):
    """The stages of the current image."""

    @property
    def stages(self) -> StageModel: ...
