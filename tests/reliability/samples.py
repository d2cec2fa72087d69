"""Small labeled folders in the shapes people have them, as bytes, to be damaged."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from detector.data.formats.base import FormatName
from tests.detector.data.formats.attribute_samples import SAMPLES as WITH_ATTRIBUTES
from tests.detector.data.formats.csv_samples import MAKESENSE, MAKESENSE_WITHOUT_HEADER, VIA
from tests.detector.data.formats.csv_table.test_read import OPEN_IMAGES, RETINANET, TENSORFLOW
from tests.detector.data.formats.entry_samples import (
    CREATEML,
    CREATEML_LABELIMG,
    CVAT_PROJECT,
    CVAT_TASK,
    VIA_1,
    VIA_PROJECT,
)
from tests.detector.data.formats.joint_samples import COCO, coco_object
from tests.detector.data.formats.labelme.test_label_file import VERSION_5
from tests.detector.data.formats.voc_samples import RICH
from tests.detector.data.image_samples import gradient, png
from tests.detector.data.tiff_samples import tiff


@dataclass(frozen=True)
class Sample:
    """The files of a folder. `damaged` are those that are to be mutated, by turns."""

    format: FormatName
    images: tuple[str, ...]
    files: Mapping[str, bytes]
    damaged: tuple[str, ...]


def _sample(name: FormatName, images: tuple[str, ...], files: Mapping[str, str]) -> Sample:
    return Sample(name, images, {path: text.encode() for path, text in files.items()}, tuple(files))


_ROWS = "0 0.5 0.5 0.25 0.25\n1 0.1 0.2 0.05 0.1 0.875\n\n0 0.1 0.1 0.2 0.1 0.2 0.3\n"
_POSE = "0 0.5 0.5 0.25 0.25 0.4 0.4 2 0.6 0.6 1\n"
_YAML = "# people\npath: .\ntrain: images\nval: images/val\nnc: 2\nnames:\n  0: cat\n  1: 'tooth brush'\n"
_POSE_YAML = 'train: list.txt\nkpt_shape: [2, 3]\nnames: ["person"]\n'
_PLAIN_VOC = RICH.replace("<filename>a.jpg", "<filename>b.png").replace('<object id="7">', "<object>")
_KAGGLE = 'image_id,width,height,bbox\na,100,80,"[34.0, 22.0, 36.5, 46.0]"\nb,100,80,"[1, 2, 3, 4]"\n'
_EXCEL = "sep=;\r\nfilename;x_center;y_center;width;height;class\r\na.png;30,5;40,25;20;10,5;größe\r\n"


def _draw_mask(left: int) -> bytes:
    """A mask of one object of 20 x 20 pixels."""
    image = Image.new("L", _SIZE)
    image.paste(255, (left, 5, left + 20, 25))
    return _encode_png(image)


def _build_indices() -> bytes:
    """The pixels of two objects, as in Pascal VOC."""
    image = Image.new("P", _SIZE)
    image.putpalette([0, 0, 0, 128, 0, 0, 0, 128, 0])
    image.paste(1, (3, 5, 23, 25))
    image.paste(2, (40, 5, 60, 25))
    return _encode_png(image)


def _encode_png(image: Image.Image) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


_SIZE = (100, 80)
_OBJECT = (
    "<object><name>cat</name><bndbox><xmin>{}</xmin><ymin>6</ymin><xmax>{}</xmax><ymax>25</ymax></bndbox></object>"
)
_SEGMENTED = (
    "<annotation><filename>a.png</filename><size><width>100</width><height>80</height></size>"
    f"{_OBJECT.format(4, 23)}{_OBJECT.format(41, 60)}</annotation>\n"
)
_MASKS = {
    "masks/a_1.png": _draw_mask(3), "masks/cat/a_2.png": _draw_mask(40), "masks/b/1.png": _draw_mask(3),
    "classes.txt": b"cell\n"
}  # fmt: skip


def _build_runs(number: int, counts: str | list[int]) -> dict[str, Any]:
    """An annotation of COCO with a mask of 30 x 30 pixels."""
    mask = {"size": [80, 100], "counts": counts}
    return {"id": number, "image_id": 1, "category_id": number, "bbox": [10, 20, 30, 30], "segmentation": mask}


_SEGMENTED_COCO = json.dumps(
    coco_object(_build_runs(1, f"di0n0b1{'0' * 57}\\e4"), _build_runs(2, [820, *[30, 50] * 29, 30, 4830]))
)  # fmt: skip


SAMPLES: tuple[Sample, ...] = (
    _sample("voc", ("a.jpg", "b.png"), {"a.xml": RICH, "b.xml": _PLAIN_VOC}),
    _sample(
        "voc",
        ("JPEGImages/a.jpg", "JPEGImages/a.png"),
        {"Annotations/a.xml": RICH, "ImageSets/Main/train.txt": "a\n", "ImageSets/Main/val.txt": "a.png 1\n"},
    ),
    _sample("yolo", ("a.jpg", "b.png"), {"a.txt": _ROWS, "b.txt": _POSE, "classes.txt": "cat\ntooth brush\n"}),
    _sample("yolo", ("images/a.jpg", "images/val/b.png"), {"data.yaml": _YAML, "labels/a.txt": _ROWS}),
    _sample(
        "yolo", ("images/a.jpg",), {"data.yaml": _POSE_YAML, "list.txt": "./images/a.jpg\n", "labels/a.txt": _POSE}
    ),
    _sample("coco", ("a.png", "b.png", "empty.png"), {"annotations.json": COCO}),
    _sample("labelme", ("a.jpg",), {"a.json": VERSION_5 if "%s" not in VERSION_5 else VERSION_5 % "AAAA"}),
    _sample("csv", ("a.png", "b.png"), {"annotations.csv": TENSORFLOW}),
    _sample("csv", ("a.png", "b.png"), {"train.csv": RETINANET, "classes.csv": "cat,0\ndog,1\n"}),
    _sample(
        "csv",
        ("a.png",),
        {"annotations.csv": OPEN_IMAGES, "class-descriptions.csv": "/m/01g317,Person\n/m/0199g,Bicycle\n"},
    ),
    _sample("csv", ("a.png", "b.png"), {"labels.csv": MAKESENSE}),
    _sample("csv", ("a.png", "b.png"), {"labels.csv": MAKESENSE_WITHOUT_HEADER}),
    _sample("csv", ("a.png", "b.png", "c.png"), {"via_export_csv.csv": VIA}),
    _sample("csv", ("a.png", "b.png"), {"train.csv": _KAGGLE}),
    _sample("csv", ("a.png", "b.png"), {"labels.csv": _EXCEL}),
    Sample("csv", ("a.png", "b.png"), {"labels.csv": _EXCEL.encode("utf-16")}, ("labels.csv",)),
    _sample("cvat", ("images/a.png", "images/cam/b.png"), {"annotations.xml": CVAT_TASK}),
    _sample("cvat", ("images/train/a.png", "images/val/a.png"), {"annotations.xml": CVAT_PROJECT}),
    _sample("createml", ("a.png", "b.png"), {"_annotations.createml.json": CREATEML}),
    _sample("createml", ("a.png",), {"a.json": CREATEML_LABELIMG}),
    _sample("via", ("a.png", "b.png"), {"via_project.json": VIA_PROJECT}),
    _sample("via", ("a.png", "b.png"), {"via_region_data.json": VIA_1}),
    Sample("coco", ("a.png",), {"annotations.json": _SEGMENTED_COCO.encode()}, ("annotations.json",)),
    Sample(
        "voc",
        ("JPEGImages/a.png",),
        {
            "Annotations/a.xml": _SEGMENTED.encode(),
            "SegmentationObject/a.png": _build_indices(),
            "SegmentationClass/a.png": _build_indices(),
        },
        ("Annotations/a.xml", "SegmentationObject/a.png", "SegmentationObject/a.png", "SegmentationClass/a.png"),
    ),
    Sample("masks", ("images/a.png", "images/b.png"), _MASKS, tuple(_MASKS)),
    Sample(
        "masks",
        ("a/images/a.png",),
        {"a/masks/1.png": _draw_mask(3), "a/masks/2.png": _draw_mask(40)},
        ("a/masks/1.png",),
    ),
    *(_sample(name, ("a.png",), {path: text}) for name, (path, text, _) in WITH_ATTRIBUTES.items()),
)
IMAGE_BYTES = png(100, 80)


def write(root: Path, sample: Sample, files: Mapping[str, bytes] | None = None) -> None:
    """The folder, with `files` in the place of its own."""
    for name in sample.images:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(IMAGE_BYTES)
    for name, content in (files or sample.files).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)


def sample_images() -> dict[str, bytes]:
    """A small image in every format that is read, by a file name."""
    made: dict[str, bytes] = {}
    kinds = {
        "jpg": "JPEG", "png": "PNG", "gif": "GIF", "bmp": "BMP", "tif": "TIFF", "webp": "WEBP", "ppm": "PPM",
        "avif": "AVIF", "jp2": "JPEG2000", "tga": "TGA",
    }  # fmt: skip
    for suffix, kind in kinds.items():
        stream = io.BytesIO()
        exif = Image.Exif()
        exif[0x0112] = 6
        more = {"exif": exif} if kind in ("JPEG", "PNG", "WEBP") else {}
        gradient().save(stream, kind, **more)
        made[f"a.{suffix}"] = stream.getvalue()
    values = np.random.default_rng(0).integers(0, 4096, (6, 8, 3)).astype(np.uint16)
    made["planes.tif"] = tiff(values, in_planes=True, rows_per_strip=4)
    made["deep.tif"] = tiff(values, ">")
    return made
