"""The labels of a file under uids of somebody else's choice."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from detector.data.annotation import Box, ImageAnnotation
from detector.data.formats.base import LabelFile


@dataclass(frozen=True)
class RenumberedFile:
    """See `detector.data.formats.base.LabelFile`.

    For boxes that were edited in one reading of a file and are to be saved into another: their uids say which box is
    which of the new reading, without giving up the undo history that knows them.
    """

    annotation: ImageAnnotation
    _file: LabelFile
    _uid_map: Mapping[int, int]
    """uid here -> uid in the file."""

    @classmethod
    def with_uids(cls, file: LabelFile, uids: Mapping[int, int]) -> RenumberedFile:
        """`uids` gives every box of `file` another uid, by the one it has there; no two the same."""
        boxes = tuple(replace(box, uid=uids[box.uid]) for box in file.annotation.boxes)
        return cls(file.annotation.with_boxes(boxes), file, {here: there for there, here in uids.items()})

    @property
    def path(self) -> Path:
        return self._file.path

    @property
    def problems(self) -> tuple[str, ...]:
        return self._file.problems

    @property
    def unusable_items(self) -> tuple[str, ...]:
        return self._file.unusable_items

    @property
    def version(self) -> Hashable:
        return self._file.version

    @property
    def stated_size(self) -> tuple[int, int] | None:
        return self._file.stated_size

    @property
    def is_in_shared_file(self) -> bool:
        return False  # it is saved on its own, whatever it is a part of

    @property
    def written_bytes(self) -> int:
        return self._file.written_bytes

    def save(self, annotation: ImageAnnotation) -> RenumberedFile:
        """Raises what the file's own method raises."""
        next_new = max([*(box.uid for box in annotation.boxes), *self._uid_map.values()], default=-1) + 1
        there: list[Box] = []
        uids = dict(self._uid_map)
        for box in annotation.boxes:
            if box.uid not in uids:
                uids[box.uid] = next_new
                next_new += 1
            there.append(replace(box, uid=uids[box.uid]))
        return RenumberedFile(annotation, self._file.save(annotation.with_boxes(there)), uids)
