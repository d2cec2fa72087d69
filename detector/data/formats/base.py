"""The interfaces of a label format: reading a data set, saving the labels of one image, and writing a new data set."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, TypeAlias

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.directory_cache import IsCanceled, never_canceled
from detector.data.image_paths import ImagePaths

from .format_info import EngineText, FormatInfo, FormatName

if TYPE_CHECKING:
    from .class_edits import ClassEdit, ClassEditStep
    from .shared.record_changes import RecordChange

__all__ = [
    "AUTOMATIC_OPTIONS", "Dataset", "DatasetWriter", "FirstPixel", "FormatName", "ImageToWrite", "LabelFile",
    "LabelFormat", "OpenOptions", "PixelOrigin", "Split", "SplitKind",
]  # fmt: skip

Split = Literal["train", "val", "test"]
SplitKind = Literal["folders", "lists", "files"]
"""The folder that an image is in; a list that names it, wherever it is; the label file that has it."""
FirstPixel: TypeAlias = Literal[0, 1]
"""The pixel origin: 0 if edges are counted from 0; 1 if pixels are counted from 1 and the last pixel is included."""


@dataclass(frozen=True)
class OpenOptions:
    """How to read a data set, as far as the user has specified it; what is None is detected from the files."""

    format: FormatName | None = None
    labels_place: Path | None = None
    """The folder or file that contains the labels; no other location is searched."""
    origin: FirstPixel | None = None
    """The pixel origin of the files, in a format where it varies (Pascal VOC)."""
    remembered_origin: FirstPixel | None = None
    """The pixel origin detected when the data set was opened before; later edits may have removed the evidence."""


AUTOMATIC_OPTIONS = OpenOptions()
"""Everything is detected from the files."""


class ImageToWrite(NamedTuple):
    """The labels of an image of `width` x `height` pixels, upright."""

    width: int
    height: int
    annotations: Sequence[Annotation]


class LabelFile(Protocol):
    """The labels of one image, as last read or saved.

    Immutable: `save` returns a new object. An exception from `save` leaves the file on disk unchanged.
    """

    @property
    def path(self) -> Path:
        """The file that holds the labels, or the one that saving will create; it can be shared by many images."""

    @property
    def image_annotations(self) -> ImageAnnotations: ...

    @property
    def problems(self) -> tuple[str, ...]:
        """Sentences about parts of the file that can be read but look wrong; each names the file and the box."""

    @property
    def unusable_items(self) -> tuple[str, ...]:
        """Those `problems` that concern items that should be boxes but cannot be read as boxes.

        Such items stay in the file unchanged. Empty for formats that reject the whole file in this case.
        """

    @property
    def stated_size(self) -> tuple[int, int] | None:
        """Width and height of the image in pixels according to the file, which may be wrong; None if not stated."""

    @property
    def is_in_shared_file(self) -> bool:
        """Whether the file holds the labels of many images, which can then be saved together in one write."""

    def may_be_left_by(self, annotations: Iterable[Annotation]) -> bool:
        """Whether a save that was interrupted can have left the files as they are, if it wrote some of these objects.

        Never where a save replaces one file, which is then as before or as it should be.
        """

    @property
    def written_bytes(self) -> int:
        """The number of bytes that every save writes if the file is shared by many images; 0 for one image."""

    @property
    def holds_attributes(self) -> bool:
        """Whether boxes can have attributes in this file."""

    def reserves_attribute(self, name: str) -> bool:
        """Whether attributes cannot have this name, because the file uses it for something else."""

    @property
    def version(self) -> Hashable:
        """Identifies the labels of this image on disk: equal for equal content, None if there are no labels."""

    def save(self, image_annotations: ImageAnnotations) -> LabelFile:
        """Write the labels atomically, unless the file already has them.

        Boxes are matched by uid, so data of a box that has no field in `Annotation` is kept. All other bytes
        of the file are kept. What the file cannot hold is not saved, and named in the `problems` of the result.

        Args:
            image_annotations: The new labels. A box with a negative or repeated uid is new and gets a uid.

        Returns:
            The labels as saved.

        Raises:
            AnnotationConflictError: The file on disk is no longer the one that was read.
            AnnotationWriteError: The labels cannot be written.
        """


class PixelOrigin(Protocol):
    """The pixel origin of the files of a data set, and the evidence for it."""

    @property
    def first_pixel(self) -> FirstPixel: ...

    @property
    def may_be_edited_away(self) -> bool:
        """Whether only coordinates are evidence for it.

        It must then be remembered, because edits can remove the evidence.
        """

    def describe_origin(self) -> tuple[EngineText, ...]:
        """Phrases to be joined by commas: `edges counted from 0`, `as labelImg writes them`."""


class Dataset(Protocol):
    """The images of a folder and their labels.

    The folder is scanned once, when the data set is opened; label files are read one by one.
    """

    @property
    def root(self) -> Path: ...

    @property
    def format(self) -> FormatName: ...

    @property
    def options(self) -> OpenOptions:
        """The options with which it was opened, with the detected format filled in."""

    @property
    def options_to_reopen(self) -> OpenOptions:
        """`options` with everything that was detected, to open the data set with the same result after edits."""

    @property
    def pixel_origin(self) -> PixelOrigin | None:
        """The pixel origin of the files; None in formats where it does not vary."""

    @property
    def images(self) -> ImagePaths:
        """All images in natural order, including unlabeled ones and those in subfolders."""

    @property
    def label_flags(self) -> bytes:
        """`is_labeled` for all `images` at once: one byte, 1 or 0, for each."""

    @property
    def classes(self) -> tuple[str, ...]:
        """The class list in the files, in its order; empty for formats without a class list (Pascal VOC, labelme)."""

    @property
    def splits(self) -> Mapping[Split, frozenset[Path]]:
        """The splits that the files or folders define; empty if there are none. An image can belong to no split."""

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentences to show once, for example about images with the same stem or files that are not used."""

    def describe_short(self) -> EngineText:
        """The format in one or two words: `VOC, edges from 0`."""

    def describe_files(self) -> tuple[EngineText, ...]:
        """Phrases about its files, to be joined by commas: `classes in data.yaml`."""

    @property
    def holds_outlines(self) -> bool:
        """Whether an object can have an outline in its files."""

    def lists_class(self, name: str) -> bool:
        """Whether a class list in its files contains `name`, even if `classes` does not."""

    def plan_class_edit(
        self, edit: ClassEdit, images: Sequence[Path], without: Sequence[Path]
    ) -> Iterator[ClassEditStep]:
        """The steps that rename, merge or delete a class; see `class_edits.plan_steps`."""

    def find_own_label_file(self, image: Path) -> Path | None:
        """The label file on disk that is about `image` alone; None where there is none, or other images use it too."""

    def list_companion_files(self, image: Path) -> Sequence[Path]:
        """The files on disk that are about `image` alone, besides its own label file: PNG files of its outlines."""

    def remove_records(self, images: Sequence[Path]) -> Iterator[RecordChange]:
        """Take `images` out of the files that list many images; each file is written when its change is asked for.

        Raises:
            UserFacingError: A file cannot be read or written; it is unchanged.
        """

    @property
    def split_kind(self) -> SplitKind:
        """What decides which split an image is of."""

    def move_records(self, images: Mapping[Path, Path], split: Split) -> Iterator[RecordChange]:
        """Have the files that list many images say that `images` are of `split`, as `remove_records` does.

        Args:
            images: The images, and the path of each afterwards.
            split: Where they belong from now on.

        Raises:
            UserFacingError: It cannot be done; the file is unchanged.
        """

    def list_used_files(self) -> Mapping[Path, Collection[str]]:
        """The label files that are read: absolute folder -> file names.

        Other files that look like label files are ignored.
        """

    def is_labeled(self, image: Path) -> bool:
        """Whether `image` has labels, possibly labels without any box."""

    def read_labels(self, image: Path) -> LabelFile:
        """The labels of `image` as they are on disk now; for an unlabeled image, labels without boxes.

        Raises:
            AnnotationUnreadableError: The label file cannot be read completely, so it must not be written either.
            ImageUnreadableError: The format needs the size of the image, and the image cannot be read.
        """


class DatasetWriter(Protocol):
    """Writes a new data set, image by image. Writers inherit from this."""

    def use_pixel_origin(self, first_pixel: FirstPixel) -> None:  # noqa: ARG002 - in most formats it does not vary
        """Set the pixel origin, before the first image is added. Ignored by formats where it does not vary."""
        return

    def locate_image(self, image_name: str, split: Split | None = None) -> Path:
        """The path where the format expects the image itself. Writers do not copy images; the caller does."""

    def add_image(
        self, image_name: str, width: int, height: int, image_annotations: ImageAnnotations, split: Split | None = None
    ) -> None:
        """Add the labels of an image of `width` x `height` pixels, upright.

        Scores are kept if the format can hold them.

        Raises:
            AnnotationWriteError: The label file cannot be written.
        """

    def finish(self) -> tuple[str, ...]:
        """Write the files that belong to all images (class list, shared label file).

        Returns:
            Sentences about what the format cannot hold and was left out, with counts.

        Raises:
            AnnotationWriteError: A file cannot be written.
        """


class LabelFormat(Protocol):
    """A way to store labels on disk.

    Formats inherit from this; the `dataset` module of each package has one as `FORMAT`.
    """

    info: FormatInfo

    @property
    def name(self) -> FormatName:
        return self.info.name

    @property
    def title(self) -> str:
        """The full name, for the user interface: `Pascal VOC XML`."""
        return self.info.title

    def is_format_of(self, root: Path, options: OpenOptions = AUTOMATIC_OPTIONS) -> bool:
        """Whether `root` (a folder, or a label file of this format) looks like a data set of this format with labels.

        Must be fast: implementations list folders and read the beginning of a few files, never all files.
        """

    def open_dataset(
        self, root: Path, is_canceled: IsCanceled = never_canceled, options: OpenOptions = AUTOMATIC_OPTIONS
    ) -> Dataset:
        """Open the data set `root`.

        Args:
            root: A folder, or a label file of this format.
            is_canceled: Called repeatedly. Once it returns True, the result is incomplete and must be discarded.
            options: What the user has specified.

        Raises:
            DatasetError: `root` does not exist, has no images, or has a class list or shared label file that cannot be
                read completely.
        """

    def begin_dataset(
        self, root: Path, is_canceled: IsCanceled = never_canceled, options: OpenOptions = AUTOMATIC_OPTIONS
    ) -> Dataset:
        """A data set of the images in the folder `root`, which has no labels of this format yet.

        Nothing is written until the first labels are saved. After that, `open_dataset` finds the same images.

        Raises:
            DatasetError: `root` does not exist, has no images, or has a class list that cannot be used.
        """

    def check_settings(self, root: Path) -> None:  # noqa: ARG002 - most formats have no configuration
        """Check the configuration files in `root`, a folder without labels of any format.

        Raises:
            DatasetConfigError: A configuration of this format has a fault, which may be why no labels were found.
        """
        return

    def describe_outline_losses(self, images: Iterable[ImageToWrite]) -> tuple[str, ...]:  # noqa: ARG002
        """Sentences about what of the outlines this format cannot hold as it is, with counts.

        They are known before anything is written. Empty for a format that holds no outlines at all.
        """
        return ()

    def create_writer(self, out: Path, classes: Sequence[str]) -> DatasetWriter:
        """A writer of labels (not images) for a new data set in the folder `out`, which is created if missing.

        Raises:
            AnnotationWriteError: `out` already contains labels of this format.
        """
