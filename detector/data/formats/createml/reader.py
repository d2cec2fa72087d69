"""Parsing a CreateML file: a list of images, each with its boxes."""

from __future__ import annotations

import json
from typing import Any

from detector.data.formats.entries.json_pieces import find_end_of_pieces, split_json_at
from detector.data.formats.entries.notices import ImageListing
from detector.data.formats.entries.state import EntryState
from detector.data.formats.shared.json_array import JsonFormatError, convert_json_faults
from detector.data.formats.shared.json_scan import decode_value, skip_space
from detector.data.formats.shared.single_file import JointFormatError

from .grammar import IMAGE_KEYS, CreateMlGrammar

EMPTY_LIST = b"[\n]\n"
"""The content of a file that lists no image."""


def parse_createml_file(raw: bytes, file: str) -> EntryState:
    """Parse a file named `file`.

    Raises:
        JointFormatError: The content does not follow the format.
    """
    listing = ImageListing(file)

    def add_image(_key: str, value: Any) -> None:
        listing.add_entry(read_image_name(value), "the name of an image")

    try:
        with convert_json_faults(raw) as mark:
            text = raw.removeprefix(mark).decode()
            start = skip_space(text, 0)
            if not text.startswith("[", start):
                decode_value(text, start)
                raise JointFormatError("it is no CreateML file: that is a list of images")
            document = split_json_at(text, start, add_image)
            end = skip_space(text, find_end_of_pieces(text, document))
            if end != len(text):
                raise json.JSONDecodeError("Extra data", text, end)
    except JsonFormatError as error:
        raise JointFormatError(str(error)) from error
    grammar = CreateMlGrammar()
    return EntryState(
        file, grammar, document, document, document, listing.entries_by_image, (), tuple(listing.describe_faults()),
        lambda content: mark + content,
    )  # fmt: skip


def read_image_name(value: Any) -> str:
    """The name of the image of an entry; empty if there is none."""
    members = value.items() if isinstance(value, dict) else ()
    names = {key.lower(): name for key, name in members if isinstance(name, str)}
    return next((names[key] for key in IMAGE_KEYS if names.get(key, "").strip()), "")
