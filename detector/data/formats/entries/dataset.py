"""What formats have in common that keep all about an image in one place of a joint file."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from pathlib import Path

from detector.data.directory_cache import IsCanceled, never_canceled
from detector.data.formats.base import AUTOMATIC_OPTIONS, Dataset, DatasetWriter, LabelFormat, OpenOptions
from detector.data.formats.shared.discovery import find_joint_label_files
from detector.data.formats.shared.new_single_file import begin_joint_dataset
from detector.data.formats.shared.single_file import JointFile, JointFormatError, JointState
from detector.data.formats.shared.single_file_dataset import JointDataset, build_dataset_error, open_joint_file
from detector.errors import DatasetError


class OtherKindError(JointFormatError):
    """A file of the same program that holds something else than boxes in images, such as tracks in a video."""


class EntryFormat(LabelFormat):
    """See `detector.data.formats.base.LabelFormat`. Formats say what their files look like and how they are read."""

    suffix: str
    """Of their files: `.xml`."""
    new_file_name: str
    """What a file is called that is begun here."""
    empty_content: bytes
    """A file that lists nothing."""

    @abstractmethod
    def is_like_format(self, path: Path) -> bool:
        """Whether the head and the tail of a file show that it is of this format."""

    @abstractmethod
    def parse_file(self, raw: bytes, file: str) -> JointState:
        """The state of a file named `file`.

        Raises:
            JointFormatError: It cannot be used.
        """

    @abstractmethod
    def create_writer(self, out: Path, classes: Sequence[str]) -> DatasetWriter:
        """Make a writer for a new data set in `out`.

        Raises:
            AnnotationWriteError: There are labels of this format in `out` already.
        """

    def is_format_of(self, root: Path, options: OpenOptions = AUTOMATIC_OPTIONS) -> bool:
        """Whether `root`, or a folder in or around it where its labels lie, has such a file."""
        return bool(find_joint_label_files(root, self.suffix, self.is_like_format, options.labels_place))

    def open_dataset(
        self, root: Path, is_canceled: IsCanceled = never_canceled, options: OpenOptions = AUTOMATIC_OPTIONS
    ) -> Dataset:
        """Open the images of `root` and their labels.

        Raises:
            DatasetError: There is no such file, or none that can be used, or no image.
        """
        paths = (
            [root]
            if root.is_file()
            else find_joint_label_files(root, self.suffix, self.is_like_format, options.labels_place)
        )
        if not paths:
            raise DatasetError(f"{root} has no {self.title} file. Choose the folder or the file that has one.")
        files: list[JointFile] = []
        others: list[tuple[Path, OtherKindError]] = []
        for path in paths:
            try:
                files.append(open_joint_file(path, self.parse_file))
            except OtherKindError as error:
                others.append((path, error))
            except JointFormatError as error:
                raise build_dataset_error(path, error) from error
        if not files:
            raise DatasetError(f"{others[0][0]} cannot be used: {others[0][1]}.")
        notices = [f"{path.name} is not used: {error}." for path, error in others]
        return JointDataset(root, self.name, files, notices, is_canceled, options)

    def begin_dataset(
        self, root: Path, is_canceled: IsCanceled = never_canceled, options: OpenOptions = AUTOMATIC_OPTIONS
    ) -> JointDataset:
        """Open the images of a folder, none of which has labels of this format yet.

        Raises:
            DatasetError: The folder is not there, or has no images.
        """
        return begin_joint_dataset(
            root, self.name, self.new_file_name, self.empty_content, self.parse_file, is_canceled, options
        )
