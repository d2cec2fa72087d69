"""Colors in 16 bits of which a camera fills the lower 10, 12 or 14: Pillow's upper 8 are then next to nothing."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL import Image

_UNUSED_BITS_LIMIT = 64
"""Upper bytes below it leave two of 16 bits unused: the picture would be next to black."""
_OTHER_ORDER = {"L": "B", "B": "L"}


def reads_upper_bytes(image: Image.Image) -> bool:
    """Whether the colors of an image, which is not loaded yet, are stored in 16 bits and loading takes the upper 8."""
    tiles = _list_tiles(image)
    return image.mode in ("RGB", "RGBA") and bool(tiles) and all(_swap_byte_order(tile) is not None for tile in tiles)


def read_lower_bytes(image: Image.Image) -> None:
    """Have an image, which is not loaded yet, give the lower 8 of its 16 bits: those of the other order of bytes."""
    swapped = [tile._replace(args=_replace_raw_mode(tile.args, _swap_byte_order(tile))) for tile in _list_tiles(image)]
    image.tile = swapped  # type: ignore[attr-defined]


def leaves_bits_unused(image: Image.Image) -> bool:
    """Whether the upper bytes of the colors, which are loaded, are all small."""
    return not any(image.getchannel(band).point(lambda value: value >= _UNUSED_BITS_LIMIT).getbbox() for band in "RGB")


def _list_tiles(image: Image.Image) -> list[Any]:
    return list(getattr(image, "tile", ()))


def _find_raw_mode(args: Any) -> str:
    """The raw mode among the arguments of a decoder."""
    first = args[0] if isinstance(args, tuple) and args else args
    return first if isinstance(first, str) else ""


def _replace_raw_mode(args: Any, mode: str | None) -> Any:
    return (mode, *args[1:]) if isinstance(args, tuple) else mode


def _swap_byte_order(tile: Any) -> str | None:
    """The raw mode with the other order of bytes; None where it is none of 16 bits.

    libtiff gives the order of this machine (`N`).
    """
    kind, _, order = _find_raw_mode(tile.args).partition(";16")
    if order == "N":
        order = "L" if sys.byteorder == "little" else "B"
    return f"{kind};16{_OTHER_ORDER[order]}" if order in _OTHER_ORDER else None
