"""Writing a new YOLO data set."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from detector.data.annotation import ImageAnnotation

from .base import Split
from .joint_writer import check_free, finite, left_out, write_new
from .pair_writer import check_no_labels
from .wording import counted
from .yolo_edit import new_row
from .yolo_yaml_edit import new_config


class YoloWriter:
    """See `detector.data.formats.base.DatasetWriter`.

    Images belong in `images`, or `images/<split>`, labels in `labels` likewise, and the classes, numbered in their
    order, in `data.yaml`. Of two images that differ only in their suffix the second gets another name, as both would
    have the same label file.
    """

    def __init__(self, out: Path, classes: Sequence[str]) -> None:
        """Errors: AnnotationWriteError when there are labels in `out` already."""
        check_free(out, [out / "data.yaml"])
        check_no_labels(out, [out / "labels" / split for split in ("", "train", "val", "test")], ".txt")
        self._out = out
        self._numbers = {name: number for number, name in enumerate(dict.fromkeys(classes))}
        self._folders: dict[Split | None, str] = {}
        self._names: dict[tuple[str, Split | None], str] = {}
        self._taken: set[tuple[str, Split | None]] = set()
        self._unsplit = 0
        self._left_out = dict.fromkeys(("difficult flag", "truncated flag", "occluded flag", "verified mark"), 0)
        self._left_out["box with a coordinate that is not a number"] = 0

    def place_of(self, image_name: str, split: Split | None = None) -> Path:
        return self._out / "images" / (split or "") / self._name(image_name, split)

    def _name(self, image_name: str, split: Split | None) -> str:
        """The image's name, or, where another image has its stem, `a_png.png`."""
        key = (image_name, split)
        if key not in self._names:
            name = Path(image_name)
            while (name.stem, split) in self._taken:
                name = name.with_stem(f"{name.stem}_{name.suffix[1:].lower()}")
            self._taken.add((name.stem, split))
            self._names[key] = str(name)
        return self._names[key]

    def add(
        self, image_name: str, width: int, height: int, annotation: ImageAnnotation, split: Split | None = None
    ) -> None:
        """Errors: AnnotationWriteError."""
        boxes = finite(annotation.boxes)
        self._left_out["box with a coordinate that is not a number"] += len(annotation.boxes) - len(boxes)
        for flag in ("difficult", "truncated", "occluded"):
            self._left_out[f"{flag} flag"] += sum(getattr(box, flag) for box in boxes)
        self._left_out["verified mark"] += annotation.verified
        rows = [
            new_row(box, self._numbers.setdefault(box.label, len(self._numbers)), (width, height)) + b"\n"
            for box in boxes
        ]
        image = self.place_of(image_name, split)
        write_new(self._out / "labels" / (split or "") / f"{image.stem}.txt", b"".join(rows))
        self._unsplit += split is None
        self._folders[split] = f"images/{split}"

    def finish(self) -> tuple[str, ...]:
        """Errors: AnnotationWriteError."""
        folders = {split: folder for split, folder in self._folders.items() if split is not None}
        images = folders or {"train": "images"}
        write_new(self._out / "data.yaml", new_config(images, list(self._numbers)).encode())
        told = list(left_out(self._left_out))
        if renamed := sum(asked != name for (asked, _), name in self._names.items()):
            needs = counted(renamed, "image needs", "images need")
            told.append(f"{needs} another name, as YOLO goes by the name without suffix.")
        if folders and self._unsplit:
            are = counted(self._unsplit, "image is", "images are")
            told.append(f"{are} in no split and so not in data.yaml.")
        return tuple(told)
