"""Decodes the requested image, then its neighbors, on a thread of its own; the latest request wins.

What is wanted no more is not decoded to its end. Of a large image a smaller picture comes first, which is also what
the detector looks at; all its pixels come afterwards, where memory allows, for the canvas only.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal

from detector.data.formats.base import Dataset, LabelFile
from detector.data.image_io import DecodedImage, DecodingStopped, Watch
from detector.errors import AnnotationUnreadableError, UserFacingError
from frcnn_gui.common.job import describe_unexpected_error
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.texts.engine_sentences import translate_message
from frcnn_gui.document.read_only import find_read_only_reason
from frcnn_gui.images.pixel_cache import (
    BYTES_PER_PIXEL,
    MAX_PIXELS,
    PixelCache,
    compute_affordable_pixels,
    decode_all_pixels,
)

LARGE_IMAGE_TEXT = N_("{path} ({size}): shown at 1/{reduction}; in full {width} GB.")

FULL_DECODE_DELAY_S = 0.3
"""After this long with an image all its pixels are read; who pages faster needs the processor for the next ones."""
_MIN_PROGRESS_STEP = 0.01
"""Part of the work: progress is reported no more often."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LoadedImage:
    """The result of loading one image: either `image`, with its labels, or a `failure` to show instead.

    A `read_only_reason` says why its boxes cannot be edited: the labels cannot be read (no `file`), or not be written.
    """

    index: int
    path: Path
    image: DecodedImage | None = None
    file: LabelFile | None = None
    read_only_reason: str = ""
    notices: tuple[str, ...] = ()
    failure: str = ""


@dataclass(frozen=True)
class SharpenedImage:
    """All pixels of an image that was loaded with fewer; None where they could not be read after all."""

    path: Path
    image: DecodedImage | None
    took_long: bool = False
    """Whether a person saw it being read, and gets a message that it is done."""


@dataclass(frozen=True)
class _LoadRequest:
    index: int
    path: Path
    dataset: Dataset
    prefetch: tuple[Path, ...]


def load_labels(index: int, path: Path, dataset: Dataset, image: DecodedImage) -> LoadedImage:
    """The labels of an image that is already decoded; label files that cannot be read whole lock it."""
    notices = [translate_message(image.problem)] if image.problem else []
    if image.reduction > 1 and image.width * image.height > compute_affordable_pixels():
        size = tr("{width} x {height} pixels").format(width=image.width, height=image.height)
        notices.append(
            tr(LARGE_IMAGE_TEXT).format(
                path=path.name,
                size=size,
                reduction=image.reduction,
                width=f"{image.width * image.height * BYTES_PER_PIXEL / 1e9:.1f}",
            )
        )
    try:
        file = dataset.read_labels(path)
    except AnnotationUnreadableError as error:
        return LoadedImage(index, path, image, None, translate_message(str(error)), tuple(notices))
    notices += map(translate_message, file.problems)
    return LoadedImage(index, path, image, file, find_read_only_reason(file.path), tuple(notices))


def load_decoding_libraries() -> None:
    """Have the decoder ready before the first image is known: a large folder is still being listed then."""
    import numpy  # noqa: F401
    from PIL import Image

    Image.preinit()


class _LoaderThread(QThread):
    """Serves one request at a time, and prefetches while there is none.

    Signals:
        loaded: A `LoadedImage`.
        sharpened: A `SharpenedImage`.
        progress_changed: The path of the image and the part that is decoded, from 0 to 1.
    """

    loaded = Signal(object)
    sharpened = Signal(object)
    progress_changed = Signal(object, float)

    def __init__(self) -> None:
        super().__init__()
        self._condition = threading.Condition()
        self._request: _LoadRequest | None = None
        self._stopped = False
        self._cache = PixelCache()

    def request_image(self, request: _LoadRequest) -> None:
        with self._condition:
            self._request = request
            self._condition.notify()

    def stop(self) -> None:
        with self._condition:
            self._stopped = True
            self._condition.notify()

    def run(self) -> None:
        load_decoding_libraries()
        while (request := self._wait_for_request()) is not None:
            try:
                loaded = self._load_image(request)
                self.loaded.emit(loaded)
                # The next one's smaller picture is quick, and more likely to be wanted than the last pixels of this.
                self._prefetch_images(request.prefetch[:1])
                if self._stays_with_image():
                    self._load_all_pixels(request, loaded.image)
            except DecodingStopped:
                continue
            self._prefetch_images(request.prefetch[1:])

    def _stays_with_image(self) -> bool:
        """Wait a moment: whether the person stays with the image, and does not page through the folder."""
        with self._condition:
            return not self._condition.wait_for(lambda: self._stopped or self._request is not None, FULL_DECODE_DELAY_S)

    def _prefetch_images(self, paths: tuple[Path, ...]) -> None:
        for path in paths:
            if self._is_interrupted():
                return
            self._prefetch_image(path)

    def _wait_for_request(self) -> _LoadRequest | None:
        with self._condition:
            while self._request is None and not self._stopped:
                self._condition.wait()
            request, self._request = self._request, None
            return None if self._stopped else request

    def _is_interrupted(self) -> bool:
        with self._condition:
            return self._stopped or self._request is not None

    def _create_watch(self, path: Path, reports_progress: bool = True) -> Watch:
        """Reports the progress of decoding, and stops it when another image is requested."""
        reported = 0.0

        def report_part(part: float) -> None:
            nonlocal reported
            with self._condition:
                if self._stopped or (self._request is not None and self._request.path != path):
                    raise DecodingStopped
            if reports_progress and part >= reported + _MIN_PROGRESS_STEP:
                reported = part
                self.progress_changed.emit(path, part)

        return report_part

    def _load_image(self, request: _LoadRequest) -> LoadedImage:
        name = request.path.name
        try:
            image = self._cache.fetch_image(request.path, self._create_watch(request.path))
            return load_labels(request.index, request.path, request.dataset, image)
        except DecodingStopped:
            raise
        except UserFacingError as error:
            return LoadedImage(request.index, request.path, failure=translate_message(str(error)))
        except MemoryError:
            return LoadedImage(
                request.index, request.path, failure=tr("Not enough memory to show {name}.").format(name=name)
            )
        except Exception as error:  # noqa: BLE001 - the border of the thread: logged, and reported to the user
            _log.exception("Loading %s failed.", request.path)
            return LoadedImage(
                request.index,
                request.path,
                failure=describe_unexpected_error(tr("opening {path}").format(path=name), error),
            )

    def _load_all_pixels(self, request: _LoadRequest, image: DecodedImage | None) -> None:
        """Bring all pixels of an image that came with fewer; where that fails, the smaller picture stays.

        Raises:
            DecodingStopped: The decoding was stopped.
        """
        if image is None or image.reduction == 1 or image.width * image.height > compute_affordable_pixels():
            return
        takes_long = image.width * image.height > MAX_PIXELS
        try:
            whole = decode_all_pixels(request.path, self._create_watch(request.path, reports_progress=takes_long))
            self.sharpened.emit(SharpenedImage(request.path, whole, takes_long))
        except DecodingStopped:
            raise
        except Exception:  # noqa: BLE001 - the border of the thread; the person sees the smaller picture
            _log.exception("Not all pixels of %s could be read.", request.path)
            self.sharpened.emit(SharpenedImage(request.path, None))

    def _prefetch_image(self, path: Path) -> None:
        try:
            self._cache.fetch_image(path, self._create_watch(path, reports_progress=False))
        except (DecodingStopped, UserFacingError, MemoryError):
            return  # reported when this image is requested
        except Exception:  # noqa: BLE001 - as above; decoding it again then reports it
            _log.exception("Decoding %s ahead failed.", path)


class ImageLoader(QObject):
    """Decodes what `request_image` asks for.

    Signals:
        loaded: The `LoadedImage` of the latest request, never an older one after it.
        sharpened: A `SharpenedImage`: all pixels of the image that was loaded last.
        progress_changed: The path of the image and the part that is decoded, from 0 to 1.
    """

    loaded = Signal(object)
    sharpened = Signal(object)
    progress_changed = Signal(object, float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = _LoaderThread()
        self._thread.setObjectName("image loader")
        self._thread.loaded.connect(self._on_loaded)
        self._thread.sharpened.connect(self._on_sharpened)
        self._thread.progress_changed.connect(self._on_progress_changed)
        self._pending_request: _LoadRequest | None = None
        self._current_path: Path | None = None

    def start(self) -> None:
        """Get ready; `request_image` does it too."""
        if not self._thread.isRunning():
            self._thread.start()

    def request_image(self, index: int, path: Path, dataset: Dataset, prefetch: tuple[Path, ...] = ()) -> None:
        """Load this image, then decode those of `prefetch`."""
        self._pending_request = _LoadRequest(index, path, dataset, prefetch)
        self._current_path = path
        self.start()
        self._thread.request_image(self._pending_request)

    def drop_request(self) -> None:
        """Nothing is wanted any more: another folder was opened."""
        self._pending_request = self._current_path = None

    def stop(self, timeout_ms: int = 5000) -> bool:
        """End the thread; False when a decoder still holds it."""
        self._pending_request = self._current_path = None
        self._thread.stop()
        return self._thread.wait(timeout_ms)

    def _on_loaded(self, loaded: LoadedImage) -> None:
        pending = self._pending_request
        if pending is not None and (loaded.index, loaded.path) == (pending.index, pending.path):
            self._pending_request = None
            self.loaded.emit(loaded)

    def _on_sharpened(self, sharpened: SharpenedImage) -> None:
        if sharpened.path == self._current_path and self._pending_request is None:
            self.sharpened.emit(sharpened)

    def _on_progress_changed(self, path: Path, part: float) -> None:
        if path == self._current_path:
            self.progress_changed.emit(path, part)
