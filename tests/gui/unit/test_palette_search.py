"""What the palette finds for what is typed."""

from __future__ import annotations

import pytest

from frcnn_gui.actions import ACTIONS
from frcnn_gui.palette_search import Entry, image_number, ranked

ENTRIES = tuple(Entry(spec.id, spec.name, spec.menu.replace("&", ""), keywords=spec.keywords) for spec in ACTIONS)


def best(query: str, recent: tuple[str, ...] = ()) -> str:
    return ranked(query, ENTRIES, recent)[0].id


@pytest.mark.parametrize(
    ("query", "id"),
    [
        ("new box", "draw"),
        ("box new", "draw"),
        ("create rectangle", "draw"),
        ("rectbox", "draw"),
        ("fullscreen", "full_screen"),
        ("full", "full_screen"),
        ("undo", "undo"),
        ("zoom i", "zoom_in"),
        ("zi", "zoom_in"),
        ("predict folder", "detect_all"),
        ("lint", "check_labels"),
        ("histogram", "statistics"),
        ("hotkeys rebind", "change_keys"),
        ("unlabeled", "next_unlabelled"),
        ("DUPL", "duplicate"),
        ("exit", "quit"),
        ("workspace review", "workspace_review"),
    ],
)
def test_that_people_find_what_they_mean(query: str, id: str) -> None:
    assert best(query) == id


def test_that_letters_left_out_do_no_harm() -> None:
    assert best("rstlayt") == "reset_layout"


def test_that_every_word_must_be_found() -> None:
    assert ranked("undo xylophone", ENTRIES) == []


def test_that_nothing_typed_lists_all_with_the_recent_ones_first() -> None:
    found = ranked("", ENTRIES, ("train", "undo"))
    assert [entry.id for entry in found[:3]] == ["train", "undo", ENTRIES[0].id]
    assert len(found) == len(ENTRIES)


def test_that_of_two_alike_the_recent_one_is_first() -> None:
    assert best("zoom", ("zoom_out",)) == "zoom_out"


def test_that_what_cannot_be_done_comes_later() -> None:
    entries = (Entry("a", "Copy boxes", "Edit", enabled=False), Entry("b", "Copy the path", "Edit"))
    assert [entry.id for entry in ranked("copy", entries)] == ["b", "a"]


def test_that_a_line_is_spoken_whole() -> None:
    entry = Entry("draw", "Draw a box", "Edit", "W, R", enabled=False, reason="needs an image")
    assert entry.spoken == "Draw a box, Edit, key W, R, needs an image"


@pytest.mark.parametrize(("text", "number"), [("#12", 12), (" # 3 ", 3), ("#", None), ("12", None), ("#1a", None)])
def test_that_a_number_after_a_hash_is_an_image(text: str, number: int | None) -> None:
    assert image_number(text) == number
