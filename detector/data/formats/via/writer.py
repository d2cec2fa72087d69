"""Writing a new VIA project."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from detector.data.annotation import ImageAnnotations
from detector.data.formats.base import DatasetWriter, Split
from detector.data.formats.entries.pieces import Pieces
from detector.data.formats.shared.attribute_values import AttributeOmissions
from detector.data.formats.shared.json_scan import dump_json
from detector.data.formats.shared.outline_losses import reduce_several_rings
from detector.data.formats.shared.single_file import ImageInFile
from detector.data.formats.shared.single_file_writer import (
    check_files_absent,
    describe_omissions,
    keep_finite,
    write_new_file,
)

from .attributes import ClassAttribute
from .frame import add_options, add_text_attributes
from .grammar import ViaGrammar, read_entry_key

_PROJECT_TEMPLATE = """{
"_via_settings": {"ui": {"image": {"region_label": "class", "region_color": "class"}}, "core": {"filepath": {}, \
"default_filepath": "%s"}, "project": {"name": "labels"}},
"_via_img_metadata": {%s
},
"_via_attributes": {"region": {"class": {"type": "dropdown", "description": "", "options": {}, \
"default_options": {}}}, "file": {}},
"_via_data_format_version": "2.0.10",
"_via_image_id_list": [%s]
}
"""
EMPTY_PROJECT = (_PROJECT_TEMPLATE % ("", "", "")).encode()
"""The content of a project without images, in the layout of this writer."""


class ViaWriter(DatasetWriter):
    """Writes VIA projects; see `detector.data.formats.base.DatasetWriter`.

    Images belong in `images` or `images/<split>`. Projects of VIA 2 are `via_project.json` or `via_<split>.json`, and
    name the image folder, from which VIA opens the images. Classes are the choices of the attribute `class`; the other
    attributes are texts.
    """

    def __init__(self, out: Path, classes: Sequence[str]) -> None:
        """Raises: AnnotationWriteError (`out` already contains VIA projects of these names)."""
        self._out_folder, self._classes = out, dict.fromkeys(classes)
        self._entries_by_split: dict[Split | None, list[str]] = {}
        self._grammar = ViaGrammar(ClassAttribute("class", "dropdown"))
        self._omitted_counts: Counter[str] = Counter()
        self._attributes = AttributeOmissions(self._grammar.reserves_attribute)
        self._attribute_names: dict[str, None] = {}
        check_files_absent(out, [self._build_path(split) for split in (None, "train", "val", "test")])

    def _build_path(self, split: Split | None) -> Path:
        return self._out_folder / f"via_{split or 'project'}.json"

    def locate_image(self, image_name: str, split: Split | None = None) -> Path:
        return self._out_folder / "images" / (split or "") / image_name

    def add_image(
        self, image_name: str, width: int, height: int, image_annotations: ImageAnnotations, split: Split | None = None
    ) -> None:
        annotations = keep_finite(image_annotations.annotations, self._omitted_counts)
        self._omitted_counts["score"] += sum(annotation.score is not None for annotation in annotations)
        self._classes |= dict.fromkeys(annotation.label.strip() for annotation in annotations)
        annotations = [self._attributes.filter_attributes(one) for one in reduce_several_rings(annotations)]
        self._attribute_names |= dict.fromkeys(name for one in annotations for name in one.attributes)
        grammar = self._grammar
        image = ImageInFile(image_name, (width, height))
        pieces = grammar.split_entry(grammar.build_entry(image, Pieces(b"", [], [], b""), None))
        if image_annotations.verified:
            pieces = grammar.with_verified(pieces, verified=True)
        items = [grammar.build_item(annotation, pieces, None, b"") for annotation in annotations]
        self._entries_by_split.setdefault(split, []).append(pieces.edit_items({}, frozenset(), items).content.decode())

    def finish(self) -> tuple[str, ...]:
        """Write the projects.

        Raises:
            AnnotationWriteError: A file cannot be written.
        """
        for split, entries in (self._entries_by_split or {None: []}).items():
            folder = f"images/{split}/" if split else "images/"
            keys = ", ".join(dump_json(read_entry_key(entry.encode())) for entry in entries)
            lines = ",".join(f"\n{entry}" for entry in entries)
            text = add_options(
                _PROJECT_TEMPLATE % (folder, lines, keys), self._grammar.class_attribute, list(self._classes)
            )
            write_new_file(self._build_path(split), add_text_attributes(text, self._attribute_names).encode())
        return describe_omissions(self._omitted_counts) + self._attributes.describe_omissions()
