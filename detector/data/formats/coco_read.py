"""Reading a COCO file: what must be known of all its items, gathered in the one pass that takes it apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .coco_annotation import Id, as_id, is_crowd
from .coco_state import ARRAYS, CocoImage, CocoState
from .joint_file import JointFormatError
from .json_array import JsonDocument, JsonFormatError, parse
from .wording import counted

FAULTS_TOLD = 10
"""Faults of entries are told one by one up to so many; the others are counted."""


class NoInstancesError(JointFormatError):
    """JSON that lacks what a COCO instances file has, such as captions."""


def read(raw: bytes, file: str) -> CocoState:
    """The state of a file named `file`. Errors: JointFormatError."""
    index = _Index(file)
    try:
        document = parse(raw, {"images": index.image, "annotations": index.annotation, "categories": index.category})
    except JsonFormatError as error:
        raise JointFormatError(str(error)) from error
    absent = [name for name in ARRAYS if name not in document.arrays]
    if absent:
        raise NoInstancesError(f"it is no COCO instances file: it has no list {absent[0]!r}")
    return index.state(document)


@dataclass
class _Index:
    """Is shown every item once; those of the three arrays may come in any order."""

    file: str
    images: dict[str, CocoImage] = field(default_factory=dict)
    names: dict[Id, str] = field(default_factory=dict)
    """Image id -> file name."""
    annotations: dict[Id, list[int]] = field(default_factory=dict)
    """Image id -> numbers."""
    categories: dict[Id, str] = field(default_factory=dict)
    supercategories: dict[Id, str] = field(default_factory=dict)
    used: Counter[Id | None] = field(default_factory=Counter)
    ids: set[Id] = field(default_factory=set)
    """Of annotations."""
    counts: Counter[str] = field(default_factory=Counter)
    """Items of each array seen so far; crowds; and annotations that share an id with another or belong to no image."""
    faults: list[str] = field(default_factory=list)

    def image(self, value: Any) -> None:
        number = self._count("images")
        key, name = (as_id(value.get("id")), value.get("file_name")) if isinstance(value, dict) else (None, None)
        if key is None or not isinstance(name, str) or not name.strip():
            self.faults.append(f"entry {number + 1} of its images lacks an id or a file_name and is not used")
            return
        if self.names.setdefault(key, name) != name:
            text = f"two of its images, {self.names[key]} and {name}, have the id {key!r}"
            raise JointFormatError(f"{text}, so whose boxes are whose cannot be told")
        before = self.images.get(name)
        if before is None:
            self.images[name] = CocoImage(number, (key,), _size(value), value.get("verified") is True)
        elif key not in before.ids:
            self.faults.append(f"the image {name} is listed twice; its boxes are taken together")
            self.images[name] = CocoImage(before.number, (*before.ids, key), before.size, before.verified)

    def annotation(self, value: Any) -> None:
        number = self._count("annotations")
        image = as_id(value.get("image_id")) if isinstance(value, dict) else None
        if image is None:
            self.counts["without image"] += 1
            return
        self.annotations.setdefault(image, []).append(number)
        key = as_id(value.get("id"))
        if key is not None:
            self.counts["repeated"] += key in self.ids
            self.ids.add(key)
        self.counts["crowds"] += is_crowd(value)
        self.used[as_id(value.get("category_id"))] += 1

    def category(self, value: Any) -> None:
        number = self._count("categories")
        key, name = (as_id(value.get("id")), value.get("name")) if isinstance(value, dict) else (None, None)
        if key is None or not isinstance(name, str | int) or not str(name).strip():
            self.faults.append(f"entry {number + 1} of its categories lacks an id or a name and is not used")
            return
        if self.categories.setdefault(key, str(name)) != str(name):
            text = f"two of its categories, {self.categories[key]} and {name}, have the id {key!r}"
            raise JointFormatError(f"{text}, so the classes of boxes cannot be told")
        if isinstance(value.get("supercategory"), str):
            self.supercategories[key] = value["supercategory"]

    def _count(self, array: str) -> int:
        self.counts[array] += 1
        return self.counts[array] - 1

    def state(self, document: JsonDocument) -> CocoState:
        return CocoState(
            self.file,
            document,
            self.images,
            {key: tuple(numbers) for key, numbers in self.annotations.items()},
            self.categories,
            {
                "images": _next_id({*self.names, *self.annotations}),
                "annotations": _next_id(self.ids),
                "categories": _next_id({*self.categories, *self.used}),
            },
            frozenset(key for key in self.categories if self._is_heading(key)),
            tuple(self._notices()),
            document.arrays["annotations"].items,
        )

    def _is_heading(self, key: Id) -> bool:
        others = (heading for other, heading in self.supercategories.items() if other != key)
        return not self.used[key] and self.categories[key] in others

    def _notices(self) -> list[str]:
        told = [f"{self.file}: {fault}." for fault in self.faults[:FAULTS_TOLD]]
        if len(self.faults) > FAULTS_TOLD:
            told.append(f"{self.file}: {len(self.faults) - FAULTS_TOLD} more entries have such faults.")
        unknown = sum(len(numbers) for key, numbers in self.annotations.items() if key not in self.names)
        nameless = sum(count for key, count in self.used.items() if key is None or key not in self.categories)
        for count, what in (
            (unknown + self.counts["without image"], "of no image that it lists"),
            (nameless, "of no category that it lists"),
            (self.counts["repeated"], "with an id that another has, too"),
            (self.counts["crowds"], "of crowds (iscrowd), which mark no single object"),
        ):
            if count:
                used = "" if what.startswith("with") else ", and not used"
                annotations = counted(count, "annotation", "annotations")
                told.append(f"{self.file} has {annotations} {what}; kept as found{used}.")
        return told


def _next_id(taken: Iterable[Id | None]) -> int:
    """Above all whole numbers that are listed or referred to."""
    return max((key for key in taken if isinstance(key, int)), default=0) + 1


def _size(value: dict[str, Any]) -> tuple[int, int] | None:
    sides = [value.get(key) for key in ("width", "height")]
    if not all(isinstance(side, int | float) and 0 < side < 1e9 for side in sides):
        return None
    return int(sides[0]), int(sides[1])  # type: ignore[arg-type]
