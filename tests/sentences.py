"""Compares texts with sentences that the source names, so that tests need not repeat their words."""

from __future__ import annotations

import re
from string import Formatter


def sentence_pattern(template: str, **values: object) -> str:
    """A regular expression for the sentence `template`, as `match` of `pytest.raises` takes it.

    A place in braces without a value stands for any text: `sentence_pattern("{name} is empty.", name="a.jpg")`.
    """
    parts = list(Formatter().parse(template))
    names = {name for _, name, _, _ in parts if name}
    assert values.keys() <= names, f"{template} has no place for {values.keys() - names}"
    pattern = ""
    for words, name, spec, conversion in parts:
        pattern += re.escape(words)
        if name in values:
            place = f"{{{f'!{conversion}' if conversion else ''}:{spec}}}"
            pattern += re.escape(place.format(values[name]))
        elif name:
            pattern += ".*"
    return f"(?s:{pattern})"


def has_sentence(text: str, template: str, **values: object) -> bool:
    """Whether `text` contains the sentence `template` with these values, and any text in its other places."""
    return re.search(sentence_pattern(template, **values), text) is not None
