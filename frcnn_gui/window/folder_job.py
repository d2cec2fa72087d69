"""Open a folder: its images, and the format in which they are labeled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from detector.data.directory_cache import share_directory_cache, walk_folders
from detector.data.formats.base import AUTOMATIC_OPTIONS, OpenOptions
from detector.data.formats.format_list import FORMAT_INFOS
from detector.data.formats.registry import FORMATS, recognize_format
from detector.data.image_io import IMAGE_SUFFIXES
from detector.data.passed_over import skipped_file_notices
from detector.errors import DatasetError
from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.texts.engine_sentences import translate_message
from frcnn_gui.document.image_collection import MAX_WATCHED_FOLDERS, Gallery
from frcnn_gui.images.image_loader import load_decoding_libraries

if TYPE_CHECKING:
    from detector.data.formats.base import Dataset, FirstPixel, FormatName

LABELS_GONE_TEXT = N_("{place} is gone: {folder} uses labels nearby instead.")


_ORIGIN_NAMES: Mapping[FirstPixel, str] = {0: "ZERO_BASED", 1: "ONE_BASED"}
"""As the settings keep them."""


@dataclass(frozen=True)
class OpenedFolder:
    """A folder ready to be shown, at image `index`; `labeled` of its images have labels."""

    folder: Gallery
    index: int
    labeled_count: int
    notices: tuple[str, ...] = ()
    """What to say of it once: what is odd, and what looks like labels and is not read."""
    origin: str = ""
    """How its files count pixels, to be remembered where only coordinates show it; else empty."""


def create_folder_job(
    path: Path, remembered_origin: str = "", new_format: FormatName = "voc", options: OpenOptions = AUTOMATIC_OPTIONS
) -> Job:
    """A job whose result is the `OpenedFolder` of `path`: a folder, one image in it, or a format's own file.

    `remembered_origin` is the `origin` found when the folder was last open, or empty; `new_format` is for a folder
    without labels. `options` are what a person has said of the labels.
    """
    return Job(
        tr("Opening {path}").format(path=path.name or path),
        lambda context: open_folder(path, remembered_origin, new_format, context, options),
    )


def create_preparation_job() -> Job:
    """A job that imports what the first folder needs, while nobody waits for it: formats, and decoding of images."""

    def import_modules(context: JobContext) -> None:
        for name, info in FORMAT_INFOS.items():
            context.raise_if_canceled()
            if info.has_file_per_image:
                FORMATS[name]  # imported when it is first asked for
        load_decoding_libraries()

    return Job(tr("Preparing to open folders"), import_modules)


def open_folder(
    path: Path,
    remembered_origin: str,
    new_format: FormatName,
    context: JobContext,
    options: OpenOptions = AUTOMATIC_OPTIONS,
) -> OpenedFolder:
    """Open the folder `path`, or the folder of the image `path`.

    Raises:
        DatasetError: It is not there, has no images, or does not have the image asked for.
    """
    is_image = path.is_file() and path.suffix.lower() in IMAGE_SUFFIXES
    root = path.parent if is_image else path
    options, gone = _drop_missing_labels(options, root)
    with share_directory_cache(lambda: context.is_canceled):
        try:
            dataset = _open_dataset(root, remembered_origin, new_format, context, options)
        except DatasetError:
            context.raise_if_canceled()  # then it says nothing about the folder
            raise
        folder = Gallery(dataset, directories=list_directories(dataset))
        notices = (*gone, *map(translate_message, (*dataset.notices, *skipped_file_notices(dataset))))
    context.raise_if_canceled()
    index = folder.index_of(path) if is_image else 0
    if index is None:
        raise DatasetError(tr("{path} is not in this data set. Open its own folder.").format(path=path))
    labeled = sum(folder.label_flags)
    origin = _find_origin_to_remember(dataset) if labeled else ""
    return OpenedFolder(folder, index, labeled, notices, origin)


def _find_origin_to_remember(dataset: Dataset) -> str:
    """How pixels are counted, where only coordinates show it, which may be edited away; else empty."""
    found = dataset.pixel_origin
    return _ORIGIN_NAMES[found.first_pixel] if found is not None and found.may_be_edited_away else ""


def _drop_missing_labels(options: OpenOptions, root: Path) -> tuple[OpenOptions, tuple[str, ...]]:
    """`options` without a place of labels that is gone, and a sentence on that."""
    if options.labels_place is None or options.labels_place.exists():
        return options, ()
    text = tr(LABELS_GONE_TEXT)
    message = text.format(folder=root.name or root, place=options.labels_place)
    return replace(options, labels_place=None), (message,)


def list_directories(dataset: Dataset) -> tuple[Path, ...]:
    """The folders with files of the data set, now or later, the outer ones first, at most as many as can be watched."""
    root = dataset.root if dataset.root.is_dir() else dataset.root.parent
    try:
        inside = [directory for (directory, _), _ in zip(walk_folders(root), range(MAX_WATCHED_FOLDERS), strict=False)]
    except OSError:
        return ()  # reported when an image is opened
    return tuple(dict.fromkeys([*(folder for folder in dataset.list_used_files() if folder.is_dir()), *inside]))


def _open_dataset(
    root: Path, remembered_origin: str, new_format: FormatName, context: JobContext, options: OpenOptions
) -> Dataset:
    name = options.format or recognize_format(root, options)
    context.raise_if_canceled()
    if name is None:
        return FORMATS[new_format].begin_dataset(root, lambda: context.is_canceled, options)
    remembered = next((first for first, known in _ORIGIN_NAMES.items() if known == remembered_origin), None)
    options = replace(options, remembered_origin=remembered)
    return FORMATS[name].open_dataset(root, lambda: context.is_canceled, options)
