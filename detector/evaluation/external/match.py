"""Which image and which class a detection of another program means."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from detector.data.formats.coco.ids import Id, parse_id, resolve_id
from detector.data.formats.shared.listed_images import ListedImages, iter_image_names
from detector.data.unicode_forms import normalize_class_name
from detector.data.usable_labels import Progress, no_progress
from detector.errors import DatasetError

from .found import CategoryKey, ImageKey, Tally
from .json_file import read_json
from .truth import GroundTruth

_SEVERAL = -1
"""In the place of a row: several images have this id or number."""
_NUMBER_PATTERN = re.compile("[0-9]{1,18}")
_UNNAMED_CLASS_PATTERN = re.compile("class ([0-9]{1,6})")
"""What the YOLO reader calls a class without a name."""


class ImageMatcher:
    """Finds the row of `truth.labeled.images` that detections name by an id, a name or a path."""

    def __init__(self, truth: GroundTruth, ids: Mapping[Id, str] | None = None) -> None:
        """`ids` gives the file name for each image id, where another file says so."""
        self._truth = truth
        self._rows_by_id: dict[Id, int] = {}
        """Or `_SEVERAL`"""
        self._names = ids or {}
        base = truth.base_folder
        paths = (image.path for image in truth.labeled.images)
        self._listed = ListedImages(base, iter_image_names(base, (one for one in paths if one.is_relative_to(base))))
        self._left_out = ListedImages(
            base, iter_image_names(base, [one.image for one in truth.labeled.left_out if one.image is not None])
        )
        if not self._names:
            self._index_ids()

    def _index_ids(self) -> None:
        """The ids that the labels themselves have for their images."""
        for path, ids in self._truth.list_image_ids():
            row = self._truth.find_row(path)
            if row is not None:
                for key in ids:
                    self._rows_by_id[key] = row if self._rows_by_id.get(key, row) == row else _SEVERAL

    @cached_property
    def _rows_by_number(self) -> Mapping[int, int]:
        """By the number that the name of an image is, for programs that drop its zeros: 139 for `000139.jpg`.

        `_SEVERAL` where several images have it; none where there are ids.
        """
        rows: dict[int, int] = {}
        for row, image in enumerate(self._truth.labeled.images if not (self._names or self._rows_by_id) else ()):
            if _NUMBER_PATTERN.fullmatch(image.path.stem):
                number = int(image.path.stem)
                rows[number] = _SEVERAL if number in rows else row
        return rows

    def find_rows(self, keys: Sequence[ImageKey], progress: Progress = no_progress) -> Iterator[int | None]:
        """The row of the image that each of `keys` names; None where it is not there.

        `progress(done, total)` is called for each; what it raises ends the search.
        """
        find_image = self._listed.create_matcher(name for key in keys if (name := self._find_name(key)) is not None)
        for done, key in enumerate(keys):
            progress(done, len(keys))
            yield self._find_row(key, find_image)

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

    def _find_row(self, key: ImageKey, find_image: Callable[[str], Path | None]) -> int | None:
        if isinstance(key, Path):
            return self._truth.find_row(key)
        listed = resolve_id(key, self._rows_by_id)
        if listed is not None and listed in self._rows_by_id:
            if self._rows_by_id[listed] == _SEVERAL:
                raise DatasetError(
                    f"The image_id {key!r} belongs to several images, because the labels come from several "
                    "files. Choose the label file that the detections were made for instead of the folder."
                )
            return self._rows_by_id[listed]
        name = self._find_name(key)
        image = None if name is None else find_image(name)
        if image is not None:
            return self._truth.find_row(image)
        numbered = self._rows_by_number.get(key, _SEVERAL) if isinstance(key, int) else _SEVERAL
        return None if numbered == _SEVERAL else numbered


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
