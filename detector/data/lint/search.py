"""Looking through a data set, image by image, for faults in its labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from detector.config import DetectorConfig
from detector.data.annotation import Annotation
from detector.data.duplicates import MAX_FINGERPRINT_PIXELS, DuplicateSearch, Fingerprint, compute_image_fingerprint
from detector.data.formats.base import Dataset, LabelFile
from detector.data.image_io import ImageHeader, decode_image, read_header
from detector.data.image_kinds import usual_suffixes
from detector.data.outlines.outlined_box import find_outline_faults
from detector.data.threaded_map import map_in_threads
from detector.errors import AnnotationUnreadableError, ImageUnreadableError
from detector.translatable import translatable

from .boxes import find_box_problems
from .files import build_duplicate_problem, find_class_problems, find_file_problems
from .outlines import find_outline_problems
from .problems import LabelProblem, ProblemKind
from .usability import build_checked_image, find_label_problems, find_unusable_items, image_display_name

OTHER_SUFFIX = translatable(
    "{name} is a {format} file. Rename it to {renamed}, because some programs rely on the extension."
)
NO_LABELS = translatable("{name} has no labels. Draw its boxes; if it shows no object, save it without boxes.")

_PHRASES_CHECKED_HERE = ("corners swapped", "has no area", "reaches outside the image", "does not list.")
"""Problems of boxes that formats report, and that are checked here with the image itself."""


@dataclass(frozen=True)
class _FileInspection:
    """What one reading of an image's file has shown; none of it keeps the picture."""

    header: ImageHeader | None = None
    missing: str = ""
    """A sentence where a part of the picture is missing"""
    fault: str = ""
    """A sentence where it cannot be read"""
    fingerprint: Fingerprint | None = None


class LabelSearch:
    """Goes through `dataset` once; `images`, `labeled` and `boxes` (by class) count what it has seen so far.

    `config` is of the network that is to be trained: it says which boxes are too small. Without `pixels`, only the
    heads of image files are read: that is quick, but finds neither damage further on nor copies.
    """

    def __init__(self, dataset: Dataset, config: DetectorConfig, pixels: bool = True) -> None:
        self.dataset, self.images, self.labeled = dataset, 0, 0
        self.boxes: Counter[str] = Counter()
        self._config, self._pixels = config, pixels
        self._classes = frozenset(dataset.classes)

    def find_problems(
        self,
        progress: Callable[[int, int], None] = lambda _done, _total: None,
        is_canceled: Callable[[], bool] = lambda: False,
    ) -> Iterator[LabelProblem]:
        """All that is wrong, image by image, and then what concerns many. Ends early when canceled.

        `progress(done, total)` is called after each image. Each picture is decoded once, ahead on threads; memory does
        not grow with the problems, which nobody keeps here, and by some 80 bytes for each image.
        """
        images = self.dataset.images
        with DuplicateSearch() as copies:
            inspections = map_in_threads(self._inspect_file, images, is_canceled)
            for row, (image, inspection) in enumerate(zip(images, inspections, strict=False)):
                if inspection.fingerprint is not None:
                    copies.add_fingerprint(row, inspection.fingerprint)
                yield from self._find_image_problems(image, inspection)
                self.images += 1
                progress(self.images, len(images))
            if is_canceled():
                return
            yield from find_file_problems(self.dataset)
            yield from find_class_problems(self.dataset.classes, self.boxes)
            groups = copies.find_groups(images, is_canceled) if self._pixels else ()
            for group in groups if not is_canceled() else ():
                paths = [images[row] for row in group]
                yield build_duplicate_problem(paths, [self._display_name(image) for image in paths], self.dataset)

    def _display_name(self, image: Path) -> str:
        """What messages call it."""
        return image_display_name(self.dataset, image)

    def check_image(self, image: Path, annotations: tuple[Annotation, ...] | None = None) -> Iterator[LabelProblem]:
        """What is wrong with one image and its labels; `annotations` replace those on disk, while they are edited."""
        return self._find_image_problems(image, self._inspect_file(image), annotations)

    def _inspect_file(self, image: Path) -> _FileInspection:
        """Read an image's file; from any thread."""
        header = None
        try:
            header = read_header(image)
            if not self._pixels:
                return _FileInspection(header)
            decoded = decode_image(image, MAX_FINGERPRINT_PIXELS)
        except ImageUnreadableError as error:
            return _FileInspection(header, fault=str(error))
        return _FileInspection(header, decoded.problem, fingerprint=compute_image_fingerprint(decoded))

    def _find_image_problems(
        self, image: Path, inspection: _FileInspection, annotations: tuple[Annotation, ...] | None = None
    ) -> Iterator[LabelProblem]:
        name = self._display_name(image)
        if inspection.header is not None:
            yield from _find_suffix_problem(image, name, inspection.header)
        if inspection.missing:
            yield LabelProblem(ProblemKind.IMAGE_INCOMPLETE, image, None, inspection.missing)
        if inspection.fault:
            yield LabelProblem(ProblemKind.IMAGE_UNREADABLE, image, None, inspection.fault)
        if not annotations and not self.dataset.is_labeled(image):
            yield LabelProblem(ProblemKind.UNLABELED, image, None, NO_LABELS.format(name=name))
            return
        try:
            labels = self.dataset.read_labels(image)
        except (AnnotationUnreadableError, ImageUnreadableError) as error:
            if isinstance(error, AnnotationUnreadableError):
                yield LabelProblem(ProblemKind.LABELS_UNREADABLE, image, None, str(error))
            return
        yield from self._find_label_problems(
            image,
            name,
            inspection.header,
            labels,
            labels.image_annotations.annotations if annotations is None else annotations,
        )

    def _listed_classes(self, labels: LabelFile, annotations: tuple[Annotation, ...]) -> frozenset[str]:
        """The list of the data set, which will have those classes, too, that came with edits when they are saved."""
        if not self._classes:
            return frozenset()
        on_disk = {annotation.label for annotation in labels.image_annotations.annotations}
        return self._classes.union(annotation.label for annotation in annotations if annotation.label not in on_disk)

    def _find_label_problems(
        self, image: Path, name: str, header: ImageHeader | None, labels: LabelFile, annotations: tuple[Annotation, ...]
    ) -> Iterator[LabelProblem]:
        self.labeled += 1
        self.boxes.update(annotation.label for annotation in annotations)
        reported_here = {*labels.unusable_items, *find_outline_faults(labels.image_annotations.annotations)}
        for sentence in labels.problems:
            if sentence not in reported_here and not any(phrase in sentence for phrase in _PHRASES_CHECKED_HERE):
                yield LabelProblem(ProblemKind.ODD_LABELS, image, None, sentence, labels.path)
        if header is None:
            yield from find_unusable_items(image, labels)
            return
        described = build_checked_image(self.dataset, image, name, header, labels, annotations)
        yield from find_label_problems(described, labels, self._listed_classes(labels, annotations))
        yield from find_box_problems(described, self._config)
        yield from find_outline_problems(described)


def _find_suffix_problem(image: Path, name: str, header: ImageHeader) -> Iterator[LabelProblem]:
    """Whether a file is of another format than its suffix says."""
    usual = usual_suffixes(header.format)
    if usual and image.suffix.lower() not in usual:
        new_name = image.with_suffix(usual[0]).name
        text = OTHER_SUFFIX.format(name=name, format=header.format, renamed=new_name)
        yield LabelProblem(ProblemKind.WRONG_SUFFIX, image, None, text)
