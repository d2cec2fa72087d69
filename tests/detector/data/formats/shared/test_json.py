from __future__ import annotations

import copy
import json
from collections import deque
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detector.data.formats.shared.json_array import parse_json_document
from detector.data.formats.shared.json_scan import format_object_like, iter_children, set_json_values

LEAF = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=5))
VALUE = st.recursive(LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner))
OBJECT = st.dictionaries(st.text(max_size=4), VALUE, max_size=5)
LAYOUT = st.sampled_from([{}, {"indent": 0}, {"indent": 3}, {"separators": (",", ":")}, {"ensure_ascii": False}])


def encodable(text: str) -> bytes | None:
    try:
        return text.encode()
    except UnicodeEncodeError:
        return None


@settings(deadline=None, max_examples=50)
@given(OBJECT, st.lists(VALUE, max_size=5), st.lists(VALUE, max_size=3), LAYOUT, st.sampled_from(["", "\r\n", " \t"]))
def test_that_a_document_is_its_bytes_again(
    more: dict[str, Any], first: list[Any], second: list[Any], layout: dict[str, Any], space: str
) -> None:
    content = {**more, "images": first, "between": more, "annotations": second}
    raw = encodable(space + json.dumps(content, **layout) + space)
    if raw is None:
        return
    seen: dict[str, list[Any]] = {"images": [], "annotations": []}
    document = parse_json_document(raw, {key: values.extend for key, values in seen.items()})
    assert document.to_bytes() == raw
    assert seen == {"images": first, "annotations": second}
    for key, array in document.arrays.items():
        assert [json.loads(item) for item in array.items] == content[key]


@settings(deadline=None, max_examples=50)
@given(st.lists(VALUE, max_size=5), st.data(), st.lists(VALUE, max_size=3), LAYOUT)
def test_that_edits_of_an_array_are_those_of_a_list(
    items: list[Any], draw: Any, added: list[Any], layout: dict[str, Any]
) -> None:
    raw = encodable(json.dumps({"a": items, "b": [1]}, **layout))
    if raw is None:
        return
    document = parse_json_document(raw, {"a": deque})
    places = st.integers(0, max(len(items) - 1, 0))
    changed = draw.draw(st.dictionaries(places, LEAF)) if items else {}
    deleted = draw.draw(st.frozensets(places)) if items else frozenset()
    texts = {place: json.dumps(value).encode() for place, value in changed.items()}
    array = document.arrays["a"].edit_items(texts, deleted, [json.dumps(value).encode() for value in added], None)
    edited = json.loads(b"".join(array.iter_bytes()))
    kept = [changed.get(place, value) for place, value in enumerate(items) if place not in deleted]
    assert edited == [*kept, *added]


@settings(deadline=None, max_examples=50)
@given(OBJECT, st.text(max_size=4), LEAF, LAYOUT)
def test_that_setting_a_value_changes_it_alone(
    content: dict[str, Any], key: str, value: Any, layout: dict[str, Any]
) -> None:
    text = json.dumps(content, **layout)
    new = json.dumps(value)
    edited = set_json_values(text, {(key,): new})
    assert json.loads(edited) == {**content, key: value}
    if key in content:
        (child,) = (child for child in iter_children(text, 0) if child.key == key)
        assert edited == text[: child.start] + new + text[child.end :]


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ('{"a": [1, 2,3]}', ("a", 1), '{"a": [1, 9,3]}'),
        ('{"a": {"b": 1}}', ("a", "b"), '{"a": {"b": 9}}'),
        ('{"a": {}}', ("a", "b"), '{"a": {"b": 9}}'),
        ('{"a":1}', ("b", "c"), '{"a":1, "b":{"c": 9}}'),
        ('{"a": null}', ("a", "b"), '{"a": {"b": 9}}'),
        ("{ }", ("a",), '{"a": 9}'),
        ('{"a": 1, "a": 2}', ("a",), '{"a": 1, "a": 9}'),
        ('{\n\t"a" : 1,\n\t"b" : 2\n}', ("c",), '{\n\t"a" : 1,\n\t"b" : 2,\n\t"c" : 9\n}'),
        ('{"a:": 1,"b": 2}', ("c",), '{"a:": 1,"b": 2,"c": 9}'),
    ],
)
def test_that_members_are_found_and_added_in_the_layout_there(text: str, path: tuple[str, ...], expected: str) -> None:
    assert set_json_values(text, {path: "9"}) == expected


def test_that_an_object_is_laid_out_like_another() -> None:
    members = {"x": "1", "y": "[2]"}
    assert format_object_like(members, None) == '{"x": 1, "y": [2]}'
    assert format_object_like(members, "{}") == '{"x": 1, "y": [2]}'
    assert format_object_like(members, '{"a":1,"b":2}') == '{"x":1,"y":[2]}'
    assert format_object_like(members, '{ "a": 1, "b": 2 }') == '{ "x": 1, "y": [2] }'
    assert format_object_like(members, '{\n  "a": 1\n}') == '{\n  "x": 1,\n  "y": [2]\n}'


def test_that_values_that_are_looked_at_are_not_kept() -> None:
    content = {"images": [{"id": 1}]}
    seen: list[Any] = []
    document = parse_json_document(
        json.dumps(content).encode(), {"images": lambda values: seen.extend(map(copy.deepcopy, values))}
    )
    assert seen == [{"id": 1}]
    assert document.arrays["images"].items == [b'{"id": 1}']
