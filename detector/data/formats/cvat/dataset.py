"""CVAT for images 1.1: one XML file, `annotations.xml`, for all images.

Supported are the export of a task (`annotations.xml` beside `images`), of a project (each image in the folder of its
subset, which defines its split), and the file alone beside its images. Exports for video contain tracks and are not
read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from detector.data.formats.base import ImageToWrite
from detector.data.formats.entries.dataset import EntryFormat
from detector.data.formats.entries.state import EntryState
from detector.data.formats.shared.discovery import read_head_and_tail
from detector.data.formats.shared.wording import format_count

from .grammar import COMPLEX_OUTLINES
from .info import INFO
from .outline import needs_mask
from .reader import parse_cvat_file
from .writer import EMPTY_CVAT_FILE, CvatWriter

WRITTEN_AS_MASKS = "{outlines} written as masks of whole pixels, because a polygon of CVAT is one ring."
_ROOT_PATTERN = re.compile(rb"<annotations[\s>/]")
_EVIDENCE_PATTERN = re.compile(rb"<image\s[^>]*\bname\s*=|<track\s[^>]*\bid\s*=|<version>\s*1\.[01]\s*</version>")


class CvatFormat(EntryFormat):
    """See `detector.data.formats.base.LabelFormat`."""

    info = INFO
    suffix = ".xml"
    new_file_name = "annotations.xml"
    empty_content = EMPTY_CVAT_FILE

    def is_like_format(self, path: Path) -> bool:
        text = read_head_and_tail(path).replace(b"\0", b"")  # without zero bytes, UTF-16 can be searched as ASCII
        return bool(_ROOT_PATTERN.search(text) and _EVIDENCE_PATTERN.search(text))

    def parse_file(self, raw: bytes, file: str) -> EntryState:
        return parse_cvat_file(raw, file)

    def describe_outline_losses(self, images: Iterable[ImageToWrite]) -> tuple[str, ...]:
        count = sum(needs_mask(annotation.geometry) for image in images for annotation in image.annotations)
        return (WRITTEN_AS_MASKS.format(outlines=format_count(count, *COMPLEX_OUTLINES)),) if count else ()

    def create_writer(self, out: Path, classes: Sequence[str]) -> CvatWriter:
        """A writer for a new data set in `out`.

        Raises:
            AnnotationWriteError: `out` already contains a CVAT file.
        """
        return CvatWriter(out, classes)


FORMAT = CvatFormat()
