"""Class colors that color-blind people can distinguish, after Okabe and Ito ("Color Universal Design", 2008).

Colors are texts, #rrggbb. A test simulates protanopia and deuteranopia and holds the distances.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from zlib import crc32

CLASS_COLORS: tuple[str, ...] = (
    "#E69F00",  # orange
    "#56B4E9",  # sky blue
    "#009E73",  # bluish green
    "#F0E442",  # yellow
    "#0072B2",  # blue
    "#D55E00",  # vermilion
    "#CC79A7",  # reddish purple
    "#5B3FD0",  # indigo
    "#A8F0F0",  # ice
    "#882255",  # wine
    "#FFDDBB",  # sand
    "#3F4A1A",  # moss
)
"""The first seven are Okabe and Ito's; the others are as far from them as can be."""
_STRONG_COUNT = 7

# fmt: off
MORE_COLORS: tuple[str, ...] = (
    "#E00050", "#99CC66", "#8800FF", "#9988FF", "#882288", "#EEAAAA", "#775511", "#D400B4", "#BBBBDD",
    "#77FF77", "#447744", "#999933", "#AA55FF", "#666688", "#00CC77", "#7788DD", "#7700AA", "#CC1188",
    "#EECC55", "#66CC22", "#00EEFF", "#DD6677", "#5500CC", "#CCEE99", "#AA2233", "#CCCC99", "#BB88CC",
    "#BB9955", "#BBFF00", "#FF99BB", "#AA6633", "#EE99FF", "#77BB99", "#00EE55", "#225566", "#996677",
)
# fmt: on
"""For data sets with more classes: of a grid of colors, always the one farthest from all before it, where distances
(CIE Lab) as people with protanopia, deuteranopia and tritanopia see them count, too."""

CASING_COLOR = "#101216"
"""The dark line beside every outline, so that it is seen on light images."""
DARK_TEXT = "#101216"
LIGHT_TEXT = "#FFFFFF"


def class_color(name: str, known_classes: Sequence[str] = ()) -> str:
    """The color of the class `name`.

    Its name alone says which of the strong colors it would like, so that a class has the same color in most folders;
    where a class before it in `known_classes` has that one, it takes the next free one. Appending to `known_classes`
    changes no color.
    """
    taken: set[str] = set()
    for other in known_classes:
        color = free_color(other, taken)
        if other == name:
            return color
        if len(taken) == len(_ALL_COLORS):
            taken.clear()
        taken.add(color)
    return _color_preferences(name)[0]


def free_color(name: str, taken: AbstractSet[str]) -> str:
    """The color that the class would like best of those that are not taken; of all, where none is left."""
    preferences = _color_preferences(name)
    return next((color for color in preferences if color not in taken), preferences[0])


_ALL_COLORS = CLASS_COLORS + MORE_COLORS


@lru_cache(maxsize=4096)
def _color_preferences(name: str) -> tuple[str, ...]:
    """All colors in the order in which the class would like them."""
    first = crc32(name.encode("utf-8", "replace")) % _STRONG_COUNT
    return CLASS_COLORS[first:_STRONG_COUNT] + CLASS_COLORS[:first] + CLASS_COLORS[_STRONG_COUNT:] + MORE_COLORS


def text_color(background: str) -> str:
    """Dark or light, whichever reads better on `background`."""
    on_dark = contrast_ratio(LIGHT_TEXT, background)
    return LIGHT_TEXT if on_dark >= contrast_ratio(DARK_TEXT, background) else DARK_TEXT


def contrast_ratio(one: str, other: str) -> float:
    """The contrast ratio of two colors, 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((_relative_luminance(one), _relative_luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _relative_luminance(color: str) -> float:
    red, green, blue = (_linearize_channel(int(color[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linearize_channel(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
