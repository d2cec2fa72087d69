"""CreateML files as labelImg saves them: one for each image, named after it, with a list of that image alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PureWindowsPath

from detector.data.annotation import ImageAnnotation
from detector.data.folder import ImageEntry
from detector.data.formats.joint_file import ImageInFile, JointFile, JointFormatError
from detector.data.formats.joint_label_file import JointLabelFile
from detector.data.formats.saving import empty, read_labels, unusable

from .read import EMPTY_LIST, read


@dataclass(frozen=True)
class CreateMlFile:
    """See `detector.data.formats.base.LabelFile`. `version` is the bytes of the file, None while it is not there."""

    version: bytes | None
    _labels: JointLabelFile

    @property
    def path(self) -> Path:
        return self._labels.path

    @property
    def annotation(self) -> ImageAnnotation:
        return self._labels.annotation

    @property
    def problems(self) -> tuple[str, ...]:
        return self._labels.problems

    @property
    def unusable(self) -> tuple[str, ...]:
        return self._labels.unusable

    def save(self, annotation: ImageAnnotation) -> CreateMlFile:
        """Write the labels of the image.

        Raises:
            AnnotationConflictError: The file is not what it was when it was read or saved last.
            AnnotationWriteError: It cannot be written.
        """
        labels = self._labels.save(annotation)
        content = labels.file.state.content() if labels.file.is_there else None
        return CreateMlFile(content, labels)


class CreateMlFiles:
    """Reads and makes such files; see `detector.data.formats.paired.LabelFiles`."""

    def read(self, entry: ImageEntry) -> CreateMlFile:
        """Read the file of an image.

        Raises:
            AnnotationUnreadableError: The file cannot be used, and must be left alone.
        """
        raw = read_labels(entry.labels)
        if not raw:
            raise empty(entry.labels)
        try:
            file = JointFile(entry.labels, lambda content: read(content, entry.labels.name))
        except (JointFormatError, OSError) as error:
            raise unusable(entry.labels, str(error)) from error
        name = _name_in(file, entry.image)
        return CreateMlFile(file.state.content(), JointLabelFile.read(file, ImageInFile(name)))

    def blank(self, entry: ImageEntry, width: int, height: int) -> CreateMlFile:
        """Labels yet to be written, for an image of that size in pixels."""
        file = JointFile(entry.labels, lambda content: read(content, entry.labels.name), begin=EMPTY_LIST)
        image = ImageInFile(entry.image.name, (width, height))
        return CreateMlFile(None, JointLabelFile.read(file, image, entry.image))


def _name_in(file: JointFile, image: Path) -> str:
    """What the file calls the image: it may have been renamed since, but not where others are listed, too."""
    names = file.state.names
    named = [name for name in names if PureWindowsPath(name).name == image.name]
    return named[0] if named else names[0] if len(names) == 1 else image.name
