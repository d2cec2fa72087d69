"""What the palette finds for what is typed."""

from __future__ import annotations

import pytest

from frcnn_gui.common.actions.action_list import ACTIONS
from frcnn_gui.help.palette_search import PaletteEntry, parse_image_number, rank_entries

ENTRIES = tuple(
    PaletteEntry(spec.id, spec.name, spec.menu.replace("&", ""), keywords=spec.keywords) for spec in ACTIONS
)


def best(query: str, recent: tuple[str, ...] = ()) -> str:
    return rank_entries(query, ENTRIES, recent)[0].id


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
    assert rank_entries("undo xylophone", ENTRIES) == []


def test_that_nothing_typed_lists_all_with_the_recent_ones_first() -> None:
    found = rank_entries("", ENTRIES, ("train", "undo"))
    assert [entry.id for entry in found[:3]] == ["train", "undo", ENTRIES[0].id]
    assert len(found) == len(ENTRIES)


def test_that_of_two_alike_the_recent_one_is_first() -> None:
    assert best("zoom", ("zoom_out",)) == "zoom_out"


def test_that_what_cannot_be_done_comes_later() -> None:
    entries = (PaletteEntry("a", "Copy boxes", "Edit", enabled=False), PaletteEntry("b", "Copy the path", "Edit"))
    assert [entry.id for entry in rank_entries("copy", entries)] == ["b", "a"]


def test_that_a_line_is_spoken_whole() -> None:
    entry = PaletteEntry("draw", "Draw box", "Edit", "W, R", enabled=False, reason="requires an image")
    assert entry.spoken_text == "Draw box, Edit, key W, R, requires an image"


@pytest.mark.parametrize(("text", "number"), [("#12", 12), (" # 3 ", 3), ("#", None), ("12", None), ("#1a", None)])
def test_that_a_number_after_a_hash_is_an_image(text: str, number: int | None) -> None:
    assert parse_image_number(text) == number
