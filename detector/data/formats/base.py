"""What every label format offers: reading a data set, saving the labels of one image, and writing a new data set."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from detector.data.annotation import ImageAnnotation
from detector.data.directory_cache import IsCanceled, never_canceled
from detector.data.image_paths import ImagePaths

from .format_info import EngineText, FormatInfo, FormatName

if TYPE_CHECKING:
    from .class_edits import ClassEdit, ClassEditStep

__all__ = [
    "AUTOMATIC_OPTIONS", "Dataset", "DatasetWriter", "FirstPixel", "FormatName", "LabelFile", "LabelFormat",
    "OpenOptions", "PixelOrigin", "Split",
]  # fmt: skip

Split = Literal["train", "val", "test"]
FirstPixel: TypeAlias = Literal[0, 1]
"""How files count pixels: 0 for edges counted from 0, 1 for pixels counted from 1, the last one inside."""


@dataclass(frozen=True)
class OpenOptions:
    """How a data set is to be read, where a person has said so; what is None is found by looking at its files."""

    format: FormatName | None = None
    labels_place: Path | None = None
    """The folder or the file that has the labels; no other place counts then."""
    origin: FirstPixel | None = None
    """How the files count pixels, in a format where that varies (Pascal VOC)."""
    remembered_origin: FirstPixel | None = None
    """What an earlier opening found about that; its evidence may have been edited away since."""


AUTOMATIC_OPTIONS = OpenOptions()
"""All is found by looking."""


class LabelFile(Protocol):
    """The labels of one image, as they were when they were read or last saved."""

    @property
    def path(self) -> Path:
        """The file that holds them, or will; formats with one file for all images give that one."""

    @property
    def annotation(self) -> ImageAnnotation: ...

    @property
    def problems(self) -> tuple[str, ...]:
        """Sentences about what is readable but odd; each names file and box."""

    @property
    def unusable_items(self) -> tuple[str, ...]:
        """Those of its `problems` that are about items that should be boxes and cannot be read as such.

        They stay in the file as they are. A format whose files cannot be read at all then has none.
        """

    @property
    def stated_size(self) -> tuple[int, int] | None:
        """Width and height of the image in pixels as the file has them, which may be wrong; None where it does not."""

    @property
    def is_in_shared_file(self) -> bool:
        """Whether the file is for many images, so that the labels of several can be saved in one write."""

    @property
    def written_bytes(self) -> int:
        """The size of a file for many images, which is written whole whenever it changes; 0 for a file of one image."""

    @property
    def version(self) -> Hashable:
        """What the disk has of this image's labels; equal for equal content, None where it has none."""

    def save(self, annotation: ImageAnnotation) -> LabelFile:
        """Write `annotation`, atomically, unless the file says it already; returns the labels as they are then.

        Boxes are matched by uid: what the file says of a box beyond the fields of `Box` stays with it. The rest of the
        file keeps its bytes.

        Raises:
            AnnotationConflictError: The file changed on disk since it was read; it is left alone.
            AnnotationWriteError: The label file cannot be written.
        """


class PixelOrigin(Protocol):
    """How the files of a data set count pixels, and why that is thought."""

    @property
    def first_pixel(self) -> FirstPixel: ...

    @property
    def may_be_edited_away(self) -> bool:
        """Whether only coordinates show it, so that it has to be remembered."""

    def describe_origin(self) -> tuple[EngineText, ...]:
        """For people, to be joined by commas: `edges counted from 0`, `as labelImg writes them`."""


class Dataset(Protocol):
    """The images of a folder and their labels, found by one look at the disk; label files are read one by one."""

    @property
    def root(self) -> Path: ...

    @property
    def format(self) -> FormatName: ...

    @property
    def options(self) -> OpenOptions:
        """What opens it again as it is: its format, and what was said when it was opened."""

    @property
    def options_to_reopen(self) -> OpenOptions:
        """`options` with what was found out then, so that it opens again the same after edits."""

    @property
    def pixel_origin(self) -> PixelOrigin | None:
        """How its files count pixels, in a format where that varies; None in others."""

    @property
    def images(self) -> ImagePaths:
        """In natural order, those without labels and those in folders of folders too."""

    @property
    def label_flags(self) -> bytes:
        """For each of `images` 1 or 0: `is_labeled` of all at once."""

    @property
    def classes(self) -> tuple[str, ...]:
        """The class list that the format itself keeps, in its order; empty where it keeps none (VOC, labelme)."""

    @property
    def splits(self) -> Mapping[Split, frozenset[Path]]:
        """The format's own split of `images`; empty where it has none. An image may be in none of them."""

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentences to show once: stem collisions, files that are not used."""

    def describe_short(self) -> EngineText:
        """Its format in a word or two: `VOC, edges from 0`."""

    def describe_files(self) -> tuple[EngineText, ...]:
        """What is special of its files, to be joined by commas: `classes in data.yaml`."""

    def lists_class(self, name: str) -> bool:
        """Whether a list of classes in its files has that name, be it one that is not shown."""

    def plan_class_edit(
        self, edit: ClassEdit, images: Sequence[Path], without: Sequence[Path]
    ) -> Iterator[ClassEditStep]:
        """What there is to do to rename, merge or delete a class; see `class_edits.plan_steps`."""

    def list_used_files(self) -> Mapping[Path, Collection[str]]:
        """The files that are read for labels: absolute folder -> names. What else looks like labels is not read."""

    def is_labeled(self, image: Path) -> bool:
        """Whether there are labels for it, which may say that it shows no object."""

    def read_labels(self, image: Path) -> LabelFile:
        """Its labels; of an image that has none, labels yet to be written.

        Raises:
            AnnotationUnreadableError: The file must then be left alone.
            ImageUnreadableError: The format needs the image's size and it cannot be read.
        """


class DatasetWriter(Protocol):
    """Writes a new data set, image by image. Writers inherit from this."""

    def use_pixel_origin(self, first_pixel: FirstPixel) -> None:  # noqa: ARG002 - in most formats it does not vary
        """Count pixels so, in a format where that varies. To be called before the first image."""
        return

    def locate_image(self, image_name: str, split: Split | None = None) -> Path:
        """Where the format expects the image itself. Whoever wants a whole data set puts it there."""

    def add_image(
        self, image_name: str, width: int, height: int, annotation: ImageAnnotation, split: Split | None = None
    ) -> None:
        """The labels of an image of `width` x `height` pixels, upright. Scores are kept where the format can.

        Raises:
            AnnotationWriteError: The label file cannot be written.
        """

    def finish(self) -> tuple[str, ...]:
        """Write what belongs to all images (class list, joint file).

        Returns sentences on what the format cannot hold and was left out, with counts.

        Raises:
            AnnotationWriteError: The label file cannot be written.
        """


class LabelFormat(Protocol):
    """One way to keep labels on disk. Formats inherit from this; each is the `FORMAT` of its folder's `dataset`."""

    info: FormatInfo

    @property
    def name(self) -> FormatName:
        return self.info.name

    @property
    def title(self) -> str:
        """For people: `Pascal VOC XML`."""
        return self.info.title

    def is_format_of(self, root: Path, options: OpenOptions = AUTOMATIC_OPTIONS) -> bool:
        """Whether `root` (a folder, or this format's own file) looks like a data set of this format that has labels.

        A quick look: a listing and the head of a few files, never all of them.
        """

    def open_dataset(
        self, root: Path, is_canceled: IsCanceled = never_canceled, options: OpenOptions = AUTOMATIC_OPTIONS
    ) -> Dataset:
        """`is_canceled` is asked now and then; when it says yes, what comes back is not whole, and of no use.

        Raises:
            DatasetError: It is not there, has no images, or has a class list or joint file that cannot be read whole.
        """

    def begin_dataset(
        self, root: Path, is_canceled: IsCanceled = never_canceled, options: OpenOptions = AUTOMATIC_OPTIONS
    ) -> Dataset:
        """The images of the folder `root`, none of which has labels of this format yet, to label them in it.

        Nothing is written before the first labels are saved. What `open_dataset` finds afterwards is the same.

        Raises:
            DatasetError: Not there, no images, a class list that cannot be used.
        """

    def check_settings(self, root: Path) -> None:  # noqa: ARG002 - most formats have no configuration
        """Called for a folder without labels of any format.

        Raises:
            DatasetConfigError: It has a configuration of this format, with a fault that may be the reason.
        """
        return

    def create_writer(self, out: Path, classes: Sequence[str]) -> DatasetWriter:
        """For a new data set in `out`, which is made if need be. It writes labels, not images.

        Raises:
            AnnotationWriteError: There are labels of this format in `out` already.
        """
