"""A card: a title, sentences, small tables, and links to other cards, as HTML for a text browser."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

ANCHOR, BOX = "anchor", "box"
"""What a link leads to."""


def format_link(kind: str, row: int, text: str) -> str:
    """HTML that leads to an anchor, or to a ground-truth box, by its row."""
    return f'<a href="{kind}:{row}">{escape(text)}</a>'


def fill_html(text: str, **values: object) -> str:
    """`text` as HTML, its places filled with HTML: links, or numbers."""
    return escape(text, quote=False).format(**values)


class Card:
    """Collects the parts of a card."""

    def __init__(self, title: str) -> None:
        self._parts = [f"<h3>{escape(title)}</h3>"]

    def add_section(self, title: str) -> None:
        self._parts.append(f"<h4>{escape(title)}</h4>")

    def add_line(self, html: str) -> None:
        """A sentence, or some."""
        if html:
            self._parts.append(f"<p>{html}</p>")

    def add_table(self, rows: Iterable[Sequence[str]], head: Sequence[str] = ()) -> None:
        """Cells are HTML; all but the first of a row stand to the right."""
        lines = [self._format_row(head, "th")] if head else []
        lines += [self._format_row(row, "td") for row in rows]
        self._parts.append(f'<table cellspacing="0" cellpadding="1">{"".join(lines)}</table>')

    @staticmethod
    def _format_row(cells: Sequence[str], kind: str) -> str:
        sides = ("left", *("right" for _ in cells[1:]))
        pad = "padding-right: 8px"
        inside = "".join(
            f'<{kind} align="{side}" style="{pad}">{cell}</{kind}>' for side, cell in zip(sides, cells, strict=True)
        )
        return f"<tr>{inside}</tr>"

    @property
    def html(self) -> str:
        return "".join(self._parts)
