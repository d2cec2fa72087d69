"""The images that the window shows: a data set as it was when it was opened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, overload

if TYPE_CHECKING:
    from detector.data.formats.base import Dataset, FormatName, LabelFile

T = TypeVar("T")
MAX_WATCHED_FOLDERS = 200
"""Systems watch a limited number of folders for all programs together."""


class Gallery(Sequence[Path]):
    """The images of a data set by their numbers, in natural order."""

    def __init__(self, dataset: Dataset, labeled: bytes | None = None, directories: Iterable[Path] = ()) -> None:
        """`label_flags`: its flags, where they have been asked for already; `directories`: where files may come."""
        self.dataset = dataset
        self.label_flags = dataset.label_flags if labeled is None else labeled
        self._images = dataset.images
        everything = dict.fromkeys((*self._list_image_folders(), *directories))
        self.watched_folders = tuple(islice(everything, MAX_WATCHED_FOLDERS))
        """Folders whose changes matter: those of the images first."""
        self.is_fully_watched = len(everything) < MAX_WATCHED_FOLDERS
        """Whether these are all of them."""

    @property
    def root(self) -> Path:
        return self.dataset.root

    @property
    def format(self) -> FormatName:
        return self.dataset.format

    def __len__(self) -> int:
        return len(self._images)

    @overload
    def __getitem__(self, index: int) -> Path: ...
    @overload
    def __getitem__(self, index: slice) -> list[Path]: ...
    def __getitem__(self, index: int | slice) -> Path | list[Path]:
        return self._images[index]

    def name_of(self, index: int) -> str:
        """The path of an image below the folder: `cats/1.jpg`."""
        return self._images.name_at(index)

    @property
    def names(self) -> Sequence[str]:
        """All of them."""
        return self._images.names

    def _list_image_folders(self) -> list[Path]:
        """The folders that images are in."""
        if "/" not in "".join(self.names):
            return [self._images.root] if self.names else []
        within = dict.fromkeys(name.rpartition("/")[0] for name in self.names)
        return [self._images.root / part for part in within]

    def map_numbers_to(self, other: Gallery) -> dict[int, int]:
        """For each image that `other` has too: its number here, and there."""
        there = {path: at for at, path in enumerate(other._iterate_paths())}
        return {at: there[path] for at, path in enumerate(self._iterate_paths()) if path in there}

    def map_to_numbers(self, values: Mapping[Path, T]) -> dict[int, T]:
        """What `values` has for images, by their numbers; those of other images are left out."""
        return self.by_key({path.as_posix(): value for path, value in values.items()})

    def by_key(self, values: Mapping[str, T]) -> dict[int, T]:
        """The same for paths in words, with `/` between their parts."""
        if not values:
            return {}
        found = {at: values[key] for at, key in enumerate(self._iterate_paths()) if key in values}
        if len(found) < len(values):  # some go by another way to the same folder, or are of another
            named = set(self._iterate_paths())
            for key, value in values.items():
                at = self.index_of(Path(key)) if key not in named else None
                if at is not None:
                    found[at] = value
        return found

    def _iterate_paths(self) -> Iterator[str]:
        root = self._images.root.as_posix()
        return (f"{root}/{name}" for name in self.names)

    def has_labels(self, index: int) -> bool:
        """Whether it had labels when the folder was opened."""
        return bool(self.label_flags[index])

    def index_of(self, image: Path) -> int | None:
        """The number of `image`, or None when it is not one of these."""
        return self._images.find_index(image)

    def read_labels(self, image: Path) -> LabelFile:
        """Its labels as they are on disk now. Raises what `Dataset.read_labels` raises."""
        return self.dataset.read_labels(image)

    def list_label_files(self, image: Path, file: LabelFile) -> list[Path]:
        """All files with its labels: `file`, which may be a folder or missing, and those beside it."""
        return [file.path, *self.dataset.list_companion_files(image)]
