"""Sentences of the engine in the language of the window: recognized by the templates that the engine marks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from string import Formatter
from typing import Any

from detector.translatable import list_marked_texts
from frcnn_gui.common.language import current_language, tr
from frcnn_gui.common.texts.engine_texts import PROBLEM_TEXTS

_SENTENCE_END = re.compile(r"(?<=[.!?]) ")
_MAX_CACHED = 4096
_NUMBER_PLACES = frozenset({"count", "more"})
"""Only numbers stand there, so that other words before "boxes" are no count of them."""
_SENTENCE_PLACES = frozenset({"advice", "fault", "problem", "reason"})
"""Sentences of their own may stand there; in other places none ends."""


class _ValueFormatter(Formatter):
    """Puts texts in their places as they are: they were formatted before."""

    def format_field(self, value: Any, _spec: str) -> str:
        return str(value)

    def convert_field(self, value: Any, _conversion: str | None) -> Any:
        return value


@dataclass(frozen=True)
class _Template:
    """`pattern` matches a text that was made from `text`."""

    text: str
    pattern: re.Pattern[str]
    literal_length: int


def translate_message(message: str) -> str:
    """A sentence of the engine, or several in a row; those that it does not mark stay English."""
    if current_language() == "en":
        return message
    return _translate_message(message, current_language(), len(list_marked_texts()))


@lru_cache(_MAX_CACHED)
def _translate_message(message: str, _language: str, _known: int) -> str:
    """The further arguments are what the answer depends on."""
    whole = _translate_text(message)
    if whole is not None:
        return whole
    for end in reversed([found.start() for found in _SENTENCE_END.finditer(message)]):
        first = _translate_text(message[:end])
        if first is not None:
            return f"{first} {translate_message(message[end + 1 :])}"
    first_end = _SENTENCE_END.search(message)
    if first_end is None:
        return message
    return f"{message[: first_end.start()]} {translate_message(message[first_end.end() :])}"


def _translate_text(text: str) -> str | None:
    """None where it is not marked."""
    if text in PROBLEM_TEXTS or text in _marked():
        return tr(text)
    for template in _build_templates(len(list_marked_texts())):
        found = template.pattern.fullmatch(text)
        if found is not None:
            return _fill(tr(template.text), found.groupdict())
    return None


def _fill(translation: str, values: Mapping[str, str]) -> str:
    """Values may be marked phrases themselves, such as a count of images."""
    translated = {
        name: translate_message(value) if name in _SENTENCE_PLACES else _translate_text(value) or value
        for name, value in values.items()
    }
    return _ValueFormatter().vformat(translation, (), translated)


def _marked() -> frozenset[str]:
    return _collect_marked(len(list_marked_texts()))


@lru_cache(1)
def _collect_marked(_known: int) -> frozenset[str]:
    return frozenset(list_marked_texts())


@lru_cache(1)
def _build_templates(_known: int) -> tuple[_Template, ...]:
    """The most specific first: those with the most words of their own."""
    templates = [_build_template(text) for text in list_marked_texts() if "{" in text]
    return tuple(sorted(templates, key=lambda template: -template.literal_length))


def _choose_value_pattern(name: str) -> str:
    if name in _NUMBER_PLACES:
        return r"[\d,]+"
    return ".+?" if name in _SENTENCE_PLACES else r"(?:(?!\. ).)+?"


def _build_template(text: str) -> _Template:
    pattern, length, seen = "", 0, set()
    for words, name, _, _ in Formatter().parse(text):
        pattern += re.escape(words)
        length += len(words)
        if name:
            values = _choose_value_pattern(name)
            pattern += f"(?P={name})" if name in seen else f"(?P<{name}>{values})"
            seen.add(name)
    return _Template(text, re.compile(pattern, re.DOTALL), length)
