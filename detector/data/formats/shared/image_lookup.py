"""Finding the images that a shared label file names, in the folders where they usually are."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from detector.data.directory_cache import is_folder, list_contents
from detector.data.formats.base import Split
from detector.data.image_io import IMAGE_SUFFIXES
from detector.data.label_folders import is_image_folder, is_label_folder

IMAGE_FOLDERS = ("images", "image", "img", "imgs", "data", "JPEGImages")
MAX_NAME_CHARACTERS = 4096
"""The maximum length of a name that is searched: no disk has longer paths, and trying each of their parts is slow."""
_SPLIT_WORDS: dict[Split, tuple[str, ...]] = {
    "train": ("train", "training"),
    "val": ("val", "valid", "validation"),
    "test": ("test", "testing"),
}
_WORD_SEPARATOR = re.compile(r"[^a-z]+")


def parse_split(name: str) -> Split | None:
    """The split in the name of a file or folder: val for `instances_val2017.json`; None for no or several splits."""
    words = frozenset(_WORD_SEPARATOR.split(name.lower()))
    named = [split for split, synonyms in _SPLIT_WORDS.items() if words & frozenset(synonyms)]
    return named[0] if len(named) == 1 else None


def find_file_split(path: Path, root: Path) -> Split | None:
    """The split of a label file by its own name, otherwise by the name of its folder if that is below `root`."""
    inside = path.parent != root and path.parent.is_relative_to(root)
    return parse_split(path.stem) or (parse_split(path.parent.name) if inside else None)


def list_label_file_folders(labels: Path) -> list[Path]:
    """The folder of a shared label file, and its parent if the folder is for labels only."""
    return [labels.parent, labels.parent.parent] if is_label_folder(labels.parent.name) else [labels.parent]


def is_joint_label_folder(name: str) -> bool:
    """Whether shared label files are searched in a folder of this name: `annotations`, `labels`, `data`."""
    return name.lower() == "data" or is_label_folder(name)


def list_likely_image_folders(labels: Path) -> list[Path]:
    """Folders where the images of a shared label file may be, the most likely first; many do not exist."""
    tops = [labels.parent, labels.parent.parent] if is_joint_label_folder(labels.parent.name) else [labels.parent]
    split = parse_split(labels.stem)
    last_word = re.split(r"[_\-. ]", labels.stem)[-1]
    words = dict.fromkeys([last_word, *(_SPLIT_WORDS[split] if split else ())])
    folders = []
    for top in tops:
        inside = [top / name for name in _list_folder_names(top) if is_image_folder(name) or name in IMAGE_FOLDERS]
        folders += [folder / word for folder in inside for word in words]
        parts = [top / word for word in words]
        folders += [part / name for part in parts for name in _list_folder_names(part) if is_image_folder(name)]
        folders += [*parts, top, *inside]
    return folders


def _list_folder_names(folder: Path) -> list[str]:
    """The names of the folders in `folder`, typical names first; empty if it cannot be listed."""
    try:
        names = list_contents(folder).folders
    except (OSError, ValueError):  # most folders that are tried do not exist; ValueError: a zero byte in a name
        return []
    return sorted(names, key=lambda name: (name not in IMAGE_FOLDERS, name))


class ImageFinder:
    """Finds images by the names that a label file gives them. Each folder is listed once, when it is first needed."""

    def __init__(self, folders: Sequence[Path], within: Sequence[Path]) -> None:
        """Prepare the search.

        Args:
            folders: The folders to search; missing ones are left out.
            within: Paths that lead out of these folders are not followed, because the images there may belong to
                somebody else.
        """
        self._folders = [folder for folder in dict.fromkeys(folders) if _is_folder(folder)]
        self._bounds = [bound for folder in within for bound in (os.path.normpath(folder), os.path.realpath(folder))]
        self._is_within_cache: dict[Path, bool] = {}
        self._folder_names: dict[Path, frozenset[str]] = {}
        self._outside_directories: dict[str, list[Path]] = {}
        self._candidate_directories: dict[str, list[tuple[Path, Path]]] = {}
        self._listings: dict[Path, frozenset[str]] = {}
        self._stems: dict[Path, dict[str, str]] = {}
        self._names_by_stripped: dict[Path, dict[str, str]] = {}

    @property
    def folders(self) -> Sequence[Path]:
        """The folders that exist; the one in which the last image was found comes first."""
        return self._folders

    def find_image(self, name: str) -> Path | None:
        """The image that a label file calls `name`, a path relative to one of the folders; None if there is none.

        Backslashes also separate folders. A name without a suffix matches an image with any suffix.
        """
        if len(name) > MAX_NAME_CHARACTERS:
            return None
        if "\\" in name and (found := self._find_below(name)):  # on Linux, a name can contain a backslash
            return found
        return self._find_below(name.replace("\\", "/"))

    def _find_below(self, name: str) -> Path | None:
        parent, last = split_file_name(name)
        for folder, directory in self.list_candidate_directories(parent) if last else ():
            found = self._find_in_directory(directory, last)
            if found is not None:
                if folder is not self._folders[0]:  # the next image is likely to be here, too
                    self._folders.remove(folder)
                    self._folders.insert(0, folder)
                    self._candidate_directories.clear()
                return directory / found
        return None

    def list_candidate_directories(self, parent: str) -> Sequence[tuple[Path, Path]]:
        """Directories where `parent` of a name `parent/image` may be; only those that contain images.

        The result is cached for each parent, because a file can list a hundred thousand images that do not exist.

        Returns:
            For each directory, the folder in which it was found and the directory itself.
        """
        if parent not in self._candidate_directories:
            found = ((folder, self._resolve_directory(folder, parent)) for folder in self._folders)
            self._candidate_directories[parent] = [
                (folder, directory)
                for folder, directory in found
                if directory is not None and self.list_images(directory)
            ]
        return self._candidate_directories[parent]

    def _resolve_directory(self, folder: Path, parent: str) -> Path | None:
        """The directory `parent` in `folder`; None if it does not exist or is outside of the permitted folders."""
        if not parent:
            return folder
        if not self._may_contain(folder, parent):
            return None
        directory = _join_path(folder, parent)
        return Path(directory) if _is_folder(directory) and self.is_within(Path(directory)) else None

    def _may_contain(self, folder: Path, parent: str) -> bool:
        """Whether `folder` may contain `parent`, by cached listings instead of a disk access for each parent."""
        first = parent.partition("/")[0]
        if first[:1] in ("", ".") or ".." in parent:  # absolute, hidden, or upwards: not in the listing
            return True
        if folder not in self._folder_names:
            self._folder_names[folder] = frozenset(_list_folder_names(folder))
        return first in self._folder_names[folder]

    def is_within(self, directory: Path) -> bool:
        """Whether `directory` is in one of the permitted folders, by its path or after resolving links."""
        if directory not in self._is_within_cache:
            self._is_within_cache[directory] = self._is_path_within(str(directory)) or self._is_path_within(
                _resolve_links(directory)
            )
        return self._is_within_cache[directory]

    def _is_path_within(self, folder: str) -> bool:
        return any(folder == bound or folder.startswith(bound.rstrip(os.sep) + os.sep) for bound in self._bounds)

    def is_found_outside(self, name: str) -> bool:
        """Whether an image that `find_image` did not find exists, but outside of the permitted folders."""
        if len(name) > MAX_NAME_CHARACTERS:
            return False
        parent, last = split_file_name(name.replace("\\", "/"))
        if parent not in self._outside_directories:
            found = {_join_path(folder, parent) for folder in self._folders if self._may_contain(folder, parent)}
            there = (Path(directory) for directory in found if _is_folder(directory))
            self._outside_directories[parent] = [directory for directory in there if not self.is_within(directory)]
        return any(_is_file(directory / last) for directory in self._outside_directories[parent])

    def _find_in_directory(self, directory: Path, name: str) -> str | None:
        listing = self.list_images(directory)
        if name in listing:
            return name
        if directory not in self._names_by_stripped:
            self._names_by_stripped[directory] = {image.strip(): image for image in listing if image != image.strip()}
        if name in self._names_by_stripped[directory]:  # readers of tables strip whitespace around fields
            return self._names_by_stripped[directory][name]
        if os.path.splitext(name)[1].lower() in IMAGE_SUFFIXES:  # noqa: PTH122 - a path for each missing image is slow
            return None
        if directory not in self._stems:
            self._stems[directory] = {PurePosixPath(image).stem: image for image in sorted(listing, reverse=True)}
        return self._stems[directory].get(name)

    def list_images(self, directory: Path) -> frozenset[str]:
        """The names of the images in `directory`; empty if it cannot be listed."""
        if directory not in self._listings:
            self._listings[directory] = frozenset(_iter_image_names(directory))
        return self._listings[directory]

    def find_first_image_folder(self) -> list[Path]:
        """The first of the folders that contains images, in a list; an empty list if none does."""
        return [folder for folder in self._folders if self.list_images(folder)][:1]


def split_file_name(name: str) -> tuple[str, str]:
    """Split a name with slashes into its folders (empty if there are none) and its last part."""
    parent, _, last = name.rpartition("/")
    if last in ("", "."):
        path = PurePosixPath(name)
        return ("" if str(path.parent) == "." else str(path.parent)), path.name
    return parent or ("/" if name.startswith("/") else ""), last


def _resolve_links(directory: Path) -> str:
    try:
        return os.path.realpath(directory)
    except (OSError, ValueError):  # as below
        return str(directory)


def _join_path(folder: Path, parent: str) -> str:
    """Join as strings, because creating a Path for each of 100,000 missing folders is slow."""
    return os.path.normpath(os.path.join(folder, parent))  # noqa: PTH118


def _is_folder(path: Path | str) -> bool:
    try:
        return os.path.isdir(path)  # noqa: PTH112
    except (OSError, ValueError):  # as below
        return False


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that is too long, or has a zero byte
        return False


def _iter_image_names(directory: Path) -> Iterator[str]:
    try:
        with os.scandir(directory) as entries:
            for entry in entries:
                name = entry.name
                if name[0] != "." and os.path.splitext(name)[1].lower() in IMAGE_SUFFIXES and not is_folder(entry):  # noqa: PTH122 - a Path for each of 100,000 names is slow
                    yield name
    except (OSError, ValueError):  # ValueError: a zero byte in a name that a label file gave
        return  # most of the folders that are tried do not exist; images that are not found are reported
