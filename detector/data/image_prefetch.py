"""Images decoded on a thread of its own while the one before is processed."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detector.data.image_io import DecodedImage, DecodingStopped, Watch, decode_image
from detector.errors import UserFacingError

if TYPE_CHECKING:
    from pathlib import Path

MAX_PREFETCHED_IMAGES = 2
"""Images: one is enough where all take equally long to decode."""
MAX_PREFETCHED_BYTES = 64 << 20
"""No further image is decoded while the waiting ones have this number of bytes of pixels."""
POLL_S = 0.1
"""Interval at which the `waiting` callback is called."""
JOIN_TIMEOUT_S = 1.0
"""How long the end waits for the thread: one that reads from a drive that is gone may never come back."""


@dataclass(frozen=True, eq=False)
class NetworkImage:
    """One image of a folder as a network needs it."""

    path: Path
    reduced: DecodedImage
    """With all that the network's input can take of the whole image"""
    full: DecodedImage | None = None
    """At full resolution, where tiles are cut out of it"""

    @property
    def byte_count(self) -> int:
        return self.reduced.pixels.nbytes + (self.full.pixels.nbytes if self.full is not None else 0)


@dataclass(frozen=True)
class NetworkImageReader:
    """Decodes images.

    An image with a side longer than `tile_size` is decoded at full resolution, too; 0: none is.
    """

    max_pixels: int
    """Of the reduced image"""
    tile_size: int = 0

    def read_image(self, path: Path, watch: Watch | None = None) -> NetworkImage:
        """Raises: ImageUnreadableError; DecodingStopped where `watch` raises it."""
        reduced = decode_image(path, self.max_pixels, watch)
        if not self.tile_size or max(reduced.width, reduced.height) <= self.tile_size:
            return NetworkImage(path, reduced)
        return NetworkImage(path, reduced, reduced if reduced.reduction == 1 else decode_image(path, None, watch))


ReadNetworkImage = Callable[["Path", Watch], NetworkImage]


def prefetch_images(
    read: ReadNetworkImage, paths: Iterable[Path], waiting: Callable[[], None] = lambda: None
) -> Generator[tuple[Path, NetworkImage | str], None, None]:
    """Decode images one after the other, at most `MAX_PREFETCHED_IMAGES` before they are requested.

    Args:
        read: Decodes one image, as `NetworkImageReader.read_image` does; it is called on another thread.
        paths: The images.
        waiting: Called again and again while an image is waited for; stops by raising.

    Yields:
        Each path in order, with its picture or a sentence why it cannot be read.
    """
    prefetching = _PrefetchThread(read, paths)
    prefetching.start()
    try:
        while (item := prefetching.take_next(waiting)) is not None:
            yield item
    finally:
        prefetching.stop()


class _PrefetchThread(threading.Thread):
    """Fills `_ready` until all paths are through, or until it is stopped."""

    def __init__(self, read: ReadNetworkImage, paths: Iterable[Path]) -> None:
        super().__init__(name="prefetch", daemon=True)
        self._read_image = read
        self._paths = iter(paths)
        self._ready: deque[tuple[Path, NetworkImage | str]] = deque()
        self._changed = threading.Condition()
        self._ended = self._stopped = False
        self._error: BaseException | None = None

    def run(self) -> None:
        try:
            for path in self._paths:
                if not self._wait_for_room():
                    return
                item = path, self._read_or_explain(path)
                with self._changed:
                    self._ready.append(item)
                    self._changed.notify_all()
        except DecodingStopped:
            return
        except Exception as error:  # noqa: BLE001 - the border of the thread: raised where the image is asked for
            self._error = error
        finally:
            with self._changed:
                self._ended = True
                self._changed.notify_all()

    def _wait_for_room(self) -> bool:
        """Wait until another image may be decoded; False where it is to stop."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or self._has_room())
            return not self._stopped

    def _has_room(self) -> bool:
        waiting = sum(image.byte_count for _, image in self._ready if isinstance(image, NetworkImage))
        return len(self._ready) < MAX_PREFETCHED_IMAGES and waiting < MAX_PREFETCHED_BYTES

    def _read_or_explain(self, path: Path) -> NetworkImage | str:
        try:
            return self._read_image(path, self._on_decoding_progress)
        except UserFacingError as error:
            return str(error)

    def _on_decoding_progress(self, _part: float) -> None:
        if self._stopped:
            raise DecodingStopped

    def take_next(self, waiting: Callable[[], None]) -> tuple[Path, NetworkImage | str] | None:
        """The next image, None after the last. Raises: what the thread or `waiting` raised."""
        while True:
            with self._changed:
                if self._changed.wait_for(lambda: bool(self._ready) or self._ended, POLL_S):
                    break
            waiting()
        with self._changed:
            if self._ready:
                self._changed.notify_all()
                return self._ready.popleft()
        if self._error is not None:
            raise self._error
        return None

    def stop(self) -> None:
        with self._changed:
            self._stopped = True
            self._ready.clear()
            self._changed.notify_all()
        self.join(JOIN_TIMEOUT_S)
