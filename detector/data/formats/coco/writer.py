"""Writing a new COCO data set: one JSON file, or one for each split."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from detector.data.annotation import ImageAnnotations
from detector.data.formats.base import DatasetWriter, Split
from detector.data.formats.shared.attribute_values import AttributeOmissions
from detector.data.formats.shared.json_scan import dump_json, format_object_like
from detector.data.formats.shared.single_file_writer import (
    check_files_absent,
    describe_omissions,
    keep_finite,
    write_new_file,
)
from detector.data.formats.shared.wording import format_count

from .annotation import build_annotation_members
from .outline_edits import clip_mask, format_segmentation

RASTERIZED = "{polygons} written as masks of whole pixels: polygons of COCO cannot have holes."
_HEAD_MEMBERS = {"info": "{}", "licenses": "[]"}
"""Members that pycocotools and other programs expect."""
_UNSPLIT_FILE = Path("annotations", "instances_unsplit.json")
"""For images in no split if there are splits. Its name begins with `instances`; other files would be ignored."""
EMPTY_COCO_FILE = b'{\n"info": {},\n"licenses": [],\n"images": [],\n"annotations": [],\n"categories": []\n}\n'
"""The content of a file that lists no image, in the layout of this writer."""


@dataclass
class _CocoLists:
    """The images and annotations of one file, not yet written."""

    images: list[str] = field(default_factory=list)
    annotations: list[str] = field(default_factory=list)


class CocoWriter(DatasetWriter):
    """Writes COCO files; see `detector.data.formats.base.DatasetWriter`.

    Images belong in `images` or `images/<split>`. Labels are in `annotations.json` or, with the same categories in
    each, in `annotations/instances_<split>.json` (`instances_unsplit.json` for images in no split). Categories are
    numbered from 1 in the order of the classes. Flags and attributes are in `attributes`, scores in `score`, and
    verified images have `verified`.
    """

    def __init__(self, out: Path, classes: Sequence[str]) -> None:
        """Raises: AnnotationWriteError (`out` already contains COCO files of these names)."""
        self._out_folder = out
        self._categories = {name: number for number, name in enumerate(dict.fromkeys(classes), start=1)}
        self._lists_by_split: dict[Split | None, _CocoLists] = {}
        self._omitted_counts: dict[str, int] = {}
        self._attributes = AttributeOmissions()
        self._rasterized_count = 0
        check_files_absent(
            out, [out / _UNSPLIT_FILE, *(_build_path(out, split) for split in (None, "train", "val", "test"))]
        )

    def locate_image(self, image_name: str, split: Split | None = None) -> Path:
        return self._out_folder / "images" / (split or "") / image_name

    def add_image(
        self, image_name: str, width: int, height: int, image_annotations: ImageAnnotations, split: Split | None = None
    ) -> None:
        lists = self._lists_by_split.setdefault(split, _CocoLists())
        number = len(lists.images) + 1
        image = {"id": number, "file_name": image_name, "width": width, "height": height}
        image |= {"verified": True} if image_annotations.verified else {}
        lists.images.append(dump_json(image))
        annotations = keep_finite(image_annotations.annotations, self._omitted_counts)
        for annotation in map(self._attributes.filter_attributes, annotations):
            category = self._categories.setdefault(annotation.label, len(self._categories) + 1)
            annotation = clip_mask(annotation, (width, height))
            segmentation = format_segmentation(annotation, (width, height))
            self._rasterized_count += segmentation.is_rasterized
            members = build_annotation_members(len(lists.annotations) + 1, number, category, annotation, segmentation)
            lists.annotations.append(format_object_like(members, None))

    def finish(self) -> tuple[str, ...]:
        for split, lists in (self._lists_by_split or {None: _CocoLists()}).items():
            is_rest = split is None and len(self._lists_by_split) > 1
            write_new_file(
                self._out_folder / _UNSPLIT_FILE if is_rest else _build_path(self._out_folder, split),
                self._format_file(lists).encode(),
            )
        rasterized = format_count(self._rasterized_count, "polygon with holes", "polygons with holes")
        notes = (RASTERIZED.format(polygons=rasterized),) if self._rasterized_count else ()
        messages = describe_omissions(self._omitted_counts)
        return messages + notes + self._attributes.describe_omissions()

    def _format_file(self, lists: _CocoLists) -> str:
        categories = [
            dump_json({"id": number, "name": name, "supercategory": ""}) for name, number in self._categories.items()
        ]
        arrays = {"images": lists.images, "annotations": lists.annotations, "categories": categories}
        members = {**_HEAD_MEMBERS, **{name: _format_array(items) for name, items in arrays.items()}}
        return "{\n" + ",\n".join(f"{json.dumps(name)}: {value}" for name, value in members.items()) + "\n}\n"


def _format_array(items: Iterable[str]) -> str:
    """An array with one item per line."""
    lines = ",\n".join(f"  {item}" for item in items)
    return f"[\n{lines}\n]" if lines else "[]"


def _build_path(out: Path, split: Split | None) -> Path:
    return out / "annotations.json" if split is None else out / "annotations" / f"instances_{split}.json"
