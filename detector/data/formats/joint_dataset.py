"""A data set whose labels are in one file, or in one for each split."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from detector.data.folder import by_folder, natural_key
from detector.data.image_io import IMAGE_SUFFIXES, read_size
from detector.data.image_paths import ImagePaths
from detector.data.look import Cancelled, below, contents, is_given_up, never
from detector.errors import AnnotationUnreadableError, DatasetError

from . import saving
from .base import AS_FOUND, FormatName, OpenOptions, Split
from .image_matches import match_below, match_names
from .image_places import (
    IMAGE_FOLDERS,
    ImagePlaces,
    folders_around,
    likely_folders,
    split_of_file,
)
from .joint_file import ImageInFile, JointFile, JointFormatError, JointState, TellsSplits
from .joint_label_file import JointLabelFile
from .split_folders import folder_split
from .wording import counted, shown, some

_ASK_EVERY = 1024
"""Names between two questions whether the look was given up."""
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
        self,
        root: Path,
        format_name: FormatName,
        files: Sequence[JointFile],
        notices: Iterable[str] = (),
        cancelled: Cancelled = never,
        options: OpenOptions = AS_FOUND,
    ) -> None:
        """Looks for the images of `files`. Errors: DatasetError when none is there."""
        self._root, self._format, self._files = root, format_name, list(files)
        self.options = replace(options, format=format_name)
        self._lock = threading.Lock()
        base = root if root.is_dir() else root.parent
        search = _Search(files, base, cancelled)
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
    def label_files(self) -> tuple[Path, ...]:
        """The files that have the labels, or will."""
        return tuple(file.path for file in self._files)

    @property
    def states(self) -> tuple[JointState, ...]:
        """What the files say, as it was read or written last."""
        return tuple(file.state for file in self._files)

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

    def used_files(self) -> Mapping[Path, Collection[str]]:
        return by_folder(self.label_files)

    def is_labelled(self, image: Path) -> bool:
        place = self._places[image]
        return self._files[place.file].state.knows(place.name)

    def state_of(self, image: Path) -> tuple[JointState, str]:
        """The state of the file that has the labels of one of `images`, and what it calls the image."""
        place = self._places[image]
        return self._files[place.file].state, place.name

    def names_in(self, path: Path, images: Iterable[Path]) -> frozenset[str]:
        """What the file `path` calls those of `images` that are its own."""
        file = self.label_files.index(path)
        places = (self._places.get(image) for image in images)
        return frozenset(place.name for place in places if place is not None and place.file == file)

    def read(self, image: Path) -> JointLabelFile:
        """The labels as they are on disk now. Errors: AnnotationUnreadableError, ImageUnreadableError."""
        place = self._places[image]
        with self._lock:
            file = self._files[place.file] = _fresh(self._files[place.file])
        size = read_size(image) if file.state.needs_size(place.name) else None
        return JointLabelFile.read(file, ImageInFile(place.name, size), image)

    def rewrite(
        self, path: Path, edit: Callable[[JointState], JointState], expected: JointFile | None = None
    ) -> JointFile:
        """Make what `edit` gives for the state of the file `path` its state, in one write; returns the file.

        Where `expected` is given, the file must be the one that was returned then.
        Errors: AnnotationUnreadableError, AnnotationConflictError, AnnotationWriteError, and those of `edit`; the file
        is as it was.
        """
        with saving.saving_with(path):
            with self._lock:
                place = self.label_files.index(path)
                file = self._files[place] = _fresh(self._files[place])
            if expected is not None and file is not expected:
                raise saving.conflict(path, was_there=True, is_there=True)
            with file.lock:
                file.write(edit(file.state))
        return file


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

    def __init__(self, files: Sequence[JointFile], base: Path, cancelled: Cancelled) -> None:
        """`base` is the folder of the data set. Errors: DatasetError when there is no image at all."""
        self._files, self._base, self._cancelled = files, base, cancelled
        self._finders = [
            ImagePlaces([*likely_folders(file.path), base], [base, *folders_around(file.path)]) for file in files
        ]
        self._is_outside = [not file.path.is_relative_to(base) for file in files]
        self._missing: list[list[str]] = [[] for _ in files]
        self._unlisted: list[list[str]] = [[] for _ in files]
        self._twice: list[str] = []
        self.places: dict[Path, _Place] = {}
        self._respelled: list[dict[str, Path]] = [{} for _ in files]
        self._unclear: list[list[str]] = [[] for _ in files]
        for index, file in enumerate(files):
            self._find_listed(index, file.state)
        for index, file in enumerate(files):
            self._find_otherwise_named(index, file.state)
        self.listed = frozenset(self.places)
        for index in range(len(files)):
            self._find_unlisted(index)
        if len(files) == 1:
            self._find_everywhere()
        if not self.places and not cancelled():
            raise DatasetError(self._nothing())

    def _find_listed(self, index: int, state: JointState) -> None:
        finder, places = self._finders[index], state.places if isinstance(state, TellsSplits) else {}
        for number, name in enumerate(state.names):
            if number % _ASK_EVERY == 0 and self._is_given_up():
                return
            image = finder.find(name) or (finder.find(places[name]) if name in places else None)
            if image is None:
                self._missing[index].append(name)
            else:
                self._take(index, name, image)

    def _is_given_up(self) -> bool:
        return self._cancelled() or is_given_up()

    def _find_otherwise_named(self, index: int, state: JointState) -> None:
        """Images whose names are spelled otherwise, or begin with folders of another machine."""
        missing = self._missing[index]
        if not missing or self._is_given_up():
            return
        matches = match_names(missing, state.names, self._finders[index], self.places.keys())
        for name, image in matches.found.items():
            self._take(index, name, image)
        left_out = {*matches.found, *matches.unclear}
        rest = [name for name in missing if name not in left_out]
        has_place = any(place.file == index for place in self.places.values())
        # Beside images that are where the file says, one of the same name elsewhere is another picture.
        further = {} if has_place else match_below(rest, self._base, self.places.keys())
        for name, image in further.items():
            self._take(index, name, image)
        self._missing[index] = [name for name in rest if name not in further]
        self._respelled[index], self._unclear[index] = matches.respelled, matches.unclear

    def _take(self, index: int, name: str, image: Path) -> None:
        """Give the image to the file that lists it by that name."""
        if self._is_outside[index]:
            inside = self._inside(image)
            if inside is None:
                return  # the file lists images of other folders, too
            image = inside
        place = _Place(index, name)
        if self.places.setdefault(image, place) != place:
            self._twice.append(image.name)

    def _inside(self, image: Path) -> Path | None:
        """`image` as a path below the folder of the data set, or None where it lies elsewhere."""
        name = os.path.relpath(image, self._base)
        return None if name.startswith(os.pardir) else self._base / name

    def _left_out(self, index: int) -> list[str]:
        """The names of a file for which there is no image."""
        return self._missing[index] + self._unclear[index]

    def _find_unlisted(self, index: int) -> None:
        finder = self._finders[index]
        mine: dict[Path, str] = {}
        used: dict[Path, set[str]] = {}
        for image, place in self.places.items():
            used.setdefault(image.parent, set()).add(image.name)
            if place.file == index:
                mine[image.parent] = place.name
        if not mine and self._left_out(index):
            return
        above = [folder.parent for folder in mine if folder.parent.name in IMAGE_FOLDERS]
        folders = dict.fromkeys([*mine, *above] or finder.first_folder_with_images())
        for folder in (one for one in folders if not self._is_outside[index] or self._inside(one)):
            for name in sorted(finder.listing(folder) - used.get(folder, frozenset())):
                image = folder / name
                self.places[image] = _Place(index, _named_like(mine.get(folder, ""), image))
                self._unlisted[index].append(name)

    def _find_everywhere(self) -> None:
        """Images in any folder: one file at the top of a data set is for them all, as it is in one begun here."""
        top = self._files[0].path.parent
        if top != self._base or (self._left_out(0) and not self.places):
            return
        tops = _folders_with_images(top)
        used: dict[Path, set[str]] = {}
        for image in self.places:
            used.setdefault(image.parent, set()).add(image.name)
        if not all(any(folder.is_relative_to(one) for one in tops) for folder in used):
            return
        found = {image for folder in tops for image in _images_below(folder, self._cancelled, used)}
        for image in sorted(found, key=lambda path: natural_key(str(path))):
            self.places[image] = _Place(0, image.relative_to(top).as_posix())
        self._unlisted[0].clear()  # labelled one after the other, as in the formats with a file for each image

    def _nothing(self) -> str:
        file, names = self._files[0].path, self._left_out(0)
        if not names:
            return f"{file} lists no images, and there are none beside it. Put them into a folder images beside it."
        return (
            f"None of the {len(names)} images that {file} lists is there ({some(names)}). Put them beside it, or into "
            "a folder images beside it."
        )

    def notices(self) -> list[str]:
        told = [sentence for index in range(len(self._files)) for sentence in self._notices_of(index)]
        if self._twice:
            told.append(f"More than one list names {some(self._twice)}; the first counts.")
        return told

    def _notices_of(self, index: int) -> Iterator[str]:
        name, finder, missing = self._files[index].path.name, self._finders[index], self._missing[index]
        outside = frozenset(image for image in missing if finder.leads_outside(image))
        if absent := [image for image in missing if image not in outside]:
            images = counted(len(absent), "image that is", "images that are")
            yield f"{name} lists {images} not on disk, left out: {some(absent)}."
        if outside:
            images = counted(len(outside), "image", "images")
            yield (
                f"{name} lists {images} outside of its folder, left out, as they may be somebody else's: "
                f"{some(sorted(outside))}. Copy them beside it to use them."
            )
        if unclear := self._unclear[index]:
            images = counted(len(unclear), "image that is", "images that are")
            yield (
                f"{name} lists {images} not on disk under that name, left out: {some(unclear)}. There are images with "
                "similar names, but they may be other pictures. Rename or move them to where the file says they are."
            )
        if respelled := self._respelled[index]:
            images = counted(len(respelled), "image", "images")
            first, image = next(iter(respelled.items()))
            example = f"{shown(first)} for {shown(image.name)}"
            yield f"{name} spells the names of {images} differently than the disk, for example {example}; matched."
        if unlisted := self._unlisted[index]:
            images = counted(len(unlisted), "image", "images")
            yield f"{name} does not list {images} beside those it lists, so without labels: {some(unlisted)}."


def _folders_with_images(root: Path) -> list[Path]:
    """Where the images of a data set are: where `root` has none itself, only in folders named for that, if any."""
    try:
        listing = contents(root)
    except OSError:
        return []
    named = [name for name in listing.folders if name in IMAGE_FOLDERS or folder_split(name) is not None]
    return [root / name for name in named] if named and listing.files.keys().isdisjoint(IMAGE_SUFFIXES) else [root]


def _images_below(top: Path, cancelled: Cancelled, used: Mapping[Path, AbstractSet[str]]) -> Iterator[Path]:
    """All images in `top` and its folders but those `used`, by folder; none where it cannot be listed."""
    try:
        for folder, found in below(top, cancelled):
            for suffix in found.files.keys() & IMAGE_SUFFIXES:
                names = found.files[suffix]
                yield from (folder / name for name in names if name not in used.get(folder, ()))
    except OSError:
        return


def _named_like(sibling: str, image: Path) -> str:
    """What a file would call `image` that calls one in the same folder `sibling`."""
    path = PurePosixPath(sibling.replace("\\", "/"))
    name = image.name if path.suffix or not sibling else image.stem
    return (path.parent / name).as_posix()


def _splits(files: Sequence[JointFile], search: _Search, base: Path) -> dict[Split, frozenset[Path]]:
    """What the names of the files say. An image that no file lists is in the split of its folder, if it has but one."""
    of_file = [split_of_file(file.path, base) for file in files]
    told = [file.state.splits if isinstance(file.state, TellsSplits) else {} for file in files]

    def listed_in(place: _Place) -> Split | None:
        return told[place.file].get(place.name, of_file[place.file])

    if not any(of_file) and not any(told):
        return {}
    of_folder: dict[Path, set[Split | None]] = {}
    for image in search.listed:
        of_folder.setdefault(image.parent, set()).add(listed_in(search.places[image]))
    splits: dict[Split, set[Path]] = {}
    for image, place in search.places.items():
        own = {listed_in(place)} if image in search.listed else of_folder.get(image.parent, set())
        split = next(iter(own)) if len(own) == 1 else None
        if split is not None:
            splits.setdefault(split, set()).add(image)
    return {split: frozenset(images) for split, images in splits.items()}
