"""A shared label file for a folder of unlabeled images: it exists only in memory until the first labels are saved."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from detector.data.directory_cache import IsCanceled
from detector.data.folder import build_no_images_error, list_folder
from detector.data.formats.base import AUTOMATIC_OPTIONS, FormatName, OpenOptions
from detector.errors import DatasetError

from .single_file import JointFile
from .single_file_dataset import JointDataset, ParseJointState


def begin_joint_dataset(
    root: Path,
    format_name: FormatName,
    file_name: str,
    content: bytes,
    parse: ParseJointState,
    is_canceled: IsCanceled,
    options: OpenOptions = AUTOMATIC_OPTIONS,
    dataset_type: type[JointDataset] = JointDataset,
) -> JointDataset:
    """A data set of all images in the folder `root` and its subfolders, none of which has labels.

    Args:
        root: The folder.
        format_name: The format.
        file_name: The name of the new file; a number is added if it exists: `annotations_2.json`.
        content: The bytes of a file that lists no image.
        parse: Parses the file.
        is_canceled: Called repeatedly. Once it returns True, the result is incomplete and must be discarded.
        options: What the user has specified.
        dataset_type: The class to create.

    Raises:
        DatasetError: `root` does not exist or has no images.
    """
    listing = list_folder(root, "", is_canceled)
    path = find_free_path(
        options.labels_place if options.labels_place and options.labels_place.is_dir() else root, file_name
    )
    file = JointFile(path, lambda raw: parse(raw, path.name), begin=content)
    try:
        return dataset_type(root, format_name, [file], is_canceled=is_canceled, options=options)
    except DatasetError as error:
        raise build_no_images_error(root, listing.folders) from error


def find_free_path(root: Path, file_name: str) -> Path:
    """A path in `root` that does not exist yet: `file_name`, with a number if necessary."""
    name = Path(file_name)
    names = (name if number == 1 else name.with_stem(f"{name.stem}_{number}") for number in count(1))
    return next(path for one in names if not (path := root / one).exists())
