"""One trace of a pinned image. Free of torch, so that a window can know it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class PinnedTrace:
    """One that was taken after training step `step`."""

    image: Path
    step: int
    path: Path
