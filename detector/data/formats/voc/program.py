"""Recognizing the program that wrote a Pascal VOC file, because most programs count edges from 0, not pixels from 1."""

from __future__ import annotations

import enum
import re

_HEAD_BYTES = 65_536
_DATABASE_PATTERN = re.compile(rb"<source>\s*<database>\s*([^<]*?)\s*</database>(.*?)</source>", re.DOTALL)
_DEVKIT_PATTERN = re.compile(rb"\bVOC\s?20\d\d\b|PASCAL VOC", re.IGNORECASE)
_START_TAG_PATTERN = re.compile(rb"<([A-Za-z_]\w*)")
_VERIFIED_PATTERN = re.compile(rb"<annotation\s[^>]*\bverified\s*=")
_LABELIMG_HEAD_TAGS = [
    b"annotation",
    b"folder",
    b"filename",
    b"path",
    b"source",
    b"database",
    b"size",
    b"width",
    b"height",
]
_LABELIMG_OBJECT_TAGS = [b"name", b"pose", b"truncated", b"difficult", b"bndbox", b"xmin", b"ymin", b"xmax", b"ymax"]


class VocProgram(enum.Enum):
    """Programs whose files can be recognized: the name for users, and the pixel origin, 0 or 1."""

    LABELIMG = "labelImg", 0
    CVAT = "CVAT", 0
    ROBOFLOW = "Roboflow", 0
    DEVKIT = "the VOC devkit", 1
    STUDIO_EDGES = "Faster R-CNN Studio", 0
    STUDIO_PIXELS = "Faster R-CNN Studio ", 1

    @property
    def title(self) -> str:
        return self.value[0].strip()

    @property
    def first_pixel(self) -> int:
        return self.value[1]


STUDIO_MARKS = {
    VocProgram.STUDIO_EDGES: "Faster R-CNN Studio, edges counted from 0",
    VocProgram.STUDIO_PIXELS: "Faster R-CNN Studio, pixels counted from 1",
}
"""The marks in the `source` of new files, with which their pixel origin is recognized."""


def recognize_program(content: bytes) -> VocProgram | None:
    """The program that wrote a file, by its `source` and the order of its elements; None if it is unknown.

    labelImg counts edges from 0, but changes every 0 to 1, so its files look as if pixels were counted from 1.
    """
    head = content[:_HEAD_BYTES].replace(b"\0", b"")  # without zero bytes, UTF-16 can be searched as ASCII
    source = _DATABASE_PATTERN.search(head)
    if source is None:
        return None
    database, rest = source[1], source[2]
    for program, mark in STUDIO_MARKS.items():
        if mark.encode() in rest:
            return program
    if b"roboflow" in database.lower():
        return VocProgram.ROBOFLOW
    if _DEVKIT_PATTERN.search(database) or _DEVKIT_PATTERN.search(rest):
        return VocProgram.DEVKIT
    if database != b"Unknown":
        return None
    if b"<annotation>Unknown<" in rest.replace(b" ", b""):
        return VocProgram.CVAT
    return VocProgram.LABELIMG if _is_like_labelimg(head) else None


def _is_like_labelimg(head: bytes) -> bool:
    """Whether the elements are in labelImg's order, or the image has its `verified` attribute.

    labelImg always writes `path`. Files of earlier versions of this program, which have no mark, do not have it.
    """
    before, _, objects = head.partition(b"<object>")
    names = _START_TAG_PATTERN.findall(before)
    if b"path" not in names:
        return False
    fields = _START_TAG_PATTERN.findall(objects.partition(b"</object>")[0])
    is_in_order = names[: len(_LABELIMG_HEAD_TAGS)] == _LABELIMG_HEAD_TAGS and (
        not objects or fields == _LABELIMG_OBJECT_TAGS
    )
    return is_in_order or _VERIFIED_PATTERN.search(head) is not None
