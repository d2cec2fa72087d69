"""Writing a new CVAT data set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.base import DatasetWriter, Split
from detector.data.formats.entries.pieces import Pieces
from detector.data.formats.shared.attribute_values import AttributeOmissions
from detector.data.formats.shared.single_file import ImageInFile
from detector.data.formats.shared.single_file_writer import (
    check_files_absent,
    describe_omissions,
    keep_finite,
    write_new_file,
)
from detector.data.unicode_forms import escape_for_file_name

from .grammar import CvatGrammar
from .label_list import add_label_names

_HEAD_TEMPLATE = b"""<?xml version="1.0" encoding="utf-8"?>
<annotations>
  <version>1.1</version>
  <meta>
    <%(job)s>
      <labels>
      </labels>
    </%(job)s>
  </meta>"""
_TAIL = b"\n</annotations>\n"
EMPTY_CVAT_FILE = _HEAD_TEMPLATE % {b"job": b"task"} + _TAIL
"""The content of a file that lists no image, in the layout of this writer."""


class CvatWriter(DatasetWriter):
    """Writes CVAT files; see `detector.data.formats.base.DatasetWriter`.

    Images belong in `images` or, with splits, in `images/<split>`, as in the export of a project with subsets of these
    names. All labels are in `annotations.xml`. The flags difficult and truncated are attributes of these names.
    Other attributes are declared in the list of labels, with the type that all their values have.
    """

    def __init__(self, out: Path, classes: Sequence[str]) -> None:
        """Raises: AnnotationWriteError (`out` already contains a CVAT file)."""
        self._path = out / "annotations.xml"
        self._out, self._classes = out, dict.fromkeys(classes)
        self._grammar = CvatGrammar(self._path.name, has_class_list=True)
        self._document = Pieces(b"", [], [], b"", space_before_first=b"\n  ")
        self._has_splits = False
        self._omitted_counts: Counter[str] = Counter()
        self._entries: list[bytes] = []
        self._attributes = AttributeOmissions(self._grammar.reserves_attribute, has_nested=False)
        self._input_types: dict[tuple[str, str], str] = {}
        self._typed_counts: Counter[tuple[str, str]] = Counter()
        check_files_absent(out, [self._path])

    def locate_image(self, image_name: str, split: Split | None = None) -> Path:
        return self._out / "images" / (split or "") / image_name

    def add_image(
        self, image_name: str, width: int, height: int, image_annotations: ImageAnnotations, split: Split | None = None
    ) -> None:
        """Add the labels of an image of `width` x `height` pixels.

        Raises:
            AnnotationWriteError: A name has a character that XML does not allow.
        """
        annotations = keep_finite(image_annotations.annotations, self._omitted_counts)
        self._omitted_counts["score"] += sum(annotation.score is not None for annotation in annotations)
        self._omitted_counts["verified mark"] += image_annotations.verified
        annotations = [self._attributes.filter_attributes(annotation) for annotation in annotations]
        self._declare_attributes(annotations)
        self._has_splits = self._has_splits or split is not None
        self._classes |= dict.fromkeys(annotation.label.strip() for annotation in annotations)
        name, subsets = escape_for_file_name(image_name), frozenset[str]()
        if split is not None:
            name, subsets = f"{split}/{name}", frozenset({split})
        grammar = replace(self._grammar, subsets=subsets, largest_id=len(self._entries) - 1)
        pieces = grammar.split_entry(grammar.build_entry(ImageInFile(name, (width, height)), self._document, None))
        items = [grammar.build_item(annotation, pieces, None, b"\n    ") for annotation in annotations]
        self._entries.append(pieces.edit_items({}, frozenset(), items).content)

    def _declare_attributes(self, annotations: Sequence[Annotation]) -> None:
        for annotation in annotations:
            for name, value in annotation.attributes.items():
                kind = "checkbox" if isinstance(value, bool) else "number" if isinstance(value, int | float) else "text"
                key = (annotation.label.strip(), name)
                self._input_types[key] = kind if self._input_types.get(key, kind) == kind else "text"
                self._typed_counts[key] += kind != "text"

    def finish(self) -> tuple[str, ...]:
        """Write the file.

        Raises:
            AnnotationWriteError: The file cannot be written.
        """
        head = _HEAD_TEMPLATE % {b"job": b"project" if self._has_splits else b"task"}
        head = add_label_names(head, list(self._classes), self._input_types)
        write_new_file(self._path, head + b"".join(b"\n  " + entry for entry in self._entries) + _TAIL)
        mixed = (self._typed_counts[key] for key, kind in self._input_types.items() if kind == "text")
        self._attributes.count_untyped(sum(mixed))
        return describe_omissions(self._omitted_counts) + self._attributes.describe_omissions()
