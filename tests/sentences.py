"""Compares texts with sentences that the source names, so that tests need not repeat their words."""

from __future__ import annotations

import re


def sentence_pattern(template: str, **values: object) -> str:
    """A regular expression for the sentence `template`, as `match` of `pytest.raises` takes it.

    A place in braces without a value stands for any text: `sentence_pattern("{name} is empty.", name="a.jpg")`.
    """
    parts = re.split(r"\{(\w+)[^{}]*\}", template)
    names = dict.fromkeys(parts[1::2])
    assert values.keys() <= names.keys(), f"{template} has no place for {values.keys() - names.keys()}"
    filled = [re.escape(str(values[part])) if part in values else ".*" for part in parts[1::2]]
    words = [re.escape(part.replace("{{", "{").replace("}}", "}")) for part in parts[::2]]
    return "(?s:" + "".join(word + value for word, value in zip(words, [*filled, ""], strict=True)) + ")"


def has_sentence(text: str, template: str, **values: object) -> bool:
    """Whether `text` contains the sentence `template` with these values, and any text in its other places."""
    return re.search(sentence_pattern(template, **values), text) is not None
