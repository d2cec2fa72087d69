"""Look at an open folder again: all of it, or the labels of one image."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from detector.data.formats.registry import FORMATS
from detector.data.formats.voc_dataset import VocDataset, VocFormat
from detector.data.look import one_look
from detector.errors import UserFacingError
from frcnn_gui.gallery import Gallery
from frcnn_gui.language import tr
from frcnn_gui.workers.folder_job import directories
from frcnn_gui.workers.job import Job, JobContext

if TYPE_CHECKING:
    from detector.data.formats.base import Dataset, LabelFile


def rescan_job(folder: Gallery) -> Job:
    """A job whose result is the folder as it is now; None where its images and their marks are the same."""
    return Job(tr("Looking at {root} again").format(root=folder.root.name), lambda context: _rescan(folder, context))


def _rescan(folder: Gallery, context: JobContext) -> Gallery | None:
    try:
        with one_look(lambda: context.cancelled):
            dataset = _open(folder, context)
            found = Gallery(dataset, directories=directories(dataset))
    except UserFacingError:
        return None  # it cannot be listed now, or is half written: what is shown stays
    context.raise_if_cancelled()
    same = found.labelled == folder.labelled and found.names == folder.names and found.watched == folder.watched
    return None if same else found


def _open(folder: Gallery, context: JobContext) -> Dataset:
    dataset, label_format = folder.dataset, FORMATS[folder.format]
    if isinstance(dataset, VocDataset):
        return VocFormat().open(dataset.root, lambda: context.cancelled, dataset.options, dataset.origin)
    if not any(folder.labelled) and not label_format.recognises(dataset.root, dataset.options):
        return label_format.begin(dataset.root, lambda: context.cancelled, dataset.options)
    return label_format.open(dataset.root, lambda: context.cancelled, dataset.options)


def labels_job(folder: Gallery, image: Path) -> Job:
    """A job whose result is the `LabelFile` of `image` as it is now, or None where it cannot be read."""

    def read(_context: JobContext) -> LabelFile | None:
        try:
            return folder.read(image)
        except UserFacingError:
            return None  # told when it is saved or opened again

    return Job(tr("Reading the labels of {image}").format(image=image.name), read)
