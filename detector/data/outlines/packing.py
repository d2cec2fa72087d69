"""A geometry with an outline as values for JSON, for the journal and the clipboard: exact to the last bit."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any

import numpy as np

from detector.data.geometry import Box, Geometry

from .bitmap import Bitmap, can_hold_pixels
from .outlined_box import Outline, OutlinedBox, OutlineFaultError
from .rings import Part, Ring, Rings


@dataclass(frozen=True, slots=True)
class UnusableOutline:
    """An outline that a label file has and that cannot be used; see `OutlineSource`."""

    fault: str

    @property
    def is_bitmap(self) -> None:
        return None

    def parse_outline(self) -> Outline:
        raise OutlineFaultError(self.fault)


def pack_outline(geometry: Geometry) -> dict[str, Any] | None:
    """What a geometry has besides its bounds, as values for JSON; None for a box. See `unpack_outline`."""
    if isinstance(geometry, OutlinedBox):
        outline = geometry.outline
        return {"fault": geometry.fault} if outline is None else {"in_box": True, **_pack(outline)}
    return _pack(geometry) if isinstance(geometry, Rings | Bitmap) else None


def unpack_outline(packed: Any, box: Box) -> Geometry:
    """The geometry that `pack_outline` packed.

    Args:
        packed: What that returned.
        box: The bounds of the geometry.

    Raises:
        TypeError: `packed` is something else.
        ValueError: `packed` is something else.
        KeyError: `packed` is something else.
    """
    if packed is None:
        return box
    if "fault" in packed:
        return OutlinedBox(box, UnusableOutline(str(packed["fault"])))
    outline = _unpack(packed)
    return OutlinedBox(box, outline) if packed.get("in_box") else outline


def _pack(outline: Outline) -> dict[str, Any]:
    if isinstance(outline, Bitmap):
        place = [outline.left, outline.top, outline.width, outline.height]
        return {"place": place, "bitmap": _encode(outline.packed)}
    return {"parts": [[_encode(ring.packed) for ring in part.rings] for part in outline.parts]}


def _unpack(packed: dict[str, Any]) -> Outline:
    if "bitmap" in packed:
        left, top, width, height = packed["place"]
        if not can_hold_pixels(width, height) or not all(type(edge) is int for edge in (left, top)):
            raise ValueError("this is no bitmap")
        bitmap = Bitmap(left, top, width, height, b64decode(packed["bitmap"], validate=True))
        if not _is_ascending(bitmap):
            raise ValueError("this is no bitmap")
        return Bitmap.from_runs(bitmap.runs)
    parts = ([_unpack_ring(ring) for ring in part] for part in packed["parts"])
    return Rings(tuple(Part(outer, tuple(holes)) for outer, *holes in parts))


def _unpack_ring(packed: str) -> Ring:
    ring = Ring(b64decode(packed, validate=True))
    if not ring.packed or not np.isfinite(ring.points).all():
        raise ValueError("this is no ring")
    return ring


def _is_ascending(bitmap: Bitmap) -> bool:
    toggles = bitmap.toggles
    is_inside = not len(toggles) or toggles[-1] <= bitmap.width * bitmap.height
    return bool(len(toggles) % 2 == 0 and is_inside and (np.diff(toggles) > 0).all())


def _encode(content: bytes) -> str:
    return b64encode(content).decode("ascii")
