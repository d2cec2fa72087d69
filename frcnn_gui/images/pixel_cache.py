"""Decoded images, ready for the canvas: those around the current one, and how much memory they may have."""

from __future__ import annotations

import os
from collections import OrderedDict
from pathlib import Path

from detector.data.image_io import MAX_MEGAPIXELS, Watch, decode_image
from frcnn_gui.canvas.painting.pyramid import PreparedImage, prepare_image

MAX_PIXELS = 40_000_000
"""Larger images come at a fraction of their size first: 40 megapixels are 120 MB."""
MIN_DRAFT_PIXELS = 4_000_000
"""JPEGs come at a fraction of their size from here on, which their decoder makes in a third of the time: that is
enough for a screen, and what the detector looks at."""
DRAFT_SUFFIXES = frozenset({".jpg", ".jpeg", ".jpe", ".jfif"})
MAX_CACHE_BYTES = 240_000_000
"""Room for an image of 12 megapixels, two after it and one before it, with their smaller copies."""
BYTES_PER_PIXEL = 8
"""What decoding takes at its highest: the decoder's four bytes, our three, and those of the smaller copies."""
MAX_MEMORY_SHARE = 0.25
"""Of the machine's memory, for all pixels of one image."""
_ASSUMED_MEMORY_BYTES = 8 << 30

_FileVersion = tuple[int, int]


def compute_affordable_pixels() -> int:
    """How many pixels of one image may be held at once on this machine."""
    try:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # not on every system
        memory = _ASSUMED_MEMORY_BYTES
    return min(int(memory * MAX_MEMORY_SHARE) // BYTES_PER_PIXEL, MAX_MEGAPIXELS * 1_000_000)


def get_first_pixel_limit(path: Path) -> int:
    """How many pixels an image may have to be decoded whole at once."""
    return MIN_DRAFT_PIXELS if path.suffix.lower() in DRAFT_SUFFIXES else MAX_PIXELS


def decode_all_pixels(path: Path, watch: Watch) -> PreparedImage:
    """The image at its full size, and not kept.

    Raises:
        ImageUnreadableError: The image cannot be decoded.
        DecodingStopped: `watch` raised it.
    """
    return prepare_image(decode_image(path, None, watch), watch)


class PixelCache:
    """The last few decoded images, bounded by their bytes; an image whose file changed is decoded again."""

    def __init__(self, max_bytes: int = MAX_CACHE_BYTES) -> None:
        self._max_bytes = max_bytes
        self._items: OrderedDict[Path, tuple[_FileVersion, PreparedImage]] = OrderedDict()

    def __contains__(self, path: Path) -> bool:
        return path in self._items

    @property
    def bytes(self) -> int:
        return sum(image.bytes for _, image in self._items.values())

    def fetch_image(self, path: Path, watch: Watch | None = None) -> PreparedImage:
        """The image, decoded now or before; with fewer pixels where it is large.

        Raises:
            ImageUnreadableError: The image cannot be decoded.
            DecodingStopped: `watch` raised it.
        """
        version = _read_file_version(path)
        known = self._items.pop(path, None)
        if known is not None and known[0] == version:
            self._items[path] = known
            return known[1]
        image = prepare_image(decode_image(path, get_first_pixel_limit(path), watch), watch)
        if image.reduction > 1 and image.width * image.height > compute_affordable_pixels():
            image = prepare_image(decode_image(path, MAX_PIXELS, watch), watch)  # there will be no sharper one
        self._items[path] = (version, image)
        while len(self._items) > 1 and self.bytes > self._max_bytes:
            self._items.popitem(last=False)
        return image


def _read_file_version(path: Path) -> _FileVersion:
    try:
        status = path.stat()
    except OSError:
        return (0, 0)  # the decoder reports what is wrong with it
    return (status.st_mtime_ns, status.st_size)
