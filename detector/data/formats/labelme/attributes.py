"""The attributes of a shape of a labelme file.

These are its `flags`, `description`, `group_id`, the members of `attributes` (as X-AnyLabeling writes them), and
members that labelme does not know, which it keeps as `other_data`. labelme refuses `flags` that are not true or false,
a `description` that is no text and a `group_id` that is no integer, so such values are written to other places.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from detector.data.attributes import NO_ATTRIBUTES, Attributes, AttributeValue, find_attribute_changes, read_json_value
from detector.data.formats.shared.attribute_values import (
    FLAG_KEYS,
    NO_OBJECT,
    REPEATED_KEYS,
    find_json_faults,
    format_json_value,
    select_usable,
)
from detector.data.formats.shared.json_scan import JsonPath, remove_json_members, set_json_values
from detector.data.formats.shared.wording import list_names

ATTRIBUTE_REFUSED = "The attribute {name!r} has no place, because the attributes of the shape are no object"

_FLAGS_KEY, _ATTRIBUTES_KEY, _DESCRIPTION_KEY, _GROUP_KEY = "flags", "attributes", "description", "group_id"
_EMPTY_MEMBERS = {_DESCRIPTION_KEY: '""', _GROUP_KEY: "null"}
"""Members of every shape that are attributes if they are not empty, and how they are written if they are."""
_SHAPE_KEYS = frozenset({"label", "points", "shape_type", _FLAGS_KEY, "mask", "score", _ATTRIBUTES_KEY, *FLAG_KEYS})
"""Members of a shape that are no attributes."""
_EMPTY_PATHS = frozenset((key,) for key in _EMPTY_MEMBERS)
_PLAIN_KEYS = _SHAPE_KEYS | _EMPTY_MEMBERS.keys()
_PLACES = (_FLAGS_KEY, _ATTRIBUTES_KEY, *_EMPTY_MEMBERS)


class AttributesRefusedError(Exception):
    """Why a shape cannot hold an attribute, worded as a clause without a period."""


def read_attributes(value: Mapping[str, Any]) -> Attributes:
    """The attributes of a shape; if two places have the same name, the first of `_iter_members`."""
    if not _may_have_attributes(value):
        return NO_ATTRIBUTES
    return select_usable((path[-1], read_json_value(member)) for path, member in _iter_members(value))


def _may_have_attributes(value: Mapping[str, Any]) -> bool:
    """A fast check; most shapes have none. A `group_id` of 0 is an attribute, too."""
    return not value.keys() <= _PLAIN_KEYS or any(value.get(place) not in (None, "", {}) for place in _PLACES)


def _iter_members(value: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """What can be attributes, with their paths, from the most specific place to the least."""
    for place in (_ATTRIBUTES_KEY, _FLAGS_KEY):
        members = value.get(place)
        if isinstance(members, dict):
            yield from (((place, key), member) for key, member in members.items() if key not in FLAG_KEYS)
    for key, member in value.items():
        if key not in _SHAPE_KEYS and (key, member) != (_DESCRIPTION_KEY, ""):
            yield (key,), member


def edit_attributes(text: str, before: Attributes, after: Attributes) -> str:
    """The text of a shape after its attributes changed; changed ones stay where they are.

    Raises:
        AttributesRefusedError: The shape cannot hold a new attribute.
    """
    changes = find_attribute_changes(before, after)
    for key in changes.removed:
        text = _remove_attribute(text, key)
    for key, member in changes.values.items():
        if key not in FLAG_KEYS:
            text = _set_attribute(text, key, member)
    return text


def _remove_attribute(text: str, key: str) -> str:
    """The text without this attribute, in all places."""
    paths = [path for path, _ in _iter_members(json.loads(text)) if path[-1] == key]
    text = set_json_values(text, {path: _EMPTY_MEMBERS[key] for path in paths if path in _EMPTY_PATHS})
    return remove_json_members(text, [path for path in paths if path not in _EMPTY_PATHS])


def _set_attribute(text: str, key: str, member: AttributeValue) -> str:
    value = json.loads(text)
    here = next((path for path, _ in _iter_members(value) if path[-1] == key), None)
    if here is not None and _can_hold(here, member):
        return set_json_values(text, {here: format_json_value(member)})
    return set_json_values(_remove_attribute(text, key), {_choose_place(value, key, member): format_json_value(member)})


def _can_hold(path: tuple[str, ...], member: AttributeValue) -> bool:
    """Whether labelme accepts this value in this place."""
    if path[0] == _FLAGS_KEY:
        return isinstance(member, bool)
    if path == (_DESCRIPTION_KEY,):
        return isinstance(member, str)
    return path != (_GROUP_KEY,) or (isinstance(member, int) and not isinstance(member, bool))


def _choose_place(value: Mapping[str, Any], key: str, member: AttributeValue) -> JsonPath:
    """The path of a new attribute.

    Raises:
        AttributesRefusedError: There is none.
    """
    if isinstance(member, bool) and isinstance(value.get(_FLAGS_KEY), dict | None):
        return (_FLAGS_KEY, key)
    has_own_place = isinstance(value.get(_ATTRIBUTES_KEY), dict)
    if key not in _SHAPE_KEYS and _can_hold((key,), member) and (key in _EMPTY_MEMBERS or not has_own_place):
        return (key,)
    if not isinstance(value.get(_ATTRIBUTES_KEY), dict | None):
        raise AttributesRefusedError(ATTRIBUTE_REFUSED.format(name=key))
    return (_ATTRIBUTES_KEY, key)


def find_attribute_problems(text: str, value: Mapping[str, Any]) -> list[str]:
    """What is wrong with the attributes of a shape, worded as ends of sentences without a period.

    Args:
        text: The shape.
        value: The same, decoded.
    """
    if not _may_have_attributes(value):
        return []
    faults = [
        NO_OBJECT.format(name=place)
        for place in (_ATTRIBUTES_KEY, _FLAGS_KEY)
        if not isinstance(value.get(place), dict | None)
    ]
    found = list(_iter_members(value))
    for place in ((_ATTRIBUTES_KEY,), (_FLAGS_KEY,), ()):
        faults += find_json_faults(text, place, {path[-1]: member for path, member in found if path[:-1] == place})
    names = [path[-1] for path, _ in found]
    repeated = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    return [*faults, REPEATED_KEYS.format(names=list_names(repeated), used="first")] if repeated else faults
