"""Reading a CreateML file: a list of images, each with its boxes."""

from __future__ import annotations

import json
from typing import Any

from detector.data.formats.entries.json_pieces import end_after, split_at
from detector.data.formats.entries.notices import Listing
from detector.data.formats.entries.state import EntryState
from detector.data.formats.joint_file import JointFormatError
from detector.data.formats.json_array import JsonFormatError, json_faults
from detector.data.formats.json_scan import after_space, decode_value

from .grammar import IMAGE_KEYS, CreateMlGrammar

EMPTY_LIST = b"[\n]\n"
"""A file that lists nothing."""


def read(raw: bytes, file: str) -> EntryState:
    """The state of a file named `file`.

    Raises:
        JointFormatError: It cannot be used.
    """
    listing = Listing(file)

    def look(_key: str, value: Any) -> None:
        listing.add(image_name(value), "the name of an image")

    try:
        with json_faults(raw) as mark:
            text = raw.removeprefix(mark).decode()
            start = after_space(text, 0)
            if not text.startswith("[", start):
                decode_value(text, start)
                raise JointFormatError("it is no CreateML file: that is a list of images")
            document = split_at(text, start, look)
            end = after_space(text, end_after(text, document))
            if end != len(text):
                raise json.JSONDecodeError("Extra data", text, end)
    except JsonFormatError as error:
        raise JointFormatError(str(error)) from error
    grammar = CreateMlGrammar()
    return EntryState(
        file, grammar, document, document, document, listing.images, (), tuple(listing.notices()),
        lambda content: mark + content,
    )  # fmt: skip


def image_name(value: Any) -> str:
    """The image of an entry; empty where it names none."""
    members = value.items() if isinstance(value, dict) else ()
    names = {key.lower(): name for key, name in members if isinstance(name, str)}
    return next((names[key] for key in IMAGE_KEYS if names.get(key, "").strip()), "")
