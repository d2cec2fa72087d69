"""The base class of formats that store all data of an image at one place in a shared file."""

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
    """A file of the same program without boxes in images, for example with tracks in a video."""


class EntryFormat(LabelFormat):
    """Base class of these formats; see `detector.data.formats.base.LabelFormat`."""

    suffix: str
    """The suffix of label files: `.xml`."""
    new_file_name: str
    """The name of a new label file."""
    empty_content: bytes
    """The content of a label file that lists no image."""

    @abstractmethod
    def is_like_format(self, path: Path) -> bool:
        """Whether a file looks like this format, by its beginning and end."""

    @abstractmethod
    def parse_file(self, raw: bytes, file: str) -> JointState:
        """Parse a file named `file`.

        Raises:
            JointFormatError: The content does not follow the format.
        """

    @abstractmethod
    def create_writer(self, out: Path, classes: Sequence[str]) -> DatasetWriter:
        """A writer for a new data set in `out`.

        Raises:
            AnnotationWriteError: `out` already contains labels of this format.
        """

    def is_format_of(self, root: Path, options: OpenOptions = AUTOMATIC_OPTIONS) -> bool:
        """Whether there is a label file in `root` or in a folder where its labels are searched."""
        return bool(find_joint_label_files(root, self.suffix, self.is_like_format, options.labels_place))

    def open_dataset(
        self, root: Path, is_canceled: IsCanceled = never_canceled, options: OpenOptions = AUTOMATIC_OPTIONS
    ) -> Dataset:
        """Open the images of `root` and their labels.

        Raises:
            DatasetError: There is no usable label file, or there are no images.
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
        """A data set of the images in the folder `root`, which has no labels of this format yet.

        Raises:
            DatasetError: `root` does not exist or has no images.
        """
        return begin_joint_dataset(
            root, self.name, self.new_file_name, self.empty_content, self.parse_file, is_canceled, options
        )
