"""VIA JSON (VGG Image Annotator 1 and 2): an object of images with their regions, alone or in a project.

Supported are projects that VIA saves (`via_project_....json`) and its JSON export (`via_region_data.json`). Polygons
are outlines; of polylines, circles and ellipses, the box around them is used. The attribute that is the class is
detected by its name and its values, and reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from detector.data.formats.base import ImageToWrite
from detector.data.formats.entries.dataset import EntryFormat
from detector.data.formats.entries.state import EntryState
from detector.data.formats.shared.discovery import read_head_and_tail
from detector.data.formats.shared.outline_losses import describe_other_bounds, describe_several_rings, has_other_bounds
from detector.data.outlines.single_ring import has_several_rings

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

    def describe_outline_losses(self, images: Iterable[ImageToWrite]) -> tuple[str, ...]:
        geometries = [annotation.geometry for image in images for annotation in image.annotations]
        several = [has_several_rings(geometry) for geometry in geometries]
        one_ring = [geometry for geometry, is_reduced in zip(geometries, several, strict=True) if not is_reduced]
        return describe_several_rings(sum(several), "VIA") + describe_other_bounds(sum(map(has_other_bounds, one_ring)))

    def create_writer(self, out: Path, classes: Sequence[str]) -> ViaWriter:
        """A writer for a new data set in `out`.

        Raises:
            AnnotationWriteError: `out` already contains VIA projects of these names.
        """
        return ViaWriter(out, classes)


FORMAT = ViaFormat()
