"""A data set whose labels are in one shared file, or in one for each split."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath

from detector.data.directory_cache import IsCanceled, is_scan_canceled, list_contents, never_canceled, walk_folders
from detector.data.folder import group_by_folder, natural_key
from detector.data.formats.base import AUTOMATIC_OPTIONS, Dataset, FormatName, OpenOptions, Split, SplitKind
from detector.data.formats.class_edits import ClassEdit, ClassEditStep
from detector.data.formats.format_info import EngineText
from detector.data.image_io import IMAGE_SUFFIXES, read_size
from detector.data.image_paths import ImagePaths
from detector.data.relative_path import format_relative_path
from detector.errors import AnnotationUnreadableError, AnnotationWriteError, DatasetError
from detector.translatable import translatable

from . import saving
from .dataset_defaults import DatasetDefaults
from .image_lookup import (
    IMAGE_FOLDERS,
    ImageFinder,
    find_file_split,
    list_label_file_folders,
    list_likely_image_folders,
)
from .image_matches import match_below, match_names
from .record_changes import EditedFile, RecordChange, edit_file
from .single_file import ImageInFile, JointFile, JointFormatError, JointRecords, JointState, StateWithSplits
from .single_file_class_edits import relabel_file
from .single_file_labels import JointLabelFile
from .split_names import parse_folder_split
from .wording import escape_name, format_count, list_names

_FILES_TEXT = "%Ln file(s)"  # the window marks it, as texts with a number are marked in calls
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
FILE_UNUSABLE = translatable("{name} cannot be used: {fault}. Repair it, or restore it from a copy; it was left alone.")
NO_FILE_OF_SPLIT = "There is no single label file for {split}, so nothing was moved. Move the image in another program."
IN_NO_SPLIT = "{file} has {names} in no split, so nothing was moved. Give it one in another program first."
LISTS_ALREADY = "{file} already lists {names}, so nothing was written. Rename the image first."
_NAMES_PER_CANCEL_CHECK = 1024
"""Number of names after which cancellation is checked."""
ParseJointState = Callable[[bytes, str], JointState]
"""Parses a file from its bytes and its name. Raises JointFormatError."""


def open_joint_file(
    path: Path, parse: ParseJointState, prepare: Callable[[JointState], None] | None = None
) -> JointFile:
    """Read a shared label file.

    Args:
        path: The file.
        parse: Parses it.
        prepare: See `JointFile`.

    Raises:
        JointFormatError: The content does not follow the format.
        DatasetError: The file cannot be read.
    """
    try:
        return JointFile(path, lambda raw: parse(raw, path.name), prepare)
    except OSError as error:
        text = f"{path} could not be read: {error.strerror or error}. Check its permissions, or choose another."
        raise DatasetError(text) from error


def build_dataset_error(path: Path, fault: JointFormatError) -> DatasetError:
    """The exception for a data set with a label file that cannot be used."""
    return DatasetError(FILE_UNUSABLE.format(name=path.name, fault=fault))


@dataclass(frozen=True)
class _ImagePlace:
    """The file that has an image, or will have it, and the name of the image there."""

    file_index: int
    name: str


class JointDataset(DatasetDefaults):
    """The images that the files list, and those beside them; see `detector.data.formats.base.Dataset`."""

    def __init__(
        self,
        root: Path,
        format_name: FormatName,
        files: Sequence[JointFile],
        notices: Iterable[str] = (),
        is_canceled: IsCanceled = never_canceled,
        options: OpenOptions = AUTOMATIC_OPTIONS,
    ) -> None:
        """Find the images of `files`.

        Raises:
            DatasetError: There are no images.
        """
        self.root, self.format, self._joint_files = root, format_name, list(files)
        self.options = replace(options, format=format_name)
        self._lock = threading.Lock()
        self._base = base = root if root.is_dir() else root.parent
        search = _ImageSearch(files, base, is_canceled)
        self._places_by_image: Mapping[Path, _ImagePlace] = search.places_by_image
        self._images = ImagePaths.from_paths(base, search.places_by_image)
        self._splits = _collect_splits(files, search, base)
        self._notices = (
            *notices,
            *(notice for file in files for notice in file.state.notices),
            *search.describe_search(),
        )

    @property
    def label_files(self) -> tuple[Path, ...]:
        """The files that have the labels or will have them."""
        return tuple(file.path for file in self._joint_files)

    @property
    def states(self) -> tuple[JointState, ...]:
        """The states of the files, as last read or written."""
        return tuple(file.state for file in self._joint_files)

    @property
    def images(self) -> ImagePaths:
        return self._images

    @property
    def label_flags(self) -> bytes:
        return bytes(map(self.is_labeled, self._images))

    @property
    def classes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for file in self._joint_files for name in file.state.classes))

    @property
    def splits(self) -> Mapping[Split, frozenset[Path]]:
        return self._splits

    @property
    def notices(self) -> tuple[str, ...]:
        return self._notices

    def describe_files(self) -> tuple[EngineText, ...]:
        names = [path.name for path in self.label_files]
        if len(names) == 1:
            return (EngineText("{file}", {"file": names[0]}),)
        return (EngineText(_FILES_TEXT, count=len(names)),)

    def lists_class(self, name: str) -> bool:
        return any(file.state.lists_class(name) for file in self._joint_files)

    def plan_class_edit(
        self,
        edit: ClassEdit,
        images: Sequence[Path],  # noqa: ARG002 - all of a file is changed in one write
        without: Sequence[Path],
    ) -> Iterator[ClassEditStep]:
        for path in self.label_files:
            yield ClassEditStep(path, partial(relabel_file, self, edit, path, self.list_names_in_file(path, without)))

    def find_own_label_file(self, image: Path) -> Path | None:  # noqa: ARG002 - each file is of many images
        return None

    @property
    def split_kind(self) -> SplitKind:
        return "files"

    def remove_records(self, images: Sequence[Path]) -> Iterator[RecordChange]:
        for path in self.label_files:
            names = self.list_names_in_file(path, images)
            if change := self._take_records(path, names):
                yield change[0]

    def move_records(self, images: Mapping[Path, Path], split: Split) -> Iterator[RecordChange]:
        stating = [path for path in self.label_files if self._states_splits(path)]
        for path in stating:
            yield from self._change_split(path, self.list_names_in_file(path, images), split)
        if any(self.list_names_in_file(path, images) for path in self.label_files if path not in stating):
            yield from self._move_between_files(images, split)

    def _states_splits(self, path: Path) -> bool:
        state = self._joint_files[self.label_files.index(path)].state
        return isinstance(state, StateWithSplits) and bool(state.splits)

    def _change_split(self, path: Path, names: AbstractSet[str], split: Split) -> Iterator[RecordChange]:
        """Change what a file says of the splits of images, those of each split in one write."""
        state = self._joint_files[self.label_files.index(path)].state
        assert isinstance(state, StateWithSplits), "it states splits"
        groups: dict[Split | None, set[str]] = {}
        for name in names:
            groups.setdefault(state.splits.get(name), set()).add(name)
        if None in groups:
            raise AnnotationWriteError(IN_NO_SPLIT.format(file=path.name, names=list_names(sorted(groups[None]))))
        for before, members in groups.items():
            if before is None or before == split:
                continue
            swap = edit_file(path, partial(self._write_split, path, frozenset(members), split))
            new = frozenset(state.change_split(members, split)[1].values())
            yield EditedFile(path, swap.patch, partial(self._restore_split, path, new, before))

    def _write_split(self, path: Path, names: AbstractSet[str], split: Split, now: bytes) -> bytes:
        state = self._parse_file(path, now)
        assert isinstance(state, StateWithSplits), "it states splits"
        return state.change_split(names, split)[0]

    def _restore_split(self, path: Path, names: AbstractSet[str], split: Split, _dataset: Dataset, now: bytes) -> bytes:
        return self._write_split(path, names, split, now)

    def _move_between_files(self, images: Mapping[Path, Path], split: Split) -> Iterator[RecordChange]:
        """Move records to the file of `split`."""
        target = self._find_file_of(split)
        for path in self.label_files:
            if path == target:
                continue
            names = self.list_names_in_file(path, images)
            taken = self._take_records(path, names)
            if taken is None:
                continue
            yield taken[0]
            new_names = self._build_new_names(target, {name: images[self._find_image(path, name)] for name in names})
            insert = partial(self._insert_records, target, taken[1], new_names)
            swap = edit_file(target, insert)
            new = frozenset(new_names.get(name, name) for name in names)
            inserted = self._parse_file(target, swap.after).remove_records(new)[1]
            yield EditedFile(target, swap.patch, partial(self._remove_unchanged, target, inserted))

    def _find_file_of(self, split: Split) -> Path:
        found = [path for path in self.label_files if find_file_split(path, self._base) == split]
        if len(found) != 1:
            raise AnnotationWriteError(NO_FILE_OF_SPLIT.format(split=split))
        return found[0]

    def _build_new_names(self, target: Path, moved: Mapping[str, Path]) -> dict[str, str]:
        """The names that moved images have in the file `target`: as it names others of their folder."""
        siblings = {
            image.parent: place.name
            for image, place in self._places_by_image.items()
            if self.label_files[place.file_index] == target
        }
        like = next(iter(siblings.values()), "")
        built = {name: _build_name_like(siblings.get(image.parent, like), image) for name, image in moved.items()}
        return {name: new for name, new in built.items() if new != name}

    def _find_image(self, path: Path, name: str) -> Path:
        place = _ImagePlace(self.label_files.index(path), name)
        return next(image for image, own in self._places_by_image.items() if own == place)

    def _take_records(self, path: Path, names: AbstractSet[str]) -> tuple[RecordChange, JointRecords] | None:
        """Take what the file has about these images out of it; None where it has nothing."""
        file = self._joint_files[self.label_files.index(path)]
        if not file.is_there or not any(file.state.has_image(name) for name in names):
            return None
        taken: list[JointRecords] = []

        def remove(now: bytes) -> bytes:
            rest, records = self._parse_file(path, now).remove_records(names)
            taken.append(records)
            return rest

        swap = edit_file(path, remove)
        records = taken[0]
        return EditedFile(path, swap.patch, lambda _dataset, now: self._insert_records(path, records, {}, now)), records

    def _insert_records(self, path: Path, records: JointRecords, new_names: Mapping[str, str], now: bytes) -> bytes:
        state = self._parse_file(path, now)
        twice = [name for name in records.names if state.has_image(new_names.get(name, name))]
        if twice:
            raise AnnotationWriteError(LISTS_ALREADY.format(file=path.name, names=list_names(twice)))
        return state.insert_records(records, new_names)

    def _remove_unchanged(self, path: Path, records: JointRecords, _dataset: Dataset, now: bytes) -> bytes:
        """The file without these records. Raises: AnnotationConflictError (they were changed since)."""
        rest, found = self._parse_file(path, now).remove_records(frozenset(records.names))
        if found != records:
            raise saving.build_conflict_error(path, was_there=True, is_there=True)
        return rest

    def _parse_file(self, path: Path, raw: bytes) -> JointState:
        """Raises: AnnotationUnreadableError."""
        try:
            return self._joint_files[self.label_files.index(path)].parse_content(raw)
        except JointFormatError as error:
            raise saving.build_unusable_error(path, str(error)) from error

    def list_used_files(self) -> Mapping[Path, Collection[str]]:
        return group_by_folder(self.label_files)

    def is_labeled(self, image: Path) -> bool:
        place = self._places_by_image[image]
        return self._joint_files[place.file_index].state.has_image(place.name)

    def find_state(self, image: Path) -> tuple[JointState, str]:
        """The state of the file that has the labels of `image`, and the name of the image there."""
        place = self._places_by_image[image]
        return self._joint_files[place.file_index].state, place.name

    def list_names_in_file(self, path: Path, images: Iterable[Path]) -> frozenset[str]:
        """The names in the file `path` of those of `images` that belong to it."""
        file = self.label_files.index(path)
        places = (self._places_by_image.get(image) for image in images)
        return frozenset(place.name for place in places if place is not None and place.file_index == file)

    def read_labels(self, image: Path) -> JointLabelFile:
        """The labels as they are on disk now.

        Raises:
            AnnotationUnreadableError: The label file cannot be read completely.
            ImageUnreadableError: The image cannot be decoded.
        """
        place = self._places_by_image[image]
        with self._lock:
            file = self._joint_files[place.file_index] = _reread_file(self._joint_files[place.file_index])
        size = read_size(image) if file.state.needs_size(place.name) else None
        return JointLabelFile.from_file(file, ImageInFile(place.name, size), image)

    def rewrite_file(
        self, path: Path, edit: Callable[[JointState], JointState], expected: JointFile | None = None
    ) -> JointFile:
        """Replace the state of the file `path` by the result of `edit`, in one write.

        Args:
            path: One of the label files.
            edit: Returns the new state for the current one.
            expected: If given, the result of an earlier call; the file must not have been changed by another program
                since.

        Returns:
            The file as written.

        Raises:
            AnnotationUnreadableError: The file cannot be read completely.
            AnnotationConflictError: Another program has changed the file.
            AnnotationWriteError: The file cannot be written; it is unchanged. Exceptions of `edit` are passed on.
        """
        with saving.lock_for_saving(path):
            with self._lock:
                place = self.label_files.index(path)
                file = self._joint_files[place] = _reread_file(self._joint_files[place])
            if expected is not None and file is not expected:
                raise saving.build_conflict_error(path, was_there=True, is_there=True)
            with file.lock:
                file.write_state(edit(file.state))
        return file


def _reread_file(file: JointFile) -> JointFile:
    """The file as it is on disk now.

    Raises:
        AnnotationUnreadableError: The file cannot be read completely.
    """
    try:
        return file.reread_if_changed()
    except OSError as error:
        text = saving.LABELS_UNREADABLE.format(name=file.path.name, reason=error.strerror or error)
        raise AnnotationUnreadableError(text) from error
    except JointFormatError as error:
        raise saving.build_unusable_error(file.path, str(error)) from error


class _ImageSearch:
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
        self.places_by_image: dict[Path, _ImagePlace] = {}
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
        place = _ImagePlace(index, name)
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
                self.places_by_image[image] = _ImagePlace(index, _build_name_like(mine.get(folder, ""), image))
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
            self.places_by_image[image] = _ImagePlace(0, image.relative_to(top).as_posix())
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


def _build_name_like(sibling: str, image: Path) -> str:
    """The name of `image` in a file that names an image of the same folder `sibling`."""
    path = PurePosixPath(sibling.replace("\\", "/"))
    name = image.name if path.suffix or not sibling else image.stem
    return (path.parent / name).as_posix()


def _collect_splits(files: Sequence[JointFile], search: _ImageSearch, base: Path) -> dict[Split, frozenset[Path]]:
    """The splits by the content or the names of the files.

    An unlisted image has the split of its folder if it is the only one.
    """
    of_file = [find_file_split(file.path, base) for file in files]
    stated_splits = [file.state.splits if isinstance(file.state, StateWithSplits) else {} for file in files]

    def find_listed_split(place: _ImagePlace) -> Split | None:
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
