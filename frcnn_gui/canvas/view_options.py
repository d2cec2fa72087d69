"""How the picture is shown: what the person switched on, and what is different from the file."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from frcnn_gui.canvas.adjustment import NEUTRAL, Adjustment


@dataclass(frozen=True)
class DisplayAids:
    """What is shown besides the picture."""

    crosshair: bool = True
    """Lines through the cursor over the whole picture, while drawing."""
    pixel_grid: bool = True
    """Lines between the pixels, from 12 times their size on."""
    minimap: bool = True
    """The whole picture in a corner, where it is larger than the canvas."""


class ViewOptions(QObject):
    """Holds `aids` and `adjustment`.

    Signals:
        options_changed: Either of them has changed.
    """

    options_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.aids = DisplayAids()
        self.adjustment = NEUTRAL

    def set_aid(self, name: str, on: bool) -> None:
        """Switch one of the aids on or off by its name."""
        self._set_options(replace(self.aids, **{name: on}), self.adjustment)

    def set_adjustment(self, adjustment: Adjustment) -> None:
        self._set_options(self.aids, adjustment)

    def _set_options(self, aids: DisplayAids, adjustment: Adjustment) -> None:
        if (aids, adjustment) != (self.aids, self.adjustment):
            self.aids, self.adjustment = aids, adjustment
            self.options_changed.emit()
