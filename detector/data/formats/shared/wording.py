"""Phrases for messages about data sets."""

from __future__ import annotations

from collections.abc import Sequence

from detector.translatable import translatable

KEPT_UNUSED = "{fault}; it is kept as it is, and not used."
"""What becomes of an entry of a file that cannot be read."""
MAX_NAMES_LISTED = 5
MAX_FAULTS_LISTED = 10
"""The maximum number of faults of a file that are reported individually; the rest are counted."""
_MAX_SHOWN_CHARACTERS = 100
COUNT_PHRASES = (
    translatable("1 image is"),
    translatable("{count} images are"),
    translatable("1 image has"),
    translatable("{count} images have"),
    translatable("1 labeled image is"),
    translatable("{count} labeled images are"),
    translatable("1 box"),
    translatable("{count} boxes"),
    translatable("no box"),
    translatable("it"),
    translatable("them"),
)
"""What `format_count` gives in sentences that are translated: marked as parts of them."""
_AND_MORE = translatable("{names} and {more} more")


def escape_name(name: str) -> str:
    """A name from a file, for messages: control characters are escaped, and the middle of a very long name is cut."""
    if len(name) > _MAX_SHOWN_CHARACTERS:
        name = f"{name[: _MAX_SHOWN_CHARACTERS // 2]}...{name[-_MAX_SHOWN_CHARACTERS // 2 :]}"
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in name)


def list_names(names: Sequence[str]) -> str:
    """The first names, and the number of the others: `a, b, c, d, e and 3 more`."""
    more = len(names) - MAX_NAMES_LISTED
    listed = ", ".join(map(escape_name, names[:MAX_NAMES_LISTED]))
    return _AND_MORE.format(names=listed, more=more) if more > 0 else listed


def format_count(count: int, one: str, many: str) -> str:
    """`1 image that is`, `2 images that are`."""
    return f"{count:,} {one if count == 1 else many}"
