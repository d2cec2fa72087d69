"""The anchor or the ground-truth box whose way through the stages is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from detector.trace.schema import AnchorGrid


@dataclass(frozen=True)
class StageSelection:
    """An anchor (its row), or a ground-truth box (its uid), or neither."""

    anchor: int = -1
    box: int = -1


NOTHING_SELECTED = StageSelection()


class SelectedItem:
    """What is selected. An anchor remains the same anchor, in whichever row other settings put it."""

    def __init__(self) -> None:
        self.selection = NOTHING_SELECTED
        self._anchor_box: NDArray[np.float32] | None = None
        """(4,) x1 y1 x2 y2 of the selected anchor; None where it was not in the grid"""

    def select(self, selection: StageSelection, grid: AnchorGrid | None) -> bool:
        """Select this; `grid` has the anchors among which its row is. False where it was selected already."""
        row = selection.anchor
        self._anchor_box = grid.boxes[row] if grid is not None and 0 <= row < len(grid) else None
        is_new = selection != self.selection
        self.selection = selection
        return is_new

    def find_row(self, grid: AnchorGrid | None) -> int:
        """The row of the selected anchor in `grid`, -1 where no anchor is selected or `grid` does not have it."""
        row, box = self.selection.anchor, self._anchor_box
        if row < 0 or box is None or grid is None:
            return -1
        if row < len(grid) and (grid.boxes[row] == box).all():
            return row
        same: list[int] = np.flatnonzero((grid.boxes == box).all(axis=1)).tolist()
        return same[0] if same else -1
