"""A label file whose boxes have other uids."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.base import LabelFile


@dataclass(frozen=True)
class RenumberedFile:
    """A label file with other uids; see `detector.data.formats.base.LabelFile`.

    Used when boxes were edited based on an earlier reading of a file and are saved to the file as it is now: the boxes
    keep the uids that the undo history refers to, and each uid is mapped to the box in the new reading.
    """

    image_annotations: ImageAnnotations
    _file: LabelFile
    _uid_map: Mapping[int, int]
    """uid of this object -> uid in the file."""

    @classmethod
    def with_uids(cls, file: LabelFile, uids: Mapping[int, int]) -> RenumberedFile:
        """Give every box of `file` another uid.

        Args:
            file: The label file.
            uids: uid in `file` -> new uid, unique, for every box.
        """
        annotations = tuple(
            replace(annotation, uid=uids[annotation.uid]) for annotation in file.image_annotations.annotations
        )
        return cls(
            file.image_annotations.with_annotations(annotations), file, {here: there for there, here in uids.items()}
        )

    @property
    def path(self) -> Path:
        return self._file.path

    @property
    def problems(self) -> tuple[str, ...]:
        return self._file.problems

    @property
    def holds_attributes(self) -> bool:
        return self._file.holds_attributes

    def reserves_attribute(self, name: str) -> bool:
        return self._file.reserves_attribute(name)

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
        return False  # saved by itself even if the file is shared: `save_together` does not know this class

    def may_be_left_by(self, annotations: Iterable[Annotation]) -> bool:
        return self._file.may_be_left_by(annotations)

    @property
    def written_bytes(self) -> int:
        return self._file.written_bytes

    def save(self, image_annotations: ImageAnnotations) -> RenumberedFile:
        next_new = (
            max(
                [*(annotation.uid for annotation in image_annotations.annotations), *self._uid_map.values()], default=-1
            )
            + 1
        )
        there: list[Annotation] = []
        uids = dict(self._uid_map)
        for annotation in image_annotations.annotations:
            if annotation.uid not in uids:
                uids[annotation.uid] = next_new
                next_new += 1
            there.append(replace(annotation, uid=uids[annotation.uid]))
        return RenumberedFile(image_annotations, self._file.save(image_annotations.with_annotations(there)), uids)
