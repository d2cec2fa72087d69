"""Records of images taken out of shared label files, moved between them, or given another split in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from pathlib import Path

from detector.data.formats.base import Dataset, Split
from detector.errors import AnnotationWriteError

from . import saving
from .image_lookup import find_file_split
from .record_changes import EditedFile, RecordChange, edit_file
from .single_file import JointFile, JointFormatError, JointRecords, JointState, StateWithSplits
from .single_file_search import ImagePlace, PlacesByImage, build_name_like, list_names_in_file
from .wording import list_names

NO_FILE_OF_SPLIT = "There is no single label file for {split}, so nothing was moved. Move the image in another program."
IN_NO_SPLIT = "{file} has {names} in no split, so nothing was moved. Give it one in another program first."
LISTS_ALREADY = "{file} already lists {names}, so nothing was written. Rename the image first."


class RecordMover:
    """Edits the records of images in the shared label files of a data set, each write with its way back."""

    def __init__(self, base: Path, files: Sequence[JointFile], places_by_image: PlacesByImage) -> None:
        """Prepare to edit `files`; `base` is the folder of the data set."""
        self._base, self._files, self._places_by_image = base, files, places_by_image
        self._paths = [file.path for file in files]

    def remove_records(self, images: Sequence[Path]) -> Iterator[RecordChange]:
        """See `Dataset.remove_records`."""
        for path in self._paths:
            names = self._list_names(path, images)
            if change := self._take_records(path, names):
                yield change[0]

    def move_records(self, images: Mapping[Path, Path], split: Split) -> Iterator[RecordChange]:
        """See `Dataset.move_records`. Files that state splits are changed in place; else records go to another file."""
        stating = [path for path in self._paths if self._states_splits(path)]
        for path in stating:
            yield from self._change_split(path, self._list_names(path, images), split)
        if any(self._list_names(path, images) for path in self._paths if path not in stating):
            yield from self._move_between_files(images, split)

    def _states_splits(self, path: Path) -> bool:
        state = self._files[self._paths.index(path)].state
        return isinstance(state, StateWithSplits) and bool(state.splits)

    def _change_split(self, path: Path, names: AbstractSet[str], split: Split) -> Iterator[RecordChange]:
        """Change what a file says of the splits of images, those of each split in one write."""
        state = self._files[self._paths.index(path)].state
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
        for path in self._paths:
            if path == target:
                continue
            names = self._list_names(path, images)
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
        found = [path for path in self._paths if find_file_split(path, self._base) == split]
        if len(found) != 1:
            raise AnnotationWriteError(NO_FILE_OF_SPLIT.format(split=split))
        return found[0]

    def _build_new_names(self, target: Path, moved: Mapping[str, Path]) -> dict[str, str]:
        """The names that moved images have in the file `target`: as it names others of their folder."""
        siblings = {
            image.parent: place.name
            for image, place in self._places_by_image.items()
            if self._paths[place.file_index] == target
        }
        like = next(iter(siblings.values()), "")
        built = {name: build_name_like(siblings.get(image.parent, like), image) for name, image in moved.items()}
        return {name: new for name, new in built.items() if new != name}

    def _find_image(self, path: Path, name: str) -> Path:
        place = ImagePlace(self._paths.index(path), name)
        return next(image for image, own in self._places_by_image.items() if own == place)

    def _take_records(self, path: Path, names: AbstractSet[str]) -> tuple[RecordChange, JointRecords] | None:
        """Take the records of these images out of the file; None if it has none."""
        file = self._files[self._paths.index(path)]
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
        """The file without these records.

        Raises:
            AnnotationConflictError: They were changed since.
        """
        rest, found = self._parse_file(path, now).remove_records(frozenset(records.names))
        if found != records:
            raise saving.build_conflict_error(path, was_there=True, is_there=True)
        return rest

    def _parse_file(self, path: Path, raw: bytes) -> JointState:
        """Raises: AnnotationUnreadableError."""
        try:
            return self._files[self._paths.index(path)].parse_content(raw)
        except JointFormatError as error:
            raise saving.build_unusable_error(path, str(error)) from error

    def _list_names(self, path: Path, images: Iterable[Path]) -> frozenset[str]:
        return list_names_in_file(self._places_by_image, self._paths.index(path), images)
