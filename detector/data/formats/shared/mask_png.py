"""PNG files that hold masks: their pixels as indices or as one object, and new pixels in a file that keeps the rest."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detector.data.image_io import MAX_MEGAPIXELS
from detector.data.outlines.bitmap import Bitmap

if TYPE_CHECKING:
    from PIL import Image

IS_EMPTY = "it is empty (0 bytes)"
NO_PNG = "it is no PNG file"
IS_DAMAGED = "it is damaged or incomplete ({reason})"
NO_PIXEL_DATA = "its header is not that of a PNG image"
NO_PALETTE = "its pixels are {kind}, not indices of a palette"
OTHER_SIZE = "it has {width} x {height} pixels, the image {image_width} x {image_height}"
TOO_LARGE = "it has {width} x {height} pixels; the limit is {limit} megapixels"

Indices = NDArray[np.uint8]
"""(H, W) the index of each pixel."""
Size = tuple[int, int]
"""Width and height in pixels."""
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEADER_END = 33
_PALETTE_COLORS = 3
_GRAY = 0
_KINDS = {0: "gray", 2: "colors", 4: "gray with transparency", 6: "colors with transparency"}
_COMPRESSION_LEVEL = 6


class MaskFaultError(Exception):
    """Why a file gives no mask, worded as the end of a sentence."""


class _Header(NamedTuple):
    width: int
    height: int
    depth: int
    color: int


def read_indices(raw: bytes, size: Size) -> Indices:
    """The indices of a PNG with a palette for an image of this size.

    Raises:
        MaskFaultError: It has no palette or another size, or is damaged.
    """
    header = _read_header(raw, size)
    if header.color != _PALETTE_COLORS:
        kind = f"{header.depth}-bit {_KINDS.get(header.color, 'values')}"
        raise MaskFaultError(NO_PALETTE.format(kind=kind))
    return np.asarray(_decode_pixels(raw), np.uint8)


def read_mask(raw: bytes, size: Size) -> Bitmap:
    """The pixels of a PNG that are not black, and not wholly transparent, for an image of this size.

    Raises:
        MaskFaultError: It has another size, or is damaged.
    """
    _read_header(raw, size)
    image = _decode_pixels(raw)
    if image.mode in ("P", "PA", "LA", "RGBA"):
        image = image.convert("RGBA")
        pixels = np.asarray(image)
        return Bitmap.from_mask(pixels[..., :3].any(axis=2) & (pixels[..., 3] > 0))
    pixels = np.asarray(image)
    is_inside: NDArray[np.bool_] = np.asarray(pixels.any(axis=2) if pixels.ndim > 2 else pixels != 0)
    return Bitmap.from_mask(is_inside)


def _read_header(raw: bytes, size: Size) -> _Header:
    """Raises: MaskFaultError."""
    if not raw:
        raise MaskFaultError(IS_EMPTY)
    if not raw.startswith(_SIGNATURE) or len(raw) < _HEADER_END or raw[12:16] != b"IHDR":
        raise MaskFaultError(NO_PNG)
    header = _Header(*struct.unpack(">IIBB", raw[16:26]))
    if header.width * header.height > MAX_MEGAPIXELS * 1_000_000:
        raise MaskFaultError(TOO_LARGE.format(width=header.width, height=header.height, limit=MAX_MEGAPIXELS))
    if (header.width, header.height) != size:
        raise MaskFaultError(
            OTHER_SIZE.format(width=header.width, height=header.height, image_width=size[0], image_height=size[1])
        )
    return header


def _decode_pixels(raw: bytes) -> Image.Image:
    """Raises: MaskFaultError."""
    from PIL import Image, UnidentifiedImageError

    from detector.data.image_io import DAMAGE_ERRORS, lift_pillow_limit

    try:
        with lift_pillow_limit():
            image = Image.open(io.BytesIO(raw), formats=["PNG"])
            image.load()
    except UnidentifiedImageError as error:  # its text names an object of Python
        raise MaskFaultError(IS_DAMAGED.format(reason=NO_PIXEL_DATA)) from error
    except (OSError, *DAMAGE_ERRORS) as error:
        raise MaskFaultError(
            IS_DAMAGED.format(reason=str(error).strip().rstrip(".") or type(error).__name__)
        ) from error
    return image


def split_bitmaps(indices: Indices) -> dict[int, Bitmap]:
    """The pixels of each index that occurs, from 1."""
    height = indices.shape[0]
    flat = indices.ravel(order="F")
    starts = np.concatenate([[0], np.flatnonzero(flat[1:] != flat[:-1]) + 1])
    ends = np.append(starts[1:], len(flat))
    values = flat[starts]
    bitmaps: dict[int, Bitmap] = {}
    for value in np.unique(values[values > 0]).tolist():
        is_here = values == value
        toggles = np.stack([starts[is_here], ends[is_here]], 1).ravel()
        bitmaps[value] = Bitmap.from_toggles(toggles, height)
    return bitmaps


def crop_to(indices: Indices, bitmap: Bitmap) -> Indices:
    """The part of `indices` in the box of `bitmap`, which is inside; a view, so that it can be painted."""
    return indices[bitmap.top : bitmap.top + bitmap.height, bitmap.left : bitmap.left + bitmap.width]


def replace_pixels(raw: bytes, pixels: Indices) -> bytes:
    """The PNG with a palette `raw` with other indices; palette and all other chunks stay."""
    chunks = [(kind, content) for kind, content in _iter_chunks(raw) if kind not in (b"IHDR", b"IEND")]
    first = next(place for place, (kind, _) in enumerate(chunks) if kind == b"IDAT")
    before, after = chunks[:first], [chunk for chunk in chunks[first:] if chunk[0] != b"IDAT"]
    return _build_png(pixels, _PALETTE_COLORS, before, after)


def create_palette_png(pixels: Indices, palette: bytes) -> bytes:
    """A new PNG with `palette`, three bytes for each color."""
    return _build_png(pixels, _PALETTE_COLORS, [(b"PLTE", palette)], [])


def create_mask_png(bitmap: Bitmap, size: Size) -> bytes:
    """A new gray PNG for an image of this size: 255 in `bitmap`, which is inside, otherwise 0."""
    pixels = np.zeros(size[::-1], np.uint8)
    if not bitmap.is_degenerate:
        crop_to(pixels, bitmap)[bitmap.to_mask()] = 255
    return _build_png(pixels, _GRAY, [], [])


def _iter_chunks(raw: bytes) -> Iterator[tuple[bytes, bytes]]:
    position = len(_SIGNATURE)
    while position + 8 <= len(raw):
        length, kind = struct.unpack(">I4s", raw[position : position + 8])
        yield kind, raw[position + 8 : position + 8 + length]
        position += 12 + length


def _build_png(
    pixels: Indices, color: int, before: list[tuple[bytes, bytes]], after: list[tuple[bytes, bytes]]
) -> bytes:
    """An 8-bit PNG with the chunks before and after its pixels."""
    height, width = pixels.shape
    header = struct.pack(">IIBBBBB", width, height, 8, color, 0, 0, 0)
    lines = np.zeros((height, width + 1), np.uint8)  # each begins with the number of its filter: none
    lines[:, 1:] = pixels
    content = zlib.compress(lines.tobytes(), _COMPRESSION_LEVEL)
    chunks = [(b"IHDR", header), *before, (b"IDAT", content), *after, (b"IEND", b"")]
    return _SIGNATURE + b"".join(map(_format_chunk, chunks))


def _format_chunk(chunk: tuple[bytes, bytes]) -> bytes:
    kind, content = chunk
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def paint_bitmaps(size: Size, bitmaps: Mapping[int, Bitmap]) -> Indices:
    """The indices of an image with each of `bitmaps`, which are inside; where they overlap, the smallest is on top."""
    indices = np.zeros(size[::-1], np.uint8)
    for index, bitmap in sorted(bitmaps.items(), key=lambda one: -one[1].area):
        crop_to(indices, bitmap)[bitmap.to_mask()] = index
    return indices
