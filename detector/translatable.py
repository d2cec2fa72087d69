"""The mark by which the window's translations find texts of the engine, which itself knows no translations.

A sentence with values is marked as its template, `translatable("{name} is empty.")`. The window recognizes it in a
message by the template, so a message is an ordinary text on its way there: through files, processes and exceptions.
"""

from __future__ import annotations

_marked_texts: dict[str, None] = {}


def translatable(text: str) -> str:
    """`text` as it is."""
    _marked_texts[text] = None
    return text


def list_marked_texts() -> tuple[str, ...]:
    """The texts that the modules imported so far have marked."""
    return tuple(_marked_texts)
