"""The demo as a folder on disk, as a person would have one: photographs with Pascal VOC files beside them.

The outlines, which are the visible pixels of each object, are in `SegmentationObject`, and the classes of these pixels
in `SegmentationClass`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from detector.data.annotation import ImageAnnotations
from detector.data.formats.shared.mask_png import create_palette_png
from detector.data.formats.shared.single_file_writer import write_new_file
from detector.data.formats.voc.class_colors import LABEL_MAP_NAME, build_palette, format_label_map
from detector.data.formats.voc.label_file import VocFile, VocOrigin
from detector.data.formats.voc.object_masks import CLASSES_FOLDER, OBJECTS_FOLDER
from detector.errors import DatasetError

from .scene import CLASSES, DemoScene, render_scene

WIDTH, HEIGHT = 640, 480
JPEG_QUALITY = 90
_SCENES_PER_SEED = 100_000


def _ignore_progress(_done: int, _total: int) -> None: ...


def _never_canceled() -> bool:
    return False


def write_demo_folder(
    root: Path,
    count: int = 24,
    seed: int = 0,
    progress: Callable[[int, int], None] = _ignore_progress,
    is_canceled: Callable[[], bool] = _never_canceled,
) -> None:
    """Draw `count` labeled scenes into `root` (made when missing); the last sixth stays unlabeled.

    Files that exist are left as they are, so a run that was canceled can be taken up again, and boxes that a person
    has changed are safe. `progress(done, total)` is called after each image; `is_canceled` is asked before each.

    Raises:
        DatasetError: The folder cannot be written.
        AnnotationWriteError: The labels cannot be written.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        for index in range(count):
            if is_canceled():
                return
            image = root / f"demo_{index + 1:04d}.jpg"
            if not image.exists():
                scene = render_scene(seed * _SCENES_PER_SEED + index, WIDTH, HEIGHT)
                write_scene(image, scene, labeled=index < count - count // 6)
            progress(index + 1, count)
    except OSError as error:
        reason = error.strerror or str(error)
        text = f"The demo images could not be written to {root}: {reason}. Choose another folder."
        raise DatasetError(text) from error


def write_scene(image: Path, scene: DemoScene, labeled: bool) -> None:
    """Write the photograph and, where `labeled`, its labels. Labels come first: an image that is there is complete."""
    labels = image.with_suffix(".xml")
    if labeled and not labels.exists():
        _write_masks(image, scene)
        blank = VocFile.create_blank(labels, image, WIDTH, HEIGHT, VocOrigin.ONE_BASED, segmented=True)
        boxes = tuple(replace(annotation, geometry=annotation.bounds) for annotation in scene.annotations)
        blank.save(ImageAnnotations(boxes))
    unfinished = image.with_name(f".{image.name}.part")
    try:
        Image.fromarray(scene.pixels).save(unfinished, format="JPEG", quality=JPEG_QUALITY)
        os.replace(unfinished, image)  # noqa: PTH105
    finally:
        unfinished.unlink(missing_ok=True)


def _write_masks(image: Path, scene: DemoScene) -> None:
    """Write the PNG files of objects and of classes, unless they exist, and the names of the classes."""
    objects = (scene.instances + 1).astype(np.uint8)
    classes = np.array([0, *(CLASSES.index(annotation.label) + 1 for annotation in scene.annotations)], np.uint8)
    contents = {
        LABEL_MAP_NAME: format_label_map(CLASSES),
        f"{OBJECTS_FOLDER}/{image.stem}.png": create_palette_png(objects, build_palette()),
        f"{CLASSES_FOLDER}/{image.stem}.png": create_palette_png(classes[objects], build_palette()),
    }
    for name, content in contents.items():
        path = image.parent / name
        if not path.exists():
            write_new_file(path, content)
