"""A long JSON list read item by item: the same values as the whole of it, and the same faults reported."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from detector.data.formats.shared.json_array import CUT_OFF, NESTED_TOO_DEEPLY, NOT_JSON, NOT_UTF8
from detector.data.formats.shared.json_scan import scan_value
from detector.errors import DatasetError
from detector.evaluation.external import json_items
from detector.evaluation.external.json_file import read_detection_list
from detector.evaluation.external.json_items import NotListError, iter_list_items
from tests.sentences import has_sentence, sentence_pattern

VALUES: list[list[Any]] = [
    [],
    [1],
    [123456789, -1.5e-7, True, None, "x", [], {}],
    [{"image_id": 'größe \U0001f600 \\ "', "bbox": [1, 2.25, 3, 4]}] * 9,
    ["a" * 300, {"b": ["c" * 50] * 20}, 7],
]


@pytest.fixture(params=[1, 7, 64, 1 << 20])
def chunk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(json_items, "_CHUNK_BYTES", request.param)
    return int(request.param)


@pytest.mark.parametrize("values", VALUES)
@pytest.mark.parametrize("layout", [None, 1])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_that_the_items_are_those_of_the_whole_file(
    tmp_path: Path, values: list[Any], layout: int | None, mark: bytes, chunk: int
) -> None:
    path = tmp_path / "list.json"
    text = json.dumps(values, ensure_ascii=False, indent=layout)
    path.write_bytes(mark + b" \n" + text.encode() + b"\r\n ")
    assert list(iter_list_items(path)) == values


@pytest.mark.parametrize("text", ["", "  ", "{}", "5", '"x"', '{"a": [1]}'])
def test_that_another_value_than_a_list_is_none(tmp_path: Path, text: str, chunk: int) -> None:
    path = tmp_path / "list.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NotListError):
        list(iter_list_items(path))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[{"image_id": 1},', f"{CUT_OFF} at line 1, column 18"),
        ('[{"image_id": 1}, {"image_id', f"{CUT_OFF} at line 1, column 20"),
        ('[{"image_id": 1}\n {"image_id": 2}]', f"{NOT_JSON} at line 2, column 2"),
        ('[{"image_id": 1}] 5', f"{NOT_JSON} at line 1, column 19"),
        ('[{"image_id": 1}, ]', NOT_JSON),
        ('[{"image_id": ' + "1" * 5000 + "}]", NOT_JSON),
        ('[{"image_id": ' + "[" * 100_000, NESTED_TOO_DEEPLY),
    ],
)
def test_that_a_fault_is_reported_with_its_place_in_the_file(
    tmp_path: Path, text: str, reason: str, chunk: int
) -> None:
    path = tmp_path / "found.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DatasetError) as raised:
        read_detection_list(path)
    assert has_sentence(str(raised.value), reason)
    assert str(path) in str(raised.value)


def test_that_bytes_that_are_not_utf_8_are_reported(tmp_path: Path) -> None:
    path = tmp_path / "found.json"
    path.write_bytes(b'[{"image_id": "\xff"}]')
    with pytest.raises(DatasetError, match=sentence_pattern(NOT_UTF8, byte=15)):
        read_detection_list(path)


def test_that_only_a_piece_of_the_file_is_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_items, "_CHUNK_BYTES", 256)
    path = tmp_path / "found.json"
    path.write_text(json.dumps([{"image_id": number} for number in range(5000)]), encoding="utf-8")
    longest = 0

    def scan_and_measure(text: str, position: int) -> tuple[Any, int]:
        nonlocal longest
        longest = max(longest, len(text))
        return scan_value(text, position)

    monkeypatch.setattr(json_items, "scan_value", scan_and_measure)
    assert sum(1 for _ in iter_list_items(path)) == 5000
    assert longest < 600


def test_that_reading_is_followed_in_bytes_and_ends_when_asked_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_items, "_CHUNK_BYTES", 100)
    path = tmp_path / "found.json"
    path.write_text(json.dumps([{"image_id": number} for number in range(50)]), encoding="utf-8")
    steps: list[tuple[int, int]] = []
    list(iter_list_items(path, lambda done, total: steps.append((done, total))))
    assert steps[0] == (0, path.stat().st_size)
    assert steps[-1] == (path.stat().st_size,) * 2
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)

    class StoppedError(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if done > 300:
            raise StoppedError

    with pytest.raises(StoppedError):
        read_detection_list(path, stop)
