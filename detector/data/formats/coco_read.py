"""Reading a COCO file: what must be known of all its items, gathered in the one pass that takes it apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from .coco_annotation import is_crowd
from .coco_categories import name_notices, show_names
from .coco_ids import Id, as_id, next_id, resolve_id
from .coco_state import ARRAYS, CocoImage, CocoState
from .joint_file import JointFormatError
from .json_array import JsonDocument, JsonFormatError, parse
from .wording import FAULTS_TOLD, counted


class NoInstancesError(JointFormatError):
    """JSON that lacks what a COCO instances file has, such as captions."""


def read(raw: bytes, file: str) -> CocoState:
    """The state of a file named `file`. Errors: JointFormatError."""
    index = _Index(file)
    looks = {"images": index.add_images, "annotations": index.add_annotations, "categories": index.add_categories}
    try:
        document = parse(raw, looks)
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
    """As they are written."""
    supercategories: dict[Id, str] = field(default_factory=dict)
    used: Counter[Id | None] = field(default_factory=Counter)
    ids: set[Id | None] = field(default_factory=set)
    """Of annotations, without None."""
    without_image: int = 0
    repeated: int = 0
    """Annotations with an id that another has, too."""
    crowds: int = 0
    faults: list[str] = field(default_factory=list)

    def add_images(self, values: Iterable[Any]) -> None:
        for number, value in enumerate(values):
            key, name = (as_id(value.get("id")), value.get("file_name")) if isinstance(value, dict) else (None, None)
            if key is None or not isinstance(name, str) or not name.strip():
                self.faults.append(f"entry {number + 1} of its images lacks an id or a file_name and is not used")
                continue
            if self.names.setdefault(key, name) != name:
                text = f"two of its images, {self.names[key]} and {name}, have the id {key!r}"
                raise JointFormatError(f"{text}, so whose boxes are whose cannot be told")
            before = self.images.get(name)
            if before is None:
                self.images[name] = CocoImage(number, (key,), _size(value), value.get("verified") is True)
            elif key not in before.ids:
                self.faults.append(f"the image {name} is listed twice; its boxes are taken together")
                self.images[name] = CocoImage(before.number, (*before.ids, key), before.size, before.verified)

    def add_annotations(self, values: Iterable[Any]) -> None:
        """Gather what a million items say; a loop that does more takes half as long again."""
        image_ids: list[Any] = []
        ids: list[Any] = []
        categories: list[Any] = []
        add_image, add_id, add_category = image_ids.append, ids.append, categories.append
        for value in values:
            if not isinstance(value, dict):
                value = {}
            add_image(value.get("image_id"))
            add_id(value.get("id"))
            add_category(value.get("category_id"))
            if value.get("iscrowd"):
                self.crowds += is_crowd(value) and as_id(value.get("image_id")) is not None
        self._take_annotations(_as_ids(image_ids), _as_ids(ids), _as_ids(categories))

    def _take_annotations(
        self, images: Sequence[Id | None], ids: Sequence[Id | None], categories: Sequence[Id | None]
    ) -> None:
        """What annotations refer to, by their numbers; None for what is no id."""
        annotations = self.annotations
        for number, image in enumerate(images):
            if image is None:
                self.without_image += 1
                continue
            numbers = annotations.get(image)
            if numbers is None:
                annotations[image] = [number]
            else:
                numbers.append(number)
        if self.without_image:
            ids = [key for key, image in zip(ids, images, strict=True) if image is not None]
            categories = [key for key, image in zip(categories, images, strict=True) if image is not None]
        known = set(ids)
        known.discard(None)
        self.ids = known
        self.repeated = len(ids) - ids.count(None) - len(known)
        self.used = Counter(categories)

    def add_categories(self, values: Iterable[Any]) -> None:
        for number, value in enumerate(values):
            key, name = (as_id(value.get("id")), value.get("name")) if isinstance(value, dict) else (None, None)
            if key is None or not isinstance(name, str | int) or not str(name).strip():
                self.faults.append(f"entry {number + 1} of its categories lacks an id or a name and is not used")
                continue
            if self.categories.setdefault(key, str(name)) != str(name):
                text = f"two of its categories, {self.categories[key]} and {name}, have the id {key!r}"
                raise JointFormatError(f"{text}, so the classes of boxes cannot be told")
            if isinstance(value.get("supercategory"), str):
                self.supercategories[key] = value["supercategory"]

    def state(self, document: JsonDocument) -> CocoState:
        self._give_to_counterparts()
        headings = frozenset(self._headings())
        shown = show_names(self.categories, headings)
        notices = [*self._notices(), *name_notices(self.file, self.categories, shown, headings)]
        return CocoState(
            self.file,
            document,
            self.images,
            {key: tuple(numbers) for key, numbers in self.annotations.items()},
            shown,
            {
                "images": next_id((*self.names, *self.annotations)),
                "annotations": next_id(self.ids),
                "categories": next_id((*self.categories, *self.used)),
            },
            headings,
            tuple(notices),
            document.arrays["annotations"].items,
            self.categories,
        )

    def _give_to_counterparts(self) -> None:
        """Annotations that name no listed image are those of the one whose id differs only in its type: "1" and 1."""
        for key in self.annotations.keys() - self.names.keys():
            listed = resolve_id(key, self.names)
            if listed is not None and listed != key:
                image = self.images[self.names[listed]]
                self.images[self.names[listed]] = image.also_called(key)
                self.names[key] = self.names[listed]
        for category in self.used.keys() - self.categories.keys():
            listed = resolve_id(category, self.categories)
            if listed is not None and listed != category:
                self.used[listed] += self.used.pop(category)

    def _headings(self) -> Iterator[Id]:
        """Categories without annotations that are the supercategory of another."""
        headed = Counter(self.supercategories.values())
        for key, name in self.categories.items():
            others = headed[name] - (self.supercategories.get(key) == name)
            if others and not self.used[key]:
                yield key

    def _notices(self) -> list[str]:
        told = [f"{self.file}: {fault}." for fault in self.faults[:FAULTS_TOLD]]
        if len(self.faults) > FAULTS_TOLD:
            told.append(f"{self.file}: {len(self.faults) - FAULTS_TOLD} more entries have such faults.")
        unknown = sum(len(numbers) for key, numbers in self.annotations.items() if key not in self.names)
        nameless = sum(count for key, count in self.used.items() if key is None or key not in self.categories)
        for count, what in (
            (unknown + self.without_image, "of no image that it lists"),
            (nameless, "of no category that it lists"),
            (self.repeated, "with an id that another has, too"),
            (self.crowds, "of crowds (iscrowd), which mark no single object"),
        ):
            if count:
                used = "" if what.startswith("with") else ", and not used"
                annotations = counted(count, "annotation", "annotations")
                told.append(f"{self.file} has {annotations} {what}; kept as found{used}.")
        return told


def _as_ids(values: Sequence[Any]) -> Sequence[Id | None]:
    """`as_id` of each; whole numbers are what they should be."""
    return values if set(map(type, values)) <= {int} else list(map(as_id, values))


def _size(value: dict[str, Any]) -> tuple[int, int] | None:
    sides = [value.get(key) for key in ("width", "height")]
    if not all(isinstance(side, int | float) and 0 < side < 1e9 for side in sides):
        return None
    return int(sides[0]), int(sides[1])  # type: ignore[arg-type]
