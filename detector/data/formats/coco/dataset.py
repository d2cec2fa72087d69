"""COCO instances JSON: one file for all images, or one for each split.

Supported are `train/_annotations.coco.json` beside the images (Roboflow), `annotations/instances_train2017.json` with
`train2017/` or `images/` beside `annotations` (COCO, CVAT), and `annotations.json` or `result.json` beside or above the
images (Label Studio and others). A box has its `bbox` and the name of its category; flags are read from `attributes`.
Crowd regions (`iscrowd`) are not boxes: they are kept in the file and reported, but not trained on or counted as
missed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from detector.data.directory_cache import IsCanceled, never_canceled
from detector.data.formats.base import AUTOMATIC_OPTIONS, LabelFormat, OpenOptions
from detector.data.formats.shared.discovery import find_joint_label_files, read_head_and_tail
from detector.data.formats.shared.new_single_file import begin_joint_dataset
from detector.data.formats.shared.single_file import JointFile, JointFormatError
from detector.data.formats.shared.single_file_dataset import JointDataset, build_dataset_error, open_joint_file
from detector.errors import DatasetError

from .info import INFO
from .reader import NoInstancesError, parse_coco_file
from .writer import EMPTY_COCO_FILE, CocoWriter

INSTANCES_PREFERRED = "Not used, as there are files of instances: {names}."
NOT_USED = "{name} is not used: {fault}."
NONE_USABLE = "{path} cannot be used: {fault}. Choose another file."

_ARRAY_PATTERN = re.compile(rb'"(?:images|annotations|categories)"\s*:\s*\[')
_DATUMARO_PATTERN = re.compile(rb'"items"\s*:\s*\[|"categories"\s*:\s*\{')
"""Its labels have arrays named like those of COCO."""
_EVIDENCE_PATTERN = re.compile(rb'"(?:bbox|file_name|category_id|supercategory)"\s*:|"annotations"\s*:\s*\[\s*\]')


class CocoFormat(LabelFormat):
    """See `detector.data.formats.base.LabelFormat`."""

    info = INFO

    def is_format_of(self, root: Path, options: OpenOptions = AUTOMATIC_OPTIONS) -> bool:
        return bool(find_joint_label_files(root, ".json", _is_like_coco, options.labels_place))

    def open_dataset(
        self,
        root: Path,
        is_canceled: IsCanceled = never_canceled,  # noqa: ARG002
        options: OpenOptions = AUTOMATIC_OPTIONS,
    ) -> JointDataset:
        paths, notices = _select_instance_files(
            find_joint_label_files(root, ".json", _is_like_coco, options.labels_place) or _list_root_file(root)
        )
        files: list[JointFile] = []
        others: list[tuple[Path, NoInstancesError]] = []
        for path in paths:
            try:
                files.append(open_joint_file(path, parse_coco_file))
            except NoInstancesError as error:
                others.append((path, error))
            except JointFormatError as error:
                raise build_dataset_error(path, error) from error
        if others and not files:
            raise DatasetError(NONE_USABLE.format(path=others[0][0], fault=others[0][1]))
        if not files:
            raise DatasetError(f"{root} has no COCO instances file (JSON). Choose the folder or the file that has one.")
        notices += [NOT_USED.format(name=path.name, fault=error) for path, error in others]
        return JointDataset(root, self.name, files, notices, options=options)

    def begin_dataset(
        self, root: Path, is_canceled: IsCanceled = never_canceled, options: OpenOptions = AUTOMATIC_OPTIONS
    ) -> JointDataset:
        return begin_joint_dataset(
            root, self.name, "annotations.json", EMPTY_COCO_FILE, parse_coco_file, is_canceled, options
        )

    def create_writer(self, out: Path, classes: Sequence[str]) -> CocoWriter:
        return CocoWriter(out, classes)


FORMAT = CocoFormat()


def _is_like_coco(path: Path) -> bool:
    text = read_head_and_tail(path)
    return (
        text.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
        and _ARRAY_PATTERN.search(text) is not None
        and _EVIDENCE_PATTERN.search(text) is not None
        and _DATUMARO_PATTERN.search(text) is None
    )


def _list_root_file(root: Path) -> list[Path]:
    """The file that the user opened, even if it does not look like COCO, so that its fault is reported."""
    return [root] if root.is_file() else []


def _select_instance_files(paths: Sequence[Path]) -> tuple[list[Path], list[str]]:
    """The files with instances, without keypoints and captions beside them, and sentences about the latter."""
    instances = [path for path in paths if path.name.startswith("instances")]
    others = [path for path in paths if path not in instances]
    if not (instances and others):
        return list(paths), []
    names = ", ".join(path.name for path in others)
    return instances, [INSTANCES_PREFERRED.format(names=names)]
