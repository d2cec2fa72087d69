"""COCO instances JSON: one file for all images, or one for each split.

What is read: `train/_annotations.coco.json` beside the images (Roboflow), `annotations/instances_train2017.json` with
`train2017/` or `images/` beside `annotations` (COCO, CVAT), `annotations.json` or `result.json` beside or above the
images (Label Studio and others). A box is `bbox` and the name of its category; flags are read from `attributes`.
Crowd regions (`iscrowd`) are no boxes: they stay in the file, are told, and neither train nor count as missed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from detector.data.look import Cancelled, never
from detector.errors import DatasetError

from .base import AS_FOUND, FormatName, OpenOptions
from .coco_read import NoInstancesError, read
from .coco_writer import EMPTY, CocoWriter
from .joint_begin import begin
from .joint_dataset import JointDataset, open_file, unusable
from .joint_file import JointFile, JointFormatError
from .joint_finder import head_and_tail, label_files

_ARRAY = re.compile(rb'"(?:images|annotations|categories)"\s*:\s*\[')
_EVIDENCE = re.compile(rb'"(?:bbox|file_name|category_id|supercategory)"\s*:|"annotations"\s*:\s*\[\s*\]')


class CocoFormat:
    """See `detector.data.formats.base.LabelFormat`."""

    name: FormatName = "coco"
    title = "COCO JSON"

    def recognises(self, root: Path, options: OpenOptions = AS_FOUND) -> bool:
        return bool(label_files(root, ".json", _looks_like_coco, options.labels))

    def open(
        self,
        root: Path,
        cancelled: Cancelled = never,  # noqa: ARG002
        options: OpenOptions = AS_FOUND,
    ) -> JointDataset:
        """Errors: DatasetError."""
        paths, notices = _instances(label_files(root, ".json", _looks_like_coco, options.labels) or _named_itself(root))
        files: list[JointFile] = []
        others: list[tuple[Path, NoInstancesError]] = []
        for path in paths:
            try:
                files.append(open_file(path, read))
            except NoInstancesError as error:
                others.append((path, error))
            except JointFormatError as error:
                raise unusable(path, error) from error
        if others and not files:
            raise DatasetError(f"{others[0][0]} cannot be used: {others[0][1]}. Choose another file.")
        if not files:
            raise DatasetError(f"{root} has no COCO instances file (JSON). Choose the folder or the file that has one.")
        notices += [f"{path.name} is not used: {error}." for path, error in others]
        return JointDataset(root, self.name, files, notices, options=options)

    def begin(self, root: Path, cancelled: Cancelled = never, options: OpenOptions = AS_FOUND) -> JointDataset:
        """Errors: DatasetError."""
        return begin(root, self.name, "annotations.json", EMPTY, read, cancelled, options)

    def writer(self, out: Path, classes: Sequence[str]) -> CocoWriter:
        """Errors: AnnotationWriteError."""
        return CocoWriter(out, classes)


def _looks_like_coco(path: Path) -> bool:
    text = head_and_tail(path)
    return text.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and bool(_ARRAY.search(text) and _EVIDENCE.search(text))


def _named_itself(root: Path) -> list[Path]:
    """A file that was named is tried, whatever it looks like, so that its fault can be told."""
    return [root] if root.is_file() else []


def _instances(paths: Sequence[Path]) -> tuple[list[Path], list[str]]:
    """Without the keypoints, captions and the like that COCO keeps beside its instances; and notices of those."""
    instances = [path for path in paths if path.name.startswith("instances")]
    others = [path for path in paths if path not in instances]
    if not (instances and others):
        return list(paths), []
    names = ", ".join(path.name for path in others)
    return instances, [f"Not used, as there are files of instances: {names}."]
