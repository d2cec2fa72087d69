"""A data set whose labels are in one file, or in one for each split."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from detector.data.image_io import read_size
from detector.data.image_paths import ImagePaths
from detector.errors import AnnotationUnreadableError, DatasetError

from . import saving
from .base import FormatName, Split
from .image_places import IMAGE_FOLDERS, ImagePlaces, likely_folders, split_of_file
from .joint_file import ImageInFile, JointFile, JointFormatError, JointLabelFile, JointState
from .wording import counted, some

Parse = Callable[[bytes, str], JointState]
"""From a file's bytes and name. Raises JointFormatError."""


def open_file(path: Path, parse: Parse, prepare: Callable[[JointState], None] | None = None) -> JointFile:
    """For `prepare` see `JointFile`. Errors: JointFormatError, DatasetError (it cannot be read at all)."""
    try:
        return JointFile(path, lambda raw: parse(raw, path.name), prepare)
    except OSError as error:
        text = f"{path} could not be read: {error.strerror or error}. Check its permissions, or choose another."
        raise DatasetError(text) from error


def unusable(path: Path, fault: JointFormatError) -> DatasetError:
    """What to raise of a data set with a file that cannot be used as a whole."""
    return DatasetError(
        f"{path.name} cannot be used: {fault}. Repair it, or restore it from a copy; it was left alone."
    )


@dataclass(frozen=True)
class _Place:
    """Which of the files has an image, or would, and by what name."""

    file: int
    name: str


class JointDataset:
    """The images that files list, and those that lie beside them; see `detector.data.formats.base.Dataset`."""

    def __init__(
        self, root: Path, format_name: FormatName, files: Sequence[JointFile], notices: Iterable[str] = ()
    ) -> None:
        """Looks for the images of `files`. Errors: DatasetError when none is there."""
        self._root, self._format, self._files = root, format_name, list(files)
        self._lock = threading.Lock()
        base = root if root.is_dir() else root.parent
        search = _Search(files)
        self._places: Mapping[Path, _Place] = search.places
        self._images = ImagePaths.of(base, search.places)
        self._splits = _splits(files, search, base)
        self._notices = (*notices, *(notice for file in files for notice in file.state.notices), *search.notices())

    @property
    def root(self) -> Path:
        return self._root

    @property
    def format(self) -> FormatName:
        return self._format

    @property
    def images(self) -> ImagePaths:
        return self._images

    @property
    def labelled(self) -> bytes:
        return bytes(map(self.is_labelled, self._images))

    @property
    def classes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for file in self._files for name in file.state.classes))

    @property
    def splits(self) -> Mapping[Split, frozenset[Path]]:
        return self._splits

    @property
    def notices(self) -> tuple[str, ...]:
        return self._notices

    def is_labelled(self, image: Path) -> bool:
        place = self._places[image]
        return self._files[place.file].state.knows(place.name)

    def read(self, image: Path) -> JointLabelFile:
        """The labels as they are on disk now. Errors: AnnotationUnreadableError, ImageUnreadableError."""
        place = self._places[image]
        with self._lock:
            file = self._files[place.file] = _fresh(self._files[place.file])
        size = read_size(image) if file.state.needs_size(place.name) else None
        return JointLabelFile.read(file, ImageInFile(place.name, size))


def _fresh(file: JointFile) -> JointFile:
    """The file as it is on disk now. Errors: AnnotationUnreadableError."""
    try:
        return file.reread()
    except OSError as error:
        text = (
            f"{file.path.name} could not be read: {error.strerror or error}. Until it can, its boxes cannot be edited."
        )
        raise AnnotationUnreadableError(text) from error
    except JointFormatError as error:
        raise saving.unusable(file.path, str(error)) from error


class _Search:
    """Where the images are that files list, and what else lies beside them."""

    def __init__(self, files: Sequence[JointFile]) -> None:
        """Errors: DatasetError when there is no image at all."""
        self._files = files
        self._finders = [ImagePlaces(likely_folders(file.path)) for file in files]
        self._missing: list[list[str]] = [[] for _ in files]
        self._unlisted: list[list[str]] = [[] for _ in files]
        self._twice: list[str] = []
        self.places: dict[Path, _Place] = {}
        for index, file in enumerate(files):
            self._find_listed(index, file.state)
        self.listed = frozenset(self.places)
        for index in range(len(files)):
            self._find_unlisted(index)
        if not self.places:
            raise DatasetError(self._nothing())

    def _find_listed(self, index: int, state: JointState) -> None:
        for name in state.names:
            image = self._finders[index].find(name)
            if image is None:
                self._missing[index].append(name)
            elif self.places.setdefault(image, _Place(index, name)) != _Place(index, name):
                self._twice.append(image.name)

    def _find_unlisted(self, index: int) -> None:
        finder = self._finders[index]
        mine = {image.parent: place.name for image, place in self.places.items() if place.file == index}
        if not mine and self._missing[index]:
            return
        above = [folder.parent for folder in mine if folder.parent.name in IMAGE_FOLDERS]
        for folder in dict.fromkeys([*mine, *above] or finder.first_folder_with_images()):
            for image in sorted(finder.images_in(folder)):
                if image not in self.places:
                    self.places[image] = _Place(index, _named_like(mine.get(folder, ""), image))
                    self._unlisted[index].append(image.name)

    def _nothing(self) -> str:
        file, names = self._files[0].path, self._missing[0]
        if not names:
            return f"{file} lists no images, and there are none beside it. Put them into a folder images beside it."
        return (
            f"None of the {len(names)} images that {file} lists is there ({some(names)}). Put them beside it, or into "
            "a folder images beside it."
        )

    def notices(self) -> list[str]:
        told = []
        for file, missing, unlisted in zip(self._files, self._missing, self._unlisted, strict=True):
            name = file.path.name
            if missing:
                images = counted(len(missing), "image that is", "images that are")
                told.append(f"{name} lists {images} not on disk, left out: {some(missing)}.")
            if unlisted:
                images = counted(len(unlisted), "image", "images")
                told.append(
                    f"{name} does not list {images} beside those it lists, so without labels: {some(unlisted)}."
                )
        if self._twice:
            told.append(f"More than one list names {some(self._twice)}; the first counts.")
        return told


def _named_like(sibling: str, image: Path) -> str:
    """What a file would call `image` that calls one in the same folder `sibling`."""
    path = PurePosixPath(sibling.replace("\\", "/"))
    name = image.name if path.suffix or not sibling else image.stem
    return (path.parent / name).as_posix()


def _splits(files: Sequence[JointFile], search: _Search, base: Path) -> dict[Split, frozenset[Path]]:
    """What the names of the files say. An image that no file lists is in the split of its folder, if it has but one."""
    of_file = [split_of_file(file.path, base) for file in files]
    of_folder: dict[Path, set[Split | None]] = {}
    for image in search.listed:
        of_folder.setdefault(image.parent, set()).add(of_file[search.places[image].file])
    splits: dict[Split, set[Path]] = {}
    for image, place in search.places.items():
        own = {of_file[place.file]} if image in search.listed else of_folder.get(image.parent, set())
        split = next(iter(own)) if len(own) == 1 else None
        if split is not None:
            splits.setdefault(split, set()).add(image)
    return {split: frozenset(images) for split, images in splits.items()}
