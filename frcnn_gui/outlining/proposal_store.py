"""Outlines proposed for boxes of the folder's images, and which of them wait for a decision."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detector.data.annotation import Annotation
from detector.data.geometry import Box, Geometry
from frcnn_gui.document.detections import Detection, DetectionStore

_DECIMALS = 2
"""Of the coordinates by which a box is found again: formats round the last ones."""


@dataclass(frozen=True)
class ImageProposals:
    """The outlines proposed in one image.

    Attributes:
        found: Each with the uid, the class and the box that it was proposed for, its mask and its score.
        replaced: The geometries of those that had an outline before, by uid; the others were boxes alone.
    """

    found: tuple[Detection, ...] = ()
    replaced: Mapping[int, Geometry] = field(default_factory=dict)

    def match_objects(self, annotations: Sequence[Annotation], locked: Collection[int] = ()) -> dict[int, Detection]:
        """The proposals that wait for a decision, by the uid that their object has now.

        One waits as long as there is an object of its class with its box, which is not locked, and whose outline is
        as it was when it was proposed.
        """
        places: dict[tuple[object, ...], list[Annotation]] = {}
        for one in annotations:
            if one.uid not in locked:
                places.setdefault(_build_key(one), []).append(one)
        matched = {}
        for found in self.found:
            before = self.replaced.get(found.annotation.uid)
            candidates = places.get(_build_key(found.annotation), [])
            same = next((one for one in candidates if _has_geometry(one, before)), None)
            if same is not None:
                candidates.remove(same)
                matched[same.uid] = found
        return matched

    def from_score(self, min_score: float) -> ImageProposals:
        """Those with at least this score."""
        return ImageProposals(tuple(one for one in self.found if one.score >= min_score), self.replaced)

    def without_boxes(self, uids: Collection[int]) -> ImageProposals:
        """Those that were proposed for other boxes than these."""
        return ImageProposals(tuple(one for one in self.found if one.annotation.uid not in uids), self.replaced)


class ProposalCount(NamedTuple):
    """How many outlines reach a score, of how many that wait, and in how many images the former are."""

    outlines: int
    total: int
    images: int


class ProposalStore:
    """The proposals of all images. Masks are packed; what waits is counted without unpacking any."""

    def __init__(self) -> None:
        self._found = DetectionStore()
        self._replaced: dict[Path, Mapping[int, Geometry]] = {}
        self._decided: dict[Path, frozenset[int]] = {}
        """The uids of those in each image that are no longer pending"""
        self._waiting: dict[Path, NDArray[np.float64]] = {}
        """The scores of what waits in each image"""
        self._counted: tuple[NDArray[np.float64], NDArray[np.int64]] | None = None
        """All these scores, and the number of the image of each"""

    @property
    def images(self) -> tuple[Path, ...]:
        """Those in which anything waits."""
        return tuple(self._waiting)

    def find_image(self, image: Path) -> ImageProposals:
        """All that was proposed in an image and not dismissed, whether it still waits or not."""
        return ImageProposals(self._found.get(image, ()), self._replaced.get(image, {}))

    def find_waiting(self, image: Path) -> ImageProposals:
        """What was proposed in an image and waits for a decision."""
        return self.find_image(image).without_boxes(self._decided.get(image, frozenset()))

    def set_image(self, image: Path, proposals: ImageProposals) -> None:
        """What is proposed in an image from now on; all of it waits."""
        self._found.update({image: proposals.found})
        self._replaced.pop(image, None)
        if proposals.replaced:
            self._replaced[image] = proposals.replaced
        self._set_decided(image, frozenset())

    def mark_decided(self, image: Path, uids: Iterable[int]) -> None:
        """Mark the proposals for these objects, by the uids they had, as decided."""
        self._set_decided(image, self._decided.get(image, frozenset()).union(uids))

    def mark_waiting(self, image: Path, uids: Iterable[int]) -> None:
        """Make these pending again."""
        self._set_decided(image, self._decided.get(image, frozenset()).difference(uids))

    def set_waiting(self, image: Path, uids: Collection[int]) -> None:
        """These wait, and no others in the image."""
        found = (one.annotation.uid for one in self._found.get(image, ()))
        self._set_decided(image, frozenset(uid for uid in found if uid not in uids))

    def _set_decided(self, image: Path, uids: frozenset[int]) -> None:
        self._decided[image] = uids
        scores = [one.score for one in self.find_waiting(image).found] if uids else self._found.list_scores(image)
        self._waiting.pop(image, None)
        if len(scores):
            self._waiting[image] = np.asarray(scores, dtype=np.float64)
        self._counted = None

    def keep_images(self, images: Collection[Path]) -> None:
        """Let go of all others."""
        self._found = self._found.select_images(image for image in self._found if image in images)
        self._replaced = {image: geometries for image, geometries in self._replaced.items() if image in images}
        self._decided = {image: uids for image, uids in self._decided.items() if image in images}
        self._waiting = {image: scores for image, scores in self._waiting.items() if image in images}
        self._counted = None

    def clear(self) -> None:
        self.keep_images(())

    def count_waiting(self, min_score: float) -> ProposalCount:
        """What waits from a score on."""
        if self._counted is None:
            scores = list(self._waiting.values())
            numbers = np.repeat(np.arange(len(scores)), [len(some) for some in scores])
            self._counted = np.concatenate([np.zeros(0), *scores]), numbers.astype(np.int64)
        values, images = self._counted
        reached = values >= min_score
        return ProposalCount(int(reached.sum()), len(values), len(np.unique(images[reached])))


def _build_key(annotation: Annotation) -> tuple[object, ...]:
    return (annotation.label, *(round(edge, _DECIMALS) for edge in annotation.bounds.xyxy))


def _has_geometry(annotation: Annotation, before: Geometry | None) -> bool:
    return isinstance(annotation.geometry, Box) if before is None else annotation.geometry == before
