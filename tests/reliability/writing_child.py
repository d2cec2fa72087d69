"""Adds boxes to a folder that others write to as well: `python -m tests.reliability.writing_child FOLDER WRITER SAVES`.

Each save adds one box to one of the images, now and then of a class that nobody had before. What another writer did to
the same image meanwhile is a conflict, and is taken in by reading again, as a person would. For each save that was
acknowledged a line says the image, the box and its class; the last line says how long the longest save took.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

from detector.data.annotation import Annotation
from detector.data.formats.base import Dataset
from detector.data.formats.registry import open_dataset
from detector.data.geometry import Box
from detector.errors import AnnotationConflictError

START = "start"
"""The name of the file beside the folder that is waited for."""
SIDE = 8
_IN_A_ROW = 100
_OF_A_CLASS = 50
_MAX_TRIES = 1000


def annotation_of(writer: int, number: int) -> Annotation:
    """The box that a writer adds with its save `number`; each is at a place of its own."""
    row, column = divmod(number, _IN_A_ROW)
    x, y = 3.0 + column, 3.0 + row + 70 * writer
    return Annotation(Box(x, y, x + SIDE, y + SIDE), f"class {'abcdef'[writer]}{number // _OF_A_CLASS}")


def add(dataset: Dataset, image: Path, annotation: Annotation) -> None:
    """Save the box beside those that the image has."""
    for _ in range(_MAX_TRIES):
        file = dataset.read_labels(image)
        try:
            file.save(file.image_annotations.with_annotations((*file.image_annotations.annotations, annotation)))
        except AnnotationConflictError:
            continue
        return
    raise AssertionError(f"{image.name} could not be saved in {_MAX_TRIES} tries")


def main() -> None:
    folder, writer, saves = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    dataset = open_dataset(folder)
    chance = random.Random(writer)
    print("ready", flush=True)
    while not (folder.parent / START).exists():
        time.sleep(0.001)
    longest, messages = 0.0, []
    for number in range(saves):
        image, annotation = chance.choice(dataset.images), annotation_of(writer, number)
        began = time.monotonic()
        add(dataset, image, annotation)
        longest = max(longest, time.monotonic() - began)
        messages.append(f"{image.name}\t{annotation.bounds.x1:.0f}\t{annotation.bounds.y1:.0f}\t{annotation.label}")
    print(*messages, sep="\n")
    print(f"longest\t{longest:.3f}", flush=True)


if __name__ == "__main__":
    main()
