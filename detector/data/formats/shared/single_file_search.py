"""The images of a data set with shared label files: those that the files list, and those beside them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from detector.data.directory_cache import IsCanceled, is_scan_canceled, list_contents, walk_folders
from detector.data.formats.base import Split
from detector.data.image_io import IMAGE_SUFFIXES
from detector.data.natural_order import natural_key
from detector.data.relative_path import format_relative_path
from detector.errors import DatasetError
from detector.translatable import translatable

from .image_lookup import (
    IMAGE_FOLDERS,
    ImageFinder,
    find_file_split,
    list_label_file_folders,
    list_likely_image_folders,
)
from .image_matches import match_below, match_names
from .single_file import JointFile, JointState, StateWithSplits
from .split_names import parse_folder_split
from .wording import escape_name, format_count, list_names

NO_LISTED_IMAGE = translatable(
    "None of the {count} images that {file} lists is there ({names}). Put them beside it, or into a folder images "
    "beside it."
)
LISTED_IN_SEVERAL = translatable("More than one list names {names}; the first counts.")
NOT_ON_DISK = translatable("{name} lists {images} not on disk, left out: {names}.")
OUTSIDE_FOLDER = translatable(
    "{name} lists {images} outside of its folder, left out, as they may be somebody else's: {names}. Copy them "
    "beside it to use them."
)
NOT_UNDER_NAME = (
    "{name} lists {images} not on disk under that name, left out: {names}. There are images with similar names, "
    "but they may be other pictures. Rename or move them to where the file says they are."
)
SPELLED_DIFFERENTLY = "{name} spells the names of {images} differently than the disk, for example {example}; matched."
NOT_LISTED = translatable("{name} does not list {images} beside those it lists, so without labels: {names}.")
_NAMES_PER_CANCEL_CHECK = 1024
"""Number of names after which cancellation is checked."""


@dataclass(frozen=True)
class ImagePlace:
    """The file that has an image, or will have it, and the name of the image there."""

    file_index: int
    name: str


PlacesByImage = Mapping[Path, ImagePlace]


def list_names_in_file(places_by_image: PlacesByImage, file_index: int, images: Iterable[Path]) -> frozenset[str]:
    """The names that those of `images` have in the file that belong to it."""
    places = (places_by_image.get(image) for image in images)
    return frozenset(place.name for place in places if place is not None and place.file_index == file_index)


class JointImageSearch:
    """Finds the images that files list, and other images beside them.

    The steps are ordered: exact names of all files first, then similar names, then unlisted images. An exact match in
    one file therefore takes precedence over a similar name in another.
    """

    def __init__(self, files: Sequence[JointFile], base: Path, is_canceled: IsCanceled) -> None:
        """Search the images; `base` is the folder of the data set.

        Raises:
            DatasetError: There are no images.
        """
        self._files, self._base, self._is_canceled = files, base, is_canceled
        self._finders = [
            ImageFinder([*list_likely_image_folders(file.path), base], [base, *list_label_file_folders(file.path)])
            for file in files
        ]
        self._are_files_outside = [not file.path.is_relative_to(base) for file in files]
        self._missing_names: list[list[str]] = [[] for _ in files]
        self._unlisted_names: list[list[str]] = [[] for _ in files]
        self._listed_twice: list[str] = []
        self.places_by_image: dict[Path, ImagePlace] = {}
        self._respelled_images: list[dict[str, Path]] = [{} for _ in files]
        self._unclear_names: list[list[str]] = [[] for _ in files]
        for index, file in enumerate(files):
            self._find_listed_images(index, file.state)
        for index, file in enumerate(files):
            self._match_other_names(index, file.state)
        self.listed_images = frozenset(self.places_by_image)
        for index in range(len(files)):
            self._find_unlisted_images(index)
        if len(files) == 1:
            self._find_images_everywhere()
        if not self.places_by_image and not is_canceled():
            raise DatasetError(self._describe_no_images())

    def _find_listed_images(self, index: int, state: JointState) -> None:
        finder, places = self._finders[index], state.alternative_paths if isinstance(state, StateWithSplits) else {}
        for number, name in enumerate(state.names):
            if number % _NAMES_PER_CANCEL_CHECK == 0 and self._is_search_canceled():
                return
            image = finder.find_image(name) or (finder.find_image(places[name]) if name in places else None)
            if image is None:
                self._missing_names[index].append(name)
            else:
                self._assign_image(index, name, image)

    def _is_search_canceled(self) -> bool:
        return self._is_canceled() or is_scan_canceled()

    def _match_other_names(self, index: int, state: JointState) -> None:
        """Match names that are spelled differently or begin with folders of another machine."""
        missing = self._missing_names[index]
        if not missing or self._is_search_canceled():
            return
        matches = match_names(missing, state.names, self._finders[index], self.places_by_image.keys())
        for name, image in matches.images_by_name.items():
            self._assign_image(index, name, image)
        left_out = {*matches.images_by_name, *matches.unclear_names}
        rest = [name for name in missing if name not in left_out]
        has_place = any(place.file_index == index for place in self.places_by_image.values())
        # If some images are where the file says, an image of the same name elsewhere is a different image.
        further = {} if has_place else match_below(rest, self._base, self.places_by_image.keys())
        for name, image in further.items():
            self._assign_image(index, name, image)
        self._missing_names[index] = [name for name in rest if name not in further]
        self._respelled_images[index], self._unclear_names[index] = matches.respelled_images, matches.unclear_names

    def _assign_image(self, index: int, name: str, image: Path) -> None:
        """Assign an image to the file that lists it by this name."""
        if self._are_files_outside[index]:
            inside = self._relocate_below_base(image)
            if inside is None:
                return  # the file also lists images outside of the open folder
            image = inside
        place = ImagePlace(index, name)
        if self.places_by_image.setdefault(image, place) != place:
            self._listed_twice.append(image.name)

    def _relocate_below_base(self, image: Path) -> Path | None:
        """`image` as a path below the folder of the data set; None if it is elsewhere."""
        name = format_relative_path(image, self._base)
        return None if name.startswith(os.pardir) or Path(name).is_absolute() else self._base / name

    def _list_unmatched_names(self, index: int) -> list[str]:
        """The names in a file that have no image."""
        return self._missing_names[index] + self._unclear_names[index]

    def _find_unlisted_images(self, index: int) -> None:
        finder = self._finders[index]
        mine: dict[Path, str] = {}
        used: dict[Path, set[str]] = {}
        for image, place in self.places_by_image.items():
            used.setdefault(image.parent, set()).add(image.name)
            if place.file_index == index:
                mine[image.parent] = place.name
        if not mine and self._list_unmatched_names(index):
            return
        above = [folder.parent for folder in mine if folder.parent.name in IMAGE_FOLDERS]
        folders = dict.fromkeys([*mine, *above] or finder.find_first_image_folder())
        for folder in (one for one in folders if not self._are_files_outside[index] or self._relocate_below_base(one)):
            for name in sorted(finder.list_images(folder) - used.get(folder, frozenset())):
                image = folder / name
                self.places_by_image[image] = ImagePlace(index, build_name_like(mine.get(folder, ""), image))
                self._unlisted_names[index].append(name)

    def _find_images_everywhere(self) -> None:
        """Add the images of all subfolders: a single file at the top of a data set is for all of them.

        A file that was begun in the window lists only labeled images, so the others would be missing when it is opened
        again.
        """
        top = self._files[0].path.parent
        if top != self._base or (self._list_unmatched_names(0) and not self.places_by_image):
            return
        tops = _list_image_folders(top)
        used: dict[Path, set[str]] = {}
        for image in self.places_by_image:
            used.setdefault(image.parent, set()).add(image.name)
        if not all(any(folder.is_relative_to(one) for one in tops) for folder in used):
            return
        found = {image for folder in tops for image in _iter_images_below(folder, self._is_canceled, used)}
        for image in sorted(found, key=lambda path: natural_key(str(path))):
            self.places_by_image[image] = ImagePlace(0, image.relative_to(top).as_posix())
        self._unlisted_names[0].clear()  # not worth a notice: the folder is being labeled image by image

    def _describe_no_images(self) -> str:
        file, names = self._files[0].path, self._list_unmatched_names(0)
        if not names:
            return f"{file} lists no images, and there are none beside it. Put them into a folder images beside it."
        return NO_LISTED_IMAGE.format(count=len(names), file=file, names=list_names(names))

    def describe_search(self) -> list[str]:
        messages = [sentence for index in range(len(self._files)) for sentence in self._describe_file(index)]
        if self._listed_twice:
            messages.append(LISTED_IN_SEVERAL.format(names=list_names(self._listed_twice)))
        return messages

    def _describe_file(self, index: int) -> Iterator[str]:
        name, finder, missing = self._files[index].path.name, self._finders[index], self._missing_names[index]
        outside = frozenset(image for image in missing if finder.is_found_outside(image))
        if absent := [image for image in missing if image not in outside]:
            images = format_count(len(absent), "image that is", "images that are")
            yield NOT_ON_DISK.format(name=name, images=images, names=list_names(absent))
        if outside:
            images = format_count(len(outside), "image", "images")
            yield OUTSIDE_FOLDER.format(name=name, images=images, names=list_names(sorted(outside)))
        if unclear := self._unclear_names[index]:
            images = format_count(len(unclear), "image that is", "images that are")
            yield NOT_UNDER_NAME.format(name=name, images=images, names=list_names(unclear))
        if respelled := self._respelled_images[index]:
            images = format_count(len(respelled), "image", "images")
            first, image = next(iter(respelled.items()))
            example = f"{escape_name(first)} for {escape_name(image.name)}"
            yield SPELLED_DIFFERENTLY.format(name=name, images=images, example=example)
        if unlisted := self._unlisted_names[index]:
            images = format_count(len(unlisted), "image", "images")
            yield NOT_LISTED.format(name=name, images=images, names=list_names(unlisted))


def _list_image_folders(root: Path) -> list[Path]:
    """The folders to search: `root`, or if it has no images itself, its folders for images or splits, if any."""
    try:
        listing = list_contents(root)
    except OSError:
        return []
    named = [name for name in listing.folders if name in IMAGE_FOLDERS or parse_folder_split(name) is not None]
    return [root / name for name in named] if named and listing.files.keys().isdisjoint(IMAGE_SUFFIXES) else [root]


def _iter_images_below(top: Path, is_canceled: IsCanceled, used: Mapping[Path, AbstractSet[str]]) -> Iterator[Path]:
    """All images in `top` and its subfolders except those in `used` (folder -> names); none if it cannot be listed."""
    try:
        for folder, found in walk_folders(top, is_canceled):
            for suffix in found.files.keys() & IMAGE_SUFFIXES:
                names = found.files[suffix]
                yield from (folder / name for name in names if name not in used.get(folder, ()))
    except OSError:
        return


def build_name_like(sibling: str, image: Path) -> str:
    """The name of `image` in a file that names an image of the same folder `sibling`."""
    path = PurePosixPath(sibling.replace("\\", "/"))
    name = image.name if path.suffix or not sibling else image.stem
    return (path.parent / name).as_posix()


def collect_splits(files: Sequence[JointFile], search: JointImageSearch, base: Path) -> dict[Split, frozenset[Path]]:
    """The splits by the content or the names of the files.

    An unlisted image has the split of its folder if it is the only one.
    """
    of_file = [find_file_split(file.path, base) for file in files]
    stated_splits = [file.state.splits if isinstance(file.state, StateWithSplits) else {} for file in files]

    def find_listed_split(place: ImagePlace) -> Split | None:
        return stated_splits[place.file_index].get(place.name, of_file[place.file_index])

    if not any(of_file) and not any(stated_splits):
        return {}
    of_folder: dict[Path, set[Split | None]] = {}
    for image in search.listed_images:
        of_folder.setdefault(image.parent, set()).add(find_listed_split(search.places_by_image[image]))
    splits: dict[Split, set[Path]] = {}
    for image, place in search.places_by_image.items():
        own = {find_listed_split(place)} if image in search.listed_images else of_folder.get(image.parent, set())
        split = next(iter(own)) if len(own) == 1 else None
        if split is not None:
            splits.setdefault(split, set()).add(image)
    return {split: frozenset(images) for split, images in splits.items()}
