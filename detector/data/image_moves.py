"""Moving images of a data set with all that it has about them: to a trash, or to another split.

Everything is moved, or nothing: where one file cannot be moved or written, those before are put back. A change is
reverted the same way.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from detector.data.formats.base import Dataset, Split
from detector.data.formats.shared.record_changes import RecordChange
from detector.data.formats.shared.split_names import parse_folder_split
from detector.data.skip_list import rename_skipped_images
from detector.errors import UserFacingError
from detector.translatable import translatable

NAME_TAKEN = translatable("{path} is there already, so nothing was moved. Rename one of the two first.")
NOT_MOVED = translatable("{name} could not be moved: {reason}. Nothing was changed.")
GONE = translatable("{path} is not there any more, so nothing was moved back.")
NO_FOLDER_OF_SPLIT = translatable(
    "{name} is in no folder of a split with a folder for {split} beside it. Nothing was moved."
)
LABELS_ELSEWHERE = translatable(
    "{name} has its labels in another folder, where they name it by its path. Nothing was moved."
)
_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EXDEV, errno.EMLINK, errno.ENOSYS})
"""What systems say that cannot make a second name of a file"""


class ImageMoveError(UserFacingError):
    """Images that stay where they are, and why."""


class Trash(Protocol):
    """Where files go that may be restored."""

    def put(self, path: Path) -> Path:
        """Move the file there; returns its place.

        Raises:
            OSError: It stays where it is.
        """

    def take_out(self, place: Path, path: Path) -> None:
        """Move what `put` has moved back to `path`, where nothing is.

        Raises:
            OSError: It stays in the trash.
        """


class _Folders:
    """Moves files to places that are known before: the `Trash` of a move between folders."""

    def __init__(self, places: Mapping[Path, Path]) -> None:
        self._places = places

    def put(self, path: Path) -> Path:
        place = self._places[path]
        place.parent.mkdir(parents=True, exist_ok=True)
        move_without_overwriting(path, place)
        return place

    def take_out(self, place: Path, path: Path) -> None:
        move_without_overwriting(place, path)


@dataclass(frozen=True)
class MovedFile:
    """A file that was at `path` and is at `place` now."""

    path: Path
    place: Path


@dataclass(frozen=True)
class ImagesChange:
    """Images that were moved, with what it takes to move them back; see `class_edits.FileChange`."""

    images: tuple[Path, ...]
    files: tuple[MovedFile, ...]
    records: tuple[RecordChange, ...]
    trash: Trash
    image: Path | None = None
    affects_many_images: bool = False

    @property
    def path(self) -> Path:
        return self.images[0]

    def revert(self, dataset: Dataset) -> int:
        """Move everything back.

        Raises:
            UserFacingError: Nothing was moved.
        """
        for file in self.files:
            if not os.path.lexists(file.place):
                raise ImageMoveError(GONE.format(path=file.place))
            if os.path.lexists(file.path):
                raise ImageMoveError(NAME_TAKEN.format(path=file.path))
        with _undone_on_error() as undo:
            for file in self.files:
                with _explain_failure(file.path):
                    file.path.parent.mkdir(parents=True, exist_ok=True)
                    self.trash.take_out(file.place, file.path)
                undo(move_without_overwriting, file.path, file.place)
            for change in reversed(self.records):
                undo(change.revert(dataset).swap_back)
        return 0


def trash_images(dataset: Dataset, images: Sequence[Path], trash: Trash) -> ImagesChange:
    """Move images to the trash with their label files, and take them out of the files that list many images.

    Raises:
        UserFacingError: One of them cannot be moved or a file not written; nothing was changed.
    """
    return _move_files(dataset, images, _list_files(dataset, images), trash, lambda: dataset.remove_records(images))


def move_to_split(dataset: Dataset, images: Sequence[Path], split: Split) -> ImagesChange:
    """Move images to another split: to its folder, with their label files, or from list to list.

    Raises:
        UserFacingError: One of them cannot be moved, or its name is taken there; nothing was changed.
    """
    targets = {image: find_split_place(dataset, image, split) for image in images}
    places: dict[Path, Path] = {}
    for image, target in targets.items():
        if target != image:
            places |= {image: target} | _place_labels(dataset, image, target, split)
    for path, place in places.items():
        _check_free(place, list(places.values()), is_image=path in targets)

    def change_records() -> Iterator[RecordChange]:
        yield from dataset.move_records(targets, split)
        yield from rename_skipped_images(dataset.root, places)

    return _move_files(dataset, images, list(places), _Folders(places), change_records)


def find_split_place(dataset: Dataset, image: Path, split: Split) -> Path:
    """Where the image is once it is of `split`; where it is now, if its folder does not matter.

    Raises:
        ImageMoveError: There is no folder for that split.
    """
    if dataset.split_kind == "lists" or image in dataset.splits.get(split, ()):
        return image
    place = _replace_split(_find_top(dataset), image, split)
    if place is not None:
        return place
    if dataset.split_kind == "files" and not _is_in_split_folder(_find_top(dataset), image):
        return image
    raise ImageMoveError(NO_FOLDER_OF_SPLIT.format(name=image.name, split=split))


def move_without_overwriting(path: Path, place: Path) -> None:
    """Move a file or a link to `place`, unless there is something.

    Raises:
        FileExistsError: There is.
        OSError: It cannot be moved, and is where it was.
    """
    try:
        if sys.platform == "win32":  # renaming never overwrites there, and works on FAT, which has no links
            os.rename(path, place)  # noqa: PTH104 - `Path.rename` promises nothing on files that are there
            return
        os.link(path, place, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if os.path.lexists(place):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(place)) from error
        shutil.move(path, place)  # to another disk, by a copy
        return
    try:
        path.unlink()
    except OSError:
        place.unlink()
        raise


def _move_files(
    dataset: Dataset,
    images: Sequence[Path],
    files: Iterable[Path],
    trash: Trash,
    change_records: Callable[[], Iterator[RecordChange]],
) -> ImagesChange:
    """Move the files first: a record of an image that is not there loses nothing, should the program be killed."""
    moved: list[MovedFile] = []
    records: list[RecordChange] = []
    with _undone_on_error() as undo:
        for path in files:
            with _explain_failure(path):
                place = trash.put(path)
            moved.append(MovedFile(path, place))
            undo(trash.take_out, place, path)
        for change in change_records():
            records.append(change)
            undo(change.revert, dataset)
    return ImagesChange(tuple(images), tuple(moved), tuple(records), trash)


def _list_files(dataset: Dataset, images: Sequence[Path]) -> list[Path]:
    """The images, each followed by its label files."""
    return [path for image in images for path in (image, *_list_label_files(dataset, image))]


def _list_label_files(dataset: Dataset, image: Path) -> list[Path]:
    own = dataset.find_own_label_file(image)
    return [*([] if own is None else [own]), *dataset.list_companion_files(image)]


def _place_labels(dataset: Dataset, image: Path, target: Path, split: Split) -> dict[Path, Path]:
    """The label files of an image that is moved to `target`, and where they go; those that are in no split stay."""
    places: dict[Path, Path] = {}
    top = _find_top(dataset)
    for labels in _list_label_files(dataset, image):
        if labels.parent == image.parent:
            places[labels] = target.parent / labels.name
            continue
        if dataset.format == "labelme":
            raise ImageMoveError(LABELS_ELSEWHERE.format(name=image.name))
        place = _replace_split(top, labels, split, folder=_find_split_folder(top, target))
        if place is not None:
            places[labels] = place
    return places


def _check_free(place: Path, places: Sequence[Path], is_image: bool) -> None:
    """Raises: ImageMoveError (the name is taken, also with another suffix, as both would share their labels)."""
    if os.path.lexists(place) or places.count(place) > 1:
        raise ImageMoveError(NAME_TAKEN.format(path=place))
    if is_image and place.parent.is_dir():
        same = next((entry for entry in place.parent.iterdir() if entry.stem == place.stem), None)
        if same is not None:
            raise ImageMoveError(NAME_TAKEN.format(path=same))


def _find_top(dataset: Dataset) -> Path:
    return dataset.root if dataset.root.is_dir() else dataset.root.parent


def _list_folders(top: Path, path: Path) -> tuple[str, ...]:
    """The names of the folders from `top` to the file `path`; empty where it is elsewhere."""
    return path.relative_to(top).parts[:-1] if path.is_relative_to(top) else ()


def _is_in_split_folder(top: Path, path: Path) -> bool:
    return any(parse_folder_split(part) for part in _list_folders(top, path))


def _find_split_folder(top: Path, path: Path) -> str:
    """The name of the folder of a split that a file is in."""
    return next(part for part in _list_folders(top, path) if parse_folder_split(part))


def _replace_split(top: Path, path: Path, split: Split, folder: str = "") -> Path | None:
    """Where a file is with the folder of `split` in place of that of its own split.

    Args:
        top: The folder of the data set.
        path: The file.
        split: The other split.
        folder: What its folder is called where there is none yet; else it must be there.

    Returns:
        The path; None where the file is in no folder of a split, or there is no single folder for `split`.
    """
    folders = _list_folders(top, path)
    for number, part in enumerate(folders):
        if parse_folder_split(part) is None:
            continue
        above = top.joinpath(*folders[:number])
        named = [entry.name for entry in above.iterdir() if parse_folder_split(entry.name) == split and entry.is_dir()]
        named = named or [folder] * bool(folder)
        return above.joinpath(named[0], *folders[number + 1 :], path.name) if len(named) == 1 else None
    return None


@contextmanager
def _explain_failure(path: Path) -> Iterator[None]:
    """Raises: ImageMoveError in place of an OSError."""
    try:
        yield
    except FileExistsError as error:
        raise ImageMoveError(NAME_TAKEN.format(path=error.filename2 or error.filename or path)) from error
    except OSError as error:
        raise ImageMoveError(NOT_MOVED.format(name=path.name, reason=error.strerror or error)) from error


@contextmanager
def _undone_on_error() -> Iterator[Callable[..., object]]:
    """Gives a function that takes calls to make, the last first, where an exception ends the block."""
    with ExitStack() as stack:
        yield stack.callback
        stack.pop_all()
