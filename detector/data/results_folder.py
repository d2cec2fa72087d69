"""A folder of detections: labels in some format, pictures, and a summary with the scores."""

from __future__ import annotations

import io
import os
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.relative_path import format_relative_path
from detector.data.taken_names import TakenNames
from detector.errors import AnnotationWriteError, DatasetError

if TYPE_CHECKING:
    from PIL import Image

    from detector.data.formats.base import FormatName

SUMMARY_NAME = "detections.json"
DRAWN_IMAGES_FOLDER = "pictures"
NOT_FOR_RESULTS = "{path} cannot hold results: {reason}. Choose another --out."
_FORMATS_WITHOUT_SCORES: frozenset[FormatName] = frozenset({"voc", "cvat", "createml", "via", "masks"})
_JPEG_QUALITY = 92


def check_results_folder(out: Path, overwrite: bool) -> None:
    """Refuse a folder that has files, unless they may go and a summary shows that they are detections.

    So neither images nor labels are ever written over.

    Raises:
        DatasetError: The data set cannot be used.
    """
    try:
        names = sorted(entry.name for entry in os.scandir(out) if not entry.name.startswith("."))
    except FileNotFoundError:
        return
    except OSError as error:
        raise DatasetError(NOT_FOR_RESULTS.format(path=out, reason=error.strerror or error)) from error
    if not names or (overwrite and SUMMARY_NAME in names):
        return
    if SUMMARY_NAME in names:
        raise DatasetError(f"{out} already has results. Choose another --out, or replace them with --overwrite.")
    raise DatasetError(
        f"{out} has files that are not detection results, such as {names[0]}. Choose another folder for --out."
    )


def build_result_names(images: Sequence[Path], root: Path) -> list[str]:
    """What results call each image: by its own name, or, where images in several folders share it, by those too."""
    counts = Counter(image.name for image in images)
    names: list[str] = []
    taken = TakenNames()
    for image in images:
        name = image.name if counts[image.name] == 1 else _join_parts(format_relative_path(image, root))
        while not taken.is_free(Path(name)):
            name = f"_{name}"
        taken.add_path(Path(name))
        names.append(name)
    return names


def _join_parts(path: str) -> str:
    parts = Path(path)
    return "_".join(parts.relative_to(parts.anchor).parts)  # without a drive


def group_by_stem(names: Sequence[str]) -> list[list[int]]:
    """The rows of `names`, those with one stem together: who writes one of them must know of the others."""
    groups: dict[str, list[int]] = {}
    for row, name in enumerate(names):
        groups.setdefault(Path(name).stem, []).append(row)
    return list(groups.values())


class ResultsFolder:
    """Writes into `out`, a file at a time; what is there already is replaced.

    Several processes may write to one folder, each the results of its own images. One of them, `is_first`, writes what
    belongs to all.
    """

    def __init__(self, out: Path, format_name: FormatName, classes: Sequence[str], rank: int = 0) -> None:
        """Create the object.

        Raises:
            AnnotationWriteError: The label file cannot be written.
        """
        from detector.data.formats.registry import FORMATS
        from detector.data.formats.shared.label_names import LabelNames

        self.out, self.is_first = out, rank == 0
        # The formats' writers refuse a folder with labels, so each begins in one of its own, of the same name as `out`.
        self._staging_root = out / f".unfinished-{rank}"
        self._staging_folder = self._staging_root / out.resolve().name
        self._format = format_name
        self._image_names = LabelNames(".jpg")
        self.close()  # what a run that was killed has left
        self._writer = FORMATS[format_name].create_writer(self._staging_folder, classes)
        if self.is_first:
            self.write_summary(b"[]\n")  # from now on these are recognized as results

    @property
    def is_joint(self) -> bool:
        """Whether all labels go into one file, which the first process then writes with those of all."""
        from detector.data.formats.format_list import FORMAT_INFOS

        return not FORMAT_INFOS[self._format].has_file_per_image

    def add_detections(self, image_name: str, width: int, height: int, annotations: Sequence[Annotation]) -> None:
        """The boxes found in an image of `width` x `height` pixels.

        Raises:
            AnnotationWriteError: The label file cannot be written.
        """
        if self._format in _FORMATS_WITHOUT_SCORES:
            annotations = [replace(annotation, score=None) for annotation in annotations]
        from detector.data.formats.format_list import FORMAT_INFOS

        self._writer.add_image(image_name, width, height, ImageAnnotations(tuple(annotations)))
        # Of the others, such as masks, the writer may still need what it has written.
        self._move_finished_files(FORMAT_INFOS[self._format].suffixes)

    def add_drawn_image(self, image_name: str, drawn: Image.Image) -> None:
        """Save `drawn`, the image with its detections, as JPEG.

        Raises:
            AnnotationWriteError: The label file cannot be written.
        """
        from detector.data.formats.shared.single_file_writer import write_new_file

        content = io.BytesIO()
        drawn.save(content, "JPEG", quality=_JPEG_QUALITY)
        write_new_file(self.out / DRAWN_IMAGES_FOLDER / self._image_names.assign_name(image_name), content.getvalue())

    def write_summary(self, content: bytes) -> None:
        """Write the file that lists the detections of all images.

        Raises:
            AnnotationWriteError: The label file cannot be written.
        """
        from detector.data.formats.shared.single_file_writer import write_new_file

        write_new_file(self.out / SUMMARY_NAME, content)

    def finish(self) -> tuple[str, ...]:
        """Write what belongs to all images; sentences on what the format cannot hold.

        Raises:
            AnnotationWriteError: The label file cannot be written.
        """
        messages = self._writer.finish()
        self._move_finished_files()
        return messages

    def close(self) -> None:
        """Clear away what was begun and not finished."""
        shutil.rmtree(self._staging_root, ignore_errors=True)

    def _move_finished_files(self, suffixes: tuple[str, ...] = ()) -> None:
        """Put the files that the writer has made where they belong: all, or those with one of `suffixes`."""
        try:
            written = [path for path in self._staging_folder.rglob("*") if path.is_file()]
            for path in [path for path in written if not suffixes or path.suffix.lower() in suffixes]:
                target = self.out / path.relative_to(self._staging_folder)
                target.parent.mkdir(parents=True, exist_ok=True)
                path.replace(target)
        except OSError as error:
            text = f"{self.out} could not be written to: {error.strerror or error}. Choose another folder."
            raise AnnotationWriteError(text) from error
