"""Which image and which class a detection of another program means."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from detector.data.formats.coco.ids import Id, parse_id, resolve_id
from detector.data.formats.shared.listed_images import ListedImages, iter_image_names
from detector.data.unicode_forms import normalize_class_name
from detector.errors import DatasetError

from .found import CategoryKey, ImageKey, Tally
from .json_file import read_json
from .truth import GroundTruth

_NUMBER_PATTERN = re.compile("[0-9]{1,18}")
_UNNAMED_CLASS_PATTERN = re.compile("class ([0-9]{1,6})")
"""What the YOLO reader calls a class without a name."""


class ImageMatcher:
    """Finds the row of `truth.labeled.images` that detections name by an id, a name or a path."""

    def __init__(self, truth: GroundTruth, ids: Mapping[Id, str] | None = None) -> None:
        """`ids` gives the file name for each image id, where another file says so."""
        self._truth = truth
        self._rows_by_id: dict[Id, set[int]] = {}
        self._rows_by_number: dict[int, set[int]] = {}
        """By the number that the name of an image is, for programs that drop its zeros: 139 for `000139.jpg`."""
        self._names = ids or {}
        base = truth.base_folder
        inside = [image.path for image in truth.labeled.images if image.path.is_relative_to(base)]
        self._listed = ListedImages(base, iter_image_names(base, inside))
        self._left_out = ListedImages(
            base, iter_image_names(base, [one.image for one in truth.labeled.left_out if one.image is not None])
        )
        if not self._names:
            self._index_ids()

    def _index_ids(self) -> None:
        """The ids that the labels themselves have for their images."""
        rows = {str(image.path): row for row, image in enumerate(self._truth.labeled.images)}
        for path, ids in self._truth.list_image_ids():
            for key in ids:
                self._rows_by_id.setdefault(key, set()).add(rows[str(path)])
        for row, image in enumerate(self._truth.labeled.images):
            if not self._rows_by_id and _NUMBER_PATTERN.fullmatch(image.path.stem):
                self._rows_by_number.setdefault(int(image.path.stem), set()).add(row)

    def find_rows(self, keys: Sequence[ImageKey]) -> dict[ImageKey, int]:
        """The row of each image that `keys` name; those that are not there have none."""
        names = {key: name for key in keys if (name := self._find_name(key)) is not None}
        images = self._listed.match_lines(list(dict.fromkeys(names.values())))
        rows: dict[ImageKey, int] = {}
        for key in keys:
            row = self._find_row(key, images.get(names.get(key, "")))
            if row is not None:
                rows[key] = row
        return rows

    def is_left_out(self, key: ImageKey) -> bool:
        """Whether that is an image that was left out for its labels."""
        name = self._find_name(key)
        return name is not None and self._left_out.match_lines([name])[name] is not None

    def _find_name(self, key: ImageKey) -> str | None:
        """What to look for among the names of images."""
        if isinstance(key, Path):
            return str(key)
        listed = resolve_id(key, self._names)
        if listed is not None and listed in self._names:
            return self._names[listed]
        # A number is an id first of all: where there are ids, it is no name.
        return None if isinstance(key, int) and (self._names or self._rows_by_id) else str(key)

    def _find_row(self, key: ImageKey, image: Path | None) -> int | None:
        if isinstance(key, Path):
            return self._truth.rows.get(os.path.realpath(key))
        listed = resolve_id(key, self._rows_by_id)
        if listed is not None and listed in self._rows_by_id:
            rows = self._rows_by_id[listed]
            if len(rows) > 1:
                raise DatasetError(
                    f"The image_id {key!r} belongs to several images, because the labels come from several "
                    "files. Choose the label file that the detections were made for instead of the folder."
                )
            return next(iter(rows))
        if image is not None:
            return self._truth.rows.get(os.path.realpath(image))
        numbered = self._rows_by_number.get(key, set()) if isinstance(key, int) else set()
        return next(iter(numbered)) if len(numbered) == 1 else None


class ClassMatcher:
    """Finds the label 1..C that detections name by an id or a name."""

    def __init__(
        self, truth: GroundTruth, ids: Mapping[Id, str] | None, keys: Iterable[CategoryKey], tally: Tally
    ) -> None:
        """`keys` are all that the detections name."""
        self._numbers: dict[str, int] = {}
        for number, name in enumerate(truth.classes, start=1):
            self._numbers.setdefault(normalize_class_name(name), number)
        self._names = ids if ids is not None else truth.map_category_names()
        self._first_number: int | None = None
        if not self._names:
            self._first_number = self._guess_first_number(set(keys), len(truth.classes), tally)

    def _guess_first_number(self, used: set[CategoryKey], count: int, tally: Tally) -> int | None:
        """The number of the first class, where labels have no ids: 0 or 1."""
        numbers = {key for key in used if isinstance(key, int)}
        if not numbers:
            return None
        first = 0 if 0 in numbers else 1
        if first == 1 and count not in numbers:
            tally.notes.append(
                "The labels have no category ids, so those of the detections are assumed to count the classes "
                "from 1. If they count from 0, specify the data set that defines the ids."
            )
        return first

    def find_label(self, category: CategoryKey) -> int | None:
        """The label of a category; None where the labels do not have it."""
        listed = resolve_id(category, self._names)
        if listed is not None and listed in self._names:
            return self._numbers.get(normalize_class_name(self._names[listed]))
        if isinstance(category, int):
            return self._find_by_position(category - self._first_number) if self._first_number is not None else None
        number = self._numbers.get(normalize_class_name(category))
        if number is None and (unnamed := _UNNAMED_CLASS_PATTERN.fullmatch(category)):
            return self._find_by_position(int(unnamed[1]))
        return number

    def _find_by_position(self, place: int) -> int | None:
        return place + 1 if 0 <= place < max(self._numbers.values(), default=0) else None


def read_coco_ids(path: Path) -> tuple[dict[Id, str], dict[Id, str]]:
    """The names of images and categories in a COCO data set, by their ids.

    Raises:
        DatasetError: It is no COCO data set.
    """
    value = read_json(path)
    images = _map_by_id(value, "images", "file_name")
    categories = _map_by_id(value, "categories", "name")
    if not images or not categories:
        raise DatasetError(
            f"{path} is not a COCO data set with images and categories. Choose the one that defines the ids."
        )
    return images, categories


def _map_by_id(value: Any, array: str, member: str) -> dict[Id, str]:
    items = value.get(array) if isinstance(value, dict) else None
    found: dict[Id, str] = {}
    for item in items if isinstance(items, list) else ():
        key = parse_id(item.get("id")) if isinstance(item, dict) else None
        if key is not None and isinstance(item.get(member), str):
            found[key] = item[member]
    return found
