"""Opening a folder: find its images, and how its label files count pixels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from detector.data.folder import ImageFolder, scan
from detector.data.formats.voc import VocOrigin, detect_origin
from detector.errors import DatasetError
from frcnn_gui.workers.job import Job, JobContext

LABELS_LOOKED_AT = 400
"""Label files read to learn how a folder counts pixels: all of a small folder, evenly spread ones of a large one."""


@dataclass(frozen=True)
class OpenedFolder:
    """A folder ready to be shown, at image `index`; `labelled` of its images have a label file."""

    folder: ImageFolder
    origin: VocOrigin
    index: int
    labelled: int


def folder_job(path: Path, remembered_origin: str = "") -> Job:
    """A job whose result is the `OpenedFolder` of `path`, which is a folder or one image in it.

    `remembered_origin` is the name of the VocOrigin found when the folder was last open, or empty.
    """
    return Job(f"Opening {path.name or path}", lambda context: open_folder(path, remembered_origin, context))


def open_folder(path: Path, remembered_origin: str, context: JobContext) -> OpenedFolder:
    """Scan the folder.

    Errors: DatasetError when it is not a folder, has no images, or does not have the image asked for.
    """
    root = path if path.is_dir() or not path.exists() else path.parent
    folder = scan(root, lambda: context.cancelled)
    context.raise_if_cancelled()
    index = 0 if root == path else folder.index_of(path)
    if index is None:
        raise DatasetError(f"{path} is not an image this program can read. Open a JPEG, PNG or similar file.")
    labelled = [at for at in range(len(folder)) if folder.has_labels(at)]
    origin = detect_origin(_label_files(folder, labelled, context))
    if remembered_origin == VocOrigin.ZERO_BASED.name:
        origin = VocOrigin.ZERO_BASED  # its zeros may have been edited away since
    return OpenedFolder(folder, origin, index, len(labelled))


def _label_files(folder: ImageFolder, labelled: list[int], context: JobContext) -> Iterator[Path]:
    step = max(1, -(-len(labelled) // LABELS_LOOKED_AT))
    for at in labelled[::step]:
        context.raise_if_cancelled()
        yield folder[at].labels
