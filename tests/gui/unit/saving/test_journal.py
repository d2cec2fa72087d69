"""The journal says after a crash what was not saved, whatever the crash did to its end."""

from __future__ import annotations

import errno
import json
import os
import time
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.attributes import NO_ATTRIBUTES, Attributes, NestedValue
from detector.data.geometry import Box
from detector.data.outlines.outlined_box import OutlinedBox
from detector.data.outlines.packing import UnusableOutline
from detector.data.outlines.rasterization import rasterize_rings
from detector.data.regular_file import NotRegularFileError
from frcnn_gui.saving import journal_file
from frcnn_gui.saving.journal import (
    JournalEntry,
    dataset_folder,
    folder_key,
    format_entry_line,
    format_head_line,
    format_saved_line,
    hash_version,
    image_key,
    merge_journals,
    parse_journal,
    read_journal,
)
from frcnn_gui.saving.journal_file import JournalFile
from frcnn_gui.saving.journal_writer import JournalWriter
from tests.annotation_edits import move_edges
from tests.detector.data.outlines.samples import ring_with_hole_and_two_parts
from tests.gui.unit.small_session import voc_file

ANNOTATION = Annotation(Box(1.25, 2, 30, 40), "café", 3, difficult=True, score=0.5)
FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def entry(image: str = "a.png", order: int = 1, *annotations: Annotation, time: float = 5.0) -> JournalEntry:
    return JournalEntry(
        image, time, order, "v", ImageAnnotations(annotations or (ANNOTATION,), True), (replace(ANNOTATION, uid=9),)
    )


@pytest.mark.parametrize("attributes", [NO_ATTRIBUTES, Attributes({"tame": True})])
def test_that_outlines_come_out_as_they_went_in(attributes: Attributes) -> None:
    rings = ring_with_hole_and_two_parts()
    bitmap = rasterize_rings(rings, 64, 48)
    outlined = OutlinedBox(Box(1.9, 2, 26.1, 21), rings.move_by(1 / 3, 0))
    damaged = OutlinedBox(Box(1, 2, 3, 4), UnusableOutline("It is damaged."))
    annotations = [
        replace(ANNOTATION, geometry=geometry, attributes=attributes) for geometry in (rings, bitmap, outlined, damaged)
    ]
    journal = parse_journal(format_entry_line(entry("a.png", 1, *annotations)))
    assert journal.entries["a.png"][0].image_annotations.annotations == tuple(annotations)


def test_that_entries_come_out_as_they_went_in() -> None:
    values = {
        "a\n": "\ud800",
        "tame": True,
        "age": 3,
        "box": NestedValue("[1]"),
        "note": NestedValue("<b/>", is_json=False),
    }
    odd = replace(move_edges(ANNOTATION, x2=float("inf")), label='"\n\ud800', attributes=Attributes(values))
    journal = parse_journal(
        format_head_line(Path("/photos"), 1.0) + format_entry_line(entry()) + format_entry_line(entry("b.png", 2, odd))
    )
    assert journal.folder == "/photos"
    assert journal.entries == {"a.png": [entry()], "b.png": [entry("b.png", 2, odd)]}
    assert (journal.ended, journal.damaged_lines) == (5.0, 0)


def test_that_a_torn_end_costs_its_own_line_alone() -> None:
    first, second = format_entry_line(entry()), format_entry_line(entry("b.png", 2))
    for length in range(len(second) - 1):
        journal = parse_journal(first + second[:length])
        assert list(journal.entries) == ["a.png"]
        assert journal.damaged_lines == (length > 0)


def test_that_a_spoiled_line_in_the_middle_is_left_out_and_counted() -> None:
    first, second = format_entry_line(entry()), format_entry_line(entry("b.png", 2))
    journal = parse_journal(first.replace(b"1.25", b"1.35") + b"\0" * 40 + b"\n" + second)
    assert list(journal.entries) == ["b.png"]
    assert journal.damaged_lines == 2


def test_that_an_image_that_was_saved_is_no_longer_in_it() -> None:
    journal = parse_journal(
        format_entry_line(entry()) + format_entry_line(entry("b.png", 2)) + format_saved_line("a.png", 7.0)
    )
    assert list(journal.entries) == ["b.png"]
    assert journal.ended == 7.0


def test_that_entries_are_in_the_order_of_the_changes_not_of_the_lines() -> None:
    journal = parse_journal(format_entry_line(entry(order=3)) + format_entry_line(entry(order=2)))
    assert [one.order for one in journal.entries["a.png"]] == [2, 3]


def test_that_of_several_journals_the_last_session_counts() -> None:
    old, new = (
        parse_journal(format_entry_line(entry(order=90, time=1.0))),
        parse_journal(format_entry_line(entry(order=2, time=8.0))),
    )
    for journals in ((old, new), (new, old)):
        assert merge_journals(journals).entries["a.png"][-1].time == 8.0


def test_that_a_folder_has_one_name_by_all_ways_to_it(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "annotations.json").write_text("{}")
    (tmp_path / "link").symlink_to(folder)
    assert folder_key(folder) == folder_key(tmp_path / "link") == folder_key(folder / "annotations.json")
    assert folder_key(folder) != folder_key(tmp_path)
    assert image_key(folder / "in" / "a.png", dataset_folder(folder / "annotations.json")) == "in/a.png"


def test_that_versions_are_distinguished() -> None:
    texts = [hash_version(version) for version in (None, b"", b"a", (b"a", b"b"), (b"ab",), ())]
    assert len(set(texts)) == len(texts)
    assert hash_version((b"a", b"b")) == hash_version((b"a", b"b"))


# -- on disk


def file(tmp_path: Path) -> JournalFile:
    return JournalFile(tmp_path / "open" / "k-0.journal", tmp_path)


def test_that_the_file_goes_when_everything_is_saved_and_stays_when_not(tmp_path: Path) -> None:
    journal = file(tmp_path)
    journal.add_entry(entry())
    journal.add_entry(entry("b.png", 2))
    journal.mark_saved("a.png")
    assert list(read_journal(journal.path).entries) == ["b.png"]
    journal.close()
    assert journal.path.exists()
    journal.mark_saved("b.png")
    journal.close()
    assert not journal.path.exists()


def test_that_it_does_not_grow_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal_file, "MAX_JOURNAL_BYTES", 4000)
    journal = file(tmp_path)
    journal.add_entry(entry("kept.png", 0))
    journal.add_entry(entry(order=1), about_to_save=True)
    for order in range(2, 200):
        journal.add_entry(entry(order=order))
    found = read_journal(journal.path).entries
    assert journal.path.stat().st_size < 6000
    assert found["kept.png"] == [entry("kept.png", 0)]
    assert (found["a.png"][0].order, found["a.png"][-1].order) == (1, 199)  # what the file may say, and the newest
    journal.close()


def test_that_emptying_leaves_a_file_that_is_written_on(tmp_path: Path) -> None:
    journal = file(tmp_path)
    for order in range(3):
        journal.add_entry(entry(order=order))
        journal.mark_saved("a.png")
        assert read_journal(journal.path).entries == {}
    journal.add_entry(entry(order=7))
    assert read_journal(journal.path).entries == {"a.png": [entry(order=7)]}
    journal.close()


# -- on its thread


def wait_for_lines(writer: JournalWriter) -> None:
    assert writer.flush(10)


def test_that_changes_are_written_and_the_newest_of_a_moment_is_enough(tmp_path: Path) -> None:
    writer = JournalWriter(tmp_path / "j.journal", tmp_path)
    for x in range(5):
        writer.note_unsaved("a.png", ImageAnnotations((move_edges(ANNOTATION, x1=float(x)),)), voc_file([ANNOTATION]))
    wait_for_lines(writer)
    (last,) = read_journal(writer.path).entries["a.png"]
    assert last.image_annotations.annotations[0].bounds.x1 == 4.0
    assert last.base == (ANNOTATION,)
    assert last.version == hash_version(b"as read")
    writer.note_saved("a.png")
    wait_for_lines(writer)
    assert read_journal(writer.path).entries == {}
    assert writer.close()
    assert not writer.path.exists()


def test_that_closing_writes_what_was_just_noted(tmp_path: Path) -> None:
    writer = JournalWriter(tmp_path / "j.journal", tmp_path)
    writer.note_unsaved("a.png", ImageAnnotations((ANNOTATION,)), voc_file())
    assert writer.close()
    assert list(read_journal(writer.path).entries) == ["a.png"]


def test_that_what_is_written_ahead_is_in_the_file_at_once(tmp_path: Path) -> None:
    writer = JournalWriter(tmp_path / "j.journal", tmp_path)
    newer = ImageAnnotations((move_edges(ANNOTATION, x1=9.0),))
    asked = time.monotonic_ns()
    writer.note_unsaved("a.png", newer, voc_file())
    wait_for_lines(writer)
    writer.note_before_write("a.png", ImageAnnotations((ANNOTATION,)), voc_file(), asked)
    entries = read_journal(writer.path).entries["a.png"]
    assert [one.image_annotations.annotations for one in entries] == [
        (ANNOTATION,),
        newer.annotations,
    ]  # asked for before it was changed again
    assert writer.close()


def test_that_a_full_disk_is_reported_once_and_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    messages: list[str] = []
    writer = JournalWriter(tmp_path / "j.journal", tmp_path, messages.append)
    monkeypatch.setattr("frcnn_gui.saving.journal_writer.RETRY_DELAY_S", 0.01)
    with monkeypatch.context() as full:
        full.setattr(journal_file.os, "write", lambda *_: (_ for _ in ()).throw(FULL))
        writer.note_unsaved("a.png", ImageAnnotations((ANNOTATION,)), voc_file())
        assert not writer.flush(0.3)
    wait_for_lines(writer)
    assert list(read_journal(writer.path).entries) == ["a.png"]
    assert len(messages) == 1
    assert str(writer.path) in messages[0]
    assert writer.close()


@pytest.mark.parametrize(
    "changed",
    [
        {"time": float("inf")},
        {"time": float("nan")},
        {"time": -1.0},
        {"time": 1e300},
        {"time": None},
        {"order": float("inf")},
        {"order": []},
        {"boxes": None},
        {"boxes": [[float("nan"), 0, 1, 1, "a", 1, 0, 0, 0, None]]},
        {"boxes": [[0, 0, 1, 1, "a", float("inf"), 0, 0, 0, None]]},
        {"boxes": [[10**400, 0, 1, 1, "a", 1, 0, 0, 0, None]]},
        {"boxes": [["0", 0, 1, 1, "a", 1, 0, 0, 0, None]]},
        {"boxes": [[0, 0, 1, 1, "a", 1, 0, 0, 0, None, 3]]},
        {"boxes": [[0, 0, 1, 1, "a", 1, 0, 0, 0, None, [["a", [1]]]]]},
        {"boxes": [[0, 0, 1, 1, "a", 1, 0, 0, 0, None, [["a", {}]]]]},
        {"boxes": [[0, 0, 1, 1, "a", 1, 0, 0, 0, None, [], []]]},
        {"boxes": [[]]},
        {"boxes": 3},
        {"base": {}},
        {"image": []},
    ],
    ids=str,
)
def test_that_a_line_with_odd_values_is_left_out(changed: dict[str, object]) -> None:
    good = format_entry_line(entry(image="b.png"))
    record = json.loads(format_entry_line(entry()).partition(b" ")[2]) | changed
    text = json.dumps(record).encode()
    found = parse_journal(b"%08x %s\n" % (zlib.crc32(text), text) + good)
    assert "b.png" in found.entries
    assert found.damaged_lines == (0 if changed in ({"base": {}}, {"image": []}) else 1)


def test_that_a_line_nested_without_an_end_is_left_out() -> None:
    text = b"[" * 200_000
    assert parse_journal(b"%08x %s\n" % (zlib.crc32(text), text)).damaged_lines == 1


@pytest.mark.skipif(os.name == "nt", reason="no devices in folders there")
def test_that_a_journal_that_has_no_end_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.leftover").symlink_to("/dev/zero")
    with pytest.raises(NotRegularFileError):
        read_journal(tmp_path / "a.leftover")
