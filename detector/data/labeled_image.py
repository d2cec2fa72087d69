"""Labeled images: one, and those of a large folder in a few arrays. Free of torch."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import overload

import numpy as np
from numpy.typing import NDArray

from detector.data.annotation import Annotation
from detector.data.geometry import Box, Geometry
from detector.data.outlines.placed_outlines import PlacedOutlines


@dataclass(frozen=True, slots=True)
class LabeledImage:
    """One image and its annotations. Boxes marked as difficult are trained on, but not counted in an evaluation."""

    path: Path
    width: int
    height: int
    boxes: NDArray[np.float32]
    """(G, 4) pixels of the image, inside it, with area"""
    labels: NDArray[np.int64]
    """(G,) in 1..C"""
    difficult: NDArray[np.bool_]
    """(G,)"""
    geometries: tuple[Geometry, ...] = ()
    """G of them, where an object has an outline; none where all are boxes alone"""

    @property
    def outlines(self) -> PlacedOutlines | None:
        """The outlines beside the image itself; None where all objects are boxes alone."""
        return PlacedOutlines(self.geometries, self.width, self.height) if self.geometries else None

    @property
    def outlined_count(self) -> int:
        """Number of objects that are more than a box."""
        return sum(not isinstance(geometry, Box) for geometry in self.geometries)

    def map_labels(self, classes: Sequence[str], others: Sequence[str]) -> LabeledImage:
        """With the numbers that the labels 1.. of `classes` have in `others`; objects of other classes are left out."""
        numbers = np.array([0, *(others.index(name) + 1 if name in others else 0 for name in classes)], dtype=np.int64)
        rows = np.flatnonzero(numbers[self.labels])
        return replace(
            self,
            boxes=self.boxes[rows],
            labels=numbers[self.labels[rows]],
            difficult=self.difficult[rows],
            geometries=tuple(self.geometries[row] for row in rows.tolist()) if self.geometries else (),
        )


class LabeledTable(Sequence[LabeledImage]):
    """The labeled images of a folder; each is made when it is asked for.

    In memory are 20 bytes for each image and 21 for each object, besides outlines, and `paths`.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        rows: array[int],
        sizes: array[int],
        ends: NDArray[np.int64],
        boxes: NDArray[np.float32],
        labels: NDArray[np.int32],
        difficult: NDArray[np.bool_],
        geometries: Mapping[int, tuple[Geometry, ...]],
    ) -> None:
        """N images with M objects in all.

        Args:
            paths: Of these and other images.
            rows: N places in `paths`.
            sizes: The width and the height of each, one after the other.
            ends: (N + 1,) where the objects of each begin, and where those of the last end.
            boxes: (M, 4) pixels of their image.
            labels: (M,) in 1..C.
            difficult: (M,)
            geometries: Those of all objects of the images in which one has an outline, by the number of the image.
        """
        self._paths, self._rows, self._sizes, self._ends = paths, rows, sizes, ends
        self._boxes, self._labels, self._difficult, self._geometries = boxes, labels, difficult, geometries

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, row: int) -> LabeledImage: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[LabeledImage]: ...
    def __getitem__(self, row: int | slice) -> LabeledImage | Sequence[LabeledImage]:
        if isinstance(row, slice):
            return ImageSelection(self, range(len(self))[row])
        row = range(len(self))[row]
        place = slice(int(self._ends[row]), int(self._ends[row + 1]))
        return LabeledImage(
            self._paths[self._rows[row]],
            self._sizes[2 * row],
            self._sizes[2 * row + 1],
            self._boxes[place],
            self._labels[place].astype(np.int64),
            self._difficult[place],
            self._geometries.get(row, ()),
        )


class ImageSelection(Sequence[LabeledImage]):
    """Some of many images, in an order of their own."""

    def __init__(self, images: Sequence[LabeledImage], rows: Iterable[int]) -> None:
        """`rows` are places in `images`."""
        self._images, self._rows = images, array("i", rows)

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, row: int) -> LabeledImage: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[LabeledImage]: ...
    def __getitem__(self, row: int | slice) -> LabeledImage | Sequence[LabeledImage]:
        if isinstance(row, slice):
            return ImageSelection(self._images, self._rows[row])
        return self._images[self._rows[row]]


class LabelCollector:
    """Takes the annotations of one image after the other, before it is known which classes count."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        """Of the classes seen so far, from 0, in the order in which they came"""
        self._rows, self._sizes, self._ends = array("i"), array("i"), array("q", [0])
        self._boxes, self._labels, self._difficult = array("f"), array("i"), bytearray()
        self._geometries: dict[int, tuple[Geometry, ...]] = {}

    @property
    def image_count(self) -> int:
        return len(self._rows)

    @property
    def object_count(self) -> int:
        return len(self._labels)

    def count_objects(self) -> dict[str, int]:
        """The number of objects of each class."""
        counts = np.bincount(np.frombuffer(self._labels, np.int32), minlength=len(self.numbers)) if self._labels else ()
        return dict(zip(self.numbers, map(int, counts), strict=True))

    def add_image(self, row: int, width: int, height: int, annotations: Sequence[Annotation]) -> None:
        """Take up the image in `row` of the data set; `width` and `height` are in pixels."""
        if not all(isinstance(one.geometry, Box) for one in annotations):
            self._geometries[len(self._rows)] = tuple(one.geometry for one in annotations)
        self._rows.append(row)
        self._sizes.extend((width, height))
        for one in annotations:
            self._boxes.extend(one.bounds.xyxy)
            self._labels.append(self.numbers.setdefault(one.label, len(self.numbers)))
            self._difficult.append(one.difficult)
        self._ends.append(len(self._labels))

    def build_table(self, paths: Sequence[Path], classes: Mapping[str, int]) -> LabeledTable:
        """The images with the objects of `classes`, which gives the label of each; others are left out.

        `paths` are those of the data set. Nothing can be added afterwards.
        """
        labels = np.array([classes.get(name, 0) for name in self.numbers], dtype=np.int32)
        label = labels[np.frombuffer(self._labels, np.int32)]
        ends, boxes = np.array(self._ends, np.int64), np.frombuffer(self._boxes, np.float32).reshape(-1, 4)
        difficult, geometries = np.frombuffer(self._difficult, np.bool_), self._geometries
        kept = label > 0
        if not kept.all():
            geometries = {
                row: some
                for row, all_of_image in geometries.items()
                if (some := _select_geometries(all_of_image, kept[ends[row] : ends[row + 1]]))
            }
            ends = np.append(0, np.cumsum(kept))[ends]
            boxes, label, difficult = boxes[kept], label[kept], difficult[kept]
        return LabeledTable(paths, self._rows, self._sizes, ends, boxes, label, difficult, geometries)


def _select_geometries(geometries: Sequence[Geometry], kept: NDArray[np.bool_]) -> tuple[Geometry, ...]:
    """Those that are `kept`; none where all of these are boxes."""
    some = tuple(geometry for geometry, is_kept in zip(geometries, kept.tolist(), strict=True) if is_kept)
    return () if all(isinstance(geometry, Box) for geometry in some) else some
