"""Thumbnails of the images in the list: the visible ones are decoded on a thread, and some are kept."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, QThread, Signal, Slot
from PySide6.QtGui import QImage, QPixmap

from detector.data.image_io import DecodingStopped, Watch, decode_image, read_size
from detector.errors import UserFacingError

MAX_SIZE = QSize(64, 48)
"""The longest side of a thumbnail, in pixels of the screen."""
MAX_KEPT_BYTES = 16_000_000
MAX_DECODED_PIXELS = 50_000_000
"""Of images that must be decoded whole; JPEG is decoded at an eighth of its size."""
_JPEG_SUFFIXES = frozenset({".jpg", ".jpeg", ".jpe", ".jfif"})
_OVERSAMPLING = 4
"""Decoded pixels for each of the thumbnail's, so that scaling is smooth."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _ThumbnailRequest:
    """A thumbnail to be made. `turn` counts how often all were forgotten: what was asked for before is not taken."""

    path: Path
    size: QSize
    turn: int


class _ThumbnailThread(QThread):
    """Decodes what is wanted, first things first; a newer list takes the place of what is left of the one before.

    Decoding continues if the image is in the newer list too, and is canceled otherwise.

    Signals:
        thumbnail_made: A request, and its thumbnail as a QImage.
    """

    thumbnail_made = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._condition = threading.Condition()
        self._requests: list[_ThumbnailRequest] = []
        self._current_request: _ThumbnailRequest | None = None
        self._is_given_up = False
        self._stopped = False

    def set_requests(self, requests: list[_ThumbnailRequest]) -> None:
        with self._condition:
            self._is_given_up = self._current_request not in requests
            self._requests = [request for request in requests if request != self._current_request]
            self._condition.notify()

    def stop(self) -> None:
        with self._condition:
            self._stopped = True
            self._condition.notify()

    def run(self) -> None:
        while (request := self._wait_for_request()) is not None:
            try:
                self.thumbnail_made.emit(request, decode_thumbnail(request.path, request.size, self._stop_if_given_up))
            except DecodingStopped:
                continue

    def _wait_for_request(self) -> _ThumbnailRequest | None:
        with self._condition:
            self._current_request = None
            while not self._requests and not self._stopped:
                self._condition.wait()
            if self._stopped:
                return None
            self._current_request, self._is_given_up = self._requests.pop(0), False
            return self._current_request

    def _stop_if_given_up(self, _part: float) -> None:
        if self._stopped or self._is_given_up:
            raise DecodingStopped


class Thumbnails(QObject):
    """`find_thumbnail` gives what there is; `request_thumbnails` says which are visible.

    Signals:
        thumbnail_made: The path of an image that was requested.
    """

    thumbnail_made = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = _ThumbnailThread()
        self._thread.setObjectName("thumbnails")
        self._thread.thumbnail_made.connect(self._on_thumbnail_made)
        self._kept: OrderedDict[Path, QPixmap] = OrderedDict()
        self._bytes = 0
        self._ratio = 1.0
        self._turn = 0
        self._stopped = False

    def find_thumbnail(self, path: Path) -> QPixmap | None:
        """The thumbnail; null where the image cannot be read or is too large. None: it was not made yet."""
        found = self._kept.get(path)
        if found is not None:
            self._kept.move_to_end(path)
        return found

    def request_thumbnails(self, paths: Sequence[Path], ratio: float = 1.0) -> None:
        """Make these, in this order, and none of those wanted before; `ratio`: device pixels a pixel."""
        if ratio != self._ratio:
            self.clear_thumbnails()
            self._ratio = ratio
        missing = [_ThumbnailRequest(path, MAX_SIZE * ratio, self._turn) for path in paths if path not in self._kept]
        if missing and not self._stopped and not self._thread.isRunning():
            self._thread.start(QThread.Priority.LowPriority)
        self._thread.set_requests(missing)

    def clear_thumbnails(self) -> None:
        """Another folder, or other files in it."""
        self._turn += 1
        self._thread.set_requests([])
        self._kept.clear()
        self._bytes = 0

    @property
    def bytes(self) -> int:
        """What the thumbnails take."""
        return self._bytes

    def stop(self, timeout_ms: int = 5000) -> bool:
        """End the thread; False when a decoder still holds it."""
        self._stopped = True
        self._thread.stop()
        return self._thread.wait(timeout_ms)

    @Slot(object, object)
    def _on_thumbnail_made(self, request: _ThumbnailRequest, image: QImage) -> None:
        if request.turn != self._turn:
            return
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(self._ratio)
        before = self._kept.pop(request.path, None)
        self._kept[request.path] = pixmap
        self._bytes += _count_bytes(pixmap) - (_count_bytes(before) if before is not None else 0)
        while self._bytes > MAX_KEPT_BYTES and len(self._kept) > 1:
            self._bytes -= _count_bytes(self._kept.popitem(last=False)[1])
        self.thumbnail_made.emit(request.path)


def decode_thumbnail(path: Path, size: QSize, watch: Watch | None = None) -> QImage:
    """The image within `size` pixels, upright; a null image where it cannot be read, or would take too long.

    Raises:
        DecodingStopped: `watch` raised it.
    """
    try:
        if path.suffix.lower() not in _JPEG_SUFFIXES:
            width, height = read_size(path)
            if width * height > MAX_DECODED_PIXELS:
                return QImage()
        decoded = decode_image(path, size.width() * size.height() * _OVERSAMPLING, watch)
    except (UserFacingError, MemoryError):
        return QImage()  # reported when it is opened
    except DecodingStopped:
        raise
    except Exception:  # noqa: BLE001 - the border of the thread: a missing thumbnail must not end it
        _log.exception("No thumbnail of %s could be made.", path)
        return QImage()
    height, width = decoded.pixels.shape[:2]
    whole = QImage(decoded.pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    mode = Qt.TransformationMode.SmoothTransformation
    return whole.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, mode).convertToFormat(QImage.Format.Format_RGB32)


def _count_bytes(pixmap: QPixmap) -> int:
    return 4 * pixmap.width() * pixmap.height()
