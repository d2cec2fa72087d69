"""Pictures with boxes, masks, class names and scores painted into them, for people to look at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageDraw, ImageFont

from detector.colors import CASING_COLOR, class_color, text_color
from detector.data.annotation import Annotation
from detector.data.geometry import Box
from detector.data.outlines.conversions import convert_to_bitmap
from detector.data.outlines.outlined_box import get_outline

_SHORT_SIDE_PER_LINE = 260
_SHORT_SIDE_PER_LETTER = 34
_MIN_LETTER_PX = 10
_MASK_OPACITY = 0.45
_LATIN_END = 0x0250
"""Pillow's own font has the letters before this one."""
_WIDE_FONTS = (
    "NotoSansCJK-Regular.ttc", "msyh.ttc", "PingFang.ttc", "Arial Unicode.ttf", "NotoSans-Regular.ttf", "DejaVuSans.ttf"
)  # fmt: skip
"""Fonts of operating systems that have other letters, tried in turn."""

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
Area = tuple[int, int, int, int]
"""left, top, right, bottom: whole pixels, half-open"""


@dataclass(frozen=True)
class _Tag:
    """What stands beside a box."""

    text: str
    font: Font
    color: str
    width: int
    height: int
    around: Area
    """The outline of its box"""


def draw_annotations(
    pixels: NDArray[np.uint8], annotations: Sequence[Annotation], classes: Sequence[str] = ()
) -> Image.Image:
    """A copy of `pixels` (h, w, 3) uint8 RGB with `annotations`, which are in its pixels, and their scores if any.

    `classes` fixes which class has which color: the same in every picture that is drawn with the same ones. Boxes
    with higher scores are painted over those with lower ones, names over all boxes and inside the picture.
    """
    known = classes or sorted({annotation.label for annotation in annotations})
    image = Image.fromarray(_paint_masks(pixels, annotations, known)).convert("RGB")
    pen = ImageDraw.Draw(image)
    line = max(2, round(min(image.size) / _SHORT_SIDE_PER_LINE))
    letter = max(_MIN_LETTER_PX, round(min(image.size) / _SHORT_SIDE_PER_LETTER))
    tags = []
    for annotation in sorted(annotations, key=lambda annotation: annotation.score or 0.0):
        area, color = _cover_pixels(annotation.bounds, *image.size), class_color(annotation.label, known)
        _paint_outline(pen, area, color, line)
        tags.append(_build_tag(annotation, color, area, letter, image.width))
    # The best are placed first and find the best places; the last painted is on top.
    places = _place_tags(tags[::-1], *image.size)
    for tag, place in zip(tags, places[::-1], strict=True):
        _paint_tag(pen, tag, place, letter)
    return image


def _paint_masks(
    pixels: NDArray[np.uint8], annotations: Sequence[Annotation], classes: Sequence[str]
) -> NDArray[np.uint8]:
    """A copy of `pixels` in which the objects that have an outline are tinted; those with lower scores first."""
    painted = pixels.copy()
    height, width = pixels.shape[:2]
    for annotation in sorted(annotations, key=lambda annotation: annotation.score or 0.0):
        if get_outline(annotation.geometry) is None:
            continue
        bitmap = convert_to_bitmap(annotation.geometry, width, height)
        part = painted[bitmap.top : bitmap.top + bitmap.height, bitmap.left : bitmap.left + bitmap.width]
        color = np.array(ImageColor.getrgb(class_color(annotation.label, classes)))
        mask = bitmap.to_mask()
        part[mask] = np.round((1 - _MASK_OPACITY) * part[mask] + _MASK_OPACITY * color)
    return painted


def _cover_pixels(box: Box, width: int, height: int) -> Area:
    """The whole pixels that the box covers; one at least, and inside the picture."""
    x1, y1, x2, y2 = (round(value) for value in box.clip_to(width, height).xyxy)
    left, top = min(x1, width - 1), min(y1, height - 1)
    return left, top, max(x2, left + 1), max(y2, top + 1)


def _paint_outline(pen: ImageDraw.ImageDraw, area: Area, color: str, line: int) -> None:
    """Inside the box, with a dark pixel on either side, so that it is seen on all grounds."""
    left, top, right, bottom = area
    casing = max(1, line // 3)
    pen.rectangle(
        (left - casing, top - casing, right + casing - 1, bottom + casing - 1), None, CASING_COLOR, line + 2 * casing
    )
    pen.rectangle((left, top, right - 1, bottom - 1), None, color, line)


def _build_tag(annotation: Annotation, color: str, around: Area, letter: int, max_width: int) -> _Tag:
    """Its name and score, shortened where the picture is too narrow for them."""
    score = "" if annotation.score is None else f" {annotation.score:.2f}"
    padding = _tag_padding(letter)
    font = _choose_font(letter, annotation.label)
    text = _shorten_text(annotation.label, score, font, max_width - 2 * padding)
    width = min(max_width, round(font.getlength(text)) + 2 * padding)
    return _Tag(text, font, color, width, letter + 2 * padding, around)


def _shorten_text(name: str, score: str, font: Font, max_width: float) -> str:
    """`name` and `score`; of the name no more than fits into `max_width` pixels."""
    text = name + score
    while name and font.getlength(text) > max_width:
        name = name[:-1]
        text = f"{name.rstrip()}…{score}"
    return text


def _tag_padding(letter: int) -> int:
    return max(2, letter // 5)


def _place_tags(tags: Iterable[_Tag], width: int, height: int) -> list[Area]:
    """Where each tag goes: the first of its places that is free, else the one that hides least of others."""
    taken: list[Area] = []
    for tag in tags:
        candidates = [_move_inside(*corner, tag, width, height) for corner in _tag_corners(tag)]
        taken.append(min(candidates, key=lambda place: sum(_common_area(place, other) for other in taken)))
    return taken


def _tag_corners(tag: _Tag) -> list[tuple[int, int]]:
    """Left, top of the places that a tag may have, the best first: above the box, below it, inside it."""
    left, top, right, bottom = tag.around
    above, below = top - tag.height, bottom
    ends = (left, right - tag.width)
    inside = (top, bottom - tag.height)
    return [(x, y) for y in (above, *inside, below) for x in ends]


def _move_inside(left: int, top: int, tag: _Tag, width: int, height: int) -> Area:
    x = max(0, min(left, width - tag.width))
    y = max(0, min(top, height - tag.height))
    return x, y, x + tag.width, y + tag.height


def _common_area(one: Area, other: Area) -> int:
    """The area that two have in common, in pixels."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return max(0, across) * max(0, down)


def _paint_tag(pen: ImageDraw.ImageDraw, tag: _Tag, place: Area, letter: int) -> None:
    left, top, right, bottom = place
    pen.rectangle((left, top, right - 1, bottom - 1), tag.color, CASING_COLOR)
    middle = (left + _tag_padding(letter), (top + bottom) / 2)
    pen.text(middle, tag.text, text_color(tag.color), tag.font, anchor="lm")


@lru_cache(maxsize=32)
def _load_wide_font(size: int) -> Font | None:
    for name in _WIDE_FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return None


@lru_cache(maxsize=32)
def _load_default_font(size: int) -> Font:
    return ImageFont.load_default(size)


def _choose_font(size: int, text: str) -> Font:
    """A font that has the letters of `text`, if this machine has one."""
    if all(ord(letter) < _LATIN_END for letter in text):
        return _load_default_font(size)
    return _load_wide_font(size) or _load_default_font(size)
