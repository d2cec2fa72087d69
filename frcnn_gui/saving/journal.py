"""The journal of boxes that are not on disk yet: what it says, how it is read after a crash. Knows no Qt.

One file for each open folder. A line is a checksum, a blank, and a JSON object; the first names the folder. A line with
boxes is written soon after they changed, and before they are written to a label file; one without says that all of the
image is saved. So what a label file says after a crash is either among the lines or somebody else's work.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import zlib
from bisect import insort
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.attributes import NO_ATTRIBUTES, pack_attributes, unpack_attributes
from detector.data.geometry import Box
from detector.data.outlines.packing import pack_outline, unpack_outline
from detector.data.regular_file import require_regular_file
from detector.data.relative_path import format_relative_path

JOURNAL_FORMAT = 1
MAX_TIME_S = 253_402_300_799.0
"""The end of the year 9999"""


@dataclass(frozen=True)
class JournalEntry:
    """The boxes of one image as they were at `time` (seconds since 1970), when they were not saved.

    `image` is its path relative to the folder; `order` grows with every change, whatever the clock does; `version`
    stands for what its label file said (see `hash_version`), `base` for the boxes read from it or last written to it.
    """

    image: str
    time: float
    order: int
    version: str
    image_annotations: ImageAnnotations
    base: tuple[Annotation, ...] = ()


@dataclass(frozen=True)
class Journal:
    """What a journal holds: of each image that was not saved its boxes one after the other, the newest last."""

    folder: str = ""
    entries: dict[str, list[JournalEntry]] = field(default_factory=dict)
    ended: float = 0.0
    """When it was last written to, seconds since 1970; 0 for an empty one."""
    damaged_lines: int = 0
    """Lines that were not used: a torn one at the end is what a crash leaves."""


def dataset_folder(root: Path) -> Path:
    """The folder that journals and locks of a data set go by: `root`, or where it lies when it is a file."""
    return root.parent if root.is_file() else root


def folder_key(root: Path) -> str:
    """A name for files about this folder, the same by whatever links it is reached."""
    return hashlib.sha256(os.fsencode(os.path.realpath(dataset_folder(root)))).hexdigest()[:20]


def image_key(image: Path, folder: Path) -> str:
    """How a journal of `folder` calls an image."""
    return format_relative_path(image, folder)


def hash_version(version: Hashable) -> str:
    """A short text that is equal for equal versions of a label file; empty where there is none."""
    if version is None:
        return ""
    parts = version if isinstance(version, tuple) else (version,)
    digest = hashlib.sha256()
    for part in parts:
        content = part if isinstance(part, bytes) else repr(part).encode()
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()[:32]


def format_head_line(root: Path, time: float) -> bytes:
    """The first line of a journal."""
    return _format_line(
        {"journal": JOURNAL_FORMAT, "folder": str(dataset_folder(root)), "time": time, "pid": os.getpid()}
    )


def format_entry_line(entry: JournalEntry) -> bytes:
    record = {
        "image": entry.image,
        "time": entry.time,
        "order": entry.order,
        "version": entry.version,
        "verified": entry.image_annotations.verified,
        "boxes": [_pack_annotation(annotation) for annotation in entry.image_annotations.annotations],
        "base": [_pack_annotation(annotation) for annotation in entry.base],
    }
    return _format_line(record)


def format_saved_line(image: str, time: float) -> bytes:
    """That nothing of this image is unsaved any more."""
    return _format_line({"image": image, "time": time})


def read_journal(path: Path) -> Journal:
    """Raises: OSError, also for a pipe, a device, or more than any session writes."""
    return parse_journal(require_regular_file(path).read_bytes())


def parse_journal(content: bytes) -> Journal:
    """What the whole lines say; those that a crash tore or a disk spoiled are left out and counted."""
    folder, ended, damaged = "", 0.0, 0
    entries: dict[str, list[JournalEntry]] = {}
    for line in content.split(b"\n"):
        if not line:
            continue
        try:
            record = _parse_record(line)
            if record is None:
                damaged += 1
            elif "journal" in record:
                folder = str(record["folder"])
            elif "boxes" in record:
                entry = _parse_entry(record)
                insort(entries.setdefault(entry.image, []), entry, key=lambda entry: entry.order)
                ended = max(ended, entry.time)
            else:
                entries.pop(str(record["image"]), None)
                ended = max(ended, _parse_time(record))
        except (KeyError, TypeError, ValueError, OverflowError, RecursionError):  # made by another version
            damaged += 1
    return Journal(folder, entries, ended, damaged)


def merge_journals(journals: Iterable[Journal]) -> Journal:
    """Several journals of one folder as one: of each image the entries of the session that came last."""
    entries: dict[str, list[JournalEntry]] = {}
    folder, ended, damaged = "", 0.0, 0
    for journal in journals:
        folder, ended, damaged = folder or journal.folder, max(ended, journal.ended), damaged + journal.damaged_lines
        for image, found in journal.entries.items():
            if image not in entries or entries[image][-1].time <= found[-1].time:
                entries[image] = found
    return Journal(folder, entries, ended, damaged)


def _format_line(record: dict[str, Any]) -> bytes:
    text = json.dumps(record, separators=(",", ":")).encode()
    return b"%08x %s\n" % (zlib.crc32(text), text)


def _parse_record(line: bytes) -> dict[str, Any] | None:
    checksum, _, text = line.partition(b" ")
    if checksum != b"%08x" % zlib.crc32(text):
        return None
    record = json.loads(text)
    return record if isinstance(record, dict) else None


def _pack_annotation(annotation: Annotation) -> list[Any]:
    """Attributes and an outline come last, and only if there are any, as in journals of earlier versions."""
    outline = pack_outline(annotation.geometry)
    more: list[Any] = [pack_attributes(annotation.attributes)] if annotation.attributes or outline else []
    more += [outline] if outline else []
    return [
        *annotation.bounds.xyxy,
        annotation.label,
        annotation.uid,
        int(annotation.difficult),
        int(annotation.truncated),
        int(annotation.occluded),
        annotation.score,
        *more,
    ]


def _unpack_annotation(packed: list[Any]) -> Annotation:
    x1, y1, x2, y2, label, uid, difficult, truncated, occluded, score, *more = packed
    if any(math.isnan(value) for value in (x1, y1, x2, y2, 0.0 if score is None else score)):
        raise ValueError("a box has a coordinate that is no number")
    box = Box(float(x1), float(y1), float(x2), float(y2))
    score = None if score is None else float(score)
    attributes = unpack_attributes(more[0]) if more else NO_ATTRIBUTES
    geometry = unpack_outline(more[1], box) if len(more) > 1 else box
    return Annotation(
        geometry, str(label), int(uid), bool(difficult), bool(truncated), bool(occluded), score, attributes
    )


def _parse_time(record: dict[str, Any]) -> float:
    """Seconds since 1970. Raises: ValueError for what no clock says."""
    time = float(record["time"])
    if not 0 <= time <= MAX_TIME_S:
        raise ValueError("no clock says this")
    return time


def _parse_entry(record: dict[str, Any]) -> JournalEntry:
    image_annotations = ImageAnnotations(tuple(map(_unpack_annotation, record["boxes"])), bool(record["verified"]))
    base = tuple(map(_unpack_annotation, record["base"]))
    time, order = _parse_time(record), int(record["order"])
    return JournalEntry(str(record["image"]), time, order, str(record["version"]), image_annotations, base)
