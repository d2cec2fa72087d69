"""CreateML files as labelImg saves them: one for each image, named after it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PureWindowsPath

from detector.data.annotation import ImageAnnotations
from detector.data.folder import ImageEntry
from detector.data.formats.shared.one_image_file import OneImageFile
from detector.data.formats.shared.saving import build_empty_error, build_unusable_error, read_label_bytes
from detector.data.formats.shared.single_file import ImageInFile, JointFile, JointFormatError
from detector.data.formats.shared.single_file_labels import JointLabelFile

from .reader import EMPTY_LIST, parse_createml_file


@dataclass(frozen=True)
class CreateMlFile(OneImageFile):
    """The label file of one image; see `detector.data.formats.base.LabelFile`.

    `version` is the bytes of the file, None if there is no file.
    """

    version: bytes | None
    _joint_labels: JointLabelFile

    @property
    def path(self) -> Path:
        return self._joint_labels.path

    @property
    def image_annotations(self) -> ImageAnnotations:
        return self._joint_labels.image_annotations

    @property
    def problems(self) -> tuple[str, ...]:
        return self._joint_labels.problems

    @property
    def holds_attributes(self) -> bool:
        return self._joint_labels.holds_attributes

    def reserves_attribute(self, name: str) -> bool:
        return self._joint_labels.reserves_attribute(name)

    @property
    def unusable_items(self) -> tuple[str, ...]:
        return self._joint_labels.unusable_items

    def save(self, image_annotations: ImageAnnotations) -> CreateMlFile:
        """Write the labels atomically, unless the file already has them.

        Raises:
            AnnotationConflictError: The file on disk is not as it was last read or saved; it is left as it is.
            AnnotationWriteError: The file cannot be written; it is left as it is.
        """
        labels = self._joint_labels.save(image_annotations)
        content = labels.joint_file.state.to_bytes() if labels.joint_file.is_there else None
        return CreateMlFile(content, labels)


class CreateMlFiles:
    """Reads and creates label files; see `detector.data.formats.shared.per_image_dataset.LabelFiles`."""

    def read_labels(self, entry: ImageEntry) -> CreateMlFile:
        """Read the label file of an image.

        Raises:
            AnnotationUnreadableError: The file cannot be read completely, so it must not be written either.
        """
        raw = read_label_bytes(entry.label_file)
        if not raw:
            raise build_empty_error(entry.label_file)
        try:
            file = JointFile(entry.label_file, lambda content: parse_createml_file(content, entry.label_file.name))
        except (JointFormatError, OSError) as error:
            raise build_unusable_error(entry.label_file, str(error)) from error
        name = _find_listed_name(file, entry.image)
        return CreateMlFile(file.state.to_bytes(), JointLabelFile.from_file(file, ImageInFile(name)))

    def create_blank(self, entry: ImageEntry, width: int, height: int) -> CreateMlFile:
        """Labels without boxes for an image of this size in pixels; saving them creates the label file."""
        file = JointFile(
            entry.label_file, lambda content: parse_createml_file(content, entry.label_file.name), begin=EMPTY_LIST
        )
        image = ImageInFile(entry.image.name, (width, height))
        return CreateMlFile(None, JointLabelFile.from_file(file, image, entry.image))


def _find_listed_name(file: JointFile, image: Path) -> str:
    """The name of the image in the file. The only image of a file may have been renamed on disk since."""
    names = file.state.names
    named = [name for name in names if PureWindowsPath(name).name == image.name]
    return named[0] if named else names[0] if len(names) == 1 else image.name
