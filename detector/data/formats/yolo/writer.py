"""Writing a new YOLO data set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from detector.data.annotation import ImageAnnotations
from detector.data.formats.base import DatasetWriter, ImageToWrite, Split
from detector.data.formats.shared.label_names import check_no_labels
from detector.data.formats.shared.outline_losses import (
    describe_other_bounds,
    describe_several_rings,
    has_other_bounds,
    reduce_several_rings,
)
from detector.data.formats.shared.single_file_writer import (
    check_files_absent,
    count_flags,
    describe_omissions,
    keep_finite,
    write_new_file,
)
from detector.data.formats.shared.wording import format_count
from detector.data.outlines.outlined_box import get_outline

from .data_yaml_edit import format_config
from .row_edits import format_row

NEEDS_ANOTHER_NAME = "{images} another name, as YOLO goes by the name without suffix."
IN_NO_SPLIT = "{images} in no split and so not in data.yaml."
BOXES_AS_CORNERS = (
    "{boxes} written as polygons of four corners, because ultralytics reads every line of a file with polygons as one."
)


def describe_outline_losses(images: Iterable[ImageToWrite]) -> tuple[str, ...]:
    """What of the outlines a new YOLO data set cannot hold; see `LabelFormat.describe_outline_losses`."""
    several = others = corners = 0
    for image in images:
        reduced = reduce_several_rings(image.annotations)
        several += sum(one is not same for one, same in zip(image.annotations, reduced, strict=True))
        others += sum(has_other_bounds(annotation.geometry) for annotation in reduced)
        outlined = sum(get_outline(annotation.geometry) is not None for annotation in reduced)
        corners += len(reduced) - outlined if outlined else 0
    boxes = format_count(corners, "box is", "boxes are")
    as_corners = (BOXES_AS_CORNERS.format(boxes=boxes),) if corners else ()
    return describe_several_rings(several, "YOLO") + as_corners + describe_other_bounds(others)


class YoloWriter(DatasetWriter):
    """Writes YOLO data sets; see `detector.data.formats.base.DatasetWriter`.

    Images belong in `images` or `images/<split>`, labels are in `labels` or `labels/<split>`, and the classes, numbered
    in their order, in `data.yaml`. If two images differ only in their suffix, the second is renamed, because both would
    have the same label file.
    """

    def __init__(self, out: Path, classes: Sequence[str]) -> None:
        """Raises: AnnotationWriteError (`out` already contains labels)."""
        check_files_absent(out, [out / "data.yaml"])
        check_no_labels(out, [out / "labels" / split for split in ("", "train", "val", "test")], ".txt")
        self._out_folder = out
        self._class_numbers = {name: number for number, name in enumerate(dict.fromkeys(classes))}
        self._folders_by_split: dict[Split | None, str] = {}
        self._written_names: dict[tuple[str, Split | None], str] = {}
        self._taken_stems: set[tuple[str, Split | None]] = set()
        self._unsplit_count = 0
        self._omitted_counts: Counter[str] = Counter()

    def locate_image(self, image_name: str, split: Split | None = None) -> Path:
        return self._out_folder / "images" / (split or "") / self._choose_name(image_name, split)

    def _choose_name(self, image_name: str, split: Split | None) -> str:
        """The name of the image, or `a_png.png` if another image has the same stem."""
        key = (image_name, split)
        if key not in self._written_names:
            name = Path(image_name)
            while (name.stem, split) in self._taken_stems:
                name = name.with_stem(f"{name.stem}_{name.suffix[1:].lower()}")
            self._taken_stems.add((name.stem, split))
            self._written_names[key] = str(name)
        return self._written_names[key]

    def add_image(
        self, image_name: str, width: int, height: int, image_annotations: ImageAnnotations, split: Split | None = None
    ) -> None:
        annotations = keep_finite(image_annotations.annotations, self._omitted_counts)
        count_flags(annotations, ("difficult", "truncated", "occluded"), self._omitted_counts)
        self._omitted_counts["verified mark"] += image_annotations.verified
        self._omitted_counts["attribute"] += sum(len(annotation.attributes) for annotation in annotations)
        annotations = reduce_several_rings(annotations)
        has_polygons = any(get_outline(annotation.geometry) is not None for annotation in annotations)
        numbers = [
            self._class_numbers.setdefault(annotation.label, len(self._class_numbers)) for annotation in annotations
        ]
        rows = [
            format_row(annotation, number, (width, height), has_polygons) + b"\n"
            for annotation, number in zip(annotations, numbers, strict=True)
        ]
        image = self.locate_image(image_name, split)
        write_new_file(self._out_folder / "labels" / (split or "") / f"{image.stem}.txt", b"".join(rows))
        self._unsplit_count += split is None
        self._folders_by_split[split] = f"images/{split}"

    def finish(self) -> tuple[str, ...]:
        folders = {split: folder for split, folder in self._folders_by_split.items() if split is not None}
        images = folders or {"train": "images"}
        write_new_file(self._out_folder / "data.yaml", format_config(images, list(self._class_numbers)).encode())
        messages = list(describe_omissions(self._omitted_counts))
        if renamed := sum(asked != name for (asked, _), name in self._written_names.items()):
            needs = format_count(renamed, "image needs", "images need")
            messages.append(NEEDS_ANOTHER_NAME.format(images=needs))
        if folders and self._unsplit_count:
            are = format_count(self._unsplit_count, "image is", "images are")
            messages.append(IN_NO_SPLIT.format(images=are))
        return tuple(messages)
