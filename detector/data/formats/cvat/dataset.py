"""CVAT for images 1.1: one XML file, `annotations.xml`, for all images.

What is read: the export of a task (`annotations.xml` beside `images`), of a project (each image in the folder of its
subset, which gives its split), and the file alone beside its images. Exports for video hold tracks and are not read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from detector.data.formats.base import FormatName
from detector.data.formats.entries.dataset import EntryFormat
from detector.data.formats.entries.state import EntryState
from detector.data.formats.joint_finder import head_and_tail

from .read import read
from .writer import EMPTY, CvatWriter

_ROOT = re.compile(rb"<annotations[\s>/]")
_EVIDENCE = re.compile(rb"<image\s[^>]*\bname\s*=|<track\s[^>]*\bid\s*=|<version>\s*1\.[01]\s*</version>")


class CvatFormat(EntryFormat):
    """See `detector.data.formats.base.LabelFormat`."""

    name: FormatName = "cvat"
    title = "CVAT XML"
    suffix = ".xml"
    new_file = "annotations.xml"
    empty = EMPTY

    def looks_right(self, path: Path) -> bool:
        text = head_and_tail(path).replace(b"\0", b"")  # of UTF-16
        return bool(_ROOT.search(text) and _EVIDENCE.search(text))

    def parse(self, raw: bytes, file: str) -> EntryState:
        return read(raw, file)

    def writer(self, out: Path, classes: Sequence[str]) -> CvatWriter:
        """Make a writer for a new data set in `out`.

        Raises:
            AnnotationWriteError: There is such a file in `out` already.
        """
        return CvatWriter(out, classes)
