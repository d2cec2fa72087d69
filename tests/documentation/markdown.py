"""Small pieces of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def format_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; a vertical line or the end of a line in a cell does not end it."""
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(map(_format_cell, cells))} |\n" for cells in lines)


def _format_cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "&#124;")


def read_section(text: str, title: str) -> str:
    """The part of a document below the heading `title`, up to the next heading of its level.

    Raises:
        ValueError: There is no such heading.
    """
    lines = text.splitlines()
    level = next((line.partition(" ")[0] for line in lines if line.lstrip("#") == f" {title}"), None)
    if level is None:
        raise ValueError(f"There is no heading {title}.")
    start = lines.index(f"{level} {title}") + 1
    ends = [at for at, line in enumerate(lines) if at >= start and 0 < _find_level(line) <= len(level)]
    return "\n".join(lines[start : ends[0] if ends else None]).strip() + "\n"


def _find_level(line: str) -> int:
    marks = line.partition(" ")[0]
    return len(marks) if marks and set(marks) == {"#"} else 0
