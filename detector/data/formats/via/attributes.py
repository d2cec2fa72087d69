"""Which attribute of VIA's regions gives the class, and what its values mean.

VIA knows no classes: people name attributes as they like, as a text, or as one or several choices of a list.
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
"""What people call the attribute, the likeliest first, whatever the case."""
_CHOICE_KINDS = ("dropdown", "radio", "checkbox")


@dataclass(frozen=True)
class ClassAttribute:
    """The attribute that gives the class. `kind` is how VIA asks for it: `text`, `dropdown`, `radio`, `checkbox`."""

    name: str
    kind: str = "text"
    options: Mapping[str, str] = field(default_factory=dict)
    """What VIA keeps for a choice -> the class that it means, in the order of the file."""

    @property
    def has_class_list(self) -> bool:
        """Whether the file has a list of them."""
        return self.kind in _CHOICE_KINDS

    @property
    def has_numbered_options(self) -> bool:
        """Whether choices are kept as numbers, and their descriptions are the classes."""
        return any(key != name for key, name in self.options.items())

    def read_classes(self, value: Any) -> tuple[str, ...]:
        """The classes that a value names: none, one, or, where several choices are ticked, all of them."""
        if isinstance(value, dict):
            names = [str(key) for key, ticked in value.items() if _is_true(ticked)]
        elif isinstance(value, bool) or not isinstance(value, str | int | float):
            names = []
        else:
            names = [str(value)]
        return tuple(self.options.get(name, name).strip() for name in names if name.strip())

    def format_value(self, label: str, before: Any = None) -> str:
        """The JSON of a value that names the class `label`, in place of the value `before`."""
        key = next((key for key, name in self.options.items() if normalize_class_name(name) == label), label)
        if isinstance(before, dict):
            first = next((key for key, ticked in before.items() if _is_true(ticked)), None)
            others = {other: ticked for other, ticked in before.items() if other not in (first, key)}
            return dump_json({key: True, **others})
        return dump_json({key: True}) if self.kind == "checkbox" else dump_json(key)


def find_class_attribute(used: Counter[str], defined: Any) -> ClassAttribute | None:
    """The attribute that gives the class of regions.

    Args:
        used: Attributes that regions have, and in how many regions each has a value.
        defined: What the project says of its attributes (`_via_attributes`), if anything.

    Returns:
        One with a name that people give it; else the only one, or the one with choices; else the one that most regions
        have. None where there is none.
    """
    region = defined.get("region") if isinstance(defined, dict) else None
    region = region if isinstance(region, dict) else {}
    names = [name for name in dict.fromkeys([*used, *region]) if name.lower() not in FLAGS]
    filled = [name for name in names if used[name]] or names
    if not filled:
        return None
    by_name = {name.lower().replace(" ", "_"): name for name in reversed(filled)}
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
    """Whether choices are kept as numbers and described by the classes, but for those that were added here."""
    numbers = [key for key in options if key.isdigit()]
    texts = list(options.values())
    named = all(options[key].strip() if key.isdigit() else options[key] == key for key in options)
    return bool(numbers) and named and len(set(texts)) == len(texts)


def is_flagged(value: Any) -> bool:
    """Whether an attribute such as `difficult` says yes."""
    if isinstance(value, dict):
        return any(_is_true(ticked) and _is_true(key) for key, ticked in value.items())
    return _is_true(value)


def format_flag(flag: bool, before: Any) -> str:
    """The JSON of such an attribute."""
    if isinstance(before, dict):
        return dump_json({**dict.fromkeys(before, False), **({"true": True} if flag else {})})
    return dump_json(flag) if isinstance(before, bool) else dump_json("true" if flag else "false")


def _is_true(value: Any) -> bool:
    text = str(value).strip().lower()
    return text not in ("", "0", "false", "no", "none")
