"""Boxes that say which of many edits they are, and folders to edit in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from detector.data.annotation import Annotation
from detector.data.geometry import Box
from detector.data.outlines.packing import pack_outline

SIDE = 160
IMAGES = 3
FORMATS = ("voc", "yolo", "coco", "labelme", "csv", "cvat", "createml", "via", "masks")
_LABEL = "state"
_STEPS = 100


def annotations_of(state: int, first_uid: int = 0) -> tuple[Annotation, ...]:
    """1 to 4 boxes; each alone encodes the number."""
    x, y = 1.0 + state % _STEPS, 1.0 + state // _STEPS
    return tuple(
        Annotation(Box(x, y, x + 20 + 5 * place, y + 20 + 5 * place), _LABEL, first_uid + place)
        for place in range(state % 4 + 1)
    )


def state_of(annotations: Sequence[Annotation]) -> int:
    """The number that boxes encode.

    Raises:
        AssertionError: They are not those of one state.
    """
    assert annotations, "all boxes are lost"
    state = round(annotations[0].bounds.x1 - 1) + _STEPS * round(annotations[0].bounds.y1 - 1)
    expected = [annotation.bounds.xyxy for annotation in annotations_of(state)]
    found = sorted(tuple(map(round, annotation.bounds.xyxy)) for annotation in annotations)
    assert found == expected, f"no state has these boxes: {found}"
    assert {annotation.label for annotation in annotations} == {_LABEL}
    return state


def compute_digest(annotations: Sequence[Annotation]) -> str:
    """A short text that is another for other outlines, boxes or classes, in whatever order."""
    parts = [[one.label, *map(float, one.bounds.xyxy), pack_outline(one.geometry)] for one in annotations]
    return hashlib.sha256("\n".join(sorted(map(json.dumps, parts))).encode()).hexdigest()[:16]


def write_folder(root: Path, format_name: str) -> Path:
    """Images whose labels are in state 0."""
    names = [f"{number}.png" for number in range(IMAGES)]
    images = root / "images" if format_name in ("yolo", "masks") else root
    images.mkdir(parents=True)
    for name in names:
        Image.new("L", (SIDE, SIDE), 90).save(images / name)
    (annotation,) = annotations_of(0)
    writers = {
        "voc": _write_voc,
        "yolo": _write_yolo,
        "coco": _write_coco,
        "labelme": _write_labelme,
        "csv": _write_csv,
        "cvat": _write_cvat,
        "createml": _write_createml,
        "via": _write_via,
        "masks": _write_masks,
    }
    writers[format_name](root, names, annotation)
    return root


def _write_voc(root: Path, names: list[str], annotation: Annotation) -> None:
    for name in names:
        corners = zip(
            ("xmin", "ymin", "xmax", "ymax"),
            (annotation.bounds.x1 + 1, annotation.bounds.y1 + 1, annotation.bounds.x2, annotation.bounds.y2),
            strict=True,
        )
        (root / name).with_suffix(".xml").write_text(
            f"<annotation><filename>{name}</filename><size><width>{SIDE}</width><height>{SIDE}</height></size>"
            f"<object><name>{_LABEL}</name><bndbox>"
            + "".join(f"<{key}>{value:.0f}</{key}>" for key, value in corners)
            + "</bndbox></object></annotation>"
        )


def _write_yolo(root: Path, names: list[str], annotation: Annotation) -> None:
    (root / "labels").mkdir()
    (root / "data.yaml").write_text(f"path: .\ntrain: images\nnames: [{_LABEL}]\n")
    x, y = (
        (annotation.bounds.x1 + annotation.bounds.x2) / 2 / SIDE,
        (annotation.bounds.y1 + annotation.bounds.y2) / 2 / SIDE,
    )
    for name in names:
        row = f"0 {x:.6f} {y:.6f} {annotation.bounds.width / SIDE:.6f} {annotation.bounds.height / SIDE:.6f}\n"
        (root / "labels" / name).with_suffix(".txt").write_text(row)


def _write_coco(root: Path, names: list[str], annotation: Annotation) -> None:
    content = {
        "images": [{"id": n, "file_name": name, "width": SIDE, "height": SIDE} for n, name in enumerate(names)],
        "annotations": [
            {
                "id": n,
                "image_id": n,
                "category_id": 1,
                "bbox": [annotation.bounds.x1, annotation.bounds.y1, annotation.bounds.width, annotation.bounds.height],
                "iscrowd": 0,
            }
            for n in range(len(names))
        ],
        "categories": [{"id": 1, "name": _LABEL}],
    }
    (root / "annotations.json").write_text(json.dumps(content, indent=1))


def _write_labelme(root: Path, names: list[str], annotation: Annotation) -> None:
    for name in names:
        shape: dict[str, object] = {
            "label": _LABEL,
            "points": [[annotation.bounds.x1, annotation.bounds.y1], [annotation.bounds.x2, annotation.bounds.y2]],
            "group_id": None,
            "shape_type": "rectangle",
            "flags": {},
        }
        content: dict[str, object] = {
            "version": "5.5.0",
            "flags": {},
            "shapes": [shape],
            "imagePath": name,
            "imageData": None,
            "imageHeight": SIDE,
            "imageWidth": SIDE,
        }
        (root / name).with_suffix(".json").write_text(json.dumps(content, indent=2))


def _write_csv(root: Path, names: list[str], annotation: Annotation) -> None:
    corners = ",".join(f"{edge:.0f}" for edge in annotation.bounds.xyxy)
    rows = [f"{name},{SIDE},{SIDE},{_LABEL},{corners}" for name in names]
    head = "filename,width,height,class,xmin,ymin,xmax,ymax"
    (root / "annotations.csv").write_text("\n".join([head, *rows]) + "\n")


def _write_cvat(root: Path, names: list[str], annotation: Annotation) -> None:
    keys = ("xtl", "ytl", "xbr", "ybr")
    corners = " ".join(f'{key}="{edge:.2f}"' for key, edge in zip(keys, annotation.bounds.xyxy, strict=True))
    images = "".join(
        f'  <image id="{number}" name="{name}" width="{SIDE}" height="{SIDE}">\n'
        f'    <box label="{_LABEL}" occluded="0" {corners} z_order="0"/>\n  </image>\n'
        for number, name in enumerate(names)
    )
    (root / "annotations.xml").write_text(f"<annotations>\n  <version>1.1</version>\n{images}</annotations>\n")


def _write_createml(root: Path, names: list[str], annotation: Annotation) -> None:
    middle = {
        "x": (annotation.bounds.x1 + annotation.bounds.x2) / 2,
        "y": (annotation.bounds.y1 + annotation.bounds.y2) / 2,
        "width": annotation.bounds.width,
        "height": annotation.bounds.height,
    }
    content = [{"image": name, "annotations": [{"label": _LABEL, "coordinates": middle}]} for name in names]
    (root / "annotations.json").write_text(json.dumps(content, indent=1))


def _write_via(root: Path, names: list[str], annotation: Annotation) -> None:
    shape = {
        "name": "rect",
        "x": annotation.bounds.x1,
        "y": annotation.bounds.y1,
        "width": annotation.bounds.width,
        "height": annotation.bounds.height,
    }
    region = {"shape_attributes": shape, "region_attributes": {"class": _LABEL}}
    content = {f"{name}7": {"filename": name, "size": 7, "regions": [region], "file_attributes": {}} for name in names}
    (root / "via_region_data.json").write_text(json.dumps(content))


def _write_masks(root: Path, names: list[str], annotation: Annotation) -> None:
    mask = Image.new("L", (SIDE, SIDE))
    x1, y1, x2, y2 = map(int, annotation.bounds.xyxy)
    mask.paste(255, (x1, y1, x2, y2))
    for name in names:
        folder = root / "masks" / Path(name).stem / _LABEL
        folder.mkdir(parents=True)
        mask.save(folder / "001.png")
