"""Decoding image files: always upright, always 8-bit RGB, with a sentence for each fault.

Importing this module costs next to nothing: Pillow and numpy are loaded by the first image.
"""

from __future__ import annotations

import io
import math
import os
import struct
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from detector.data.alpha import declares_alpha
from detector.data.deep_color import leaves_bits_unused, read_lower_bytes, reads_upper_bytes
from detector.data.image_kinds import IMAGE_SUFFIXES as IMAGE_SUFFIXES
from detector.data.image_kinds import pillow_formats
from detector.data.regular_file import NotRegularFileError, require_regular_file
from detector.data.tiff_planes import TIFF_STARTS, correct_planes, open_without_extra_planes
from detector.errors import ImageUnreadableError
from detector.translatable import translatable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

NOT_AN_IMAGE = translatable("{name} is not an image that this program can read. Save it as JPEG or PNG, or remove it.")
DAMAGED = translatable("{name} is damaged or incomplete ({reason}). Copy it again from its source, or delete it.")
GONE = translatable("{name} is no longer there: it was moved or deleted. Open the folder again.")
NO_PERMISSION = translatable("{name} cannot be read: permission denied. Change its permissions, then open it again.")
IS_FOLDER = translatable("{name} is a folder, not an image. Rename it, or open it as a folder.")
NOT_READABLE = translatable("{name} could not be read: {reason}. Check the disk, then open it again.")
TOO_MANY_PIXELS = translatable(
    "{name} has {megapixels} megapixels ({width} x {height}); the limit is {limit}. Make it smaller, or cut it into "
    "tiles."
)
NO_PIXELS = translatable("{name} has no pixels ({width} x {height}). Copy it again from its source.")
EMPTY_IMAGE = translatable("{name} is empty (0 bytes). Copy it again from its source, or delete it.")
NO_MEMORY = translatable(
    "There is not enough memory to decode {name}. Close other programs, or make the image smaller."
)
NOT_REGULAR = translatable("{name} is a pipe or a device, not an image. Remove it, then open the folder again.")
SIDE_TOO_LONG = translatable(
    "{name} is {width} x {height} pixels; no side may have more than {limit:,}. Cut it into tiles."
)

MAX_MEGAPIXELS = 300
"""Larger images are refused before their pixels are decoded."""
MAX_SIDE_PX = 50_000_000
"""Images with a longer side are refused, too: decoders take memory for each line, however short."""

Watch = Callable[[float], None]
"""Called repeatedly with the fraction that is done, 0 to 1; it stops the work by raising `DecodingStopped`."""

_ORIENTATION_TAG = 0x0112
_QUARTER_TURNS = frozenset({5, 6, 7, 8})
"""The EXIF orientations that swap width and height."""
_MIN_DRAFT_SIDE_PX = 64
"""Below this side length a JPEG's reduced size is not exact, and there is nothing to gain."""

_READING_SHARE = 0.7
"""The part of the work that reading and unpacking the file is; the rest is the conversion of its pixels."""

# What decoders raise on damaged files, besides OSError; none of these is a fault of ours to be hidden: the file's name
# and the decoder's words reach the person.
DAMAGE_ERRORS = (
    SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError, EOFError, RuntimeError,
    AssertionError, struct.error, zlib.error,
)  # fmt: skip


_JPEG_START, _JPEG_END = b"\xff\xd8", b"\xff\xd9"
_JPEG_BLOCK_PX = 20 * 20
"""Pixels that one block of a JPEG may color, its neighbors' borders included."""


class DecodingStopped(Exception):  # noqa: N818 - nothing went wrong
    """Raised by a `Watch` when the image is not wanted any more."""


@dataclass(frozen=True, eq=False)
class DecodedImage:
    """An image, upright.

    pixels (h, w, 3) uint8 RGB, C-contiguous, writable. `width` and `height` are those of the upright original in
    pixels; h = ceil(height / reduction), w = ceil(width / reduction).
    """

    pixels: NDArray[np.uint8]
    width: int
    height: int
    reduction: int = 1
    problem: str = ""
    """A sentence on what is missing of the picture, which is shown all the same; empty where all is there."""


@dataclass(frozen=True)
class ImageHeader:
    """What an image file says of itself. `width` and `height` are those of the upright image in pixels."""

    width: int
    height: int
    orientation: int
    """As EXIF counts, 1 to 8: how the stored pixels must be turned to be upright."""
    format: str = ""
    """As Pillow calls it, whatever the suffix says: `JPEG`"""

    @property
    def is_stored_sideways(self) -> bool:
        """Whether the stored pixels lie on their side, so that programs that do not turn them swap the two sizes."""
        return self.orientation in _QUARTER_TURNS


def read_header(path: Path) -> ImageHeader:
    """Size and orientation of an image, without decoding its pixels.

    Raises:
        ImageUnreadableError: The image cannot be decoded.
    """
    with _open_image(path) as (image, stream):
        width, height = image.size
        if image.format == "TIFF":  # depending on its version, Pillow has or has not swapped them already
            tags = image.tag_v2  # type: ignore[attr-defined]
            width, height = int(tags[256]), int(tags[257])
        orientation = _read_orientation(image, stream)
        size = (height, width) if orientation in _QUARTER_TURNS else (width, height)
        return ImageHeader(*size, orientation, "JPEG" if image.format == "MPO" else image.format or "")


def read_size(path: Path) -> tuple[int, int]:
    """(width, height) of the upright image in pixels, from the file's header.

    Raises:
        ImageUnreadableError: The image cannot be decoded.
    """
    header = read_header(path)
    return header.width, header.height


def decode_image(path: Path, max_pixels: int | None = None, watch: Watch | None = None) -> DecodedImage:
    """The image, upright; of an animation the first frame.

    Transparent parts are shown on white. Gray deeper than 8 bits is stretched from its lowest to its highest value.
    Images of more than `max_pixels` are reduced by the smallest whole factor that fits them in; JPEG takes a power of
    two or a multiple of eight instead, which its decoder can do without ever making the full picture. Of a JPEG that
    lacks its last bytes, the part that is missing is gray.

    Raises:
        ImageUnreadableError: The image cannot be decoded.
        DecodingStopped: `watch` raised it.
    """
    if max_pixels is not None and max_pixels < 1:
        raise ValueError(f"max_pixels must be at least 1, not {max_pixels}.")
    with _open_image(path, watch) as (image, stream):
        from detector.data.pixels import apply_orientation, convert_to_rgb

        width, height = image.size
        has_alpha = declares_alpha(image, stream)
        is_deep = reads_upper_bytes(image)
        reduction = 1 if max_pixels is None else _choose_reduction(width, height, max_pixels)
        orientation = _read_orientation(image, stream)
        left = _request_draft(image, reduction)
        reduction = reduction if left is None else _round_to_jpeg_reduction(reduction)
        image.load()
        lower = _load_lower_bytes(stream, path) if is_deep and leaves_bits_unused(image) else None
        if image.format == "TIFF":  # Pillow turns these itself while loading, and then forgets the orientation
            width, height = image.size
            orientation = _read_orientation(image, stream)
        convert = None if watch is None else lambda part: watch(_READING_SHARE + (1 - _READING_SHARE) * part)
        pixels = apply_orientation(convert_to_rgb(image, left or reduction, convert, lower, has_alpha), orientation)
        if orientation in _QUARTER_TURNS:
            width, height = height, width
        return DecodedImage(
            pixels, width, height, reduction, stream.describe_missing_part(path.name, pixels, reduction)
        )


def _load_lower_bytes(stream: _ImageFile, path: Path) -> Image.Image:
    """The image with the lower 8 of the 16 bits of its colors."""
    stream.seek(0)
    again = _identify_image(stream, path.suffix.lower())
    if again.format == "TIFF":
        correct_planes(again, path.name)  # type: ignore[arg-type]
    read_lower_bytes(again)
    again.load()
    return again


class _ImageFile(io.BufferedReader):
    """An image's file; decoders ask for it piece by piece.

    `watch` is called with the progress. A JPEG that has ended too early is given the end that it lacks.
    """

    def __init__(self, raw: io.RawIOBase, watch: Watch | None) -> None:
        super().__init__(raw)
        self._watch = watch
        self._size = max(os.fstat(self.fileno()).st_size, 1)
        self._is_jpeg = self.peek(2)[:2] == _JPEG_START
        self._is_end_supplied = False

    def read(self, size: int | None = -1, /) -> bytes:
        if self._watch is not None:
            self._watch(_READING_SHARE * min(self.tell() / self._size, 1.0))
        read = super().read(size)
        if not read and size and self._is_jpeg and not self._is_end_supplied:
            self._is_end_supplied = True
            return _JPEG_END
        return read

    def describe_missing_part(self, name: str, pixels: NDArray[np.uint8], reduction: int) -> str:
        """What is missing of the picture `pixels` that was decoded from here; empty where nothing is.

        Raises: ValueError where all of it is missing: it is gray but for what the decoder makes of the end, one block.
        """
        if not self._is_end_supplied:
            return ""
        height, width = pixels.shape[:2]
        decoded = (pixels != pixels[height // 2, width // 2]).any(axis=2)
        if int(decoded.sum()) * reduction**2 <= _JPEG_BLOCK_PX:
            raise ValueError("the image data are missing")
        return f"{name} is truncated: a part of the image is gray. Copy it again from its source if possible."


@contextmanager
def _open_image(path: Path, watch: Watch | None = None) -> Iterator[tuple[Image.Image, _ImageFile]]:
    """The image with its header read; faults here and in the caller's block become ImageUnreadableError."""
    from PIL import UnidentifiedImageError

    name = path.name
    try:
        require_regular_file(path, math.inf)
        stream = _ImageFile(path.open("rb", buffering=0), watch)
    except OSError as error:
        raise ImageUnreadableError(_describe_open_fault(path, error)) from error
    with stream, lift_pillow_limit():
        try:
            if os.fstat(stream.fileno()).st_size == 0:
                raise ImageUnreadableError(EMPTY_IMAGE.format(name=name))
            image = _identify_image(stream, path.suffix.lower())
            _check_size(name, *image.size)
            if image.format == "TIFF":
                correct_planes(image, name)  # type: ignore[arg-type]
            yield image, stream
        except UnidentifiedImageError as error:
            raise ImageUnreadableError(NOT_AN_IMAGE.format(name=name)) from error
        except MemoryError as error:
            text = NO_MEMORY.format(name=name)
            raise ImageUnreadableError(text) from error
        except (OSError, *DAMAGE_ERRORS) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise ImageUnreadableError(_describe_open_fault(path, error)) from error
            reason = str(error).strip().rstrip(".") or type(error).__name__
            raise ImageUnreadableError(DAMAGED.format(name=name, reason=reason)) from error


def _describe_open_fault(path: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return GONE.format(name=path.name)
    if isinstance(error, PermissionError):
        return NO_PERMISSION.format(name=path.name)
    if isinstance(error, NotRegularFileError):
        return NOT_REGULAR.format(name=path.name)
    if isinstance(error, IsADirectoryError):
        return IS_FOLDER.format(name=path.name)
    return NOT_READABLE.format(name=path.name, reason=error.strerror or error)


def _identify_image(stream: _ImageFile, suffix: str) -> Image.Image:
    """The image with its header read. Raises: UnidentifiedImageError, and what damaged files raise."""
    from PIL import Image, UnidentifiedImageError

    formats = pillow_formats(suffix)
    if "HEIF" in formats:
        from pillow_heif import register_heif_opener

        register_heif_opener()
    try:
        return Image.open(stream, formats=formats)
    except UnidentifiedImageError:
        stream.seek(0)
        if stream.peek(4)[:4] not in TIFF_STARTS:
            raise
        return open_without_extra_planes(stream)


def _check_size(name: str, width: int, height: int) -> None:
    if width * height > MAX_MEGAPIXELS * 1_000_000:
        text = TOO_MANY_PIXELS.format(
            name=name, megapixels=f"{width * height / 1e6:,.0f}", width=width, height=height, limit=MAX_MEGAPIXELS
        )
        raise ImageUnreadableError(text)
    if max(width, height) > MAX_SIDE_PX:
        raise ImageUnreadableError(SIDE_TOO_LONG.format(name=name, width=width, height=height, limit=MAX_SIDE_PX))
    if width < 1 or height < 1:
        raise ImageUnreadableError(NO_PIXELS.format(name=name, width=width, height=height))


_limit_lock = threading.Lock()
_limit_users = 0
_limit_of_pillow: int | None = None


@contextmanager
def lift_pillow_limit() -> Iterator[None]:
    """Pillow's own limit, a global, is lifted while any thread is in here, and back when the last one leaves."""
    global _limit_users, _limit_of_pillow
    from PIL import Image

    with _limit_lock:
        if _limit_users == 0:
            _limit_of_pillow, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
        _limit_users += 1
    try:
        yield
    finally:
        with _limit_lock:
            _limit_users -= 1
            if _limit_users == 0:
                Image.MAX_IMAGE_PIXELS = _limit_of_pillow


def _read_orientation(image: Image.Image, stream: IO[bytes]) -> int:
    """EXIF orientation, 1 to 8, without decoding pixels (Pillow's own `getexif` of a PNG would)."""
    from PIL import Image as Pillow

    if image.format == "PNG" and "exif" not in image.info:
        late = _find_late_exif(stream)
        if late:
            image.info["exif"] = b"Exif\x00\x00" + late
    try:
        value = Pillow.Image.getexif(image).get(_ORIENTATION_TAG)
    except (OSError, *DAMAGE_ERRORS):
        return 1  # a damaged EXIF block says nothing about the pixels, which are shown as they are stored
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _find_late_exif(stream: IO[bytes]) -> bytes:
    """The EXIF block of a PNG wherever it lies, found by stepping over chunks; empty when there is none."""
    position = stream.tell()
    try:
        stream.seek(8)
        while len(head := stream.read(8)) == 8:
            length, kind = struct.unpack(">I4s", head)
            if kind == b"eXIf":
                return stream.read(min(length, 1 << 20))
            stream.seek(length + 4, os.SEEK_CUR)
        return b""
    finally:
        stream.seek(position)


def _choose_reduction(width: int, height: int, max_pixels: int) -> int:
    factor = max(1, int((width * height / max_pixels) ** 0.5))
    while -(-width // factor) * -(-height // factor) > max_pixels:
        factor += 1
    return factor


def _round_to_jpeg_reduction(factor: int) -> int:
    """The nearest factor not below `factor` that JPEG decoders reach: 1, 2, 4, or a multiple of 8."""
    return next((power for power in (1, 2, 4) if factor <= power), -(-factor // 8) * 8)


def _request_draft(image: Image.Image, reduction: int) -> int | None:
    """Let a JPEG decode at up to an eighth of its size.

    Returns what is left to reduce afterwards, or None when this image must be decoded whole.
    """
    if reduction == 1 or image.format not in ("JPEG", "MPO") or min(image.size) < _MIN_DRAFT_SIDE_PX:
        return None
    factor = _round_to_jpeg_reduction(reduction)
    scale = min(factor, 8)
    width, height = image.size
    image.draft(None, (width // scale, height // scale))
    if image.size != (-(-width // scale), -(-height // scale)):
        raise ValueError(f"the decoder gave {image.size} pixels for 1/{scale} of {width} x {height}")
    return factor // scale
