"""What formats have in common that keep all about an image in one place of a joint file."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path

from detector.data.formats.base import AS_FOUND, Dataset, DatasetWriter, FormatName, OpenOptions
from detector.data.formats.joint_begin import begin
from detector.data.formats.joint_dataset import JointDataset, open_file, unusable
from detector.data.formats.joint_file import JointFile, JointFormatError, JointState
from detector.data.formats.joint_finder import label_files
from detector.data.look import Cancelled, never
from detector.errors import DatasetError


class OtherKindError(JointFormatError):
    """A file of the same program that holds something else than boxes in images, such as tracks in a video."""


class EntryFormat(ABC):
    """See `detector.data.formats.base.LabelFormat`. Formats say what their files look like and how they are read."""

    name: FormatName
    title: str
    suffix: str
    """Of their files: `.xml`."""
    new_file: str
    """What a file is called that is begun here."""
    empty: bytes
    """A file that lists nothing."""

    @abstractmethod
    def looks_right(self, path: Path) -> bool:
        """Whether the head and the tail of a file show that it is of this format."""

    @abstractmethod
    def parse(self, raw: bytes, file: str) -> JointState:
        """The state of a file named `file`.

        Raises:
            JointFormatError: It cannot be used.
        """

    @abstractmethod
    def writer(self, out: Path, classes: Sequence[str]) -> DatasetWriter:
        """Make a writer for a new data set in `out`.

        Raises:
            AnnotationWriteError: There are labels of this format in `out` already.
        """

    def recognises(self, root: Path, options: OpenOptions = AS_FOUND) -> bool:
        """Whether `root`, or a folder in or around it where its labels lie, has such a file."""
        return bool(label_files(root, self.suffix, self.looks_right, options.labels))

    def open(self, root: Path, cancelled: Cancelled = never, options: OpenOptions = AS_FOUND) -> Dataset:
        """Open the images of `root` and their labels.

        Raises:
            DatasetError: There is no such file, or none that can be used, or no image.
        """
        paths = [root] if root.is_file() else label_files(root, self.suffix, self.looks_right, options.labels)
        if not paths:
            raise DatasetError(f"{root} has no {self.title} file. Choose the folder or the file that has one.")
        files: list[JointFile] = []
        others: list[tuple[Path, OtherKindError]] = []
        for path in paths:
            try:
                files.append(open_file(path, self.parse))
            except OtherKindError as error:
                others.append((path, error))
            except JointFormatError as error:
                raise unusable(path, error) from error
        if not files:
            raise DatasetError(f"{others[0][0]} cannot be used: {others[0][1]}.")
        notices = [f"{path.name} is not used: {error}." for path, error in others]
        return JointDataset(root, self.name, files, notices, cancelled, options)

    def begin(self, root: Path, cancelled: Cancelled = never, options: OpenOptions = AS_FOUND) -> JointDataset:
        """Open the images of a folder, none of which has labels of this format yet.

        Raises:
            DatasetError: The folder is not there, or has no images.
        """
        return begin(root, self.name, self.new_file, self.empty, self.parse, cancelled, options)
