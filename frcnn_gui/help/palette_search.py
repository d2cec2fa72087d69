"""Which actions fit what was typed: every word must be found, in any order; the better the place, the higher."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from frcnn_gui.common.language import tr

_TITLE_START, _WORD_START, _IN_TITLE, _KEY, _KEYWORD, _PATH, _SCATTERED = 100, 80, 60, 55, 50, 25, 10
_MIN_SCATTERED_LETTERS = 2
"""Letters; fewer stand in every text in some way."""
_EXACT = 40
_RECENT = 15


@dataclass(frozen=True)
class PaletteEntry:
    """One line of the palette."""

    id: str
    title: str
    path: str
    """The menus on the way to it: `View › Theme`."""
    keys: str = ""
    keywords: str = ""
    enabled: bool = True
    reason: str = ""
    """Why it is grayed, where that is known."""
    checked: bool | None = None
    """None where it is no switch."""

    @property
    def spoken_text(self) -> str:
        """The whole line in words."""
        parts = [self.title, self.path]
        if self.checked is not None:
            #: State of a switch, for screen readers.
            parts.append(tr("on") if self.checked else tr("off"))
        if self.keys:
            parts.append(tr("key {keys}").format(keys=self.keys))
        if not self.enabled:
            parts.append(self.reason or tr("unavailable"))
        return ", ".join(part for part in parts if part)


def rank_entries(query: str, entries: Iterable[PaletteEntry], recent: Sequence[str] = ()) -> list[PaletteEntry]:
    """The entries that fit, best first; all of them, the recent ones first, where nothing was typed.

    What cannot be done now comes after what can, unless it is called exactly what was typed.
    """
    words = query.casefold().split()
    freshness = {id: len(recent) - place for place, id in enumerate(recent)}
    scored: list[tuple[float, int, PaletteEntry]] = []
    for place, entry in enumerate(entries):
        score = _score_entry(words, entry)
        if score is None:
            continue
        if not words:
            score = float(freshness.get(entry.id, 0))
        else:
            score += _RECENT * (entry.id in freshness) - (_EXACT / 2) * (not entry.enabled)
        scored.append((-score, place, entry))
    return [entry for _, _, entry in sorted(scored, key=lambda one: one[:2])]


def _score_entry(words: Sequence[str], entry: PaletteEntry) -> float | None:
    """None where a word is not found."""
    title, path, keywords = entry.title.casefold(), entry.path.casefold(), entry.keywords.casefold()
    total = 0.0
    for word in words:
        found = _score_word(word, title, path, keywords, entry.keys.casefold())
        if found is None:
            return None
        total += found
    if words and " ".join(words) in (title, keywords):
        total += _EXACT
    # Of two that fit alike, the one of which more was typed.
    return total - len(title) / 100


def _score_word(word: str, title: str, path: str, keywords: str, keys: str) -> float | None:
    if title.startswith(word):
        return _TITLE_START
    if any(part.startswith(word) for part in title.split()):
        return _WORD_START
    if word in title:
        return _IN_TITLE
    if word in keys.split(", "):
        return _KEY
    if any(part.startswith(word) for part in keywords.split()):
        return _KEYWORD
    if word in path:
        return _PATH
    if len(word) >= _MIN_SCATTERED_LETTERS and _get_initials(title).startswith(word):
        return _IN_TITLE
    if len(word) > _MIN_SCATTERED_LETTERS and _has_scattered_letters(word, title):
        return _SCATTERED
    return None


def _get_initials(text: str) -> str:
    return "".join(part[0] for part in text.split())


def _has_scattered_letters(word: str, text: str) -> bool:
    """Whether the letters of `word` stand in `text` in this order."""
    letters = iter(text)
    return all(letter in letters for letter in word)


def parse_image_number(query: str) -> int | None:
    """The number in `#12`, counted from 1; None where something else was typed."""
    digits = query.strip().removeprefix("#").strip()
    return int(digits) if query.strip().startswith("#") and digits.isascii() and digits.isdigit() else None
