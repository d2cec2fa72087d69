"""How label formats are told to people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from detector.data.formats.joint_dataset import JointDataset
from detector.data.formats.voc_dataset import VocDataset
from detector.data.formats.voc_origin import VocOrigin
from detector.data.formats.yolo_dataset import YoloDataset

if TYPE_CHECKING:
    from detector.data.formats.base import Dataset, FormatName

TITLES: Mapping[FormatName, str] = {
    "voc": "Pascal VOC XML",
    "yolo": "YOLO text",
    "coco": "COCO JSON",
    "labelme": "labelme JSON",
    "csv": "CSV table",
}
SHORT: Mapping[FormatName, str] = {"voc": "VOC", "yolo": "YOLO", "coco": "COCO", "labelme": "labelme", "csv": "CSV"}
HOLDS: Mapping[FormatName, str] = {
    "voc": "A file for each image, with all flags and the verified mark. Scores are left out.",
    "yolo": "A file for each image, and the classes in data.yaml. Flags and verified marks are left out.",
    "coco": "One file, annotations.json. It holds everything that can be drawn or marked here.",
    "labelme": "A file for each image, with all flags. Verified marks are left out.",
    "csv": "One table, annotations.csv. Flags and verified marks are left out.",
}
"""What an export has and what it lacks, in few words."""
NUMBERED: frozenset[FormatName] = frozenset({"yolo", "coco"})
"""Formats that keep a list of classes, in an order."""
KEEPS_VERIFIED: frozenset[FormatName] = frozenset({"voc", "coco"})


def described(dataset: Dataset) -> str:
    """The format of a data set and what is special of its files: `Pascal VOC XML, counted from 1`."""
    title = TITLES[dataset.format]
    if isinstance(dataset, VocDataset):
        return f"{title}, counted from {1 if dataset.origin is VocOrigin.ONE_BASED else 0}"
    if isinstance(dataset, JointDataset):
        names = [path.name for path in dataset.label_files]
        return f"{title}, {names[0]}" if len(names) == 1 else f"{title}, {len(names)} files"
    if isinstance(dataset, YoloDataset):
        return f"{title}, classes in {dataset.class_file.name}"
    return f"{title}, a file beside each image"
