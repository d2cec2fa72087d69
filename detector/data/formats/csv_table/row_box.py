"""Tables with one column for each number of a box, or one column for all four; see `RowLayout`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from detector.data.annotation import Annotation
from detector.data.formats.shared.single_file import ImageInFile
from detector.data.geometry import Box
from detector.data.unicode_forms import normalize_class_name

from .columns import FLAGS, SINGLE_CLASS, TableColumns
from .geometry import compute_edges, compute_numbers, find_changed_numbers, format_box_number
from .layout import LabelRefusedError, NoBoxError, RowFaultError, check_label
from .numbers import apply_decimal_sign, find_number_spans, is_ambiguous_comma, parse_table_number

NOT_A_NUMBER = "has {value!r} for {column}, which is not a number"
AMBIGUOUS_NUMBER = "has {value!r} for {column}, which may be {readings}"
FIELD_COUNT = "has {fields} fields where the table has {columns} columns"
GROUP_ROW = "(IsGroupOf) for many objects at once"
CLASS_BY_NAME = "has the class {label!r} by its name, as the list of class descriptions has no id for it"

_FALSE_WORDS = ("", "0", "false", "no")
_NORMALIZED_DECIMALS = 6


@dataclass(frozen=True)
class ColumnLayout:
    """The layout of such a table; see `RowLayout`."""

    columns: TableColumns
    has_decimal_comma: bool = False
    """Whether numbers have decimal commas."""
    class_names: Mapping[str, str] = field(default_factory=dict)
    """Names of classes by the ids in the table, if class descriptions define them."""
    notices: tuple[str, ...] = ()

    @property
    def delimiter(self) -> str:
        return self.columns.delimiter

    @property
    def has_header(self) -> bool:
        return self.columns.has_header

    @property
    def flags(self) -> frozenset[str]:
        return frozenset(FLAGS) & self.columns.places.keys()

    @property
    def holds_outlines(self) -> bool:
        return False

    @property
    def holds_attributes(self) -> bool:
        return False

    def reserves_attribute(self, name: str) -> bool:  # noqa: ARG002 - there are no attributes
        return False

    def read_image_name(self, fields: Sequence[str]) -> str:
        return self.columns.get_field(fields, "image")

    def read_label(self, fields: Sequence[str]) -> str:
        if "label" not in self.columns.places:
            return SINGLE_CLASS
        written = self.columns.get_field(fields, "label")
        return self.class_names.get(written, written)

    def is_blank(self, fields: Sequence[str]) -> bool:
        return not self.columns.get_field(fields, "label") and not any(_read_fields(fields, self.columns.number_places))

    def is_box(self, fields: Sequence[str]) -> bool:
        try:
            self.read_numbers(fields)
        except RowFaultError:
            return False
        return not self._is_group_box(fields)

    def _is_group_box(self, fields: Sequence[str]) -> bool:
        """Whether it is a box around many objects, which is therefore not used."""
        return _is_true(self.columns.get_field(fields, "group"))

    def read_stated_size(self, fields: Sequence[str]) -> tuple[int, int] | None:
        sides = [parse_table_number(self.columns.get_field(fields, side)) or 0.0 for side in ("width", "height")]
        return (int(sides[0]), int(sides[1])) if min(sides) >= 1 else None

    def needs_size(self, is_known: bool) -> bool:
        return self.columns.is_normalized or (not is_known and "width" in self.columns.places)

    def read_annotation(self, fields: Sequence[str], image: ImageInFile, uid: int) -> Annotation:
        if self._is_group_box(fields):
            raise NoBoxError(GROUP_ROW)
        label = self.read_label(fields)
        check_label(label)
        x1, y1, x2, y2 = compute_edges(self.columns.box_encoding, self.read_numbers(fields))
        if self.columns.is_normalized:
            width, height = map(float, _require_size(image))
            x1, y1, x2, y2 = x1 * width, y1 * height, x2 * width, y2 * height
        difficult, truncated, occluded = (_is_true(self.columns.get_field(fields, flag)) for flag in FLAGS)
        score = parse_table_number(self.columns.get_field(fields, "score"))
        return Annotation(Box(x1, y1, x2, y2), label, uid, difficult, truncated, occluded, score)

    def find_warnings(self, fields: Sequence[str]) -> Sequence[str]:  # noqa: ARG002 - see `RowLayout`
        return ()

    def read_numbers(self, fields: Sequence[str]) -> tuple[float, float, float, float]:
        """The four numbers as written.

        Raises:
            RowFaultError: They are not four numbers, or are ambiguous.
        """
        if any(map(str.strip, fields[self.columns.column_count :])):
            text = FIELD_COUNT.format(fields=len(fields), columns=self.columns.column_count)
            raise RowFaultError(f"{text}; put fields with a {self.delimiter!r} in them into quotes")
        values = []
        for word, text in zip(self.columns.box_encoding.value, self._find_number_texts(fields), strict=True):
            value = parse_table_number(text)
            if value is None:
                raise RowFaultError(NOT_A_NUMBER.format(value=text[:40], column=word))
            if not self.has_decimal_comma and is_ambiguous_comma(text):
                readings = f"{text.replace(',', '.')} or {text.replace(',', '')}"
                raise RowFaultError(AMBIGUOUS_NUMBER.format(value=text, column=word, readings=readings))
            values.append(value)
        return values[0], values[1], values[2], values[3]

    def _find_number_texts(self, fields: Sequence[str]) -> list[str]:
        texts = _read_fields(fields, self.columns.number_places)
        if len(texts) == 4:
            return texts
        found = [texts[0][start:end] for start, end in find_number_spans(texts[0])]
        if len(found) != 4:
            name = self.columns.get_column_name(self.columns.number_places[0])
            raise RowFaultError(f"has {texts[0][:40]!r} for {name}, where four numbers belong")
        return found

    def edit_row(
        self, fields: Sequence[str], image: ImageInFile, before: Annotation, after: Annotation
    ) -> dict[int, str]:
        """The fields that change. Flags without a column are ignored."""
        changes = self.relabel_row(fields, after.label) if after.label != before.label else {}
        changes |= self._edit_numbers(
            fields, image, find_changed_numbers(self.columns.box_encoding, before.bounds.xyxy, after.bounds.xyxy)
        )
        places = self.columns.places
        for flag in FLAGS:
            if flag in places and getattr(after, flag) != getattr(before, flag):
                changes[places[flag]] = _format_flag(getattr(after, flag), self.columns.get_field(fields, flag))
        if after.score is not None and after.score != before.score and "score" in places:
            changes[places["score"]] = _format_score(after.score)
        return changes

    def build_row(self, fields: Sequence[str], image: ImageInFile, annotation: Annotation | None) -> dict[int, str]:
        """A row without any data of `fields`, except width and height if they are of the same image."""
        places = self.columns.places
        same = self.read_image_name(fields) == image.name
        changes = dict.fromkeys({*range(len(fields)), *places.values(), *self.columns.number_places}, "")
        changes[places["image"]] = image.name
        for side, length in zip(("width", "height"), image.size or ("", ""), strict=True):
            if side in places:
                changes[places[side]] = self.columns.get_field(fields, side) if same else str(length)
        if annotation is None:
            return changes
        numbers = dict(enumerate(compute_numbers(self.columns.box_encoding, annotation.bounds.xyxy)))
        changes |= self._edit_numbers(fields, image, numbers) | self.relabel_row(fields, annotation.label)
        for flag in self.flags:
            changes[places[flag]] = _format_flag(getattr(annotation, flag), self.columns.get_field(fields, flag))
        if "score" in places and annotation.score is not None:
            changes[places["score"]] = _format_score(annotation.score)
        return changes

    def _edit_numbers(self, fields: Sequence[str], image: ImageInFile, changed: Mapping[int, float]) -> dict[int, str]:
        """The fields after some of the four numbers changed.

        Args:
            fields: The fields of the row.
            image: The image.
            changed: The new numbers in pixels, by their index among the four.
        """
        texts = {index: self._format_number(value, index, image) for index, value in changed.items()}
        places = self.columns.number_places
        if len(places) == 1:
            return {places[0]: _replace_numbers(_read_fields(fields, places)[0], texts)} if texts else {}
        before = _read_fields(fields, places)
        return {
            places[index]: apply_decimal_sign(text, before[index], self.has_decimal_comma)
            for index, text in texts.items()
        }

    def _format_number(self, value: float, index: int, image: ImageInFile) -> str:
        if not self.columns.is_normalized:
            return format_box_number(self.columns.box_encoding, value)
        return f"{value / _require_size(image)[index % 2]:.{_NORMALIZED_DECIMALS}f}"

    def relabel_row(self, fields: Sequence[str], label: str) -> dict[int, str]:  # noqa: ARG002 - see `RowLayout`
        label = label.strip()
        if "label" in self.columns.places:
            return {self.columns.places["label"]: self._written_class_names.get(label, label)}
        if label != SINGLE_CLASS:
            raise LabelRefusedError(
                f"has no column for the class, so it can hold only the class {SINGLE_CLASS!r}. Give the boxes that "
                "class, or add a column class to the table"
            )
        return {}

    @cached_property
    def _written_class_names(self) -> Mapping[str, str]:
        """Class name -> its id in the table; the first if there are several."""
        return {normalize_class_name(name): written for written, name in reversed(list(self.class_names.items()))}

    def describe_unlisted_label(self, label: str) -> str:
        if not self.class_names or label.strip() in self._written_class_names:
            return ""
        return CLASS_BY_NAME.format(label=label.strip())

    def empty_row(self, fields: Sequence[str]) -> dict[int, str]:  # noqa: ARG002 - see `RowLayout`
        label = [self.columns.places["label"]] if "label" in self.columns.places else []
        return dict.fromkeys((*label, *self.columns.number_places), "")

    @property
    def has_region_numbers(self) -> bool:
        return False

    def number_row(self, fields: Sequence[str], number: int, count: int) -> dict[int, str]:  # noqa: ARG002 - no such column
        return {}

    def read_region_numbers(self, fields: Sequence[str]) -> dict[int, str]:  # noqa: ARG002 - no such column
        return {}


def _read_fields(fields: Sequence[str], places: Sequence[int]) -> list[str]:
    return [fields[place].strip() if place < len(fields) else "" for place in places]


def _replace_numbers(text: str, parts: Mapping[int, str]) -> str:
    """The text of a field with some of its four numbers replaced; a new list if it has no four numbers."""
    spans = find_number_spans(text)
    if len(spans) != 4:
        return "[" + ", ".join(parts[index] for index in range(4)) + "]"
    for index in sorted(parts, reverse=True):
        start, end = spans[index]
        text = text[:start] + parts[index] + text[end:]
    return text


def _is_true(text: str) -> bool:
    value = parse_table_number(text)
    return value > 0 if value is not None else text.lower() not in _FALSE_WORDS  # in Open Images, -1 is unknown


def _require_size(image: ImageInFile) -> tuple[int, int]:
    assert image.size is not None, "normalized coordinates need the size of the image"
    return image.size


def _format_flag(value: bool, like: str) -> str:
    """Format a flag like the flag `like` of another row: True and False, or 1 and 0."""
    return str(value) if like.isalpha() else str(int(value))


def _format_score(score: float) -> str:
    return f"{score:.6f}".rstrip("0").rstrip(".")
