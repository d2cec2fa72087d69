"""Which format a label file seems to have, by its head alone."""

from __future__ import annotations

import re
from pathlib import Path

from detector.data.regular_file import require_regular_file

LABEL_SUFFIXES = (".xml", ".json", ".txt", ".csv", ".yaml", ".yml", ".jsonl", ".ndjson", ".manifest")
_HEAD_BYTES = 16_384
_NUMBER = rb"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
_YOLO_ROW = re.compile(rb"^[ \t]*[0-9]{1,6}(?:\.0*)?(?:[ \t]+" + _NUMBER + rb"){4,}[ \t]*\r?$", re.MULTILINE)
_BOX_COLUMN = re.compile(
    rb"(?:x_?min|x1|left|bbox|x_center|region_shape_attributes|labelname|label_name)[\"']?\s*(?:[,;\t\r\n]|_)", re.I
)
_BOX_LINE = re.compile(rb"(?:[,;\t]\s*\"?" + _NUMBER + rb"\"?\s*(?=[,;\t\r\n]|$)){4,}")
_NUMBER_LINE = re.compile(
    rb"^[ \t]*(?:[^\s,]+[ \t,]+)?(?:" + _NUMBER + rb"[ \t,;]+){3,}" + _NUMBER + rb"(?:[ \t,;]+[^\s,]+){0,3}[ \t]*\r?$",
    re.MULTILINE,
)
"""Lines of numbers with at most a word before and three behind, as KITTI, DOTA and others have them."""
_KITTI_LINE = re.compile(rb"^[A-Za-z_]+(?: " + _NUMBER + rb"){14,15}[ \t]*\r?$", re.MULTILINE)
_DOTA_LINE = re.compile(rb"^(?:imagesource:|(?:" + _NUMBER + rb"[ \t]+){8}[^\s]+[ \t]+[01][ \t]*\r?$)", re.MULTILINE)
_BOX_MEMBER = (re.compile(rb'"(?:bbox|boxes|bounding[_-]?box|regions|objects|polygon)"\s*:', re.I), "")
_LABEL_LINES = (
    (re.compile(rb'"(?:data_row|featureId)"\s*:'), "Labelbox"),
    (re.compile(rb'"source-ref"\s*:'), "SageMaker Ground Truth"),
    _BOX_MEMBER,
    (re.compile(rb'"annotations"\s*:'), ""),
)
"""One JSON value a line: an image, or a box."""
_SIGNS_BY_SUFFIX = {
    ".json": (
        (
            re.compile(rb'"(?:rectanglelabels|polygonlabels|brushlabels|from_name|annotation_results)"\s*:'),
            "Label Studio",
        ),
        (re.compile(rb'"(?:classTitle|geometryType)"\s*:'), "Supervisely"),
        (re.compile(rb'"categories"\s*:\s*\{\s*"label"\s*:'), "Datumaro"),
        (re.compile(rb'"(?:box2d|poly2d)"\s*:'), "BDD100K"),
        (re.compile(rb'"(?:data_row|featureId|Labeled Data)"\s*:'), "Labelbox"),
        (re.compile(rb'"(?:lastVisitedAssetId|sourceConnection)"\s*:|^\s*\{\s*"asset"\s*:'), "VoTT"),
        (re.compile(rb'"shapes"\s*:'), "labelme"),
        (re.compile(rb'"(?:_via_[a-z_]+|shape_attributes|region_attributes)"'), "VGG Image Annotator (VIA)"),
        (re.compile(rb'"coordinates"\s*:\s*\{'), "CreateML"),
        (re.compile(rb'"(?:category_id|file_name)"\s*:|"annotations"\s*:\s*\[|"categories"\s*:'), "COCO"),
        _BOX_MEMBER,
    ),
    ".xml": (
        (re.compile(rb"<annotations\b"), "CVAT"),
        (re.compile(rb"<annotation\b"), "Pascal VOC"),
        (re.compile(rb"<(?:bndbox|boundingbox|bounding_?box|box|object)\b", re.I), ""),
    ),
    ".txt": ((_YOLO_ROW, "YOLO"), (_KITTI_LINE, "KITTI"), (_DOTA_LINE, "DOTA"), (_NUMBER_LINE, "")),
    ".csv": (
        (re.compile(rb"region_shape_attributes"), "VGG Image Annotator (VIA)"),
        (_BOX_COLUMN, ""),
        (_BOX_LINE, ""),
    ),
    ".yaml": ((re.compile(rb"^\s*(?:names|nc)\s*:", re.MULTILINE), "YOLO"),),
    ".jsonl": _LABEL_LINES,
    ".ndjson": _LABEL_LINES,
    ".manifest": _LABEL_LINES,
}


def guess_label_format(path: Path) -> str | None:
    """Guess whether a file holds labels.

    Returns:
        The program or format that it looks made for, which may be empty: it is not known; None for a file that does not
        look like labels, or cannot be read.
    """
    suffix = path.suffix.lower()
    raw = read_head(path)
    head = raw.replace(b"\0", b"")  # without zero bytes UTF-16 can be searched, too
    signs = _SIGNS_BY_SUFFIX.get(".yaml" if suffix == ".yml" else suffix, ())
    guess = next((made_for for sign, made_for in signs if sign.search(head)), None)
    if guess is None and suffix == ".csv":
        from detector.data.formats.csv_table.unreadable_reason import find_unreadable_reason  # few folders have any

        return None if find_unreadable_reason(raw) is None else ""
    return guess


def read_head(path: Path) -> bytes:
    """The first bytes of a file; none where it cannot be read."""
    try:
        with require_regular_file(path).open("rb") as stream:
            return stream.read(_HEAD_BYTES)
    except OSError:
        return b""


def is_utf16(path: Path) -> bool:
    """Whether a file begins with the mark of UTF-16."""
    return read_head(path).startswith((b"\xff\xfe", b"\xfe\xff"))
