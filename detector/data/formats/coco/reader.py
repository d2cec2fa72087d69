"""Reading a COCO file: images, categories and references between items, collected while the file is split."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from detector.data.formats.shared.json_array import JsonDocument, JsonFormatError, parse_large_document
from detector.data.formats.shared.single_file import JointFormatError
from detector.data.formats.shared.wording import MAX_FAULTS_LISTED, format_count

from .annotation import is_crowd
from .categories import assign_class_names, describe_renamed_categories
from .ids import Id, compute_next_id, parse_id, resolve_id
from .state import ARRAY_NAMES, CocoImage, CocoState

OF_NO_IMAGE = "of no image that it lists"
WITH_REPEATED_ID = "with an id that another has, too"
KEPT_AS_FOUND = "{file} has {annotations} {what}; kept as found{used}."
NO_INSTANCES_FILE = "it is no COCO instances file: it has no list {absent!r}"
IMAGE_INCOMPLETE = "entry {number} of its images lacks an id or a file_name and is not used"
CATEGORY_INCOMPLETE = "entry {number} of its categories lacks an id or a name and is not used"
LISTED_TWICE = "the image {name} is listed twice; its boxes are taken together"
IMAGE_ID_TWICE = "two of its images, {first} and {second}, have the id {id!r}"
CATEGORY_ID_TWICE = "two of its categories, {first} and {second}, have the id {id!r}"


class NoInstancesError(JointFormatError):
    """A JSON file without the arrays of a COCO instances file, for example captions."""


def parse_coco_file(raw: bytes, file: str) -> CocoState:
    """Parse a file named `file`.

    Raises:
        NoInstancesError: It is not an instances file.
        JointFormatError: The content does not follow the format.
    """
    index = _CocoIndex(file)
    consumers = {"images": index.add_images, "annotations": index.add_annotations, "categories": index.add_categories}
    try:
        document = parse_large_document(raw, consumers, {"annotations": _AnnotationIds})
    except JsonFormatError as error:
        raise JointFormatError(str(error)) from error
    absent = [name for name in ARRAY_NAMES if name not in document.arrays]
    if absent:
        raise NoInstancesError(NO_INSTANCES_FILE.format(absent=absent[0]))
    return index.build_state(document)


class _AnnotationIds(msgspec.Struct):
    """The members of an annotation that must be known in advance; their values can be any JSON."""

    image_id: Any = None
    id: Any = None
    category_id: Any = None
    iscrowd: Any = None


@dataclass
class _CocoIndex:
    """Collects facts about all items in one pass, whatever the order of the three arrays."""

    file: str
    images: dict[str, CocoImage] = field(default_factory=dict)
    names_by_id: dict[Id, str] = field(default_factory=dict)
    """Image id -> file name."""
    annotations_by_image: dict[Id, list[int]] = field(default_factory=dict)
    """Image id -> numbers of its annotations."""
    category_names: dict[Id, str] = field(default_factory=dict)
    """Category id -> name as written."""
    supercategories: dict[Id, str] = field(default_factory=dict)
    category_counts: Counter[Id | None] = field(default_factory=Counter)
    annotation_ids: set[Id | None] = field(default_factory=set)
    """All ids of annotations, without None."""
    without_image_count: int = 0
    repeated_id_count: int = 0
    """The number of annotations with the id of another one."""
    crowd_count: int = 0
    faults: list[str] = field(default_factory=list)

    def add_images(self, values: Iterable[Any]) -> None:
        for number, value in enumerate(values):
            key, name = (parse_id(value.get("id")), value.get("file_name")) if isinstance(value, dict) else (None, None)
            if key is None or not isinstance(name, str) or not name.strip():
                self.faults.append(IMAGE_INCOMPLETE.format(number=number + 1))
                continue
            if self.names_by_id.setdefault(key, name) != name:
                text = IMAGE_ID_TWICE.format(first=self.names_by_id[key], second=name, id=key)
                raise JointFormatError(f"{text}, so boxes cannot be matched with images")
            before = self.images.get(name)
            if before is None:
                self.images[name] = CocoImage(number, (key,), _read_size(value), value.get("verified") is True)
            elif key not in before.ids:
                self.faults.append(LISTED_TWICE.format(name=name))
                self.images[name] = CocoImage(before.number, (*before.ids, key), before.size, before.verified)

    def add_annotations(self, values: Iterable[_AnnotationIds]) -> None:
        """Collect the ids of all annotations. Work per item is minimized, because there can be a million."""
        image_ids: list[Any] = []
        ids: list[Any] = []
        categories: list[Any] = []
        add_image, add_id, add_category = image_ids.append, ids.append, categories.append
        for value in values:
            add_image(value.image_id)
            add_id(value.id)
            add_category(value.category_id)
            if value.iscrowd:
                self.crowd_count += is_crowd({"iscrowd": value.iscrowd}) and parse_id(value.image_id) is not None
        self._index_annotations(_parse_ids(image_ids), _parse_ids(ids), _parse_ids(categories))

    def _index_annotations(
        self, images: Sequence[Id | None], ids: Sequence[Id | None], categories: Sequence[Id | None]
    ) -> None:
        """Index annotations by image; the arguments have the ids of each annotation, None if invalid."""
        annotations = self.annotations_by_image
        for number, image in enumerate(images):
            if image is None:
                self.without_image_count += 1
                continue
            numbers = annotations.get(image)
            if numbers is None:
                annotations[image] = [number]
            else:
                numbers.append(number)
        if self.without_image_count:
            ids = [key for key, image in zip(ids, images, strict=True) if image is not None]
            categories = [key for key, image in zip(categories, images, strict=True) if image is not None]
        known = set(ids)
        known.discard(None)
        self.annotation_ids = known
        self.repeated_id_count = len(ids) - ids.count(None) - len(known)
        self.category_counts = Counter(categories)

    def add_categories(self, values: Iterable[Any]) -> None:
        for number, value in enumerate(values):
            key, name = (parse_id(value.get("id")), value.get("name")) if isinstance(value, dict) else (None, None)
            if key is None or not isinstance(name, str | int) or not str(name).strip():
                self.faults.append(CATEGORY_INCOMPLETE.format(number=number + 1))
                continue
            if self.category_names.setdefault(key, str(name)) != str(name):
                text = CATEGORY_ID_TWICE.format(first=self.category_names[key], second=name, id=key)
                raise JointFormatError(f"{text}, so the classes of boxes are ambiguous")
            if isinstance(value.get("supercategory"), str):
                self.supercategories[key] = value["supercategory"]

    def build_state(self, document: JsonDocument) -> CocoState:
        self._resolve_counterparts()
        headings = frozenset(self._find_headings())
        shown = assign_class_names(self.category_names, headings)
        notices = [
            *self._describe_faults(),
            *describe_renamed_categories(self.file, self.category_names, shown, headings),
        ]
        return CocoState(
            self.file,
            document,
            self.images,
            {key: tuple(numbers) for key, numbers in self.annotations_by_image.items()},
            shown,
            {
                "images": compute_next_id((*self.names_by_id, *self.annotations_by_image)),
                "annotations": compute_next_id(self.annotation_ids),
                "categories": compute_next_id((*self.category_names, *self.category_counts)),
            },
            headings,
            tuple(notices),
            document.arrays["annotations"].items,
            self.category_names,
        )

    def _resolve_counterparts(self) -> None:
        """Match references whose type differs from that of the listed id: "1" and 1."""
        for key in self.annotations_by_image.keys() - self.names_by_id.keys():
            listed = resolve_id(key, self.names_by_id)
            if listed is not None and listed != key:
                image = self.images[self.names_by_id[listed]]
                self.images[self.names_by_id[listed]] = image.with_id(key)
                self.names_by_id[key] = self.names_by_id[listed]
        for category in self.category_counts.keys() - self.category_names.keys():
            listed = resolve_id(category, self.category_names)
            if listed is not None and listed != category:
                self.category_counts[listed] += self.category_counts.pop(category)

    def _find_headings(self) -> Iterator[Id]:
        """Categories without annotations that are the supercategory of another one."""
        headed = Counter(self.supercategories.values())
        for key, name in self.category_names.items():
            others = headed[name] - (self.supercategories.get(key) == name)
            if others and not self.category_counts[key]:
                yield key

    def _describe_faults(self) -> list[str]:
        messages = [f"{self.file}: {fault}." for fault in self.faults[:MAX_FAULTS_LISTED]]
        if len(self.faults) > MAX_FAULTS_LISTED:
            messages.append(f"{self.file}: {len(self.faults) - MAX_FAULTS_LISTED} more entries have such faults.")
        unknown = sum(len(numbers) for key, numbers in self.annotations_by_image.items() if key not in self.names_by_id)
        nameless = sum(
            count for key, count in self.category_counts.items() if key is None or key not in self.category_names
        )
        for count, what in (
            (unknown + self.without_image_count, OF_NO_IMAGE),
            (nameless, "of no category that it lists"),
            (self.repeated_id_count, WITH_REPEATED_ID),
            (self.crowd_count, "of crowds (iscrowd), which mark no single object"),
        ):
            if count:
                used = "" if what.startswith("with") else ", and not used"
                annotations = format_count(count, "annotation", "annotations")
                messages.append(KEPT_AS_FOUND.format(file=self.file, annotations=annotations, what=what, used=used))
        return messages


def _parse_ids(values: Sequence[Any]) -> Sequence[Id | None]:
    """`parse_id` of each value; fast if all are integers."""
    return values if set(map(type, values)) <= {int} else list(map(parse_id, values))


def _read_size(value: dict[str, Any]) -> tuple[int, int] | None:
    sides = [value.get(key) for key in ("width", "height")]
    if not all(isinstance(side, int | float) and 0 < side < 1e9 for side in sides):
        return None
    return int(sides[0]), int(sides[1])  # type: ignore[arg-type]
