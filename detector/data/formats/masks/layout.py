"""Which mask files belong to which image, as far as the names of folders and files say it.

Supported are a folder for each image (`masks/NAME/*.png`), files named after the image (`masks/NAME_*.png`), and a
folder of masks beside that of a single image (`ID/images/ID.png`, `ID/masks/*.png`). A folder around these or in them
is the class of its objects: `masks/cat/NAME_1.png`, `masks/NAME/cat/1.png`.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from detector.data.directory_cache import FolderContents, list_contents
from detector.data.folder import stem_of
from detector.data.formats.base import Split
from detector.data.formats.shared.split_names import parse_folder_split
from detector.data.label_folders import is_data_set_part, is_image_folder
from detector.data.natural_order import natural_key
from detector.data.taken_names import fold_name

MASKS_FOLDER = "masks"
SUFFIX = ".png"
_MASK_FOLDER_PATTERN = re.compile(r"(?:.*[^a-z])?masks?", re.IGNORECASE)
_MASK_WORD = re.compile(r"masks?", re.IGNORECASE)
_MAX_STEPS_UP = 5
_SEPARATORS = "_-. "
_NOT_PORTABLE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]|^\.|[. ]$|%(?=[0-9A-Fa-f]{2})')
_RESERVED = re.compile(r"^(?=(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³])(?:\.|$))[a-z]", re.IGNORECASE)
"""The first letter of a name that is a device on Windows"""


@dataclass(frozen=True)
class MaskSource:
    """Mask files of one image in one folder.

    Attributes:
        folder: The folder.
        label: The class of all of them; empty if the folders in it are classes, and the others have none.
        names: Their names; None for all files in the folder.
    """

    folder: Path
    label: str = ""
    names: tuple[str, ...] | None = None

    def list_files(self) -> Iterator[tuple[Path, str]]:
        """The files as they are now, in natural order, each with its class; empty if it has none."""
        if self.names is not None:
            yield from ((path, self.label) for name in self.names if os.path.lexists(path := self.folder / name))
            return
        found = _list_folder(self.folder)
        yield from ((self.folder / name, self.label) for name in _list_names(found))
        for folder in sorted(found.folders, key=natural_key) if not self.label else ():
            label = parse_class_folder(folder)
            yield from (
                (self.folder / folder / name, label) for name in _list_names(_list_folder(self.folder / folder))
            )


@dataclass
class ImageMasks:
    """The masks of the images in one folder.

    Attributes:
        default_folder: Where new masks go.
        sources: Image name -> its masks.
        unmatched: Files that belong to no image.
        times: When each folder with masks of several images was changed last.
    """

    default_folder: Path
    sources: dict[str, list[MaskSource]] = field(default_factory=dict)
    unmatched: list[Path] = field(default_factory=list)
    times: dict[Path, int | None] = field(default_factory=dict)

    @property
    def is_current(self) -> bool:
        """Whether no file or folder was added to or removed from these folders since they were listed."""
        return all(_read_change_time(folder) == time for folder, time in self.times.items())


def parse_class_folder(name: str) -> str:
    """The class that a folder is named after; see `format_class_folder`."""
    return unquote(name)


def format_class_folder(label: str) -> str:
    """The name of the folder of a class; characters that not every disk can hold are written as in web addresses."""
    return _RESERVED.sub(_escape_character, _NOT_PORTABLE.sub(_escape_character, label))


class ClassFolderNames:
    """Assigns a folder to each class such that no disk takes two for one: `cat` and, for `Cat` after it, `%43at`."""

    def __init__(self) -> None:
        self._names_by_label: dict[str, str] = {}
        self._taken: set[str] = set()

    def assign_name(self, label: str) -> str:
        """The name of the folder of a class; repeated calls return the same name."""
        if label not in self._names_by_label:
            name, count = format_class_folder(label), 0
            while fold_name(name) in self._taken:
                count += 1
                name = _escape_text(label[:count]) + format_class_folder(label[count:])
            self._taken.add(fold_name(name))
            self._names_by_label[label] = name
        return self._names_by_label[label]


def _escape_character(found: re.Match[str]) -> str:
    return _escape_text(found[0])


def _escape_text(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


def is_mask_folder(name: str) -> bool:
    """Whether a folder is named for masks: `masks`, `train_masks`."""
    return _MASK_FOLDER_PATTERN.fullmatch(name) is not None


class MaskSearch:
    """Finds the masks of the images in each folder of a data set."""

    def __init__(self, root: Path, folders: Mapping[Path, Sequence[str]], labels: Path | None = None) -> None:
        """Count names that are in several folders.

        Args:
            root: The folder of the data set.
            folders: The folders with images; their images in natural order.
            labels: The folder with the masks, if the user has specified it.
        """
        self._root, self._folders, self._labels = root, folders, labels
        stems = Counter(stem for names in folders.values() for stem in {*names, *map(stem_of, names)})
        self._repeated = frozenset(stem for stem, count in stems.items() if count > 1)
        self._found: dict[Path, ImageMasks] = {}
        self._mask_names: dict[Path, Sequence[str]] = {}
        self._folders_above = _collect_parents(folders)
        self._folders_by_parent = Counter(folder.parent for folder in folders)

    def find_masks(self, directory: Path) -> ImageMasks:
        """The masks of the images in a folder, found once.

        In a folder of masks for images of several folders, names that images of two folders have are not used.
        """
        if directory not in self._found:
            self._found[directory] = self._search_masks(directory)
        return self._found[directory]

    def _search_masks(self, directory: Path) -> ImageMasks:
        names = self._folders[directory]
        found = self._list_mask_folders(directory)
        own = [folder for folder in found if self._is_own(folder, directory)]
        masks = ImageMasks(own[0] if own else self._choose_new_folder(directory))
        masks.times = {folder: _read_change_time(folder) for folder in dict.fromkeys([masks.default_folder, *found])}
        for folder in found:
            is_single = len(names) == 1 and folder in own
            shared = frozenset[str]() if folder in own else self._repeated
            _Assignment(folder, names, masks, names[0] if is_single else "", shared).assign_all()
        return masks

    def _choose_new_folder(self, directory: Path) -> Path:
        """Beside a folder named for images, such as `images`; never outside of the data set."""
        is_beside = directory != self._root and is_image_folder(directory.name)
        return (directory.parent if is_beside else directory) / MASKS_FOLDER

    def find_changed_masks(self, directory: Path) -> ImageMasks:
        """The masks of the images in a folder, with folders listed again."""
        self._mask_names.clear()
        self._found.pop(directory, None)
        return self.find_masks(directory)

    def _list_mask_folders(self, directory: Path) -> list[Path]:
        """In the folder of the images, else beside it, else beside or parallel to the nearest folder above it."""
        if self._labels is not None:
            return [_choose_parallel(self._labels, directory.relative_to(self._root).parts)]
        found = [directory / name for name in self._list_mask_names(directory)]
        folder, inner = directory, list[str]()
        while not found and (folder != self._root or is_data_set_part(folder.name)) and len(inner) < _MAX_STEPS_UP:
            inner.insert(0, folder.name)
            split = parse_folder_split(folder.name)
            found = [
                _choose_parallel(folder.parent / name, inner)
                for name in self._list_mask_names(folder.parent)
                if name != folder.name and _parse_mask_split(name) in (None, split)
            ]
            folder = folder.parent
        return found

    def _list_mask_names(self, folder: Path) -> Sequence[str]:
        """The folders for masks directly in a folder, which is listed once."""
        if folder not in self._mask_names:
            self._mask_names[folder] = sorted(filter(is_mask_folder, _list_folder(folder).folders), key=natural_key)
        return self._mask_names[folder]

    def _is_own(self, folder: Path, directory: Path) -> bool:
        """Whether a folder of masks is only for the images directly in `directory`."""
        if folder.is_relative_to(directory):
            return directory not in self._folders_above
        is_alone = self._folders_by_parent[directory.parent] == 1
        return folder.name == directory.name or (is_alone and folder.parent == directory.parent)


def _choose_parallel(masks: Path, inner: Sequence[str]) -> Path:
    """The folder in `masks` for the images in a folder `inner` beside it: laid out like those, or `masks` itself."""
    ways = (inner, inner[1:]) if len(inner) > 1 else (inner,)
    return next((masks.joinpath(*way) for way in ways if _has_folder(masks, way)), masks)


def _has_folder(folder: Path, parts: Sequence[str]) -> bool:
    """Whether folders are nested so, by listings that are needed anyway."""
    for part in parts:
        if part not in _list_folder(folder).folders:
            return False
        folder /= part
    return True


def _collect_parents(folders: Iterable[Path]) -> Collection[Path]:
    """All folders above these."""
    parents = set[Path]()
    for folder in folders:
        for above in folder.parents:
            if above in parents:
                break
            parents.add(above)
    return parents


def _parse_mask_split(name: str) -> Split | None:
    """The split that a folder of masks is named after: `train_masks`."""
    return parse_folder_split(_MASK_WORD.sub("", name))


class _Assignment:
    """Assigns what is in one folder of masks to images."""

    def __init__(
        self, folder: Path, names: Sequence[str], masks: ImageMasks, single: str, repeated: Collection[str]
    ) -> None:
        """Take what there is.

        Args:
            folder: The folder.
            names: The images.
            masks: Where what is found is added.
            single: The image to which everything else belongs; empty if there is none.
            repeated: Names that images of other folders have, too.
        """
        self._folder, self._masks, self._single = folder, masks, single
        self._found = _list_folder(folder)
        named = set(names) & set(self._found.folders)
        self._owners = {stem_of(name): name for name in reversed(names) if name not in named}
        self._owners |= {name: name for name in names}
        for name in repeated:
            self._owners.pop(name, None)

    def assign_all(self) -> None:
        classes: list[str] = []
        for name in sorted(self._found.folders, key=natural_key):
            if name in self._owners:
                self._add(self._owners[name], MaskSource(self._folder / name))
            elif parse_folder_split(name) is None:
                classes.append(name)
        if self._single and not self._has_named_files():
            self._add(self._single, MaskSource(self._folder))
            return
        self._assign_files(self._folder, self._found, "")
        self._masks.times |= {folder: _read_change_time(folder) for folder in map(self._folder.joinpath, classes)}
        for class_name in classes:
            folder, label = self._folder / class_name, parse_class_folder(class_name)
            found = _list_folder(folder)
            for name in sorted(found.folders, key=natural_key):
                if name in self._owners:
                    self._add(self._owners[name], MaskSource(folder / name, label))
            self._assign_files(folder, found, label)

    def _has_named_files(self) -> bool:
        return any(self._find_owner(name) for name in _list_names(self._found)) or any(
            name in self._owners for name in self._found.folders
        )

    def _assign_files(self, folder: Path, found: FolderContents, label: str) -> None:
        files: dict[str, list[str]] = {}
        for name in _list_names(found):
            owner = self._find_owner(name)
            if owner:
                files.setdefault(owner, []).append(name)
            else:
                self._masks.unmatched.append(folder / name)
        for owner, names in files.items():
            self._add(owner, MaskSource(folder, label, tuple(names)))

    def _find_owner(self, name: str) -> str:
        """The image whose name the name of a file begins with, the longest; empty if there is none."""
        stem = stem_of(name)
        ends = (end for end in range(len(stem) - 1, 0, -1) if stem[end] in _SEPARATORS)
        return next((self._owners[stem[:end]] for end in ends if stem[:end] in self._owners), "")

    def _add(self, image: str, source: MaskSource) -> None:
        self._masks.sources.setdefault(image, []).append(source)


def _read_change_time(folder: Path) -> int | None:
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return None


def _list_folder(folder: Path) -> FolderContents:
    try:
        return list_contents(folder)
    except OSError:
        return FolderContents()  # it was removed, or may not be listed: no mask of it is read


def _list_names(found: FolderContents) -> list[str]:
    return sorted(
        (name for suffix in (SUFFIX, SUFFIX.upper()) for name in found.files.get(suffix, ())), key=natural_key
    )


def group_unmatched(paths: Sequence[Path]) -> Mapping[Path, list[Path]]:
    """Files by their folder."""
    groups: dict[Path, list[Path]] = {}
    for path in paths:
        groups.setdefault(path.parent, []).append(path)
    return groups
