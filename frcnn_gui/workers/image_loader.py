"""Decodes the image that is wanted, then its neighbours, on a thread of its own; the latest wish wins.

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
from frcnn_gui.language import tr
from frcnn_gui.read_only import read_only_reason
from frcnn_gui.workers.job import unexpected
from frcnn_gui.workers.pixel_cache import BYTES_A_PIXEL, MAX_PIXELS, PixelCache, affordable_pixels, all_pixels

REST_S = 0.3
"""After this long with an image all its pixels are read; who pages faster needs the processor for the next ones."""
_STEP = 0.01
"""Of the work: progress is told no more often."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LoadedImage:
    """What came of loading one image: either `image`, with its labels, or a `failure` to tell instead.

    A `locked_reason` says why its boxes cannot be edited: the labels cannot be read (no `file`), or not be written.
    """

    index: int
    path: Path
    image: DecodedImage | None = None
    file: LabelFile | None = None
    locked_reason: str = ""
    notices: tuple[str, ...] = ()
    failure: str = ""


@dataclass(frozen=True)
class SharpenedImage:
    """All pixels of an image that was loaded with fewer; None where they could not be read after all."""

    path: Path
    image: DecodedImage | None
    took_long: bool = False
    """Whether a person saw it being read, and is told that it is done."""


@dataclass(frozen=True)
class _Wish:
    index: int
    path: Path
    dataset: Dataset
    ahead: tuple[Path, ...]


def load(index: int, path: Path, dataset: Dataset, image: DecodedImage) -> LoadedImage:
    """The labels of an image that is already decoded; label files that cannot be read whole lock it."""
    notices = [image.problem] if image.problem else []
    if image.reduction > 1 and image.width * image.height > affordable_pixels():
        size = tr("{width} x {height} pixels").format(width=image.width, height=image.height)
        notices.append(
            tr(
                "{path} is large ({size}); it is shown at 1/{reduction} of its size, because all its pixels "
                "would need {width} GB of memory."
            ).format(
                path=path.name,
                size=size,
                reduction=image.reduction,
                width=f"{image.width * image.height * BYTES_A_PIXEL / 1e9:.1f}",
            )
        )
    try:
        file = dataset.read(path)
    except AnnotationUnreadableError as error:
        return LoadedImage(index, path, image, None, str(error), tuple(notices))
    return LoadedImage(index, path, image, file, read_only_reason(file.path), (*notices, *file.problems))


def _load_libraries() -> None:
    """Have the decoder ready before the first image is known: a large folder is still being listed then."""
    import numpy  # noqa: F401
    from PIL import Image

    Image.preinit()


class _LoaderThread(QThread):
    """Serves one wish at a time, and decodes ahead while there is none."""

    loaded = Signal(object)
    sharpened = Signal(object)
    progress = Signal(object, float)

    def __init__(self) -> None:
        super().__init__()
        self._condition = threading.Condition()
        self._wish: _Wish | None = None
        self._stopped = False
        self._cache = PixelCache()

    def ask(self, wish: _Wish) -> None:
        with self._condition:
            self._wish = wish
            self._condition.notify()

    def stop(self) -> None:
        with self._condition:
            self._stopped = True
            self._condition.notify()

    def run(self) -> None:
        _load_libraries()
        while (wish := self._next_wish()) is not None:
            try:
                loaded = self._serve(wish)
                self.loaded.emit(loaded)
                # The next one's smaller picture is quick, and more likely to be wanted than the last pixels of this.
                self._decode_ahead(wish.ahead[:1])
                if self._rests():
                    self._sharpen(wish, loaded.image)
            except DecodingStopped:
                continue
            self._decode_ahead(wish.ahead[1:])

    def _rests(self) -> bool:
        """Wait a moment: whether the person stays with the image, and does not page through the folder."""
        with self._condition:
            return not self._condition.wait_for(lambda: self._stopped or self._wish is not None, REST_S)

    def _decode_ahead(self, paths: tuple[Path, ...]) -> None:
        for path in paths:
            if self._interrupted():
                return
            self._decode_one_ahead(path)

    def _next_wish(self) -> _Wish | None:
        with self._condition:
            while self._wish is None and not self._stopped:
                self._condition.wait()
            wish, self._wish = self._wish, None
            return None if self._stopped else wish

    def _interrupted(self) -> bool:
        with self._condition:
            return self._stopped or self._wish is not None

    def _watch(self, path: Path, tell: bool = True) -> Watch:
        """Tells how far decoding is, and stops it when another image than this is wanted."""
        told = 0.0

        def watch(part: float) -> None:
            nonlocal told
            with self._condition:
                if self._stopped or (self._wish is not None and self._wish.path != path):
                    raise DecodingStopped
            if tell and part >= told + _STEP:
                told = part
                self.progress.emit(path, part)

        return watch

    def _serve(self, wish: _Wish) -> LoadedImage:
        name = wish.path.name
        try:
            image = self._cache.fetch(wish.path, self._watch(wish.path))
            return load(wish.index, wish.path, wish.dataset, image)
        except DecodingStopped:
            raise
        except UserFacingError as error:
            return LoadedImage(wish.index, wish.path, failure=str(error))
        except MemoryError:
            return LoadedImage(
                wish.index, wish.path, failure=tr("There is not enough memory to show {name}.").format(name=name)
            )
        except Exception as error:  # noqa: BLE001 - the border of the thread: logged, and told to the person
            _log.exception("Loading %s failed.", wish.path)
            return LoadedImage(wish.index, wish.path, failure=unexpected(tr("opening {path}").format(path=name), error))

    def _sharpen(self, wish: _Wish, image: DecodedImage | None) -> None:
        """Bring all pixels of an image that came with fewer; where that fails, the smaller picture stays.

        Errors: DecodingStopped.
        """
        if image is None or image.reduction == 1 or image.width * image.height > affordable_pixels():
            return
        takes_long = image.width * image.height > MAX_PIXELS
        try:
            whole = all_pixels(wish.path, self._watch(wish.path, tell=takes_long))
            self.sharpened.emit(SharpenedImage(wish.path, whole, takes_long))
        except DecodingStopped:
            raise
        except Exception:  # noqa: BLE001 - the border of the thread; the person sees the smaller picture
            _log.exception("Not all pixels of %s could be read.", wish.path)
            self.sharpened.emit(SharpenedImage(wish.path, None))

    def _decode_one_ahead(self, path: Path) -> None:
        try:
            self._cache.fetch(path, self._watch(path, tell=False))
        except (DecodingStopped, UserFacingError, MemoryError):
            return  # told when this image is the wanted one
        except Exception:  # noqa: BLE001 - as above; decoding it again then tells the person
            _log.exception("Decoding %s ahead failed.", path)


class ImageLoader(QObject):
    """`ask` for an image; `loaded` brings the `LoadedImage` of the latest wish, and never an older one after it."""

    loaded = Signal(object)
    sharpened = Signal(object)
    """A `SharpenedImage`: all pixels of the image that was loaded last."""
    progress = Signal(object, float)
    """The path of the image that is read, and how much of it is, from 0 to 1."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = _LoaderThread()
        self._thread.setObjectName("image loader")
        self._thread.loaded.connect(self._pass_on)
        self._thread.sharpened.connect(self._pass_on_sharpened)
        self._thread.progress.connect(self._pass_on_progress)
        self._wanted: _Wish | None = None
        self._current: Path | None = None

    def start(self) -> None:
        """Get ready; `ask` does it too."""
        if not self._thread.isRunning():
            self._thread.start()

    def ask(self, index: int, path: Path, dataset: Dataset, ahead: tuple[Path, ...] = ()) -> None:
        """Load this image, then decode those of `ahead`."""
        self._wanted = _Wish(index, path, dataset, ahead)
        self._current = path
        self.start()
        self._thread.ask(self._wanted)

    def forget(self) -> None:
        """Nothing is wanted any more: another folder was opened."""
        self._wanted = self._current = None

    def stop(self, timeout_ms: int = 5000) -> bool:
        """End the thread; False when a decoder still holds it."""
        self._wanted = self._current = None
        self._thread.stop()
        return self._thread.wait(timeout_ms)

    def _pass_on(self, loaded: LoadedImage) -> None:
        wanted = self._wanted
        if wanted is not None and (loaded.index, loaded.path) == (wanted.index, wanted.path):
            self._wanted = None
            self.loaded.emit(loaded)

    def _pass_on_sharpened(self, sharpened: SharpenedImage) -> None:
        if sharpened.path == self._current and self._wanted is None:
            self.sharpened.emit(sharpened)

    def _pass_on_progress(self, path: Path, part: float) -> None:
        if path == self._current:
            self.progress.emit(path, part)
