"""TIFF files whose samples Pillow takes for others than they are: 16-bit bands in planes, and bands beyond color."""

from __future__ import annotations

import struct
from typing import IO, TYPE_CHECKING

from detector.errors import ImageUnreadableError

if TYPE_CHECKING:
    from PIL import Image
    from PIL.TiffImagePlugin import TiffImageFile

SEPARATE_PLANES = (
    "{name} stores its bands in separate planes of {bits} bits, which this program cannot read. Save it as PNG, or "
    "as TIFF with interleaved bands."
)

TIFF_STARTS = frozenset({b"II*\0", b"MM\0*"})
_STRIP_OFFSETS, _TILE_OFFSETS = 273, 324
_BITS, _SAMPLES, _PLANAR, _PHOTOMETRIC, _FILL_ORDER, _SAMPLE_FORMAT, _EXTRA = 258, 277, 284, 262, 266, 339, 338
_IN_PLANES = 2
_ALPHA_TYPES = frozenset({1, 2})


def open_without_extra_planes(stream: IO[bytes]) -> Image.Image:
    """Open a file whose colors are followed by planes of no stated meaning, which Pillow takes for more colors.

    Raises:
        UnidentifiedImageError: That is not what is wrong with the file.
    """
    from PIL import UnidentifiedImageError
    from PIL.TiffImagePlugin import TiffImageFile

    class _ColorsOnly(TiffImageFile):
        def _setup(self) -> None:
            tags = self.tag_v2
            samples, extra = tags.get(_SAMPLES, 1), len(tags.get(_EXTRA, ()))
            for number in (_STRIP_OFFSETS, _TILE_OFFSETS):
                if tags.get(_PLANAR) == _IN_PLANES and 0 < extra < samples and number in tags:
                    offsets = tags[number]
                    tags[number] = offsets[: len(offsets) * (samples - extra) // samples]
            super()._setup()

    try:
        return _ColorsOnly(stream)
    except (SyntaxError, LookupError, TypeError, ValueError, struct.error) as error:
        raise UnidentifiedImageError("not a TIFF file that can be read") from error


def correct_planes(image: TiffImageFile, name: str) -> None:
    """Have bands that are stored one after the other read as they are.

    Where nothing is compressed, Pillow reads the bands of planar files as bytes, whatever their depth, and takes one
    byte of two from the wrong places (its `rawmode[layer]` of `RGB;16L` is `R`).

    Raises:
        ImageUnreadableError: Its bands cannot be read at all.
    """
    tags = image.tag_v2
    bits = set(tags.get(_BITS, (1,)))
    if tags.get(_PLANAR) != _IN_PLANES or not image.tile or image.tile[0][0] != "raw":
        return
    if bits == {8}:
        modes = {band: band for band in image.mode} | {"a": "A"}  # of premultiplied alpha, which is read as any other
    elif bits == {16} and image.mode in ("RGB", "RGBA") and tags.get(_PHOTOMETRIC) == 2:
        order = "B" if tags.prefix == b"MM" else "L"
        modes = {band: f"{band};16{order}" for band in image.mode}
    elif tags.get(_SAMPLES, 1) == 1 and (mode := _find_single_band_mode(image)) is not None:
        modes = {str(mode[0]): mode}
    else:
        raise ImageUnreadableError(SEPARATE_PLANES.format(name=name, bits=max(bits)))
    image.tile = [
        tile._replace(args=(modes[tile.args[0]], *tile.args[1:]))  # type: ignore[index]
        for tile in image.tile
        if tile.args[0] in modes  # type: ignore[index]
    ]


def _find_single_band_mode(image: TiffImageFile) -> str | None:
    """How Pillow would read the only band of a file that is not said to be in planes."""
    from PIL.TiffImagePlugin import OPEN_INFO

    tags = image.tag_v2
    key = (
        tags.prefix, tags.get(_PHOTOMETRIC, 0), tags.get(_SAMPLE_FORMAT, (1,)), tags.get(_FILL_ORDER, 1),
        tags.get(_BITS, (1,)), (),
    )  # fmt: skip
    return OPEN_INFO[key][1] if key in OPEN_INFO else None


def has_alpha(image: TiffImageFile) -> bool:
    """Whether a band beyond the colors is said to be alpha, and is not, say, infrared."""
    extra = image.tag_v2.get(_EXTRA, ())
    return not _ALPHA_TYPES.isdisjoint(extra if isinstance(extra, tuple) else (extra,))
