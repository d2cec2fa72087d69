"""What is known of each image of the open folder: its mark in the list, and what a search may ask."""

from __future__ import annotations

import enum
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from detector.data.attributes import AttributeValue
from frcnn_gui.common.language import N_, tr
from frcnn_gui.document.shapes import Shape
from frcnn_gui.images.outline_index import list_shapes

if TYPE_CHECKING:
    from frcnn_gui.document.detections import DetectionStore
    from frcnn_gui.document.image_collection import Gallery
    from frcnn_gui.images.label_index_job import IndexedImage


class ImageState(enum.Enum):
    """What the mark beside an image's name says; the value is (icon, words)."""

    UNLABELED = ("image", N_("no labels yet"))
    LABELED = ("image-labeled", N_("labeled"))
    VERIFIED = ("verify", N_("verified"))
    EDITED = ("save", N_("changed, not saved yet"))
    DETECTED = ("detections", N_("has detections"))
    SKIPPED = ("skip", N_("skipped"))
    BROKEN = ("image-broken", N_("cannot be read"))

    @property
    def icon_name(self) -> str:
        return self.value[0]

    @property
    def description(self) -> str:
        return tr(self.value[1])


class LabelSource(Protocol):
    """What label files say, as far as they have been read; the window's `LabelIndex`."""

    def find_image(self, index: int) -> IndexedImage | None: ...


_MAX_SINGLE_LOOKUPS = 64
"""New images whose numbers are looked up one by one; for more, a table of all images is quicker."""


class ImageStatuses:
    """Of one folder after the other. It is an `ImageFacts`; images are named by their numbers, from 0 on."""

    def __init__(self) -> None:
        self.folder: Gallery | None = None
        self.labeled_count = 0
        self.verified_count = 0
        """When `update_verified_count` was called last."""
        self._source: LabelSource | None = None
        self._get_detections: Callable[[], DetectionStore] | None = None
        self._known_states: dict[ImageState, dict[int, bool]] = {}
        """What was learned since the folder was scanned, good news and bad."""
        self._best_scores: dict[int, float] | None = None
        self._stale: set[Path] = set()
        """Images whose detections are others than those that `_best_scores` knows"""

    def set_sources(self, source: LabelSource, detections: Callable[[], DetectionStore]) -> None:
        """Ask these for what labels say, and what a network found."""
        self._source, self._get_detections = source, detections

    def set_folder(self, folder: Gallery | None, labeled_count: int) -> None:
        """These images, none of them marked; `labeled_count` of them have a label file."""
        self.folder, self.labeled_count, self.verified_count = folder, labeled_count, 0
        self._known_states.clear()
        self._best_scores = None
        self._stale.clear()

    def replace_folder(self, folder: Gallery, numbers: Mapping[int, int]) -> None:
        """The same folder with other images; `numbers` has, for those that stayed, the number before and now."""
        before = dict(self._known_states)
        self.set_folder(folder, sum(folder.label_flags))
        for state, learned in before.items():
            if state is not ImageState.LABELED:  # the new scan knows that better
                self._known_states[state] = {numbers[at]: on for at, on in learned.items() if at in numbers}

    def set_state(self, index: int, state: ImageState, on: bool) -> bool:
        """Set or clear one mark; returns whether that changed anything.

        Whether there are detections is asked where it matters (`is_predicted`); setting that mark says it is other now.
        """
        if state is ImageState.LABELED:
            before = self.is_labeled(index)
            self.labeled_count += on - before
        elif state is ImageState.BROKEN:
            before = bool(self.is_broken(index))
        else:
            before = self.has_state(index, state)
        self._known_states.setdefault(state, {})[index] = on
        return on != before

    def has_state(self, index: int, state: ImageState) -> bool:
        """Whether this mark was set."""
        return bool(self._known_state(index, state))

    def get_state(self, index: int) -> ImageState:
        """The most important mark."""
        if self.is_broken(index):
            return ImageState.BROKEN
        if self.has_state(index, ImageState.EDITED):
            return ImageState.EDITED
        if self.is_skipped(index):
            return ImageState.SKIPPED
        if self.is_labeled(index):
            return ImageState.VERIFIED if self.is_verified(index) else ImageState.LABELED
        return ImageState.DETECTED if self.is_predicted(index) else ImageState.UNLABELED

    def is_also_predicted(self, index: int) -> bool:
        """Whether there are detections, and the most important mark shows something else."""
        return self.is_predicted(index) and self.get_state(index) is not ImageState.DETECTED

    def describe_image(self, index: int) -> str:
        """All marks, and how many boxes there are where that is known: `verified, 3 boxes, has detections`."""
        also = [ImageState.DETECTED.description] if self.is_also_predicted(index) else []
        return ", ".join([self.describe_briefly(index), *also])

    def describe_briefly(self, index: int) -> str:
        """What fits beside a thumbnail: without detections, for which there is a mark of its own."""
        labels = self.find_box_labels(index)
        parts = [self.get_state(index).description]
        if labels is not None and self.is_labeled(index):
            parts.append(tr("%Ln box(es)", "", len(labels)) if labels else tr("no boxes"))
        return ", ".join(parts)

    @property
    def skipped_count(self) -> int:
        return sum(self._known_states.get(ImageState.SKIPPED, {}).values())

    def update_verified_count(self) -> None:
        """Bring `verified_count` up to date: 10 ms for a hundred thousand images."""
        images = map(self._source.find_image, range(len(self.names))) if self._source is not None else ()
        self.verified_count = sum(1 for image in images if image is not None and image.verified)

    def reset_scores(self, images: Collection[Path] | None = None) -> None:
        """Other things were detected in these; None: in many."""
        if images is None:
            self._best_scores = None
        elif self._best_scores is not None:
            self._stale.update(images)

    # -- what a search asks; see `frcnn_gui.images.query_terms.ImageFacts`

    @property
    def names(self) -> Sequence[str]:
        return self.folder.names if self.folder is not None else ()

    def is_labeled(self, index: int) -> bool:
        known = self._known_state(index, ImageState.LABELED)
        if known is not None:
            return known
        return self.folder is not None and self.folder.has_labels(index)

    def count_labeled(self, rows: Sequence[int]) -> int:
        """How many of the images `rows`, in ascending order, have labels."""
        if self.folder is None:
            return 0
        known, chosen = self._known_states.get(ImageState.LABELED, {}), set(rows)
        changes = (on - self.folder.has_labels(row) for row, on in known.items() if row in chosen)
        return sum(map(self.folder.label_flags.__getitem__, rows)) + sum(changes)

    def is_broken(self, index: int) -> bool | None:
        """Whether the image or its labels cannot be read: as last opened, else as its labels were read."""
        known = self._known_state(index, ImageState.BROKEN)
        if known is not None:
            return known
        read = self._find_indexed_image(index)
        if read is not None:
            return bool(read.fault)
        return None if self.is_labeled(index) else False

    def is_skipped(self, index: int) -> bool:
        return self.has_state(index, ImageState.SKIPPED)

    def is_predicted(self, index: int) -> bool:
        return index in self.best_scores

    def is_verified(self, index: int) -> bool | None:
        if not self.is_labeled(index):
            return False
        read = self._find_indexed_image(index)
        return None if read is None or read.fault else read.verified

    def find_box_labels(self, index: int) -> Sequence[str] | None:
        if not self.is_labeled(index):
            return ()
        read = self._find_indexed_image(index)
        return None if read is None or read.fault else read.labels

    def find_attributes(self, index: int) -> Sequence[tuple[str, AttributeValue]] | None:
        if not self.is_labeled(index):
            return ()
        read = self._find_indexed_image(index)
        return None if read is None or read.fault else read.attributes

    def find_shapes(self, index: int) -> frozenset[Shape | None] | None:
        if not self.is_labeled(index):
            return frozenset()
        read = self._find_indexed_image(index)
        if read is None or read.fault:
            return None
        return list_shapes(read.shapes) if read.labels else frozenset()

    def find_outline_numbers(self, index: int, column: int) -> Sequence[float] | None:
        if not self.is_labeled(index):
            return ()
        read = self._find_indexed_image(index)
        return None if read is None or read.fault else read.list_outline_numbers(column)

    @property
    def best_scores(self) -> Mapping[int, float]:
        """Whatever the threshold is."""
        if self.folder is None or self._get_detections is None:
            return {}
        if self._best_scores is None:
            self._best_scores = self.folder.by_key(self._get_detections().best_scores)
        elif self._stale:
            self._compute_best_scores(self.folder, self._get_detections(), self._best_scores)
        self._stale.clear()
        return self._best_scores

    def _compute_best_scores(self, folder: Gallery, found: DetectionStore, best: dict[int, float]) -> None:
        """Bring `best` up to date on the stale images alone: images are detected in one after the other."""
        if len(self._stale) > _MAX_SINGLE_LOOKUPS:
            numbered = folder.map_to_numbers({path: path for path in self._stale})
        else:
            numbered = {at: path for path in self._stale if (at := folder.index_of(path)) is not None}
        for at, path in numbered.items():
            score = found.best_score(path)
            if score is not None:
                best[at] = score
            else:
                best.pop(at, None)

    def _find_indexed_image(self, index: int) -> IndexedImage | None:
        return self._source.find_image(index) if self._source is not None else None

    def _known_state(self, index: int, state: ImageState) -> bool | None:
        learned = self._known_states.get(state)
        return None if learned is None else learned.get(index)
