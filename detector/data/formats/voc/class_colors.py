"""The numbers and colors of classes in `SegmentationClass`.

The numbers are those of the specification, for its twenty classes, or those of a `labelmap.txt` beside the folders, as
CVAT and Datumaro write it: `name:red,green,blue:parts:actions`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from detector.data.regular_file import require_regular_file
from detector.data.unicode_forms import normalize_class_name

VOID = 255
"""The index of borders, and of what is not labeled."""
LABEL_MAP_NAME = "labelmap.txt"
MAX_INDEX = 254
BACKGROUND = "background"
SPECIFIED_CLASSES = (
    "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow", "diningtable", "dog",
    "horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train", "tvmonitor",
)  # fmt: skip
Color = tuple[int, int, int]

_LINE_PATTERN = re.compile(r"([^:]+):\s*([0-9]{1,3})\s*,\s*([0-9]{1,3})\s*,\s*([0-9]{1,3})\s*(?::.*)?")
_UNKNOWN_CLASS = "class_{index}"


@cache
def build_palette() -> bytes:
    """The 256 colors of the specification: the bits of the index, spread over red, green and blue."""
    colors = bytearray()
    for index in range(256):
        channels = [0, 0, 0]
        for place in range(8):
            for channel in range(3):
                channels[channel] |= (index >> (3 * place + channel) & 1) << 7 - place
        colors += bytes(channels)
    return bytes(colors)


def _get_color(palette: bytes, index: int) -> Color | None:
    color = palette[3 * index : 3 * index + 3]
    return (color[0], color[1], color[2]) if len(color) == 3 else None


@dataclass(frozen=True)
class ClassNumbers:
    """Which index a class has in `SegmentationClass`."""

    names_by_color: Mapping[Color, str] = field(default_factory=dict)
    """From `labelmap.txt`; empty if there is none."""

    def find_name(self, index: int, palette: bytes) -> str:
        """The class of an index in a file with this palette; `class_7` if nothing names it."""
        if self.names_by_color:
            name = self.names_by_color.get(_get_color(palette, index) or (-1, -1, -1))
        else:
            name = SPECIFIED_CLASSES[index - 1] if index <= len(SPECIFIED_CLASSES) else None
        return name or _UNKNOWN_CLASS.format(index=index)

    def find_index(self, name: str, palette: bytes) -> int | None:
        """The index of a class in a file with this palette; None if it has none."""
        return next((index for index in range(1, MAX_INDEX + 1) if self.find_name(index, palette) == name), None)


def read_class_numbers(folders: Iterable[Path]) -> ClassNumbers:
    """Those of the first `labelmap.txt` in `folders`, otherwise those of the specification."""
    for folder in folders:
        try:
            text = require_regular_file(folder / LABEL_MAP_NAME).read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        lines = (_LINE_PATTERN.fullmatch(line.strip()) for line in text.splitlines() if not line.startswith("#"))
        found = {
            (int(line[2]), int(line[3]), int(line[4])): normalize_class_name(line[1])
            for line in lines
            if line is not None
        }
        if found:
            return ClassNumbers(found)
    return ClassNumbers()


def format_label_map(names: Sequence[str]) -> bytes:
    """The content of a `labelmap.txt` in which `names` have the indices from 1."""
    palette = build_palette()
    lines = [
        f"{name}:{','.join(map(str, _get_color(palette, index) or ()))}::"
        for index, name in enumerate([BACKGROUND, *names])
    ]
    return "\n".join(["# label:color_rgb:parts:actions", *lines, ""]).encode()
