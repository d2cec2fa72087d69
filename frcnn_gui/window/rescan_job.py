"""Look at an open folder again: all of it, or the labels of one image."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from detector.data.directory_cache import share_directory_cache
from detector.data.formats.registry import FORMATS
from detector.errors import DatasetError, UserFacingError
from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import tr
from frcnn_gui.document.image_collection import Gallery
from frcnn_gui.window.folder_job import list_directories

if TYPE_CHECKING:
    from detector.data.formats.base import Dataset, LabelFile


def create_rescan_job(folder: Gallery, is_changed: bool = False) -> Job:
    """A job whose result is the folder as it is now.

    Args:
        folder: As it was.
        is_changed: Whether its files say other things now; else the result is None where images and marks are the same.
    """
    title = tr("Rescanning {root}").format(root=folder.root.name)
    return Job(title, lambda context: _rescan_folder(folder, is_changed, context))


def _rescan_folder(folder: Gallery, is_changed: bool, context: JobContext) -> Gallery | None:
    try:
        with share_directory_cache(lambda: context.is_canceled):
            dataset = _reopen_dataset(folder, is_changed, context)
            found = Gallery(dataset, directories=list_directories(dataset))
    except UserFacingError:
        return None  # it cannot be listed now, or is half written: what is shown stays
    context.raise_if_canceled()
    same = (
        found.label_flags == folder.label_flags
        and found.names == folder.names
        and found.watched_folders == folder.watched_folders
    )
    return None if same and not is_changed else found


def _reopen_dataset(folder: Gallery, is_changed: bool, context: JobContext) -> Dataset:
    dataset, label_format = folder.dataset, FORMATS[folder.format]
    options = dataset.options_to_reopen
    if not any(folder.label_flags) and not label_format.is_format_of(dataset.root, options):
        return label_format.begin_dataset(dataset.root, lambda: context.is_canceled, options)
    try:
        return label_format.open_dataset(dataset.root, lambda: context.is_canceled, options)
    except DatasetError:
        if not is_changed:
            raise
        # A file outside of the folder that lists no image of it any more: the folder is as one without labels.
        return label_format.begin_dataset(dataset.root, lambda: context.is_canceled, options)


def create_labels_job(folder: Gallery, image: Path) -> Job:
    """A job whose result is the `LabelFile` of `image` as it is now, or None where it cannot be read."""

    def read_labels(_context: JobContext) -> LabelFile | None:
        try:
            return folder.read_labels(image)
        except UserFacingError:
            return None  # reported when it is saved or opened again

    return Job(tr("Reading the labels of {image}").format(image=image.name), read_labels)
