"""CreateML JSON: a list of images with their boxes, in one file for all images, or one for each split.

What is read: `_annotations.createml.json` beside the images of each split (Roboflow), `annotations.json` beside the
images (Apple), and the files that labelImg saves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from detector.data.formats.base import FormatName
from detector.data.formats.entries.dataset import EntryFormat
from detector.data.formats.entries.state import EntryState
from detector.data.formats.joint_finder import head_and_tail

from .read import EMPTY_LIST, read
from .writer import CreateMlWriter

_LIST = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*\[\s*\{")
_IMAGE = re.compile(rb'"(?:image|imagefilename|filename)"\s*:\s*"', re.IGNORECASE)
_BOXES = re.compile(rb'"annotations?"\s*:\s*\[\s*(?:\{[^{}]*"(?:coordinates|label)"\s*:|\])')


class CreateMlFormat(EntryFormat):
    """See `detector.data.formats.base.LabelFormat`."""

    name: FormatName = "createml"
    title = "CreateML JSON"
    suffix = ".json"
    new_file = "annotations.json"
    empty = EMPTY_LIST

    def looks_right(self, path: Path) -> bool:
        text = head_and_tail(path)
        return bool(_LIST.match(text) and _IMAGE.search(text) and _BOXES.search(text))

    def parse(self, raw: bytes, file: str) -> EntryState:
        return read(raw, file)

    def writer(self, out: Path, classes: Sequence[str]) -> CreateMlWriter:  # noqa: ARG002 - it keeps no class list
        """Raises:
        AnnotationWriteError: There is such a file in `out` already.
        """
        return CreateMlWriter(out)
