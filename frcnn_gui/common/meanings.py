"""What the colors of the program mean: one table for the canvas, tables, charts, legends and cards.

The hues are those that no class has (`detector.colors`), so a color means either a class or one of these things. Tests
compare the hues, and the distances as color-blind people see them.
"""

from __future__ import annotations

from enum import Enum

from frcnn_gui.common.language import N_, tr


class Meaning(Enum):
    """What something drawn is; the value is (color #rrggbb, title)."""

    OBJECT = ("#FFFFFF", N_("Labeled box"))
    ANCHOR = ("#00D2FF", N_("Anchor"))
    POSITIVE = ("#5AC35A", N_("Positive by IoU"))
    POSITIVE_BEST = ("#FFFF87", N_("Positive as best for a box"))
    NEGATIVE = ("#780F00", N_("Negative"))
    BETWEEN = ("#5A5A5A", N_("Ignored, between thresholds"))
    OUTSIDE = ("#1E1E1E", N_("Ignored, outside"))
    CANDIDATE = ("#1E87A5", N_("Candidate"))
    SUPPRESSED = ("#B4B4B4", N_("Suppressed"))
    KEPT = ("#C3C31E", N_("Kept after NMS"))
    DETECTION = ("#A5FFB4", N_("Detection"))
    CORRECT = ("#2D965A", N_("Correct"))
    FALSE_POSITIVE = ("#C33C00", N_("False positive"))
    MISSED = ("#FFFF0F", N_("Missed"))

    @property
    def color(self) -> str:
        return self.value[0]

    @property
    def title(self) -> str:
        return tr(self.value[1])


class Status(Enum):
    """How well something of the program stands; the value is its color, for icons beside texts."""

    GOOD = "#2a9d6f"
    INFO = "#2f7fd6"
    WARNING = "#d98e04"
    ERROR = "#d1495b"

    @property
    def color(self) -> str:
        return self.value
