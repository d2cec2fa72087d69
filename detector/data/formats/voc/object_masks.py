"""The PNG files in `SegmentationObject` and `SegmentationClass`: decoded when an outline is needed first.

In `SegmentationObject` the pixels of the n-th object of the XML file have the index n, and those of borders 255.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from detector.data.directory_cache import list_contents
from detector.data.formats.shared.mask_png import Indices, MaskFaultError, Size, read_indices, split_bitmaps
from detector.data.formats.shared.saving import fingerprint_bytes
from detector.data.geometry import Box
from detector.data.image_io import read_size
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import OutlineFaultError
from detector.data.regular_file import require_regular_file
from detector.errors import ImageUnreadableError

from .class_colors import VOID

OBJECTS_FOLDER, CLASSES_FOLDER = "SegmentationObject", "SegmentationClass"
UNUSABLE_PNG = "{file} cannot be used: {fault}. It is kept as it is, and only the boxes of {image} are used."
OTHER_PLACE = (
    "{file}: the pixels with index {index} are at {found}, but object {index} of {xml} ({label}) is at {stated}. They "
    "are kept as they are, and only its box is used."
)
_MIN_SHARE_INSIDE = 0.5
"""Of the bounds of the pixels, inside of the box. Otherwise they are those of another object, for example because
objects were deleted from the XML file."""


class MaskPng:
    """A file in `SegmentationObject` or `SegmentationClass`, which may not exist, and its image."""

    def __init__(self, path: Path, image: Path) -> None:
        self.path, self.image = path, image

    @property
    def name(self) -> str:
        return f"{self.path.parent.name}/{self.path.name}"

    def with_content(self, raw: bytes | None) -> MaskPng:
        """The same file after its content was written or removed."""
        written = MaskPng(self.path, self.image)
        written.raw = raw
        return written

    @cached_property
    def raw(self) -> bytes | None:
        """Its bytes when they were needed first; None if there is no such file.

        Raises:
            MaskFaultError: It cannot be read.
        """
        try:
            return require_regular_file(self.path).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise MaskFaultError(f"it could not be read: {error.strerror or error}") from error

    @property
    def version(self) -> bytes | None:
        """Identifies its content; None if there is no such file."""
        try:
            return None if self.raw is None else fingerprint_bytes(self.raw)
        except MaskFaultError as fault:
            return str(fault).encode()

    @cached_property
    def image_size(self) -> Size:
        """Raises: ImageUnreadableError."""
        return read_size(self.image)

    def read_indices(self) -> Indices:
        """The index of each pixel; all 0 if there is no such file.

        Raises:
            MaskFaultError: It cannot be used.
        """
        try:
            size = self.image_size
        except ImageUnreadableError as error:
            raise MaskFaultError(f"the size of its image is not known ({error})") from error
        raw = self.raw
        return np.zeros(size[::-1], np.uint8) if raw is None else read_indices(raw, size)

    @cached_property
    def _bitmaps(self) -> Mapping[int, Bitmap] | MaskFaultError:
        try:
            bitmaps = split_bitmaps(self.read_indices())
        except MaskFaultError as fault:
            return fault
        return {index: bitmap for index, bitmap in bitmaps.items() if index != VOID}

    @property
    def bitmaps(self) -> Mapping[int, Bitmap]:
        """The pixels of each index that occurs, without background and borders.

        Raises:
            OutlineFaultError: The file cannot be used.
        """
        if isinstance(self._bitmaps, MaskFaultError):
            text = UNUSABLE_PNG.format(file=self.name, fault=self._bitmaps, image=self.image.name)
            raise OutlineFaultError(text)
        return self._bitmaps


@dataclass(frozen=True)
class VocMask:
    """The pixels of one object; see `OutlineSource`.

    Attributes:
        png: The file.
        index: The index of the object.
        box: Its box in the XML file.
        label: Its class.
        xml: The name of the XML file.
    """

    png: MaskPng
    index: int
    box: Box
    label: str
    xml: str

    @property
    def is_bitmap(self) -> None:
        return None  # an object without pixels is a box

    def parse_outline(self) -> Bitmap:
        bitmap = self.png.bitmaps.get(self.index)
        if bitmap is None:
            raise OutlineFaultError("")  # an object without pixels is a box, and that is no fault
        if not _is_at_same_place(bitmap.bounds, self.box):
            text = OTHER_PLACE.format(
                file=self.png.name,
                index=self.index,
                label=self.label,
                xml=self.xml,
                found=_format_box(bitmap.bounds),
                stated=_format_box(self.box),
            )
            raise OutlineFaultError(text)
        return bitmap


def _is_at_same_place(found: Box, stated: Box) -> bool:
    """Whether pixels within `found` can be those of the object in the box `stated`; they may fill little of it."""
    width = min(found.x2, stated.x2) - max(found.x1, stated.x1)
    height = min(found.y2, stated.y2) - max(found.y1, stated.y1)
    common = max(width, 0.0) * max(height, 0.0)
    return common >= _MIN_SHARE_INSIDE * found.area


def _format_box(box: Box) -> str:
    return " ".join(f"{edge:g}" for edge in box.xyxy)


@dataclass(frozen=True)
class MaskPlaces:
    """The folders with the PNG files for the images of one folder; either may not exist yet."""

    objects: Path
    classes: Path
    root: Path
    """The folder that they are in."""

    def build_pair(self, stem: str, image: Path) -> tuple[MaskPng, MaskPng]:
        """The files for the label file with this stem: objects, classes."""
        return MaskPng(self.objects / f"{stem}.png", image), MaskPng(self.classes / f"{stem}.png", image)


def find_mask_places(labels: Path) -> MaskPlaces:
    """The folders for label files in the folder `labels`.

    They are beside `Annotations` or, for label files beside their images, beside or in the folder of the images. Below
    them, folders are as below `Annotations`. Where there are none, they are where a new file goes.
    """
    above = [labels, *labels.parents][:3]
    for root in above:
        inner = labels.relative_to(root).parts[1:]
        for name in (OBJECTS_FOLDER, CLASSES_FOLDER):
            if (root / name).joinpath(*inner).is_dir():
                return _build_places(root, inner)
    root = labels.parent if labels.name.lower() in ("annotations", "jpegimages", "images") else labels
    return _build_places(root, ())


def _build_places(root: Path, inner: tuple[str, ...]) -> MaskPlaces:
    return MaskPlaces((root / OBJECTS_FOLDER).joinpath(*inner), (root / CLASSES_FOLDER).joinpath(*inner), root)


def has_mask_folder(root: Path) -> bool:
    """Whether there is a folder `SegmentationObject` in `root`, in a folder of it, or around it."""
    try:
        folders = [root, *(root / name for name in list_contents(root).folders), *root.parents[:2]]
        return any((folder / OBJECTS_FOLDER).is_dir() for folder in folders)
    except OSError:
        return False
