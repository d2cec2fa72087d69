"""What is known of each image of the open folder: its mark in the list, and what a search may ask."""

from __future__ import annotations

import enum
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from frcnn_gui.language import N_, tr

if TYPE_CHECKING:
    from frcnn_gui.detections import DetectionStore
    from frcnn_gui.gallery import Gallery
    from frcnn_gui.workers.label_index_job import IndexedImage


class ImageState(enum.Enum):
    """What the mark beside an image's name says; the value is (icon, words)."""

    UNLABELLED = ("image", N_("no labels yet"))
    LABELLED = ("image-labelled", N_("labelled"))
    VERIFIED = ("verify", N_("verified"))
    EDITED = ("save", N_("changed, not saved yet"))
    DETECTED = ("detections", N_("has detections"))
    BROKEN = ("image-broken", N_("cannot be read"))

    @property
    def icon_name(self) -> str:
        return self.value[0]

    @property
    def words(self) -> str:
        return tr(self.value[1])


class LabelSource(Protocol):
    """What label files say, as far as they have been read; the window's `LabelIndex`."""

    def image(self, index: int) -> IndexedImage | None: ...


_FEW = 64
"""New images whose numbers are looked up one by one; for more, a table of all images is quicker."""


class ImageMarks:
    """Of one folder after the other. It is an `ImageFacts`; images are named by their numbers, from 0 on."""

    def __init__(self) -> None:
        self.folder: Gallery | None = None
        self.labelled_count = 0
        self.verified_count = 0
        """When `count_verified` was called last."""
        self._source: LabelSource | None = None
        self._detections: Callable[[], DetectionStore] | None = None
        self._learnt: dict[ImageState, dict[int, bool]] = {}
        """What was learnt since the folder was scanned, good news and bad."""
        self._best: dict[int, float] | None = None
        self._stale: set[Path] = set()
        """Images whose detections are others than those that `_best` knows"""

    def follow(self, source: LabelSource, detections: Callable[[], DetectionStore]) -> None:
        """Ask these for what labels say, and what a network found."""
        self._source, self._detections = source, detections

    def set_folder(self, folder: Gallery | None, labelled_count: int) -> None:
        """These images, none of them marked; `labelled_count` of them have a label file."""
        self.folder, self.labelled_count, self.verified_count = folder, labelled_count, 0
        self._learnt.clear()
        self._best = None
        self._stale.clear()

    def renew(self, folder: Gallery, numbers: Mapping[int, int]) -> None:
        """The same folder with other images; `numbers` has, for those that stayed, the number before and now."""
        before = dict(self._learnt)
        self.set_folder(folder, sum(folder.labelled))
        for state, learnt in before.items():
            if state is not ImageState.LABELLED:  # the new scan knows that better
                self._learnt[state] = {numbers[at]: on for at, on in learnt.items() if at in numbers}

    def mark(self, index: int, state: ImageState, on: bool) -> bool:
        """Set or clear one mark; returns whether that changed anything.

        Whether there are detections is asked where it matters (`is_predicted`); setting that mark says it is other now.
        """
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
        return ImageState.DETECTED if self.is_predicted(index) else ImageState.UNLABELLED

    def also_predicted(self, index: int) -> bool:
        """Whether there are detections, and the most telling mark tells something else."""
        return self.is_predicted(index) and self.state(index) is not ImageState.DETECTED

    def words(self, index: int) -> str:
        """All marks, and how many boxes there are where that is known: `verified, 3 boxes, has detections`."""
        also = [ImageState.DETECTED.words] if self.also_predicted(index) else []
        return ", ".join([self.few_words(index), *also])

    def few_words(self, index: int) -> str:
        """What fits beside a thumbnail: without detections, for which there is a mark of its own."""
        labels = self.labels(index)
        parts = [self.state(index).words]
        if labels is not None and self.is_labelled(index):
            parts.append(tr("%Ln box(es)", "", len(labels)) if labels else tr("no box"))
        return ", ".join(parts)

    def count_verified(self) -> None:
        """Bring `verified_count` up to date: 10 ms for a hundred thousand images."""
        images = map(self._source.image, range(len(self.names))) if self._source is not None else ()
        self.verified_count = sum(1 for image in images if image is not None and image.verified)

    def forget_scores(self, images: Collection[Path] | None = None) -> None:
        """Other things were detected in these; None: in many."""
        if images is None:
            self._best = None
        elif self._best is not None:
            self._stale.update(images)

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
        if self.folder is None or self._detections is None:
            return {}
        if self._best is None:
            self._best = self.folder.by_key(self._detections().best_scores)
        elif self._stale:
            self._score(self.folder, self._detections(), self._best)
        self._stale.clear()
        return self._best

    def _score(self, folder: Gallery, found: DetectionStore, best: dict[int, float]) -> None:
        """Bring `best` up to date on the stale images alone: images are detected in one after the other."""
        if len(self._stale) > _FEW:
            numbered = folder.by_number({path: path for path in self._stale})
        else:
            numbered = {at: path for path in self._stale if (at := folder.index_of(path)) is not None}
        for at, path in numbered.items():
            score = found.best_score(path)
            if score is not None:
                best[at] = score
            else:
                best.pop(at, None)

    def _read(self, index: int) -> IndexedImage | None:
        return self._source.image(index) if self._source is not None else None

    def _known(self, index: int, state: ImageState) -> bool | None:
        learnt = self._learnt.get(state)
        return None if learnt is None else learnt.get(index)
