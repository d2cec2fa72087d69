"""Sessions over a folder whose images and labels exist only in memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.folder import ImageEntry, ImageFolder
from detector.data.formats.shared.per_image_dataset import PairedDataset, PairedFolders
from detector.data.formats.voc.label_file import VocFile, VocOrigin
from detector.data.geometry import Box
from detector.data.image_io import DecodedImage
from frcnn_gui.document.document import Document
from frcnn_gui.document.image_collection import Gallery
from frcnn_gui.document.session import Session

ROOT = Path("folder")
WIDTH, HEIGHT = 200, 100


def annotation(
    x1: float, y1: float, x2: float, y2: float, label: str = "cat", uid: int = 0, **flags: Any
) -> Annotation:
    return Annotation(Box(float(x1), float(y1), float(x2), float(y2)), label, uid, **flags)


def path(index: int = 0) -> Path:
    return ROOT / f"{index}.png"


class _NoFiles:
    """Nothing is on disk."""

    def read_labels(self, entry: ImageEntry) -> VocFile:
        raise AssertionError(f"{entry} is on disk")

    def create_blank(self, entry: ImageEntry, width: int, height: int) -> VocFile:
        return VocFile.create_blank(entry.label_file, entry.image, width, height, VocOrigin.ZERO_BASED)


def folder(count: int = 3) -> Gallery:
    images = ImageFolder(ROOT, ROOT, [f"{index}.png" for index in range(count)], bytes(count), {})
    return Gallery(PairedDataset(ROOT, "voc", PairedFolders((images,)), _NoFiles()))


def voc_file(annotations: Iterable[Annotation] = (), index: int = 0, raw: bytes | None = b"as read") -> VocFile:
    blank = VocFile.create_blank(path(index).with_suffix(".xml"), path(index), WIDTH, HEIGHT, VocOrigin.ZERO_BASED)
    return replace(blank, image_annotations=ImageAnnotations(tuple(annotations)), raw=raw)


def document(*annotations: Annotation, locked_reason: str = "") -> Document:
    return Document(path(), WIDTH, HEIGHT, voc_file(annotations), locked_reason)


def blank_image(width: int = WIDTH, height: int = HEIGHT, shade: int = 128) -> DecodedImage:
    return DecodedImage(np.full((height, width, 3), shade, dtype=np.uint8), width, height)


def opened(count: int = 3) -> Session:
    """A session with a folder and no image yet."""
    session = Session()
    session.set_folder(folder(count))
    return session


def show(
    session: Session, index: int, *annotations: Annotation, raw: bytes | None = b"as read", locked_reason: str = ""
) -> Document:
    """Go to an image and show it with these boxes."""
    session.go_to_index(index)
    session.show_image(index, blank_image(), voc_file(annotations, index, raw), locked_reason)
    assert session.document is not None
    return session.document
