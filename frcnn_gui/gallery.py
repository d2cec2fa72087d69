"""The images that the window shows: a data set as it was when it was opened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, overload

if TYPE_CHECKING:
    from detector.data.formats.base import Dataset, FormatName, LabelFile

T = TypeVar("T")
MOST_WATCHED = 200
"""Systems watch a limited number of folders for all programs together."""


class Gallery(Sequence[Path]):
    """The images of a data set by their numbers, in natural order."""

    def __init__(self, dataset: Dataset, labelled: bytes | None = None, directories: Iterable[Path] = ()) -> None:
        """`labelled`: its flags, where they have been asked for already; `directories`: where files may come."""
        self.dataset = dataset
        self.labelled = dataset.labelled if labelled is None else labelled
        self._images = dataset.images
        everything = dict.fromkeys((*self._directories(), *directories))
        self.watched = tuple(islice(everything, MOST_WATCHED))
        """Folders whose changes matter: those of the images first."""
        self.watched_whole = len(everything) < MOST_WATCHED
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

    def name(self, index: int) -> str:
        """The path of an image below the folder: `cats/1.jpg`."""
        return self._images.name(index)

    @property
    def names(self) -> Sequence[str]:
        """All of them."""
        return self._images.names

    def _directories(self) -> list[Path]:
        """The folders that images are in."""
        within = dict.fromkeys(name.rpartition("/")[0] for name in self.names)
        return [self._images.root / part for part in within]

    def numbers_in(self, other: Gallery) -> dict[int, int]:
        """For each image that `other` has too: its number here, and there."""
        there = {path: at for at, path in enumerate(other._keys())}
        return {at: there[path] for at, path in enumerate(self._keys()) if path in there}

    def by_number(self, values: Mapping[Path, T]) -> dict[int, T]:
        """What `values` has for images, by their numbers; those of other images are left out."""
        return self.by_key({path.as_posix(): value for path, value in values.items()})

    def by_key(self, values: Mapping[str, T]) -> dict[int, T]:
        """The same for paths in words, with `/` between their parts."""
        if not values:
            return {}
        found = {at: values[key] for at, key in enumerate(self._keys()) if key in values}
        if len(found) < len(values):  # some go by another way to the same folder, or are of another
            named = set(self._keys())
            for key, value in values.items():
                at = self.index_of(Path(key)) if key not in named else None
                if at is not None:
                    found[at] = value
        return found

    def _keys(self) -> Iterator[str]:
        root = self._images.root.as_posix()
        return (f"{root}/{name}" for name in self.names)

    def has_labels(self, index: int) -> bool:
        """Whether it had labels when the folder was opened."""
        return bool(self.labelled[index])

    def index_of(self, image: Path) -> int | None:
        """The number of `image`, or None when it is not one of these."""
        return self._images.index_of(image)

    def read(self, image: Path) -> LabelFile:
        """Its labels as they are on disk now. Errors: as those of `Dataset.read`."""
        return self.dataset.read(image)
