"""Reading and saving the labels of one image in a shared label file, without changing those of other images."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.base import LabelFile
from detector.data.outlines.outlined_box import find_outline_faults
from detector.errors import AnnotationConflictError

from .saving import (
    build_conflict_error,
    check_annotation,
    check_image_exists,
    ensure_unique_uids,
    find_changed_annotations,
    lock_for_saving,
)
from .single_file import ImageInFile, JointEdit, JointFile, JointFormatError, JointLabels, JointState

CHANGED_TO_UNUSABLE = (
    "{name} was changed by another program and cannot be used any more: {fault}. It was left alone, and your boxes "
    "are kept here. Repair it, or restore it from a copy, then save again."
)


@dataclass(frozen=True)
class JointLabelFile:
    """The labels of one image in a shared label file; see `detector.data.formats.base.LabelFile`.

    The uids of `image_annotations` identify the items of the file. A uid must never be reused for another box.
    """

    image_annotations: ImageAnnotations
    _stated_problems: tuple[str, ...]
    """Problems without those of outlines, which are parsed when somebody asks."""
    _joint_file: JointFile = field(repr=False, compare=False)
    _image: ImageInFile
    _item_numbers: Mapping[int, int] = field(repr=False, compare=False)
    """uid -> number of the item in the file, including those of deleted boxes."""
    _source_bytes: tuple[bytes, ...] = field(repr=False, compare=False)
    stated_size: tuple[int, int] | None = None
    """Width and height of the image according to the file when it was read; None if it has no size."""
    image_path: Path | None = field(default=None, repr=False, compare=False)
    """The image if it must exist before the file is created; otherwise None."""
    unusable_items: tuple[str, ...] = ()
    """See `detector.data.formats.base.LabelFile`."""

    @classmethod
    def from_file(cls, file: JointFile, image: ImageInFile, image_path: Path | None = None) -> JointLabelFile:
        """The labels of `image` in `file` as it is now; without boxes if the file does not contain the image."""
        labels = file.state.parse_labels(image)
        annotations = [replace(annotation, uid=uid) for uid, annotation in enumerate(labels.annotations)]
        numbers = {uid: annotation.uid for uid, annotation in enumerate(labels.annotations)}
        image_annotations = ImageAnnotations(tuple(annotations), labels.verified)
        problems = (*labels.unusable_items, *labels.problems)
        return cls(
            image_annotations,
            problems,
            file,
            image,
            numbers,
            labels.source,
            labels.stated_size,
            image_path,
            labels.unusable_items,
        )

    @property
    def problems(self) -> tuple[str, ...]:
        """See `detector.data.formats.base.LabelFile`."""
        return (*self._stated_problems, *find_outline_faults(self.image_annotations.annotations))

    @property
    def path(self) -> Path:
        """The shared label file."""
        return self._joint_file.path

    @property
    def joint_file(self) -> JointFile:
        """The shared label file, as last read or written."""
        return self._joint_file

    @property
    def holds_attributes(self) -> bool:
        return self._joint_file.state.holds_attributes

    def reserves_attribute(self, name: str) -> bool:
        return self._joint_file.state.reserves_attribute(name)

    @property
    def version(self) -> tuple[bytes, ...]:
        return self._source_bytes

    def save(self, image_annotations: ImageAnnotations) -> JointLabelFile:
        """Write the labels atomically, unless the file already has them.

        Labels of other images may have been saved in the meantime, through the same data set or by another program;
        they are kept. Only changed boxes of this image are a conflict.

        Returns:
            The labels as saved, with the boxes and uids of `image_annotations`; boxes without a unique uid get one.

        Raises:
            AnnotationConflictError: The labels of this image on disk were changed; the file is left as it is.
            AnnotationWriteError: The labels cannot be written; the file is left as it is.
        """
        image_annotations = self._check_image_annotations(image_annotations)
        with lock_for_saving(self.path):
            return self._save_rebased(image_annotations)

    def _check_image_annotations(self, image_annotations: ImageAnnotations) -> ImageAnnotations:
        """`image_annotations` with unique uids, after checking that it can be written. Raises: AnnotationWriteError."""
        image_annotations = ensure_unique_uids(image_annotations, self._item_numbers)
        for number, annotation in find_changed_annotations(self.image_annotations, image_annotations):
            check_annotation(self.path, number, annotation)
        if not self._joint_file.is_there:
            check_image_exists(self.path, self.image_path)
        return image_annotations

    def _save_rebased(self, image_annotations: ImageAnnotations) -> JointLabelFile:
        try:
            return self._write_image_annotations(image_annotations)
        except AnnotationConflictError as error:
            rebased = self._rebase_on_disk()
            if rebased is None:
                raise
            try:
                return rebased._write_image_annotations(image_annotations)
            except AnnotationConflictError:  # changed again in the meantime; the user can try again
                raise error from None

    @property
    def is_in_shared_file(self) -> bool:
        return True

    def may_be_left_by(self, annotations: Iterable[Annotation]) -> bool:  # noqa: ARG002 - it is replaced as a whole
        return False

    @property
    def written_bytes(self) -> int:
        return self._joint_file.size_bytes

    def _reread_unchanged(self) -> JointLabelFile:
        """These labels in the file as it is on disk. Raises: AnnotationConflictError (they were changed there)."""
        try:
            if self._joint_file.reread_if_changed() is self._joint_file:
                return self
        except (OSError, JointFormatError) as error:
            raise build_conflict_error(self.path, was_there=True, is_there=True) from error
        rebased = self._rebase_on_disk()
        if rebased is None:
            raise build_conflict_error(self.path, was_there=True, is_there=True)
        return rebased

    def _rebase_on_disk(self) -> JointLabelFile | None:
        """These labels in the file as it is on disk now; None if the boxes of this image were changed there.

        Deleted items of the image cannot be restored afterwards, because their positions in the new file are unknown.

        Raises:
            AnnotationConflictError: The file can no longer be parsed.
        """
        before = self._joint_file.state.parse_labels(self._image)
        if before.source != self._source_bytes:
            return None
        try:
            file = self._joint_file.reread_if_changed()
        except OSError:
            return None
        except JointFormatError as error:
            raise _build_unusable_conflict(self.path, error) from error
        if file is self._joint_file or (self._image.size is None and file.state.needs_size(self._image.name)):
            return None
        now = file.state.parse_labels(self._image)
        moved = _match_item_numbers(before, now)
        if moved is None:
            return None
        numbers = {uid: moved[number] for uid, number in self._item_numbers.items() if number in moved}
        return replace(self, _joint_file=file, _item_numbers=numbers, _source_bytes=now.source)

    def _write_image_annotations(self, image_annotations: ImageAnnotations) -> JointLabelFile:
        with self._joint_file.lock:
            edit = self._edit_state(self._joint_file.state, image_annotations)
            self._joint_file.write_state(edit.state)
        return self._apply_edit(image_annotations, edit)

    def _edit_state(self, state: JointState, image_annotations: ImageAnnotations) -> JointEdit:
        """Raises: AnnotationConflictError, AnnotationWriteError."""
        if state.parse_labels(self._image).source != self._source_bytes:
            raise build_conflict_error(self.path, was_there=True, is_there=True)
        annotations = [
            (annotation, self._item_numbers.get(annotation.uid)) for annotation in image_annotations.annotations
        ]
        return state.edit_image(self._image, annotations, image_annotations.verified)

    def _apply_edit(self, image_annotations: ImageAnnotations, edit: JointEdit) -> JointLabelFile:
        uids = (annotation.uid for annotation in image_annotations.annotations)
        numbers = {**self._item_numbers, **dict(zip(uids, edit.item_numbers, strict=True))}
        labels = edit.state.parse_labels(self._image)
        return replace(
            self,
            image_annotations=image_annotations,
            _stated_problems=(*labels.unusable_items, *labels.problems, *edit.notes),
            unusable_items=labels.unusable_items,
            _item_numbers=numbers,
            _source_bytes=labels.source,
        )


def save_together(saves: Sequence[tuple[LabelFile, ImageAnnotations]]) -> list[LabelFile]:
    """Save the labels of several images of one shared file in one write.

    Args:
        saves: One or more pairs of a label file with `is_in_shared_file` and its new labels; all belong to the same
            file, each to another image.

    Returns:
        The labels as saved, in the same order.

    Raises:
        AnnotationConflictError: The labels of one image on disk were changed; nothing is written.
        AnnotationWriteError: The labels of one image cannot be written; nothing is written.
    """
    checked: list[tuple[JointLabelFile, ImageAnnotations]] = []
    for file, image_annotations in saves:
        assert isinstance(file, JointLabelFile), "such label files are in a shared file"
        checked.append((file, file._check_image_annotations(image_annotations)))
    path = checked[0][0].path
    with lock_for_saving(path):
        newest = [(labels._reread_unchanged(), image_annotations) for labels, image_annotations in checked]
        joint = newest[0][0]._joint_file
        if any(labels._joint_file is not joint for labels, _ in newest):
            raise build_conflict_error(path, was_there=True, is_there=True)
        edits: list[JointEdit] = []
        with joint.lock:
            state = joint.state
            for labels, image_annotations in newest:
                edits.append(labels._edit_state(state, image_annotations))
                state = edits[-1].state
            joint.write_state(state)
        return [
            labels._apply_edit(image_annotations, edit)
            for (labels, image_annotations), edit in zip(newest, edits, strict=True)
        ]


def _match_item_numbers(before: JointLabels, now: JointLabels) -> dict[int, int] | None:
    """The item number in `now` of each box of `before`; None if the boxes or the verified flags differ."""
    if before.verified != now.verified or len(before.annotations) != len(now.annotations):
        return None
    waiting: dict[Annotation, list[int]] = {}
    for annotation in reversed(now.annotations):
        waiting.setdefault(replace(annotation, uid=0), []).append(annotation.uid)
    moved: dict[int, int] = {}
    for annotation in before.annotations:
        same = waiting.get(replace(annotation, uid=0))
        if not same:
            return None
        moved[annotation.uid] = same.pop()
    return moved


def _build_unusable_conflict(path: Path, fault: JointFormatError) -> AnnotationConflictError:
    return AnnotationConflictError(CHANGED_TO_UNUSABLE.format(name=path.name, fault=fault))
