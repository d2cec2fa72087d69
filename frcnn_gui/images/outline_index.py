"""What is searched for of the outlines of an image, in compact form: shapes; numbers of parts and holes; areas."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from functools import lru_cache
from struct import Struct

import numpy as np
from numpy.typing import NDArray

from detector.data.annotation import Annotation
from detector.data.geometry import Geometry
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.components import find_holes, find_parts
from detector.data.outlines.outlined_box import get_outline
from frcnn_gui.document.shapes import Shape, find_shape, find_stated_shape

OUTLINE_NUMBERS = ("parts", "holes", "area")
"""The columns of the numbers of an object; the area is in square pixels of the image."""
_SHAPES: tuple[Shape | None, ...] = ("box", "polygon", "mask", None)
_BOX, _UNKNOWN = 0, 3
"""Places in `_SHAPES`"""
_BOX_NUMBERS = (1.0, 0.0)
"""Parts and holes of a box."""
_AREA = OUTLINE_NUMBERS.index("area")
_CORNERS = Struct("=4f")


def pack_shapes(annotations: Sequence[Annotation], parses: bool = False) -> bytes:
    """The shape of each annotation; empty if all are boxes. Only if it `parses` outlines, each is known."""
    find = find_shape if parses else find_stated_shape
    packed = bytes(_SHAPES.index(find(one.geometry)) for one in annotations)
    return packed if any(packed) else b""


def has_unknown_shape(packed: bytes) -> bool:
    """Whether a shape is not known without parsing the outline."""
    return _UNKNOWN in packed


@lru_cache(maxsize=1024)
def list_shapes(packed: bytes) -> frozenset[Shape | None]:
    """The shapes that occur, None for one that is not known; of an image with boxes only, they are not packed."""
    return frozenset(_SHAPES[code] for code in packed) if packed else frozenset({_SHAPES[_BOX]})


def pack_outline_numbers(annotations: Sequence[Annotation]) -> bytes:
    """Parts, holes and area of each annotation; outlines are parsed."""
    return np.array([list(_measure_geometry(one.geometry)) for one in annotations], np.float64).tobytes()


def unpack_outline_numbers(packed: bytes) -> NDArray[np.float64]:
    """(N, 3): the `OUTLINE_NUMBERS` of each object."""
    return np.frombuffer(packed, np.float64).reshape(-1, len(OUTLINE_NUMBERS))


def list_outline_numbers(packed: bytes, column: int) -> Sequence[float]:
    """One column of them. For a few objects, and a search asks 100,000 times, this is quicker than NumPy."""
    return array("d", packed)[column :: len(OUTLINE_NUMBERS)]


def list_box_numbers(corners: bytes, column: int) -> Sequence[float]:
    """The same of objects that are boxes; `corners`: float32 (N, 4) x1 y1 x2 y2."""
    if column != _AREA:
        return _BOX_NUMBERS[column : column + 1] * (len(corners) // _CORNERS.size)
    return [(x2 - x1) * (y2 - y1) if x2 > x1 and y2 > y1 else 0.0 for x1, y1, x2, y2 in _CORNERS.iter_unpack(corners)]


def _measure_geometry(geometry: Geometry) -> Iterator[float]:
    outline = get_outline(geometry)
    if outline is None:
        yield from (1, 0, geometry.area)
    elif isinstance(outline, Bitmap):
        yield from (len(find_parts(outline).areas), len(find_holes(outline).areas), outline.area)
    else:
        yield from (len(outline.parts), sum(len(part.holes) for part in outline.parts), outline.area)
