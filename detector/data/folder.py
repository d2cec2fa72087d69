"""The images of a folder and the label file of each, as one listing of it gave them."""

from __future__ import annotations

import operator
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from pathlib import Path
from typing import overload

from detector.data.directory_cache import FolderContents, IsCanceled, find_once, list_contents, never_canceled
from detector.data.image_kinds import IMAGE_SUFFIXES, UNREADABLE_SUFFIXES
from detector.data.natural_order import natural_key
from detector.errors import DatasetError
from detector.translatable import translatable

NO_IMAGES = translatable("The folder {folder} has no images. {advice}")
NO_FOLDER = translatable("There is no folder {folder}. It may have been moved or deleted; choose another.")
IS_FILE = translatable("{folder} is a file, not a folder. Open the folder that contains it.")
NO_PERMISSION = translatable(
    "The folder {folder} cannot be read: permission denied. Change its permissions or choose another."
)
NOT_READABLE = translatable("The folder {folder} could not be read: {reason}. Check the disk or choose another.")
NO_READABLE_IMAGES = translatable("The folder {folder} has no readable images. {reason}")
CHOOSE_ANOTHER = translatable("Choose a folder with JPEG, PNG or similar files.")
IMAGES_IN_FOLDERS = translatable("There may be images in one of its folders: {folders}. Open that folder.")

VOC_IMAGES, _VOC_LABELS = "JPEGImages", "Annotations"


@dataclass(frozen=True, slots=True)
class ImageEntry:
    """An image, and where its label file is or would be."""

    image: Path
    label_file: Path


class ImageFolder(Sequence[ImageEntry]):
    """The images of a folder in natural order (img2 before img10), as they were when it was scanned.

    Only names are held; entries are made when they are asked for. `directory` holds the images, `label_directory` the
    label files that are there or will be, but for those that lie `elsewhere`. `notices` are sentences to show once.
    """

    def __init__(
        self,
        directory: Path,
        label_directory: Path,
        names: Sequence[str],
        labeled: bytes,
        other_labels: Mapping[str, str],
        notices: tuple[str, ...] = (),
        suffix: str = ".xml",
        elsewhere: Mapping[str, Path] | None = None,
    ) -> None:
        self.directory, self.label_directory, self.notices = directory, label_directory, notices
        self._elsewhere = elsewhere or {}
        """Image name -> label file, where that is not in `label_directory`."""
        self._names = names
        self._label_flags = labeled
        self._other_labels = other_labels
        """Image name -> label file name, where that is not the stem and the suffix."""
        self._suffix = suffix

    def __len__(self) -> int:
        return len(self._names)

    @overload
    def __getitem__(self, index: int) -> ImageEntry: ...
    @overload
    def __getitem__(self, index: slice) -> list[ImageEntry]: ...
    def __getitem__(self, index: int | slice) -> ImageEntry | list[ImageEntry]:
        if isinstance(index, slice):
            return [self._build_entry(name) for name in self._names[index]]
        return self._build_entry(self._names[index])

    @property
    def names(self) -> Sequence[str]:
        """The file names of the images."""
        return self._names

    @property
    def label_flags(self) -> bytes:
        """For each image 1 or 0: `has_labels` of all at once."""
        return self._label_flags

    def has_labels(self, index: int) -> bool:
        """Whether its label file was there at the time of the scan."""
        return bool(self._label_flags[index])

    def iter_labeled_entries(self) -> Iterator[ImageEntry]:
        """The images that had a label file at the time of the scan."""
        return (self[row] for row, has in enumerate(self._label_flags) if has)

    def label_files(self) -> dict[Path, set[str]]:
        """The label files that were there at the time of the scan: folder -> names, without a path for each."""
        labeled = compress(self._names, self._label_flags)
        if not self._elsewhere and not self._other_labels:
            names = {stem + self._suffix for stem in list_stems(labeled)}
            return {self.label_directory: names} if names else {}
        found: dict[Path, set[str]] = {}
        here = found.setdefault(self.label_directory, set())
        for name in labeled:
            if name in self._elsewhere or "/" in self._other_labels.get(name, ""):
                labels = self._build_entry(name).label_file
                found.setdefault(labels.parent, set()).add(labels.name)
            else:
                here.add(self._other_labels.get(name) or stem_of(name) + self._suffix)
        return {folder: names for folder, names in found.items() if names}

    def _build_entry(self, name: str) -> ImageEntry:
        if name in self._elsewhere:
            return ImageEntry(self.directory / name, self._elsewhere[name])
        labels = self._other_labels.get(name) or stem_of(name) + self._suffix
        return ImageEntry(self.directory / name, self.label_directory / labels)


def group_by_folder(files: Iterable[Path]) -> dict[Path, set[str]]:
    """The names of files by the absolute folder that they are in."""
    found: dict[Path, set[str]] = {}
    for path in files:
        found.setdefault(path.parent, set()).add(path.name)
    return join_folders(found.items())


def join_folders(found: Iterable[tuple[Path, Collection[str]]]) -> dict[Path, set[str]]:
    """Names of files by the absolute folder that they are in."""
    absolute: dict[Path, set[str]] = {}
    for folder, names in found:
        absolute.setdefault(Path(os.path.abspath(folder)), set()).update(names)  # noqa: PTH100 - links stay
    return absolute


@dataclass(frozen=True)
class FolderListing:
    """images: file names; labels: stem -> file name; folders: names."""

    images: list[str]
    labels: Mapping[str, str]
    folders: list[str]


def locate_label_folder(images: Path) -> Path:
    """Where the labels of the images in this folder are: in the `Annotations` beside `JPEGImages`, else with them."""
    actual = images.resolve()
    if actual.name == VOC_IMAGES and (actual.parent / _VOC_LABELS).is_dir():
        return (images if images.name == VOC_IMAGES else actual).parent / _VOC_LABELS
    return images


def is_voc_layout(found: FolderContents) -> bool:
    """Whether its images are all in `JPEGImages`; what other folders have, such as masks, is none."""
    return IMAGE_SUFFIXES.isdisjoint(found.files) and {VOC_IMAGES, _VOC_LABELS} <= set(found.folders)


def list_folder(directory: Path, label_suffix: str, is_canceled: IsCanceled = never_canceled) -> FolderListing:
    """What one directory holds, hidden things left out; nothing is asked of the files themselves.

    Raises:
        DatasetError: The data set cannot be used.
    """
    try:
        found = list_contents(directory, is_canceled)
    except OSError as error:
        raise DatasetError(describe_listing_fault(directory, error)) from error
    images = [name for suffix, names in found.files.items() if suffix in IMAGE_SUFFIXES for name in names]
    labels = find_once(
        ("labels by stem", str(directory), label_suffix),
        lambda: _index_by_stem(found.files.get(label_suffix, []), label_suffix),
    )
    return FolderListing(images, labels, found.folders)


def _index_by_stem(names: Sequence[str], suffix: str) -> Mapping[str, str]:
    """The files `names` by their stems; `suffix` is theirs, some may have it in other letters."""
    stems = [name.removesuffix(suffix) for name in names]  # faster than `stem_of`
    exact = dict(zip(stems, names, strict=True))
    if not any(map(operator.eq, stems, names)):
        return exact
    # A name that ends as it should comes before one in other letters: `a.xml` before `a.XML`.
    exact = {stem: name for stem, name in exact.items() if stem != name}
    return {**{stem_of(name): name for name in reversed(names)}, **exact}


def stem_of(name: str) -> str:
    """The name of a file without its suffix."""
    return name[: name.rfind(".")]


def list_stems(names: Iterable[str]) -> list[str]:
    """`stem_of` each of many names, without a call for each."""
    return [name[: name.rfind(".")] for name in names]


def list_label_files(folder: Path, suffix: str, images: Path, without: Collection[str] = ()) -> Mapping[str, str]:
    """The label files in `folder` that may belong to images in the folder `images`: stem -> name.

    Those that have an image of their name beside them belong to that. A folder that cannot be listed has none.
    """
    try:
        listing = list_folder(folder, suffix)
    except DatasetError:
        return {}  # opening an image of it reports the fault
    owned = {stem_of(name) for name in listing.images} if folder != images else set()
    if not owned and not without:
        return listing.labels
    return {stem: name for stem, name in listing.labels.items() if stem not in without and stem not in owned}


def describe_listing_fault(directory: Path, error: OSError) -> str:
    """The message for a folder that cannot be listed."""
    if isinstance(error, FileNotFoundError):
        return NO_FOLDER.format(folder=directory)
    if isinstance(error, NotADirectoryError) and directory.suffix.lower() in UNREADABLE_SUFFIXES:
        from detector.data.unreadable_images import describe_unreadable_images

        return describe_unreadable_images([directory])[0]
    if isinstance(error, NotADirectoryError):
        return IS_FILE.format(folder=directory)
    if isinstance(error, PermissionError):
        return NO_PERMISSION.format(folder=directory)
    return NOT_READABLE.format(folder=directory, reason=error.strerror or error)


def build_no_images_error(directory: Path, folders: Sequence[str]) -> DatasetError:
    """What to raise when `directory`, which holds `folders`, has no images."""
    from detector.data.unreadable_images import describe_unreadable_images, find_unreadable_images

    unreadable = describe_unreadable_images(find_unreadable_images(directory))
    if unreadable:
        return DatasetError(NO_READABLE_IMAGES.format(folder=directory, reason=unreadable[0]))
    advice = CHOOSE_ANOTHER
    if folders:
        shown = sorted(folders, key=natural_key)[:5]
        more = ", ..." if len(folders) > len(shown) else ""
        advice = IMAGES_IN_FOLDERS.format(folders=", ".join(shown) + more)
    return DatasetError(NO_IMAGES.format(folder=directory, advice=advice))
