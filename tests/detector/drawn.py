"""Small labeled photographs for tests: squares and discs on gray, with Pascal VOC files beside them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

Labeled = tuple[str, tuple[float, float, float, float]]
"""A class and x1 y1 x2 y2."""
COLORS = {"square": (220, 60, 40), "disc": (40, 90, 220)}


def draw(path: Path, objects: Sequence[Labeled], width: int = 128, height: int = 96) -> Path:
    """The picture alone."""
    image = Image.new("RGB", (width, height), (128, 128, 128))
    pen = ImageDraw.Draw(image)
    for label, box in objects:
        (pen.ellipse if label == "disc" else pen.rectangle)(box, fill=COLORS.get(label, (250, 250, 250)))
    image.save(path)
    return path


def voc_xml(name: str, objects: Sequence[Labeled], width: int, height: int, difficult: bool = False) -> str:
    """Written by hand, zero-based, so that readers are tested against something that is not their own."""
    parts = []
    for label, box in objects:
        corners = "".join(f"<{k}>{v:g}</{k}>" for k, v in zip(("xmin", "ymin", "xmax", "ymax"), box, strict=True))
        flag = int(difficult)
        parts.append(f"<object><name>{label}</name><difficult>{flag}</difficult><bndbox>{corners}</bndbox></object>")
    size = f"<size><width>{width}</width><height>{height}</height><depth>3</depth></size>"
    return f"<annotation><filename>{name}</filename>{size}{''.join(parts)}</annotation>"


def labeled(path: Path, objects: Sequence[Labeled], width: int = 128, height: int = 96) -> Path:
    """The picture and its label file."""
    draw(path, objects, width, height)
    path.with_suffix(".xml").write_text(voc_xml(path.name, objects, width, height), encoding="utf-8")
    return path


def drawn_folder(root: Path, count: int = 4, seed: int = 0) -> Path:
    """`count` pictures with a square and a disc each, the first label touching 0 so that the folder is zero-based."""
    random = np.random.default_rng(seed)
    root.mkdir(parents=True, exist_ok=True)
    for index in range(count):
        x, y = (0, 0) if index == 0 else (int(v) for v in random.integers(2, 20, 2))
        side, disc = (int(v) for v in random.integers(24, 36, 2))
        objects: list[Labeled] = [("square", (x, y, x + side, y + side)), ("disc", (70, 40, 70 + disc, 40 + disc))]
        labeled(root / f"image_{index}.png", objects)
    return root
