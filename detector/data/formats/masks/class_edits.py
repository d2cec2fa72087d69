"""Renaming the class of masks that have no folder for their class: it is named in `classes.txt`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from detector.data.class_list import find_class_list, read_class_list, rename_in_list
from detector.data.formats.base import Dataset
from detector.data.formats.class_edits import ClassEdit, ClassEditStep, FileChange
from detector.data.formats.shared.per_image_class_edits import describe_change, plan_files
from detector.data.formats.shared.saving import build_write_error, check_unchanged, overwrite_file
from detector.errors import DatasetError

DEFAULT_LABEL = "object"
CLASS_LIST_NAME = "classes.txt"


@dataclass(frozen=True)
class CreatedList:
    """A new class list, which is reverted by removing it."""

    path: Path
    content: bytes
    image: Path | None = None
    affects_many_images: bool = True

    def revert(self, dataset: Dataset) -> int:  # noqa: ARG002 - the file is enough
        check_unchanged(self.path, self.content)
        try:
            self.path.unlink()
        except OSError as error:
            raise build_write_error(self.path, error) from error
        return 0


def read_default_label(root: Path) -> str:
    """The only class in the class list in `root`; `object` if there is no such list."""
    path = find_class_list(root)
    try:
        names = () if path is None else read_class_list(path)
    except DatasetError:
        return DEFAULT_LABEL  # it is no list of this format; the classes of folders do not depend on it
    return names[0] if len(names) == 1 else DEFAULT_LABEL


def plan_mask_edit(dataset: Dataset, edit: ClassEdit, images: Sequence[Path]) -> Iterator[ClassEditStep]:
    """Rename the default class in the class list, and move the masks of the others to the folder of their class."""
    if edit.target and edit.source == read_default_label(dataset.root):
        path = find_class_list(dataset.root)
        if path is None:
            new = dataset.root / CLASS_LIST_NAME
            yield ClassEditStep(new, partial(_create_list, new, edit.target))
        elif edit.source != DEFAULT_LABEL or edit.source in read_class_list(path):
            yield ClassEditStep(path, partial(_rename_in_list, path, edit))
    yield from plan_files(dataset, edit, images)


def _create_list(path: Path, name: str) -> FileChange:
    content = f"{name}\n".encode()
    overwrite_file(path, None, content)
    return CreatedList(path, content)


def _rename_in_list(path: Path, edit: ClassEdit) -> FileChange | None:
    return describe_change(path, *rename_in_list(path, edit.source, edit.target))
