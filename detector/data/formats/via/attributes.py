"""The attribute of VIA's regions that is the class, and the meaning of its values.

VIA has no classes: users define attributes with any name, as text or as one or several choices from a list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from detector.data.formats.shared.json_scan import dump_json
from detector.data.unicode_forms import normalize_class_name

FLAGS = ("difficult", "truncated", "occluded")
_LIKELY_CLASS_NAMES = (
    "class", "classes", "class_name", "classname", "label", "labels", "category", "object", "object_name", "name",
    "type", "kind", "species",
)  # fmt: skip
"""Usual names of the attribute, the most likely first; case is ignored."""
_CHOICE_KINDS = ("dropdown", "radio", "checkbox")


@dataclass(frozen=True)
class ClassAttribute:
    """The attribute that is the class. `kind` is its input in VIA: `text`, `dropdown`, `radio` or `checkbox`."""

    name: str
    kind: str = "text"
    options: Mapping[str, str] = field(default_factory=dict)
    """Stored value of a choice -> class name, in the order of the file."""

    @property
    def has_class_list(self) -> bool:
        """Whether the file lists the possible classes."""
        return self.kind in _CHOICE_KINDS

    @property
    def has_numbered_options(self) -> bool:
        """Whether choices are stored as numbers whose descriptions are the class names."""
        return any(key != name for key, name in self.options.items())

    def is_less_likely_than(self, name: str) -> bool:
        """Whether an attribute of this name would be read as the class instead of this one."""
        return _rank_name(name) < _rank_name(self.name)

    def read_classes(self, value: Any) -> tuple[str, ...]:
        """The classes in a value: none, one, or several if several choices are checked."""
        if isinstance(value, dict):
            names = [str(key) for key, ticked in value.items() if _is_true(ticked)]
        elif isinstance(value, bool) or not isinstance(value, str | int | float):
            names = []
        else:
            names = [str(value)]
        return tuple(self.options.get(name, name).strip() for name in names if name.strip())

    def format_value(self, label: str, before: Any = None) -> str:
        """The JSON of a value for the class `label`, which replaces the value `before`."""
        key = next((key for key, name in self.options.items() if normalize_class_name(name) == label), label)
        if isinstance(before, dict):
            first = next((key for key, ticked in before.items() if _is_true(ticked)), None)
            others = {other: ticked for other, ticked in before.items() if other not in (first, key)}
            return dump_json({key: True, **others})
        return dump_json({key: True}) if self.kind == "checkbox" else dump_json(key)


def _rank_name(name: str) -> int:
    """The place of a name among `_LIKELY_CLASS_NAMES`; a large number if it is not there."""
    names = _LIKELY_CLASS_NAMES
    usual = _normalize_name(name)
    return names.index(usual) if usual in names else len(names)


def _normalize_name(name: str) -> str:
    return name.lower().replace(" ", "_")


def find_class_attribute(used: Counter[str], defined: Any) -> ClassAttribute | None:
    """The attribute that is the class of regions.

    Args:
        used: For each attribute, the number of regions that have a value.
        defined: The attributes that the project defines (`_via_attributes`), or None.

    Returns:
        The attribute with a usual name; otherwise the one with choices; otherwise the most frequent one. None if there
        are no attributes.
    """
    region = defined.get("region") if isinstance(defined, dict) else None
    region = region if isinstance(region, dict) else {}
    names = [name for name in dict.fromkeys([*used, *region]) if name.lower() not in FLAGS]
    filled = [name for name in names if used[name]] or names
    if not filled:
        return None
    by_name = {_normalize_name(name): name for name in reversed(filled)}
    found = next((by_name[likely] for likely in _LIKELY_CLASS_NAMES if likely in by_name), None)
    if found is None:
        choices = [name for name in filled if len(_read_options(region.get(name))) > 1]
        found = max(choices or filled, key=lambda name: used[name])
    return _build_attribute(found, region.get(found))


def _read_options(definition: Any) -> dict[str, str]:
    options = definition.get("options") if isinstance(definition, dict) else None
    return {str(key): str(text) for key, text in options.items()} if isinstance(options, dict) else {}


def _build_attribute(name: str, definition: Any) -> ClassAttribute:
    kind = definition.get("type") if isinstance(definition, dict) else None
    if kind not in _CHOICE_KINDS:
        return ClassAttribute(name)
    options = _read_options(definition)
    if not _are_numbered_options(options):
        options = {key: key for key in options}
    return ClassAttribute(name, str(kind), options)


def _are_numbered_options(options: Mapping[str, str]) -> bool:
    """Whether choices are numbers described by class names, except for those that this program added."""
    numbers = [key for key in options if key.isdigit()]
    texts = list(options.values())
    named = all(options[key].strip() if key.isdigit() else options[key] == key for key in options)
    return bool(numbers) and named and len(set(texts)) == len(texts)


def is_flagged(value: Any) -> bool:
    """Whether the value of an attribute such as `difficult` is true."""
    if isinstance(value, dict):
        return any(_is_true(ticked) and _is_true(key) for key, ticked in value.items())
    return _is_true(value)


def format_flag(flag: bool, before: Any) -> str:
    """The JSON of such an attribute, in the form of the value `before`."""
    if isinstance(before, dict):
        return dump_json({**dict.fromkeys(before, False), **({"true": True} if flag else {})})
    return dump_json(flag) if isinstance(before, bool) else dump_json("true" if flag else "false")


def _is_true(value: Any) -> bool:
    text = str(value).strip().lower()
    return text not in ("", "0", "false", "no", "none")
