"""The mask files of one image: read, and written one by one as far as their objects change."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.shared.attribute_values import describe_unsaved
from detector.data.formats.shared.mask_png import MaskFaultError, Size, create_mask_png, read_mask
from detector.data.formats.shared.one_image_file import OneImageFile
from detector.data.formats.shared.saving import (
    build_conflict_error,
    build_write_error,
    check_annotation,
    check_image_exists,
    check_unchanged,
    create_parent_folder,
    ensure_unique_uids,
    find_changed_annotations,
    fingerprint_bytes,
    overwrite_file,
)
from detector.data.formats.shared.wording import KEPT_UNUSED, format_count
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.conversions import convert_to_bitmap
from detector.data.outlines.outlined_box import OutlinedBox, get_outline
from detector.data.outlines.rings import Rings
from detector.data.regular_file import require_regular_file
from detector.data.threaded_map import map_in_threads
from detector.errors import UserFacingError

from .layout import SUFFIX, format_class_folder

UNUSABLE_MASK = "{file}: {fault}"
NO_PIXELS = "it has no pixels"
NOT_READABLE = "it could not be read: {reason}"
BOXES_FILLED = "{folder}: {boxes} saved as filled rectangles of whole pixels, because each object is a mask."
POLYGONS_RASTERIZED = "{folder}: {polygons} saved as whole pixels."
MARKS_NOT_SAVED = "{folder} has no place for what is {marks}, so that was not saved."
_FLAGS = ("difficult", "truncated", "occluded")
_MIN_THREADED_FILES = 8


@dataclass(frozen=True)
class MaskFile:
    """A mask file as it is on disk.

    Attributes:
        path: The file.
        label: The class of its object.
        raw: Its content.
    """

    path: Path
    label: str
    raw: bytes = field(repr=False)


@dataclass(frozen=True)
class NewMasks:
    """Where new masks of an image go.

    Attributes:
        folder: The folder of its masks, or of the masks of all images of a folder.
        prefix: What their names begin with; empty in a folder of one image.
        default_label: The class of masks without a folder for their class.
    """

    folder: Path
    prefix: str
    default_label: str

    def locate_folder(self, label: str) -> Path:
        return self.folder if label == self.default_label else self.folder / format_class_folder(label)

    def choose_path(self, label: str, name: str, is_taken: Callable[[Path], bool]) -> Path:
        """A free path for a mask of this class, with this name if that is not empty and free."""
        folder = self.locate_folder(label)
        if name and not is_taken(folder / name):
            return folder / name
        names = (f"{self.prefix}{number:03d}{SUFFIX}" for number in range(1, 1_000_000))
        return next(folder / name for name in names if not is_taken(folder / name))


@dataclass(frozen=True, kw_only=True)
class MaskFiles(OneImageFile):
    """See `detector.data.formats.base.LabelFile`.

    A mask that stays keeps its file as it is. A changed one is written again, one of another class moves to the folder
    of that class, a deleted one is removed, and comes back as it was if that is undone.
    """

    image_annotations: ImageAnnotations
    image: Path
    size: Size
    new_masks: NewMasks
    unusable_items: tuple[str, ...] = ()
    _notes: tuple[str, ...] = ()
    _files: Mapping[int, MaskFile] = field(repr=False, compare=False)
    """uid -> its file"""
    _unusable_files: tuple[MaskFile, ...] = field(default=(), repr=False, compare=False)
    _originals: Mapping[int, tuple[Annotation, MaskFile]] = field(repr=False, compare=False)
    """uid -> what was read first"""

    @classmethod
    def from_files(cls, files: Sequence[tuple[Path, str]], image: Path, size: Size, new_masks: NewMasks) -> MaskFiles:
        """Read the masks of an image of this size.

        Args:
            files: The files, each with its class; empty for the default.
            image: The image.
            size: Its size in pixels.
            new_masks: Where new masks go.
        """
        annotations: list[Annotation] = []
        read: dict[int, MaskFile] = {}
        unusable: list[MaskFile] = []
        faults: list[str] = []
        for uid, (path, label) in enumerate(files):
            read[uid] = MaskFile(path, label or new_masks.default_label, b"")
        for uid, (raw, found) in zip(read, _read_all(files, size), strict=True):
            file = replace(read[uid], raw=raw)
            if isinstance(found, Bitmap):
                read[uid] = file
                annotations.append(Annotation(OutlinedBox(found.bounds, found), file.label, uid))
            else:
                unusable.append(file)
                place = _describe_path(file.path, new_masks.folder)
                faults.append(KEPT_UNUSED.format(fault=UNUSABLE_MASK.format(file=place, fault=found)))
        known = {annotation.uid: read[annotation.uid] for annotation in annotations}
        return cls(
            image_annotations=ImageAnnotations(tuple(annotations)),
            image=image,
            size=size,
            new_masks=new_masks,
            unusable_items=tuple(faults),
            _files=known,
            _unusable_files=tuple(unusable),
            _originals={annotation.uid: (annotation, known[annotation.uid]) for annotation in annotations},
        )

    @property
    def path(self) -> Path:
        """The folder of new masks."""
        return self.new_masks.folder

    @property
    def problems(self) -> tuple[str, ...]:
        return (*self.unusable_items, *self._notes)

    @property
    def holds_attributes(self) -> bool:
        return False

    def reserves_attribute(self, name: str) -> bool:  # noqa: ARG002 - it holds no attributes
        return False

    def may_be_left_by(self, annotations: Iterable[Annotation]) -> bool:
        known = {(one.label.strip(), convert_to_bitmap(one.geometry, *self.size)) for one in annotations}
        now = self.image_annotations.annotations
        return known.issuperset((one.label, convert_to_bitmap(one.geometry, *self.size)) for one in now)

    @property
    def version(self) -> tuple[tuple[str, bytes], ...] | None:
        """The files with their fingerprints; None if there are none."""
        files = (*self._files.values(), *self._unusable_files)
        return tuple(sorted((str(file.path), fingerprint_bytes(file.raw)) for file in files)) or None

    def save(self, image_annotations: ImageAnnotations) -> MaskFiles:
        """Write the masks that changed; if one cannot be written, all are as they were.

        Raises:
            AnnotationConflictError: A file on disk is not as it was last read or saved.
            AnnotationWriteError: A file cannot be written.
        """
        image_annotations = ensure_unique_uids(image_annotations, {*self._files, *self._originals})
        for number, annotation in find_changed_annotations(self.image_annotations, image_annotations):
            check_annotation(self.path, number, annotation)
        files = self._plan_files(image_annotations)
        before = {file.path: file.raw for file in self._files.values()}
        after = {file.path: file.raw for file in files.values()}
        if before != after:
            if not before and not self._unusable_files:
                check_image_exists(self.path, self.image)
            _check_existing(before)
            _replace_files(before, after, self.new_masks.folder)
        notes = tuple(_describe_losses(self.new_masks.folder.name, image_annotations))
        return replace(self, image_annotations=image_annotations, _files=files, _notes=notes)

    def _plan_files(self, image_annotations: ImageAnnotations) -> dict[int, MaskFile]:
        """The file of each annotation."""
        kept = {one.uid: file for one in image_annotations.annotations if (file := self._find_kept_file(one))}
        taken = {file.path for file in (*kept.values(), *self._unusable_files, *self._files.values())}
        files: dict[int, MaskFile] = {}
        for annotation in image_annotations.annotations:
            file = kept.get(annotation.uid)
            if file is None:
                file = self._plan_new_file(annotation, taken)
                taken.add(file.path)
            files[annotation.uid] = file
        return files

    def _find_kept_file(self, annotation: Annotation) -> MaskFile | None:
        """The file of an annotation if its class is as it was; with another content if its outline is another."""
        before, original = self._find_before(annotation.uid), self._originals.get(annotation.uid)
        if original is not None and _is_same_object(original[0], annotation):
            return original[1]
        file = self._files.get(annotation.uid)
        if before is None or file is None or before.label != annotation.label:
            return None
        return file if _is_same_outline(before, annotation) else replace(file, raw=self._encode(annotation))

    def _plan_new_file(self, annotation: Annotation, taken: set[Path]) -> MaskFile:
        label = annotation.label.strip()
        before, file = self._find_before(annotation.uid), self._files.get(annotation.uid)
        is_same = before is not None and _is_same_outline(before, annotation)
        raw = file.raw if file is not None and is_same else self._encode(annotation)
        name = "" if file is None else file.path.name
        path = self.new_masks.choose_path(label, name, lambda one: one in taken or one.exists())
        return MaskFile(path, label, raw)

    def _find_before(self, uid: int) -> Annotation | None:
        return next((one for one in self.image_annotations.annotations if one.uid == uid), None)

    def _encode(self, annotation: Annotation) -> bytes:
        return create_mask_png(convert_to_bitmap(annotation.geometry, *self.size), self.size)


def _read_all(files: Iterable[tuple[Path, str]], size: Size) -> Iterator[tuple[bytes, Bitmap | MaskFaultError]]:
    """The content of each file, and its pixels or why it has none; many are decoded on several threads."""

    def read(file: tuple[Path, str]) -> tuple[bytes, Bitmap | MaskFaultError]:
        raw = b""
        try:
            raw = require_regular_file(file[0]).read_bytes()
            bitmap = read_mask(raw, size)
        except OSError as error:
            return raw, MaskFaultError(NOT_READABLE.format(reason=error.strerror or error))
        except MaskFaultError as fault:
            return raw, fault
        return raw, MaskFaultError(NO_PIXELS) if bitmap.is_degenerate else bitmap

    paths = list(files)
    yield from (map_in_threads(read, paths) if len(paths) >= _MIN_THREADED_FILES else map(read, paths))


def _is_same_object(one: Annotation, other: Annotation) -> bool:
    return one.label == other.label and _is_same_outline(one, other)


def _is_same_outline(one: Annotation, other: Annotation) -> bool:
    if one.geometry == other.geometry:
        return True
    outline = get_outline(one.geometry)
    return outline is not None and outline == get_outline(other.geometry)


def _check_existing(paths: Iterable[Path]) -> None:
    """Check that the masks are still there: without their drive, new ones would be alone in its mount point.

    Raises:
        AnnotationConflictError: One has been moved or deleted.
    """
    for path in paths:
        if not path.exists():
            raise build_conflict_error(path, was_there=True, is_there=False)


def _replace_files(before: Mapping[Path, bytes], after: Mapping[Path, bytes], folder: Path) -> None:
    """Write and remove files; if one fails, those before are reverted.

    Raises:
        AnnotationConflictError: A file is no longer as it was read.
        AnnotationWriteError: A file cannot be written or removed.
    """
    paths = [path for path in {**after, **before} if before.get(path) != after.get(path)]
    for path in paths:
        check_unchanged(path, before.get(path), after.get(path))
    done: list[Path] = []
    try:
        for path in paths:
            _replace_file(path, before.get(path), after.get(path), folder)
            done.append(path)
    except UserFacingError:
        for path in done:
            _replace_file(path, after.get(path), before.get(path), folder)
        raise


def _replace_file(path: Path, before: bytes | None, after: bytes | None, folder: Path) -> None:
    """Raises: AnnotationConflictError, AnnotationWriteError."""
    if after is not None:
        create_parent_folder(path)
        overwrite_file(path, before, after)
        return
    check_unchanged(path, before)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise build_write_error(path, error) from error
    if path.parent.parent == folder:
        with contextlib.suppress(OSError):  # of a class that has other masks
            path.parent.rmdir()


def _describe_path(path: Path, folder: Path) -> str:
    return path.relative_to(folder.parent).as_posix() if path.is_relative_to(folder.parent) else path.name


def _describe_losses(folder: str, image_annotations: ImageAnnotations) -> Iterator[str]:
    annotations = image_annotations.annotations
    outlines = [get_outline(annotation.geometry) for annotation in annotations]
    if boxes := sum(outline is None for outline in outlines):
        yield BOXES_FILLED.format(folder=folder, boxes=format_count(boxes, "box was", "boxes were"))
    if polygons := sum(isinstance(outline, Rings) for outline in outlines):
        yield POLYGONS_RASTERIZED.format(folder=folder, polygons=format_count(polygons, "polygon was", "polygons were"))
    marks = [flag for flag in _FLAGS if any(getattr(annotation, flag) for annotation in annotations)]
    marks += ["verified"] if image_annotations.verified else []
    if marks:
        yield MARKS_NOT_SAVED.format(folder=folder, marks=" or ".join(marks))
    yield from describe_unsaved(folder, annotations)
