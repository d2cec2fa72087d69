"""What commands print. Text from files is data: it must not steer the terminal, nor end the command.

Control characters (escape sequences, carriage returns, the bell), marks that turn the direction of writing around, and
half characters, such as a Latin-1 file name has on Linux, are shown as escapes.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from typing import Any, TextIO

_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)
"""All that must not reach a terminal as it is; tabs and line feeds may."""


def escape_unprintable(text: str) -> str:
    r"""Return `text` with what is not to be printed as escapes: `\x1b`, `\udce9`."""
    return _UNPRINTABLE.sub(lambda found: _escape_code(ord(found[0])), text)


def _escape_code(code: int) -> str:
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def format_json(value: Any, indent: int | None = None) -> str:
    r"""Return `value` as JSON that can be printed: letters as they are, all else as JSON's own escapes."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def print_stdout(text: object, flush: bool = False) -> None:
    """Print what was asked for, on stdout."""
    _print_text(sys.stdout, escape_unprintable(str(text)), flush)


def print_stderr(text: object) -> None:
    """Print a warning or a fault, on stderr."""
    _print_text(sys.stderr, escape_unprintable(str(text)), flush=True)


def print_json(value: Any, flush: bool = False) -> None:
    """Print one JSON value on a line of stdout."""
    _print_text(sys.stdout, _format_encodable_json(value), flush)


def print_json_list(head: Mapping[str, Any], key: str, items: Iterable[Any]) -> None:
    """Print a JSON object on a line of stdout, item by item, so that its long list need not be in memory.

    Args:
        head: The entries before the list; one at least.
        key: What the list is called, which is the last entry.
        items: What is in the list.
    """
    _print_text(sys.stdout, f"{_format_encodable_json(head)[:-1]}, {json.dumps(key)}: [", flush=False, end="")
    for number, item in enumerate(items):
        _print_text(sys.stdout, f"{', ' if number else ''}{_format_encodable_json(item)}", flush=False, end="")
    _print_text(sys.stdout, "]}", flush=False)


def _format_encodable_json(value: Any) -> str:
    text = format_json(value)
    return text if _can_encode(sys.stdout, text) else json.dumps(value)


def _print_text(stream: TextIO, text: str, flush: bool, end: str = "\n") -> None:
    if not _can_encode(stream, text):  # a terminal of Windows with a code page
        text = text.encode(stream.encoding, "backslashreplace").decode(stream.encoding)
    print(text, file=stream, flush=flush, end=end)


def _can_encode(stream: TextIO, text: str) -> bool:
    try:
        text.encode(stream.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True
