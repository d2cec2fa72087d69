"""Small folders of images with Pascal VOC files, made for one test."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from detector.data.formats.voc.dataset import VocFormat
from frcnn_gui.document.image_collection import Gallery

OBJECT = (
    "\t<object>\n\t\t<name>{label}</name>\n\t\t<difficult>0</difficult>\n"
    "\t\t<bndbox><xmin>{x1}</xmin><ymin>{y1}</ymin><xmax>{x2}</xmax><ymax>{y2}</ymax></bndbox>\n\t</object>\n"
)


def write_image(path: Path, width: int = 64, height: int = 48) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (width, height), (90, 120, 150)).save(path)
    return path


def write_labels(image: Path, *boxes: tuple[int, int, int, int, str], width: int = 64, height: int = 48) -> Path:
    """The VOC file beside `image`, with boxes (xmin, ymin, xmax, ymax, label) as they stand in the file."""
    objects = "".join(OBJECT.format(x1=x1, y1=y1, x2=x2, y2=y2, label=label) for x1, y1, x2, y2, label in boxes)
    path = image.with_suffix(".xml")
    path.write_text(
        f"<annotation>\n\t<filename>{image.name}</filename>\n"
        f"\t<size><width>{width}</width><height>{height}</height><depth>3</depth></size>\n{objects}</annotation>\n"
    )
    return path


def write_folder(root: Path, count: int = 4) -> Path:
    """`count` images `image_0.png` ...; each has one box of class `cat` in its labels, except the last."""
    for number in range(count):
        image = write_image(root / f"image_{number}.png")
        if number < count - 1:
            write_labels(image, (5, 6, 30, 28, "cat"))
    return root


def gallery(root: Path) -> Gallery:
    """The images of `root` as the window holds them."""
    return Gallery(VocFormat().open_dataset(root))
