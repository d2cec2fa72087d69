"""How label formats are told to people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from detector.data.formats.shared.single_file_dataset import JointDataset
from detector.data.formats.voc.dataset import VocDataset
from detector.data.formats.voc.pixel_origin import FoundOrigin, OriginReason, VocOrigin
from detector.data.formats.yolo.dataset import YoloDataset
from frcnn_gui.common.language import N_, tr

if TYPE_CHECKING:
    from detector.data.formats.base import Dataset, FormatName

FORMAT_TITLES: Mapping[FormatName, str] = {
    "voc": N_("Pascal VOC XML"),
    "yolo": N_("YOLO text"),
    "coco": N_("COCO JSON"),
    "labelme": N_("labelme JSON"),
    "csv": N_("CSV table"),
    "cvat": N_("CVAT XML"),
    "createml": N_("CreateML JSON"),
    "via": N_("VIA JSON"),
}
"""For `tr`, as `EXPORT_NOTES` is."""
SHORT_FORMAT_TITLES: Mapping[FormatName, str] = {
    "voc": "VOC", "yolo": "YOLO", "coco": "COCO", "labelme": "labelme", "csv": "CSV", "cvat": "CVAT",
    "createml": "CreateML", "via": "VIA",
}  # fmt: skip
EXPORT_NOTES: Mapping[FormatName, str] = {
    "voc": N_("A file for each image, with all flags and the verified mark. Scores are left out."),
    "yolo": N_("A file for each image, and the classes in data.yaml. Flags and verified marks are left out."),
    "coco": N_("One file, annotations.json. It holds everything that can be drawn or marked here."),
    "labelme": N_("A file for each image, with all flags. Verified marks are left out."),
    "csv": N_("One table, annotations.csv. Flags and verified marks are left out."),
    "cvat": N_("One file, annotations.xml, for CVAT. It holds all flags. Verified marks are left out."),
    "createml": N_("One file for each split, with verified marks. Flags are left out."),
    "via": N_("A project of VIA for each split, with all flags and verified marks."),
}
"""What an export has and what it lacks, in few words."""
FORMATS_WITH_CLASS_LIST: frozenset[FormatName] = frozenset({"yolo", "coco", "cvat", "via"})
"""Formats that keep a list of classes, in an order."""
FORMATS_WITH_VERIFIED: frozenset[FormatName] = frozenset({"voc", "coco", "createml", "via"})


def describe_origin(found: FoundOrigin) -> str:
    """How Pascal VOC files count pixels, and why: `edges counted from 0, as labelImg writes them`."""
    counted = tr("pixels counted from 1") if found.origin is VocOrigin.ONE_BASED else tr("edges counted from 0")
    because = {
        OriginReason.GIVEN: tr("as you chose"),
        OriginReason.ZERO: tr("as there is a coordinate 0"),
        OriginReason.REMEMBERED: tr("as when the folder was last open"),
        OriginReason.SPECIFICATION: tr("as Pascal VOC specifies"),
    }
    if found.program is not None:
        written = tr("as {program} writes them").format(program=found.program.title)
        return f"{counted}, {written}"
    return f"{counted}, {because[found.reason]}"


def format_short_title(dataset: Dataset) -> str:
    """The format in a word or two, for the status bar: `VOC, edges from 0`."""
    if not isinstance(dataset, VocDataset):
        return SHORT_FORMAT_TITLES[dataset.format]
    return tr("VOC, pixels from 1") if dataset.origin is VocOrigin.ONE_BASED else tr("VOC, edges from 0")


def describe_format(dataset: Dataset) -> str:
    """The format of a data set and what is special of its files: `Pascal VOC XML, counted from 1`."""
    title = tr(FORMAT_TITLES[dataset.format])
    if isinstance(dataset, VocDataset):
        return f"{title}, {describe_origin(dataset.found_origin)}"
    if isinstance(dataset, JointDataset):
        names = [path.name for path in dataset.label_files]
        where = names[0] if len(names) == 1 else tr("%Ln file(s)", "", len(names))
        return tr("{format}, {where}").format(format=title, where=where)
    if isinstance(dataset, YoloDataset):
        return tr("{format}, classes in {file}").format(format=title, file=dataset.class_file.name)
    return tr("{format}, a file beside each image").format(format=title)


FORMAT_HELP = N_("What the format cannot hold is left out there; nothing changes here.")
