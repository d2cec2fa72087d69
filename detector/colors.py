"""Class colors that color-blind people can distinguish.

Colors are texts, #rrggbb. A test simulates protanopia and deuteranopia and holds the distances.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from zlib import crc32

CLASS_COLORS: tuple[str, ...] = (
    "#FF9600",  # orange
    "#0F87FF",  # azure
    "#FF2DA5",  # pink
    "#5A0FF0",  # violet
    "#E1B4FF",  # lilac
    "#96692D",  # brown
    "#FFC396",  # sand
    "#871E4B",  # wine
    "#5A0F96",  # indigo
    "#780069",  # plum
    "#FFE1FF",  # blush
    "#693C1E",  # umber
)
"""As far from each other as can be, the first eight for all kinds of color vision.

Their hues are orange, blue, violet and pink alone: reds, yellows, greens and cyans are left to what the window says
about boxes.
"""
_STRONG_COUNT = 7

# fmt: off
MORE_COLORS: tuple[str, ...] = (
    "#C300D2", "#785A78", "#C369D2", "#87A5C3", "#4B4B96", "#E1A54B", "#C3690F", "#4B5AFF", "#B49678",
    "#A596FF", "#FFA5C3", "#7800C3", "#A51EA5", "#B40F69", "#695AD2", "#FF87D2", "#C36987", "#873C00",
    "#874B87", "#E11EB4", "#A55AF0", "#FF69A5", "#1E3C69", "#1E87C3", "#87694B", "#A500F0", "#C3965A",
    "#4B2D87", "#87A5F0", "#C38700", "#B4D2F0", "#F0D2B4", "#B4B4E1", "#9600B4", "#C3783C", "#D278B4",
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
