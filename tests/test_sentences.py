"""Tests compare texts of the window with their names, not with their words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sentences import has_sentence, sentence_pattern

ROOT = Path(__file__).resolve().parents[1]
MIN_WORDS = 4
"""Shorter texts, such as those of buttons, may occur in a test by chance."""
WORDS_MATTER = "# the words matter"
"""Ends the line of an assertion that is about the wording itself."""


def find_window_sentences() -> Iterator[str]:
    """The texts of `tr` and `N_` with enough words outside of their places."""
    for path in sorted((ROOT / "frcnn_gui").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("tr", "N_"):
                text = node.args[0].value if isinstance(node.args[0], ast.Constant) else ""
                if isinstance(text, str) and len(re.sub(r"\{[^{}]*\}", "", text).split()) >= MIN_WORDS:
                    yield text


def find_asserted_texts(source: str) -> Iterator[tuple[int, str]]:
    """Line and value of each string in an assertion, apart from its message and from lines where the words matter."""
    lines = source.splitlines()
    for assertion in ast.walk(ast.parse(source)):
        if isinstance(assertion, ast.Assert):
            for node in ast.walk(assertion.test):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    own_lines = lines[node.lineno - 1 : node.end_lineno]
                    if not any(line.endswith(WORDS_MATTER) for line in own_lines):
                        yield node.lineno, node.value


def find_repeated(source: str, sentences: re.Pattern[str]) -> list[int]:
    """The lines of the assertions that repeat one of the sentences."""
    return [line for line, text in find_asserted_texts(source) if sentences.search(text)]


SENTENCE = "No image has this number."


def test_that_no_assertion_repeats_a_sentence_of_the_window() -> None:
    sentences = re.compile("|".join(map(sentence_pattern, dict.fromkeys(find_window_sentences()))))
    repeated = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for line in find_repeated(path.read_text(encoding="utf-8"), sentences)
    ]
    assert repeated == [], f"give the sentence a name and compare with it, or end the line with `{WORDS_MATTER}`"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        (f'assert text == "{SENTENCE}"', [1]),
        (f'assert text == (\n    "Before it. {SENTENCE}"\n)', [2]),
        (f'assert text == "{SENTENCE}"  {WORDS_MATTER}', []),
        (f'assert text, "{SENTENCE}"', []),
        ("assert text == tr(NO_SUCH_NUMBER_TEXT)", []),
        (f'show("{SENTENCE}")', []),
    ],
)
def test_that_a_repeated_sentence_is_found(source: str, lines: list[int]) -> None:
    assert find_repeated(source, re.compile(re.escape(SENTENCE))) == lines


def test_that_a_place_without_a_value_stands_for_any_text() -> None:
    assert has_sentence("Read: a.jpg has 3 boxes.", "{name} has {count} boxes.", count=3)
    assert not has_sentence("a.jpg has 3 boxes.", "{name} has {count} boxes.", count=4)
    assert has_sentence("'a.jpg' has 1,000 boxes.", "{name!r} has {count:,} boxes.", name="a.jpg", count=1000)
    with pytest.raises(AssertionError):
        sentence_pattern("{name} has no boxes.", count=0)
