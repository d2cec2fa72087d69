"""The demo: a small labeled set of images, which is part of the installation."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from detector.errors import DatasetError
from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.resources import resource_root

IMAGE_COUNT = 24
TITLE = N_("Creating the demo images")


def create_demo_job(root: Path) -> Job:
    """A job whose result is `root`, with the demo in it; what is there already is kept, with all changes made to it."""
    return Job(tr(TITLE), lambda context: prepare_demo(root, context))


def prepare_demo(root: Path, context: JobContext) -> Path:
    """Add to `root` what it lacks of the demo: copied from the resources, or rendered if the installation lacks them.

    Raises:
        DatasetError: The folder cannot be written.
        AnnotationWriteError: The folder cannot be written.
    """
    resources = resource_root()
    shipped = sorted(resources.joinpath("demo").glob("*.jpg")) if resources else []
    if shipped:
        _copy_demo(shipped, root, context)
    else:
        _render_demo(root, context)
    context.raise_if_canceled()
    return root


def _copy_demo(images: list[Path], root: Path, context: JobContext) -> None:
    try:
        root.mkdir(parents=True, exist_ok=True)
        labels = _list_label_files(images)
        for number, image in enumerate(images, start=1):
            context.raise_if_canceled()
            if not (root / image.name).exists():
                # Labels come first: an image that is there is complete, even if the copying is interrupted.
                for file in (*labels[image.stem], image.relative_to(image.parent)):
                    _copy_file(image.parent, root, file)
            context.report_progress(number, len(images), tr(TITLE))
    except OSError as error:
        reason = error.strerror or str(error)
        text = tr("Cannot write the demo to {folder}: {reason}.")
        raise DatasetError(text.format(folder=root, reason=reason)) from error


def _list_label_files(images: Sequence[Path]) -> dict[str, list[Path]]:
    """The files with the labels of each image by its name without suffix; those of all images are in each list."""
    folder = images[0].parent
    stems = {image.stem for image in images}
    files = [path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_file()]
    of_all = [file for file in files if file.stem not in stems]
    return {stem: [*of_all, *(file for file in files if file.stem == stem and file.suffix != ".jpg")] for stem in stems}


def _copy_file(source_folder: Path, folder: Path, file: Path) -> None:
    """Copy `file`, a path in both folders, unless it exists."""
    source, target = source_folder / file, folder / file
    if not target.exists():
        target.parent.mkdir(exist_ok=True)
        unfinished = target.with_name(f".{target.name}.part")
        try:
            shutil.copyfile(source, unfinished)
            os.replace(unfinished, target)  # noqa: PTH105
        finally:
            unfinished.unlink(missing_ok=True)


def _render_demo(root: Path, context: JobContext) -> None:
    from detector.demo import write_demo_folder  # the renderer is only loaded when it is wanted

    write_demo_folder(
        root,
        count=IMAGE_COUNT,
        seed=0,
        progress=lambda done, total: context.report_progress(done, total, tr(TITLE)),
        is_canceled=lambda: context.is_canceled,
    )
