"""Pascal VOC folders with PNG files of objects and classes, written with Pillow."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin

from detector.data.formats.voc.class_colors import build_palette
from tests.detector.data.formats.joint_samples import write_images

WIDTH, HEIGHT = 100, 80
Indices = NDArray[np.uint8]
OBJECTS = (("cat", (10, 10, 30, 40)), ("dog", (40, 10, 60, 30)), ("cat", (70, 50, 90, 70)))
"""Class and box of each object, in edges from 0."""


def draw_indices(borders: bool = False) -> Indices:
    """A ring with a hole, three parts, and a rectangle; with borders, 255, around the first two."""
    indices = np.zeros((HEIGHT, WIDTH), np.uint8)
    if borders:
        indices[7:43, 7:33] = indices[7:33, 37:63] = 255
    indices[10:40, 10:30] = 1
    indices[20:25, 15:20] = 0
    indices[10:15, 40:60] = indices[20:22, 45:50] = 2
    indices[29, 40] = 2
    indices[50:70, 70:90] = 3
    return indices


def write_png(path: Path, indices: Indices, **options: object) -> Path:
    """As other programs write them: palette, text, resolution."""
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.fromarray(indices, "P")
    image.putpalette(build_palette())
    info = PngImagePlugin.PngInfo()
    info.add_text("Software", "a program")
    image.save(path, pnginfo=info, dpi=(72, 72), **options)  # type: ignore[arg-type]
    return path


def read_png(path: Path) -> Indices:
    with Image.open(path) as image:
        assert image.mode == "P"
        return np.asarray(image)


def read_chunks(path: Path) -> Mapping[str, object]:
    with Image.open(io.BytesIO(path.read_bytes())) as image:
        image.load()
        return {"palette": image.getpalette()} | {str(name): value for name, value in image.info.items()}


def write_xml(path: Path, objects: Sequence[tuple[str, tuple[int, int, int, int]]] = OBJECTS) -> Path:
    corners = "<xmin>{}</xmin><ymin>{}</ymin><xmax>{}</xmax><ymax>{}</ymax>"
    items = "".join(
        f"\n\t<object>\n\t\t<name>{label}</name>\n\t\t<bndbox>"
        f"{corners.format(box[0] + 1, box[1] + 1, box[2], box[3])}</bndbox>\n\t</object>"
        for label, box in objects
    )
    size = f"<size><width>{WIDTH}</width><height>{HEIGHT}</height><depth>3</depth></size>"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"<annotation>\n\t<filename>a.png</filename>\n\t{size}{items}\n</annotation>\n")
    return path


def write_set(root: Path, borders: bool = False, has_xml: bool = True) -> Path:
    """An image with three objects; returns the path of the image."""
    (image,) = write_images(root / "JPEGImages", "a.png")
    if has_xml:
        write_xml(root / "Annotations" / "a.xml")
    indices = draw_indices(borders)
    write_png(root / "SegmentationObject" / "a.png", indices)
    classes = np.array([0, 8, 12, 8], np.uint8)[np.where(indices == 255, 0, indices)]
    write_png(root / "SegmentationClass" / "a.png", np.where(indices == 255, 255, classes).astype(np.uint8))
    return image
