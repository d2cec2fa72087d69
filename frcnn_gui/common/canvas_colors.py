"""Colors of the window: those of the classes, which pictures on disk have too, of curves, and of casings.

Colors are texts, #rrggbb. A test simulates protanopia and deuteranopia and holds the distances.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detector.colors import (
    CASING_COLOR,
    CLASS_COLORS,
    DARK_TEXT,
    LIGHT_TEXT,
    MORE_COLORS,
    class_color,
    contrast_ratio,
    free_color,
    text_color,
)

__all__ = [
    "CASING_COLOR",
    "CLASS_COLORS",
    "CURVE_COLORS",
    "DARK_TEXT",
    "HIGHLIGHT",
    "LIGHT_CASING_COLOR",
    "LIGHT_TEXT",
    "MORE_COLORS",
    "choose_curve_colors",
    "class_color",
    "contrast_ratio",
    "free_color",
    "text_color",
]

CURVE_COLORS: tuple[str, ...] = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9")
"""For curves on light and on dark."""


def choose_curve_colors(names: Sequence[str], own: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give each curve a color: its own, else the next that no other has; of those there are more than curves to see."""
    chosen = {name: color for name, color in (own or {}).items() if name in names}
    free = (color for color in CURVE_COLORS + CLASS_COLORS + MORE_COLORS if color not in chosen.values())
    for name in names:
        if name not in chosen:
            chosen[name] = next(free, CURVE_COLORS[0])
    return chosen


LIGHT_CASING_COLOR = "#FFFFFF"
"""The light line inside the outlines of layers, whose outer casing is dark: one of both is seen on any image."""
HIGHLIGHT = "#FFFFFF"
"""The light line inside the outline of what is selected or under the cursor."""
