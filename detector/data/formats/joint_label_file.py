"""The labels of one image that a file has among those of many: read from it, and saved without touching the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from detector.data.annotation import Box, ImageAnnotation
from detector.errors import AnnotationConflictError

from .joint_file import Edit, ImageInFile, JointFile, JointFormatError, JointLabels, JointState
from .saving import changed_boxes, check_box, check_image_there, conflict, identified, saving_with


@dataclass(frozen=True)
class JointLabelFile:
    """The labels of one image; see `detector.data.formats.base.LabelFile`.

    The uids of `annotation.boxes` tell which box is which item of the file; within one file's history a uid must not be
    given to another box.
    """

    annotation: ImageAnnotation
    problems: tuple[str, ...]
    _file: JointFile = field(repr=False, compare=False)
    _image: ImageInFile
    _numbers: Mapping[int, int] = field(repr=False, compare=False)
    """uid -> number of the item in the file, of deleted boxes too."""
    _source: tuple[bytes, ...] = field(repr=False, compare=False)
    stated_size: tuple[int, int] | None = None
    """What the file says of the image's width and height, as it was read."""
    picture: Path | None = field(default=None, repr=False, compare=False)
    """The image itself, where that must be there before the file is made."""
    unusable: tuple[str, ...] = ()
    """See `detector.data.formats.base.LabelFile`."""

    @classmethod
    def read(cls, file: JointFile, image: ImageInFile, picture: Path | None = None) -> JointLabelFile:
        """The labels as they are in `file` now; none where it does not know the image."""
        labels = file.state.labels(image)
        boxes = [replace(box, uid=uid) for uid, box in enumerate(labels.boxes)]
        numbers = {uid: box.uid for uid, box in enumerate(labels.boxes)}
        annotation = ImageAnnotation(tuple(boxes), labels.verified)
        problems = (*labels.unusable, *labels.problems)
        return cls(
            annotation, problems, file, image, numbers, labels.source, labels.stated_size, picture, labels.unusable
        )

    @property
    def path(self) -> Path:
        """The file that has the labels of this image and of others."""
        return self._file.path

    @property
    def file(self) -> JointFile:
        """That file, as it was read or written last."""
        return self._file

    @property
    def version(self) -> tuple[bytes, ...]:
        return self._source

    def save(self, annotation: ImageAnnotation) -> JointLabelFile:
        """Write `annotation`, atomically; nothing is written when the file says it already.

        Returns the labels as they are then. They keep the boxes and uids given; boxes without a uid of their own get
        one. Labels of other images may have been saved in between, by way of the same data set or by another program:
        that stays. Only other boxes of this image are a conflict.

        Raises: AnnotationConflictError, AnnotationWriteError. Either leaves the file on disk as it is.
        """
        annotation = self._checked(annotation)
        with saving_with(self.path):
            return self._saved(annotation)

    def _checked(self, annotation: ImageAnnotation) -> ImageAnnotation:
        """`annotation`, each box with a uid, where it can be written. Raises: AnnotationWriteError."""
        annotation = identified(annotation, self._numbers)
        for number, box in changed_boxes(self.annotation, annotation):
            check_box(self.path, number, box)
        if not self._file.is_there:
            check_image_there(self.path, self.picture)
        return annotation

    def _saved(self, annotation: ImageAnnotation) -> JointLabelFile:
        try:
            return self._written(annotation)
        except AnnotationConflictError as error:
            rebased = self._rebased()
            if rebased is None:
                raise
            try:
                return rebased._written(annotation)
            except AnnotationConflictError:  # written again meanwhile; the person asks for the next try
                raise error from None

    @property
    def written_bytes(self) -> int:
        """How much is written whenever the labels change; see `detector.data.formats.base.WritesMuch`."""
        return self._file.size

    def _newest(self) -> JointLabelFile:
        """These labels in the file as it is on disk. Raises: AnnotationConflictError (they were changed there)."""
        try:
            if self._file.reread() is self._file:
                return self
        except (OSError, JointFormatError) as error:
            raise conflict(self.path, was_there=True, is_there=True) from error
        rebased = self._rebased()
        if rebased is None:
            raise conflict(self.path, was_there=True, is_there=True)
        return rebased

    def _rebased(self) -> JointLabelFile | None:
        """These labels in the file as it is on disk now; None where its boxes of this image are not the same.

        Deleted items of the image do not come along: what takes their place in the file is not known.
        Raises: AnnotationConflictError (the file cannot be used any more).
        """
        before = self._file.state.labels(self._image)
        if before.source != self._source:
            return None
        try:
            file = self._file.reread()
        except OSError:
            return None
        except JointFormatError as error:
            raise _broken(self.path, error) from error
        if file is self._file or (self._image.size is None and file.state.needs_size(self._image.name)):
            return None
        now = file.state.labels(self._image)
        moved = _moved(before, now)
        if moved is None:
            return None
        numbers = {uid: moved[number] for uid, number in self._numbers.items() if number in moved}
        return replace(self, _file=file, _numbers=numbers, _source=now.source)

    def _written(self, annotation: ImageAnnotation) -> JointLabelFile:
        with self._file.lock:
            edit = self._edited(self._file.state, annotation)
            self._file.write(edit.state)
        return self._with_edit(annotation, edit)

    def _edited(self, state: JointState, annotation: ImageAnnotation) -> Edit:
        """Raises: AnnotationConflictError, AnnotationWriteError."""
        if state.labels(self._image).source != self._source:
            raise conflict(self.path, was_there=True, is_there=True)
        boxes = [(box, self._numbers.get(box.uid)) for box in annotation.boxes]
        return state.edited(self._image, boxes, annotation.verified)

    def _with_edit(self, annotation: ImageAnnotation, edit: Edit) -> JointLabelFile:
        uids = (box.uid for box in annotation.boxes)
        numbers = {**self._numbers, **dict(zip(uids, edit.numbers, strict=True))}
        labels = edit.state.labels(self._image)
        return replace(
            self,
            annotation=annotation,
            problems=(*labels.unusable, *labels.problems, *edit.notes),
            unusable=labels.unusable,
            _numbers=numbers,
            _source=labels.source,
        )


def save_together(saves: Sequence[tuple[JointLabelFile, ImageAnnotation]]) -> list[JointLabelFile]:
    """Save the labels of several images of one file in one write.

    Args:
        saves: At least one label file, each of another image of the same file, with its new labels.

    Returns:
        The labels as they are then, in the same order.

    Raises:
        AnnotationConflictError, AnnotationWriteError: One of them cannot be saved; then none is.
    """
    checked = [(file, file._checked(annotation)) for file, annotation in saves]
    path = checked[0][0].path
    with saving_with(path):
        newest = [(file._newest(), annotation) for file, annotation in checked]
        joint = newest[0][0]._file
        if any(file._file is not joint for file, _ in newest):
            raise conflict(path, was_there=True, is_there=True)
        edits: list[Edit] = []
        with joint.lock:
            state = joint.state
            for file, annotation in newest:
                edits.append(file._edited(state, annotation))
                state = edits[-1].state
            joint.write(state)
        return [file._with_edit(annotation, edit) for (file, annotation), edit in zip(newest, edits, strict=True)]


def _moved(before: JointLabels, now: JointLabels) -> dict[int, int] | None:
    """The number that each box of `before` has `now`; None where the boxes or the verified marks differ."""
    if before.verified != now.verified or len(before.boxes) != len(now.boxes):
        return None
    waiting: dict[Box, list[int]] = {}
    for box in reversed(now.boxes):
        waiting.setdefault(replace(box, uid=0), []).append(box.uid)
    moved: dict[int, int] = {}
    for box in before.boxes:
        same = waiting.get(replace(box, uid=0))
        if not same:
            return None
        moved[box.uid] = same.pop()
    return moved


def _broken(path: Path, fault: JointFormatError) -> AnnotationConflictError:
    return AnnotationConflictError(
        f"{path.name} was changed by another program and cannot be used any more: {fault}. It was left alone, and your "
        "boxes are kept here. Repair it, or restore it from a copy, then save again."
    )
