"""Names that look alike but are written with other code points: macOS and some archives decompose accented letters.

"é" is one code point in its composed form (NFC) and two in its decomposed form (NFD). File names keep the form that
they have on disk, because both forms of one name may be in one folder; only the comparison ignores the difference.
Class names are composed wherever they are read, so that the two forms of a name are one class.

JSON can hold half of a character (a lone surrogate, as of an emoji that was cut in two), which no text file and no
terminal can; in class names it is escaped.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar
from zlib import crc32

from detector.data.limits import MAX_LABEL_CHARACTERS

Value = TypeVar("Value")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_PORTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def compose_unicode(name: str) -> str:
    """Return `name` in its composed form (NFC)."""
    return name if name.isascii() else unicodedata.normalize("NFC", name)


def normalize_class_name(name: str) -> str:
    """Return a class name as it is shown, compared and written.

    It is composed, such that UTF-8 can hold it, and not longer than `MAX_LABEL_CHARACTERS`. What is cut off counts all
    the same: a checksum keeps apart names that begin alike.
    """
    if len(name) > MAX_LABEL_CHARACTERS:
        end = f"... ({crc32(name.encode('utf-8', 'surrogatepass')):08x})"
        name = name[: MAX_LABEL_CHARACTERS - len(end)] + end
    return name if name.isascii() else compose_unicode(escape_surrogates(name))[:MAX_LABEL_CHARACTERS]


def escape_surrogates(text: str) -> str:
    r"""Return `text` with each lone surrogate as an escape like `\ud83d`."""
    return text if text.isascii() else _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def escape_for_file_name(name: str) -> str:
    r"""Return a file name that every format can hold: what is no UTF-8, and control characters, as in web addresses.

    A Latin-1 "caf\xe9.jpg" on Linux is "caf%E9.jpg" then.
    """
    return _NOT_PORTABLE.sub(lambda found: "".join(f"%{byte:02X}" for byte in _encode_character(found[0])), name)


def _encode_character(character: str) -> bytes:
    try:
        return character.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half of a character
        return character.encode("utf-8", "surrogatepass")


def match_forms(requested: Iterable[str], offered: Collection[str]) -> dict[str, str]:
    """Match names that differ only in their Unicode form.

    Exact matches come first: a name that is in both collections is matched with no other. A match must be the only
    one possible on either side, so that two files never get the labels of one.

    Args:
        requested: Names to find, for example stems of images.
        offered: Names that are there, for example stems of label files. Asking whether a name is in it should be fast.

    Returns:
        For names of `requested` that are not in `offered`, the name there that is meant; without those that have none.
    """
    foreign = {name for name in requested if not name.isascii()}
    if not foreign:
        return {}
    left = [name for name in offered if not name.isascii() and name not in foreign]
    offered_by_form = _group_by_form(left)
    requested_by_form = _group_by_form(foreign.difference(offered))
    return {
        names[0]: offered_by_form[form][0]
        for form, names in requested_by_form.items()
        if len(names) == 1 and len(offered_by_form.get(form, ())) == 1
    }


def _group_by_form(names: Iterable[str]) -> Mapping[str, list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for name in names:
        groups[compose_unicode(name)].append(name)
    return groups


def add_unicode_forms(values: Mapping[str, Value], requested: Iterable[str]) -> Mapping[str, Value]:
    """Return `values` with a further key for each of `requested` that `match_forms` finds among its keys.

    Where every name is ASCII this is `values` itself.
    """
    matches = match_forms(requested, values.keys())
    return {**values, **{name: values[key] for name, key in matches.items()}} if matches else values
