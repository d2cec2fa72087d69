"""CreateML JSON: a list of images with their boxes, in one file for all images, for each split, or for each image.

Supported are `_annotations.createml.json` beside the images of each split (Roboflow), `annotations.json` beside the
images (Apple), and the files that labelImg saves: one for each image, named after it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path, PureWindowsPath

from detector.data.directory_cache import IsCanceled, never_canceled
from detector.data.formats.base import AUTOMATIC_OPTIONS, Dataset, OpenOptions
from detector.data.formats.entries.dataset import EntryFormat
from detector.data.formats.entries.state import EntryState
from detector.data.formats.shared.discovery import read_head_and_tail
from detector.data.formats.shared.per_image_dataset import PairedDataset, find_paired_folders, has_labels_with
from detector.data.label_pairing import LabelKind

from .image_file import CreateMlFiles
from .info import INFO
from .reader import EMPTY_LIST, parse_createml_file
from .writer import CreateMlWriter

_LIST_PATTERN = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*\[\s*\{")
_IMAGE_PATTERN = re.compile(rb'"(?:image|imagefilename|filename)"\s*:\s*"', re.IGNORECASE)
_BOXES_PATTERN = re.compile(rb'"annotations?"\s*:\s*\[\s*(?:\{[^{}]*"(?:coordinates|label)"\s*:|\])')


def _is_like_createml(text: bytes) -> bool:
    return bool(_LIST_PATTERN.match(text) and _IMAGE_PATTERN.search(text) and _BOXES_PATTERN.search(text))


def _has_one_image(text: bytes) -> bool:
    return _is_like_createml(text) and len(_IMAGE_PATTERN.findall(text)) == 1


def _read_image_name(text: bytes) -> str:
    """The name of the first image in the beginning of a file; empty if there is none."""
    found = _IMAGE_PATTERN.search(text)
    if found is None:
        return ""
    try:
        name, _ = json.JSONDecoder().raw_decode(text[found.end() - 1 :].decode("utf-8", "replace"))
    except ValueError:  # truncated; reported when the whole file is parsed
        return ""
    return PureWindowsPath(name).name


_JSON_KIND = LabelKind(".json", _read_image_name)


class CreateMlFormat(EntryFormat):
    """See `detector.data.formats.base.LabelFormat`."""

    info = INFO
    suffix = ".json"
    new_file_name = "annotations.json"
    empty_content = EMPTY_LIST

    def is_like_format(self, path: Path) -> bool:
        return _is_like_createml(read_head_and_tail(path))

    def is_format_of(self, root: Path, options: OpenOptions = AUTOMATIC_OPTIONS) -> bool:
        return super().is_format_of(root, options) or self._has_paired_files(root, options)

    def open_dataset(
        self, root: Path, is_canceled: IsCanceled = never_canceled, options: OpenOptions = AUTOMATIC_OPTIONS
    ) -> Dataset:
        """Open the images of `root` and their labels.

        Raises:
            DatasetError: There is no usable label file, or there are no images.
        """
        if root.is_file() or not self._has_paired_files(root, options):
            return super().open_dataset(root, is_canceled, options)
        found = find_paired_folders(root, _JSON_KIND, is_canceled, options.labels_place)
        return PairedDataset(root, self.name, found, CreateMlFiles(), options=options)

    def _has_paired_files(self, root: Path, options: OpenOptions) -> bool:
        """Whether images have their own label files, as labelImg saves them."""
        return has_labels_with(root, _JSON_KIND, _has_one_image, options.labels_place)

    def parse_file(self, raw: bytes, file: str) -> EntryState:
        return parse_createml_file(raw, file)

    def create_writer(self, out: Path, classes: Sequence[str]) -> CreateMlWriter:  # noqa: ARG002 - it keeps no class list
        """A writer for a new data set in `out`.

        Raises:
            AnnotationWriteError: `out` already contains CreateML files.
        """
        return CreateMlWriter(out)


FORMAT = CreateMlFormat()
