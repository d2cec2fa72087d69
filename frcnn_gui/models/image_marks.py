"""What is known of each image of the open folder: its mark in the list, and what a search may ask. Knows no Qt."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from frcnn_gui.gallery import Gallery
    from frcnn_gui.session import Detection
    from frcnn_gui.workers.label_index_job import IndexedImage


class ImageState(enum.Enum):
    """What the mark beside an image's name says; the value is (icon, words)."""

    UNLABELLED = ("image", "no labels yet")
    LABELLED = ("image-labelled", "labelled")
    VERIFIED = ("verify", "verified")
    EDITED = ("save", "changed, not saved yet")
    DETECTED = ("detections", "has detections")
    BROKEN = ("image-broken", "cannot be read")

    @property
    def icon_name(self) -> str:
        return self.value[0]

    @property
    def words(self) -> str:
        return self.value[1]


class LabelSource(Protocol):
    """What label files say, as far as they have been read; the window's `LabelIndex`."""

    def image(self, index: int) -> IndexedImage | None: ...


DetectionsByImage = Mapping[Path, Sequence["Detection"]]


class ImageMarks:
    """Of one folder after the other. It is an `ImageFacts`; images are named by their numbers, from 0 on."""

    def __init__(self) -> None:
        self.folder: Gallery | None = None
        self.labelled_count = 0
        self.verified_count = 0
        """When `count_verified` was called last."""
        self._source: LabelSource | None = None
        self._detections: Callable[[], DetectionsByImage] = dict
        self._learnt: dict[ImageState, dict[int, bool]] = {}
        """What was learnt since the folder was scanned, good news and bad."""
        self._best: dict[int, float] | None = None

    def follow(self, source: LabelSource, detections: Callable[[], DetectionsByImage]) -> None:
        """Ask these for what labels say, and what a network found."""
        self._source, self._detections = source, detections

    def set_folder(self, folder: Gallery | None, labelled_count: int) -> None:
        """These images, none of them marked; `labelled_count` of them have a label file."""
        self.folder, self.labelled_count, self.verified_count = folder, labelled_count, 0
        self._learnt.clear()
        self._best = None

    def renew(self, folder: Gallery, numbers: Mapping[int, int]) -> None:
        """The same folder with other images; `numbers` has, for those that stayed, the number before and now."""
        before = dict(self._learnt)
        self.set_folder(folder, sum(folder.labelled))
        for state, learnt in before.items():
            if state is not ImageState.LABELLED:  # the new scan knows that better
                self._learnt[state] = {numbers[at]: on for at, on in learnt.items() if at in numbers}

    def mark(self, index: int, state: ImageState, on: bool) -> bool:
        """Set or clear one mark; returns whether that changed anything."""
        if state is ImageState.LABELLED:
            before = self.is_labelled(index)
            self.labelled_count += on - before
        elif state is ImageState.BROKEN:
            before = bool(self.is_broken(index))
        else:
            before = self.has(index, state)
        self._learnt.setdefault(state, {})[index] = on
        return on != before

    def has(self, index: int, state: ImageState) -> bool:
        """Whether this mark was set."""
        return bool(self._known(index, state))

    def state(self, index: int) -> ImageState:
        """The most telling mark."""
        if self.is_broken(index):
            return ImageState.BROKEN
        if self.has(index, ImageState.EDITED):
            return ImageState.EDITED
        if self.is_labelled(index):
            return ImageState.VERIFIED if self.is_verified(index) else ImageState.LABELLED
        return ImageState.DETECTED if self.has(index, ImageState.DETECTED) else ImageState.UNLABELLED

    def words(self, index: int) -> str:
        """All marks, and how many boxes there are where that is known: `verified, 3 boxes, has detections`."""
        state, labels = self.state(index), self.labels(index)
        parts = [state.words]
        if labels is not None and self.is_labelled(index):
            parts.append("no box" if not labels else "1 box" if len(labels) == 1 else f"{len(labels):,} boxes")
        if state is not ImageState.DETECTED and self.has(index, ImageState.DETECTED):
            parts.append(ImageState.DETECTED.words)
        return ", ".join(parts)

    def count_verified(self) -> None:
        """Bring `verified_count` up to date: 10 ms for a hundred thousand images."""
        images = map(self._source.image, range(len(self.names))) if self._source is not None else ()
        self.verified_count = sum(1 for image in images if image is not None and image.verified)

    def forget_scores(self) -> None:
        """Other things were detected."""
        self._best = None

    # -- what a search asks; see `frcnn_gui.models.image_query.ImageFacts`

    @property
    def names(self) -> Sequence[str]:
        return self.folder.names if self.folder is not None else ()

    def is_labelled(self, index: int) -> bool:
        known = self._known(index, ImageState.LABELLED)
        if known is not None:
            return known
        return self.folder is not None and self.folder.has_labels(index)

    def is_broken(self, index: int) -> bool | None:
        """Whether the image or its labels cannot be read: as last opened, else as its labels were read."""
        known = self._known(index, ImageState.BROKEN)
        if known is not None:
            return known
        read = self._read(index)
        if read is not None:
            return bool(read.fault)
        return None if self.is_labelled(index) else False

    def is_predicted(self, index: int) -> bool:
        return index in self.best_scores

    def is_verified(self, index: int) -> bool | None:
        if not self.is_labelled(index):
            return False
        read = self._read(index)
        return None if read is None or read.fault else read.verified

    def labels(self, index: int) -> Sequence[str] | None:
        if not self.is_labelled(index):
            return ()
        read = self._read(index)
        return None if read is None or read.fault else read.labels

    @property
    def best_scores(self) -> Mapping[int, float]:
        """Whatever the threshold is."""
        if self._best is None:
            detections = self._detections() if self.folder is not None else {}
            best = {path: max(one.score for one in found) for path, found in detections.items() if found}
            self._best = self.folder.by_number(best) if self.folder is not None and best else {}
        return self._best

    def _read(self, index: int) -> IndexedImage | None:
        return self._source.image(index) if self._source is not None else None

    def _known(self, index: int, state: ImageState) -> bool | None:
        learnt = self._learnt.get(state)
        return None if learnt is None else learnt.get(index)
