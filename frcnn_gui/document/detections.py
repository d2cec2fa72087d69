"""What a network or another program found in the images of a folder, packed: some 28 bytes for each detection.

Masks are packed beside them (`packed_masks`), and unpacked only where somebody looks at them.
"""

from __future__ import annotations

import struct
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detector.data.annotation import Annotation
from detector.data.geometry import Box, Geometry
from detector.data.outlines.bitmap import Bitmap
from frcnn_gui.document.packed_masks import PackedMasks

if TYPE_CHECKING:
    from frcnn_gui.document.measured_detections import MeasuredDetections


@dataclass(frozen=True)
class Detection:
    """What the network found, and its score.

    The annotation has a uid that is unique among the detections of its image, and from a network with a mask head a
    mask in its box (`OutlinedBox`).
    """

    annotation: Annotation
    score: float


_HEAD = struct.Struct("<?dI")
"""Whether numbers are float64, the highest score, and the number of detections; after their rows come the masks"""
_SHORT, _LONG = (
    np.dtype([("corners", size, 4), ("score", size), ("label", "<u4"), ("uid", "<i4")]) for size in ("<f4", "<f8")
)
_SHORT_ROW, _LONG_ROW = struct.Struct("<5fIi"), struct.Struct("<5dIi")
"""The same for reading"""


class _Labels:
    """Numbers of class names, the same in all stores, so that one can be added to another as it is."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._numbers: dict[str, int] = {}
        self._names: list[str] = []

    def number(self, name: str) -> int:
        """Of any name; from any thread."""
        with self._lock:
            if name not in self._numbers:
                self._numbers[name] = len(self._names)
                self._names.append(name)
            return self._numbers[name]

    def name(self, number: int) -> str:
        return self._names[number]


_LABELS = _Labels()


class DetectionStore(Mapping[Path, tuple[Detection, ...]]):
    """Detections by image, in the order in which images came; those of one image are made when they are asked for."""

    def __init__(
        self, found: Mapping[Path, Sequence[Detection]] | None = None, measured: MeasuredDetections | None = None
    ) -> None:
        """`measured` has what was found in further images."""
        self._packed: dict[str, bytes] = {}
        self._measured, self._replaced_count = measured, 0
        """Where `_packed` has nothing else; and in how many of its images that is so"""
        self.update(found or {})

    def __getitem__(self, image: Path) -> tuple[Detection, ...]:
        packed = self._find_packed(image.as_posix())
        if packed is None:
            raise KeyError(image)
        return _unpack_rows(packed)

    def __iter__(self) -> Iterator[Path]:
        return map(Path, self._iterate_keys())

    def __len__(self) -> int:
        return len(self._packed) + (0 if self._measured is None else len(self._measured) - self._replaced_count)

    def __contains__(self, image: object) -> bool:
        return isinstance(image, Path) and self._find_packed(image.as_posix()) is not None

    def _iterate_keys(self) -> Iterator[str]:
        yield from self._packed
        measured = self._measured
        if measured is not None:
            yield from (key for key in map(measured.get_key, range(len(measured))) if key not in self._packed)

    def _find_packed(self, key: str) -> bytes | None:
        """What was found in an image; None where nobody looked."""
        packed = self._packed.get(key)
        return _pack_result(self._measured, key) if packed is None and self._measured is not None else packed

    @property
    def best_scores(self) -> dict[str, float]:
        """The highest score in each image where something was found, by its path with `/`."""
        found = ((key, self._find_packed(key)) for key in self._iterate_keys())
        return {key: _HEAD.unpack_from(packed)[1] for key, packed in found if packed}

    def best_score(self, image: Path) -> float | None:
        """The highest score in an image; None where nothing was found."""
        packed = self._find_packed(image.as_posix())
        return _HEAD.unpack_from(packed)[1] if packed else None

    def list_scores(self, image: Path) -> NDArray[np.float64]:
        """(D,) the scores in an image, in the order of its detections, without making these."""
        packed = self._find_packed(image.as_posix())
        if not packed:
            return np.zeros(0)
        is_long, place = _find_rows(packed)
        return np.frombuffer(packed[place], _LONG if is_long else _SHORT)["score"].astype(np.float64)

    def select_images(self, images: Iterable[Path]) -> DetectionStore:
        """A store of what was found in these images alone."""
        selected = DetectionStore()
        found = ((key, self._find_packed(key)) for key in (image.as_posix() for image in images))
        selected._packed = {key: packed for key, packed in found if packed is not None}
        return selected

    def clear(self) -> None:
        self._packed.clear()
        self._measured, self._replaced_count = None, 0

    def update(self, found: Mapping[Path, Sequence[Detection]]) -> None:
        """Take these in place of what was found in the same images before."""
        if isinstance(found, DetectionStore):
            if found._measured is not None:
                self._take_measured(found._measured)
            for key, packed in found._packed.items():
                self._put(key, packed)
            return
        for image, some in found.items():
            packed = _pack_rows(
                np.array([one.annotation.bounds.xyxy for one in some], dtype=np.float64).reshape(-1, 4),
                np.array([one.score for one in some], dtype=np.float64),
                [one.annotation.label for one in some],
                [one.annotation.uid for one in some],
                PackedMasks.from_geometries([one.annotation.geometry for one in some]),
            )
            self._put(image.as_posix(), packed)

    def _put(self, key: str, packed: bytes) -> None:
        if self._measured is not None and key not in self._packed and key in self._measured:
            self._replaced_count += 1
        self._packed[key] = packed

    def _take_measured(self, measured: MeasuredDetections) -> None:
        """Take these in place of others; of earlier ones, those of other images are kept."""
        known = self._iterate_keys() if self._measured is not None else iter(self._packed)
        kept = ((key, self._find_packed(key)) for key in known if key not in measured)
        self._packed = {key: packed for key, packed in kept if packed is not None}
        self._measured, self._replaced_count = measured, 0

    def add_image(
        self,
        image: Path,
        boxes: NDArray[np.float32],
        scores: NDArray[np.float32],
        labels: Sequence[str],
        masks: Sequence[Bitmap] = (),
    ) -> None:
        """Take what was found in one image, with the uids 0, 1, ...

        Args:
            image: Its path.
            boxes: (D, 4) corners in pixels of the image.
            scores: (D,) in 0..1.
            labels: D class names.
            masks: D of them from a network with a mask head, else none.
        """
        numbers = boxes.astype(np.float64), scores.astype(np.float64)
        packed = _pack_rows(*numbers, labels, range(len(labels)), PackedMasks.from_bitmaps(masks))
        self._put(image.as_posix(), packed)


def _pack_rows(
    boxes: NDArray[np.float64],
    scores: NDArray[np.float64],
    labels: Sequence[str],
    uids: Sequence[int],
    masks: PackedMasks | None = None,
) -> bytes:
    """Nothing for no detections; else a head, a row for each, and the masks if there are any."""
    if not len(labels):
        return b""
    numbers = np.concatenate([boxes, scores[:, None]], axis=1)
    with np.errstate(over="ignore"):  # what float32 cannot hold is not equal to itself
        is_long = not np.array_equal(numbers.astype(np.float32), numbers, equal_nan=True)
    rows = np.empty(len(labels), dtype=_LONG if is_long else _SHORT)
    rows["corners"], rows["score"] = boxes, scores
    rows["label"] = [_LABELS.number(label) for label in labels]
    rows["uid"] = uids
    head = _HEAD.pack(is_long, float(scores.max()), len(labels))
    return head + rows.tobytes() + (masks.packed if masks is not None else b"")


def _pack_result(measured: MeasuredDetections, key: str) -> bytes | None:
    """What was found in an image that was measured; None where it was not."""
    found = measured.find_result(key)
    if found is None:
        return None
    labels = [measured.classes[label - 1] for label in found.labels.tolist()]
    return _pack_rows(found.boxes.astype(np.float64), found.scores.astype(np.float64), labels, range(len(labels)))


def _find_rows(packed: bytes) -> tuple[bool, slice]:
    """Whether numbers are float64, and which bytes are the rows."""
    is_long, _, count = _HEAD.unpack_from(packed)
    return is_long, slice(_HEAD.size, _HEAD.size + count * (_LONG if is_long else _SHORT).itemsize)


def _unpack_rows(packed: bytes) -> tuple[Detection, ...]:
    if not packed:
        return ()
    is_long, place = _find_rows(packed)
    rows = tuple((_LONG_ROW if is_long else _SHORT_ROW).iter_unpack(memoryview(packed)[place]))
    geometries: Sequence[Geometry] = [Box(*row[:4]) for row in rows]
    if len(packed) > place.stop:
        geometries = PackedMasks(packed[place.stop :], len(rows)).place_in_boxes([one.bounds for one in geometries])
    return tuple(
        Detection(Annotation(geometry, _LABELS.name(label), uid), score)
        for geometry, (*_, score, label, uid) in zip(geometries, rows, strict=True)
    )
