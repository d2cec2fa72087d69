"""CreateML JSON: a list of images with their boxes, in one file for all images, for each split, or for each image.

What is read: `_annotations.createml.json` beside the images of each split (Roboflow), `annotations.json` beside the
images (Apple), and the files that labelImg saves: one for each image, named after it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path, PureWindowsPath

from detector.data.formats.base import AS_FOUND, Dataset, FormatName, OpenOptions
from detector.data.formats.entries.dataset import EntryFormat
from detector.data.formats.entries.state import EntryState
from detector.data.formats.joint_finder import head_and_tail
from detector.data.formats.paired import PairedDataset, find_folders, looks_labelled
from detector.data.label_pairing import LabelKind
from detector.data.look import Cancelled, never

from .image_file import CreateMlFiles
from .read import EMPTY_LIST, read
from .writer import CreateMlWriter

_LIST = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*\[\s*\{")
_IMAGE = re.compile(rb'"(?:image|imagefilename|filename)"\s*:\s*"', re.IGNORECASE)
_BOXES = re.compile(rb'"annotations?"\s*:\s*\[\s*(?:\{[^{}]*"(?:coordinates|label)"\s*:|\])')


def _looks_right(text: bytes) -> bool:
    return bool(_LIST.match(text) and _IMAGE.search(text) and _BOXES.search(text))


def _is_of_one_image(text: bytes) -> bool:
    return _looks_right(text) and len(_IMAGE.findall(text)) == 1


def _name_in(text: bytes) -> str:
    """The name of the first image in the head of a file; empty where there is none."""
    found = _IMAGE.search(text)
    if found is None:
        return ""
    try:
        name, _ = json.JSONDecoder().raw_decode(text[found.end() - 1 :].decode("utf-8", "replace"))
    except ValueError:  # it is cut off there; told when the file is read whole
        return ""
    return PureWindowsPath(name).name


_JSON = LabelKind(".json", _name_in)


class CreateMlFormat(EntryFormat):
    """See `detector.data.formats.base.LabelFormat`."""

    name: FormatName = "createml"
    title = "CreateML JSON"
    suffix = ".json"
    new_file = "annotations.json"
    empty = EMPTY_LIST

    def looks_right(self, path: Path) -> bool:
        return _looks_right(head_and_tail(path))

    def recognises(self, root: Path, options: OpenOptions = AS_FOUND) -> bool:
        return super().recognises(root, options) or self._has_pairs(root, options)

    def open(self, root: Path, cancelled: Cancelled = never, options: OpenOptions = AS_FOUND) -> Dataset:
        """Open the images of `root` and their labels.

        Raises:
            DatasetError: There is no such file, or none that can be used, or no image.
        """
        if root.is_file() or not self._has_pairs(root, options):
            return super().open(root, cancelled, options)
        found = find_folders(root, _JSON, cancelled, options.labels)
        return PairedDataset(root, self.name, found, CreateMlFiles(), options=options)

    def _has_pairs(self, root: Path, options: OpenOptions) -> bool:
        """Whether images have files of their own, as labelImg saves them."""
        return looks_labelled(root, _JSON, _is_of_one_image, options.labels)

    def parse(self, raw: bytes, file: str) -> EntryState:
        return read(raw, file)

    def writer(self, out: Path, classes: Sequence[str]) -> CreateMlWriter:  # noqa: ARG002 - it keeps no class list
        """Make a writer for a new data set in `out`.

        Raises:
            AnnotationWriteError: There is such a file in `out` already.
        """
        return CreateMlWriter(out)
