"""Looking through a data set, image by image, for faults in its labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from detector.config import DetectorConfig
from detector.data.ahead import map_ahead
from detector.data.annotation import Box
from detector.data.duplicates import DECODED_PIXELS, DuplicateSearch, Fingerprint, take_fingerprint
from detector.data.formats.base import Dataset, LabelFile
from detector.data.image_io import ImageHeader, decode, read_header
from detector.data.image_kinds import usual_suffixes
from detector.errors import AnnotationUnreadableError, ImageUnreadableError

from .boxes import image_problems
from .files import class_problems, duplicate_problem, file_problems
from .problems import LabelProblem, ProblemKind
from .usability import describe_image, image_name, label_faults, unusable_items

_JUDGED_BY_US = ("corners swapped", "has no area", "reaches outside the image", "does not list.")
"""What formats say of boxes that are looked at here anyway, and against the image itself."""


@dataclass(frozen=True)
class _ImageLook:
    """What one reading of an image's file has shown; none of it keeps the picture."""

    header: ImageHeader | None = None
    missing: str = ""
    """A sentence where a part of the picture is missing"""
    fault: str = ""
    """A sentence where it cannot be read"""
    fingerprint: Fingerprint | None = None


class LabelSearch:
    """Goes through `dataset` once; `images`, `labelled` and `boxes` (by class) count what it has seen so far.

    `config` is of the network that is to be trained: it says which boxes are too small. Without `pixels`, only the
    heads of image files are read: that is quick, but finds neither damage further on nor copies.
    """

    def __init__(self, dataset: Dataset, config: DetectorConfig, pixels: bool = True) -> None:
        self.dataset, self.images, self.labelled = dataset, 0, 0
        self.boxes: Counter[str] = Counter()
        self._config, self._pixels = config, pixels
        self._classes = frozenset(dataset.classes)

    def problems(
        self,
        progress: Callable[[int, int], None] = lambda _done, _total: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Iterator[LabelProblem]:
        """All that is wrong, image by image, and then what concerns many. Ends early when cancelled.

        `progress(done, total)` is called after each image. Each picture is decoded once, ahead on threads; memory does
        not grow with the problems, which nobody keeps here, and by some 80 bytes for each image.
        """
        images = self.dataset.images
        with DuplicateSearch() as copies:
            looks = map_ahead(self._look_at, images, cancelled)
            for row, (image, look) in enumerate(zip(images, looks, strict=False)):
                if look.fingerprint is not None:
                    copies.add(row, look.fingerprint)
                yield from self._of_look(image, look)
                self.images += 1
                progress(self.images, len(images))
            if cancelled():
                return
            yield from file_problems(self.dataset)
            yield from class_problems(self.dataset.classes, self.boxes)
            groups = copies.groups(images, cancelled) if self._pixels else ()
            for group in groups if not cancelled() else ():
                paths = [images[row] for row in group]
                yield duplicate_problem(paths, [self._name(image) for image in paths], self.dataset)

    def _name(self, image: Path) -> str:
        """What messages call it."""
        return image_name(self.dataset, image)

    def of_image(self, image: Path, boxes: tuple[Box, ...] | None = None) -> Iterator[LabelProblem]:
        """What is wrong with one image and its labels; `boxes` in place of those on disk, while they are edited."""
        return self._of_look(image, self._look_at(image), boxes)

    def _look_at(self, image: Path) -> _ImageLook:
        """Read an image's file; from any thread."""
        header = None
        try:
            header = read_header(image)
            if not self._pixels:
                return _ImageLook(header)
            decoded = decode(image, DECODED_PIXELS)
        except ImageUnreadableError as error:
            return _ImageLook(header, fault=str(error))
        return _ImageLook(header, decoded.problem, fingerprint=take_fingerprint(decoded))

    def _of_look(self, image: Path, look: _ImageLook, boxes: tuple[Box, ...] | None = None) -> Iterator[LabelProblem]:
        name = self._name(image)
        if look.header is not None:
            yield from _suffix_problem(image, name, look.header)
        if look.missing:
            yield LabelProblem(ProblemKind.IMAGE_INCOMPLETE, image, None, look.missing)
        if look.fault:
            yield LabelProblem(ProblemKind.IMAGE_UNREADABLE, image, None, look.fault)
        if not boxes and not self.dataset.is_labelled(image):
            text = f"{name} has no labels. Draw its boxes; if it shows no object, save it without any."
            yield LabelProblem(ProblemKind.UNLABELLED, image, None, text)
            return
        try:
            labels = self.dataset.read(image)
        except (AnnotationUnreadableError, ImageUnreadableError) as error:
            if isinstance(error, AnnotationUnreadableError):
                yield LabelProblem(ProblemKind.LABELS_UNREADABLE, image, None, str(error))
            return
        yield from self._of_labels(
            image, name, look.header, labels, labels.annotation.boxes if boxes is None else boxes
        )

    def _listed_classes(self, labels: LabelFile, boxes: tuple[Box, ...]) -> frozenset[str]:
        """The list of the data set, which will have those classes, too, that came with edits when they are saved."""
        if not self._classes:
            return frozenset()
        on_disk = {box.label for box in labels.annotation.boxes}
        return self._classes.union(box.label for box in boxes if box.label not in on_disk)

    def _of_labels(
        self, image: Path, name: str, header: ImageHeader | None, labels: LabelFile, boxes: tuple[Box, ...]
    ) -> Iterator[LabelProblem]:
        self.labelled += 1
        self.boxes.update(box.label for box in boxes)
        for sentence in labels.problems:
            if sentence not in labels.unusable and not any(phrase in sentence for phrase in _JUDGED_BY_US):
                yield LabelProblem(ProblemKind.ODD_LABELS, image, None, sentence, labels.path)
        if header is None:
            yield from unusable_items(image, labels)
            return
        described = describe_image(self.dataset, image, name, header, labels, boxes)
        yield from label_faults(described, labels, self._listed_classes(labels, boxes))
        yield from image_problems(described, self._config)


def _suffix_problem(image: Path, name: str, header: ImageHeader) -> Iterator[LabelProblem]:
    """Whether a file is of another format than its suffix says."""
    usual = usual_suffixes(header.format)
    if usual and image.suffix.lower() not in usual:
        new_name = image.with_suffix(usual[0]).name
        text = f"{name} is a {header.format} file. Rename it to {new_name}: some programs go by the suffix."
        yield LabelProblem(ProblemKind.WRONG_SUFFIX, image, None, text)
