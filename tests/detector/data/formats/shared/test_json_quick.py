"""Large JSON files are taken apart as `json` takes them apart, only sooner: the same pieces, values and faults."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from detector.data.formats.shared.json_array import (
    JsonDocument,
    JsonFormatError,
    parse_json_document,
    parse_large_document,
)
from detector.data.formats.shared.json_quick import (
    ITEMS_PER_STEP,
    NotPlainJsonError,
    build_model,
    decode_item,
    find_members,
)

Outcome = tuple[str, list[tuple[str, list[bytes], list[bytes], bytes]], list[Any], list[Any]]


class Ids(msgspec.Struct):
    id: Any = None
    image_id: Any = None


def outcome(raw: bytes, is_quick: bool) -> Outcome:
    """The fault of a file, its pieces, and what was seen of its items."""
    seen: list[Any] = []
    ids: list[Any] = []

    def add_ids(values: Iterator[Any]) -> None:
        ids.extend(repr(value if isinstance(value, Ids) else build_model(value, Ids)) for value in values)

    consumers = {"a": lambda values: seen.extend(map(repr, values)), "b": add_ids}
    try:
        document = parse_large_document(raw, consumers, {"b": Ids}) if is_quick else parse_json_document(raw, consumers)
    except JsonFormatError as error:
        return str(error), [], [], []
    assert document.to_bytes() == raw
    return "", describe(document), seen, ids


def describe(document: JsonDocument) -> list[tuple[str, list[bytes], list[bytes], bytes]]:
    arrays = sorted(document.arrays.items())
    return [(name, list(one.items), list(one.bytes_before), one.closing_bytes) for name, one in arrays]


PLAIN = b'{"info": {"n": 1}, "a": [{"id": 1, "x": [1.5, 2]}, {"id": 2}], "b": [{"id": 3, "image_id": 1}], "z": null}'
ODD_VALUES = [
    b"NaN",
    b"-Infinity",
    b'"\\ud800"',
    b'"\\ud83d\\ude00"',
    b'"\xc3\xa9"',
    b'"\xff"',
    b'"\xc3"',
    b"01",
    b"1.",
    b"1e999",
    b"-0",
    b"1.0",
    b"123456789012345678901234567890",
    b"9" * 4000,
    b"9" * 4299,
    b"9" * 4301,
    b"9" * 9000,
    b"1//2",
    b"/*x*/1",
    b"[1,]",
    b'{"id":1,"id":2}',
    b'"a\tb"',
    b'"\\q"',
    b"tru",
    b"[" * 500 + b"]" * 500,
    b"[" * 5000,
    b'"1"',
    b"true",
    b"null",
    b"[]",
    b"",
    b" 1 ",
    b"1, 2",
    b"\xc2\xa01",
    b'"\x00"',
]
ODD_FILES = [
    b"",
    b" ",
    b"[]",
    b"1",
    b"null",
    b"{}",
    b" {} ",
    b'{"a": []}',
    b'{"a": [ ] }\n',
    b'{"a": 1}',
    b'{"a": {}}',
    b'{"b": [1, "x"]}',
    b'{"a": [], "a": []}',
    b'{"a": [1], "a": [1]}',
    b'{"a": [1, 2], "a": [1]}',
    b'{"a": [1], "z": 1, "z": 2}',
    b'{"z": 1, "z": 12}',
    b'{"z": 12, "z": 1}',
    b'{"\\u0061": [1]}',
    b'{"a": [1]} x',
    b'{"a": [1]',
    b'{"a": [1 2]}',
    b"{'a': [1]}",
    b'{"a": [1],}',
    b'{"a":[1,2 ,3,\n4 , 5],"b":[{"id":1},\r\n\t{"id":2}]}',
    b'\xef\xbb\xbf{"a": [1]}',
    b"\xef\xbb\xbf",
    b"\xff\xfe{\x00}\x00",
    b'{"a": [{"s": ", ["}, {"s": "]"}], "b": [{"id": "]"}]}',
    b'{"": 1, "\xc3\xa9": {"a": [1]}, "a": ["\xc3\xa9", "\xe2\x82\xac"]}',
    b'{"b": [1, [], "s", null, {"id": {"x": [1]}, "image_id": 2.5}, {"image_id": 1e400}]}',
]


@pytest.mark.parametrize(
    "item",
    [
        b'{"a": NaN}',
        b'{"a": 1e400}',
        b'{"a": 1, "a": -0}',
        b'{"a": "\\ud800"}',
        b"[1.0, 1E5, 123456789012345678901234567890]",
    ],
)
def test_that_an_item_has_the_value_that_json_reads(item: bytes) -> None:
    assert repr(decode_item(item)) == repr(json.loads(item))


@pytest.mark.parametrize("raw", ODD_FILES)
def test_that_odd_files_are_read_or_refused_as_by_json(raw: bytes) -> None:
    assert outcome(raw, True) == outcome(raw, False)


@pytest.mark.parametrize("value", ODD_VALUES, ids=lambda value: repr(value[:20]))
@pytest.mark.parametrize("place", [b'{"n": 1}', b"[1.5, 2]", b"3", b"null", b'"id"', b"1}, {"])
def test_that_odd_values_are_read_or_refused_as_by_json(value: bytes, place: bytes) -> None:
    raw = PLAIN.replace(place, value, 1)
    assert outcome(raw, True) == outcome(raw, False)


def test_that_thousands_of_damaged_files_are_read_or_refused_as_by_json() -> None:
    chance = random.Random(0)
    alphabet = b'{}[]",:0123456789.-+eEtrufalsn \n\t\\/ab\xc3\xa9\xff'
    for _ in range(1500):
        raw = bytearray(PLAIN)
        for _ in range(chance.randrange(1, 4)):
            at = chance.randrange(len(raw))
            end = at + chance.randrange(3)
            raw[at:end] = bytes(chance.choice(alphabet) for _ in range(chance.randrange(3)))
        assert outcome(bytes(raw), True) == outcome(bytes(raw), False), bytes(raw)


@pytest.mark.parametrize("separators", [(", ", ": "), (",", ":"), (",\n  ", ": ")])
def test_that_many_items_are_where_they_are_found(separators: tuple[str, str]) -> None:
    draw = random.Random(0)
    values = [
        {"id": number, "image_id": draw.choice([1, 2.5, "3", None, "\u00e9"])}
        for number in range(2 * ITEMS_PER_STEP + 5)
    ]
    raw = json.dumps({"a": values, "b": values}, separators=separators, ensure_ascii=False).encode()
    assert outcome(raw, True) == outcome(raw, False)


def test_that_gaps_of_all_kinds_between_items_are_kept() -> None:
    draw = random.Random(0)
    text = '{"a": [' + "".join(f"{n}{draw.choice([',', ' , ', ', ', chr(10) + ','])}" for n in range(20_000)) + "0 ]}"
    assert outcome(text.encode(), True) == outcome(text.encode(), False)


def test_that_plain_files_need_no_second_reading() -> None:
    assert [member.key for member in find_members(PLAIN)] == ["info", "a", "b", "z"]
    with pytest.raises(NotPlainJsonError):
        find_members(PLAIN.replace(b"1.5", b"NaN"))
