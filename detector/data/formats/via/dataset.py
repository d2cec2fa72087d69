"""VIA JSON (VGG Image Annotator 1 and 2): an object of images with their regions, alone or in a project.

Supported are projects that VIA saves (`via_project_....json`) and its JSON export (`via_region_data.json`). Rectangles
are boxes; polygons, polylines, circles and ellipses are used with their bounds. The attribute that is the class is
detected by its name and its values, and reported.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from detector.data.formats.entries.dataset import EntryFormat
from detector.data.formats.entries.state import EntryState
from detector.data.formats.shared.discovery import read_head_and_tail

from .info import INFO
from .reader import parse_via_file
from .writer import EMPTY_PROJECT, ViaWriter

_OBJECT_PATTERN = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*\{")
_REGION_PATTERN = re.compile(rb'"_via_img_metadata"\s*:|"shape_attributes"\s*:|"file_attributes"\s*:')
_IMAGE_PATTERN = re.compile(rb'"filename"\s*:\s*"|"_via_img_metadata"\s*:')
_VERSION_3_PATTERN = re.compile(
    rb'"vid_list"\s*:.*"data_format_version"\s*:\s*"3|"data_format_version"\s*:\s*"3.*"vid_list"', re.DOTALL
)


class ViaFormat(EntryFormat):
    """See `detector.data.formats.base.LabelFormat`."""

    info = INFO
    suffix = ".json"
    new_file_name = "via_project.json"
    empty_content = EMPTY_PROJECT

    def is_like_format(self, path: Path) -> bool:
        text = read_head_and_tail(path)
        if not _OBJECT_PATTERN.match(text):
            return False
        return bool((_REGION_PATTERN.search(text) and _IMAGE_PATTERN.search(text)) or _VERSION_3_PATTERN.search(text))

    def parse_file(self, raw: bytes, file: str) -> EntryState:
        return parse_via_file(raw, file)

    def create_writer(self, out: Path, classes: Sequence[str]) -> ViaWriter:
        """A writer for a new data set in `out`.

        Raises:
            AnnotationWriteError: `out` already contains VIA projects of these names.
        """
        return ViaWriter(out, classes)


FORMAT = ViaFormat()
