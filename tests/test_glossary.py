"""No word that GLOSSARY.md lists under "Avoid" is used in code, comments, texts or documents.

What an entry of that column covers is described at the top of GLOSSARY.md.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
GLOSSARY = ROOT / "GLOSSARY.md"
IN_NAMES = "in names"
CODE_FOLDERS = ("detector", "frcnn_gui", "tests")
ENDINGS = "(?:s|es|d|ed|ing)?"

FOREIGN_WORDS = {
    "detector/config/parsing.py": ("colour_jitter",),
    "detector/training/runs/event_log.py": ('"cancelled"',),
    "frcnn_gui/classes/class_controller.py": ('"classes/colours"',),
    "frcnn_gui/images/image_query.py": ('"labelled"',),
    "frcnn_gui/saving/folder_lock.py": (".leftover",),
    "detector/training/checkpoints/architectures.py": ("trunk",),
    "tests/detector/test_config.py": ("colour_jitter",),
    "tests/documentation/packages_page.py": ("OSI Approved",),
    "tests/detector/training/runs/test_event_log.py": ('"cancelled"',),
    "tests/detector/data/test_cases.py": ("72c-avif-labelled",),
    "tests/detector/data/test_image_kinds.py": ("72c-avif-labelled",),
}
"""Spellings that files of earlier versions, other programs or libraries have, by the file of ours that names them."""
FOREIGN_CALLS = (".cancelled", ".most_common", ".tell()")
"""Methods of the standard library."""

NOT_REPLACED_YET: dict[str, str] = {
    "tests/gui": "labelled, leftover, told",
}
"""Words that a folder or file still has. The longest path that fits counts. A word that is no longer there must go."""


@dataclass(frozen=True)
class Avoided:
    """The words to avoid, in lower case: those searched everywhere, and those searched in identifiers only."""

    everywhere: tuple[str, ...]
    in_names: tuple[str, ...]


def parse_glossary(text: str) -> Avoided:
    """Read the "Avoid" column of each table.

    An entry has the form `word` or `word (remark)`; entries are separated by commas.
    """
    found: dict[str | None, list[str]] = {None: [], IN_NAMES: []}
    column = -1
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            column = -1
        elif "Avoid" in cells:
            column = cells.index("Avoid")
        elif column >= 0 and not set(cells[0]) <= {"-"}:
            for entry in re.findall(r"[^,(]+(?:\([^)]*\))?", cells[column]):
                word, _, remark = entry.strip().rstrip(")").partition(" (")
                found.get(remark or None, []).append(word.lower())
    return Avoided(tuple(found[None]), tuple(found[IN_NAMES]))


def split_words(text: str) -> str:
    """`text` in lower case, with identifiers split at underscores and at capital letters."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text).replace("_", " ").lower()


def compile_words(words: tuple[str, ...], endings: str = ENDINGS) -> re.Pattern[str]:
    """One pattern for all `words`; a phrase may be broken by the end of a line, also in a comment."""
    alternatives = (r"(?: +|\n *(?:# )?)".join(map(re.escape, word.split())) + endings for word in words)
    return re.compile(rf"\b({'|'.join(alternatives)})\b")


def iter_files() -> Iterator[Path]:
    for folder in CODE_FOLDERS:
        yield from (ROOT / folder).rglob("*.py")
        yield from (ROOT / folder).rglob("*.md")
    for folder in ("docs", "resources"):
        yield from (ROOT / folder).rglob("*.md")
    yield from ROOT.glob("*.md")
    yield ROOT / "pyproject.toml"


@cache
def find_offenders() -> tuple[tuple[str, int, str], ...]:
    """(path, line, word) of each avoided word."""
    avoided = parse_glossary(GLOSSARY.read_text(encoding="utf-8"))
    everywhere, in_names = compile_words(avoided.everywhere), compile_words(avoided.in_names, "")
    found = []
    for path in sorted(iter_files()):
        name = path.relative_to(ROOT).as_posix()
        if path in (GLOSSARY, Path(__file__)):
            continue
        text = path.read_text(encoding="utf-8")
        for foreign in (*FOREIGN_WORDS.get(name, ()), *FOREIGN_CALLS):
            text = text.replace(foreign, "")
        for match in everywhere.finditer(words := split_words(text)):
            found.append((name, words.count("\n", 0, match.start()) + 1, " ".join(match[1].split())))
        if path.suffix == ".py" and in_names.search(words):  # else no name can have one
            for token in tokenize.generate_tokens(io.StringIO(text).readline):
                if token.type != tokenize.NAME or token.string.startswith("test_that_"):
                    continue
                if in_name := in_names.search(split_words(token.string)):
                    found.append((name, token.start[0], in_name[1]))
    return tuple(found)


def words_not_replaced(folder: str) -> set[str]:
    return set(filter(None, NOT_REPLACED_YET.get(folder, "").split(", ")))


def folder_of(name: str) -> str:
    """The entry of NOT_REPLACED_YET that covers the file `name`; empty where none does."""
    return max((folder for folder in NOT_REPLACED_YET if f"{name}/".startswith(f"{folder}/")), key=len, default="")


def test_that_no_avoided_word_is_used() -> None:
    offenders = [
        f"{name}:{line}: {word}"
        for name, line, word in find_offenders()
        if word not in words_not_replaced(folder_of(name))
    ]
    assert not offenders, f"{len(offenders)} words of GLOSSARY.md's Avoid column:\n" + "\n".join(offenders[:200])


@pytest.mark.parametrize("folder", sorted(NOT_REPLACED_YET))
def test_that_the_list_of_words_not_replaced_yet_has_no_others(folder: str) -> None:
    used = {word for name, _, word in find_offenders() if folder_of(name) == folder}
    gone = words_not_replaced(folder) - used
    assert not gone, f"Remove these from NOT_REPLACED_YET: {sorted(gone)}"


def test_that_remarks_in_the_glossary_limit_what_is_searched() -> None:
    head = "| Term | Avoid |\n| --- | --- |\n"
    text = f"{head}| job | errand, task (for a job) |\n| image | photo (in names) |\n\n| a | b |\n"
    assert parse_glossary(text) == Avoided(("errand",), ("photo",))


def test_that_words_are_found_in_identifiers_and_with_endings() -> None:
    pattern = compile_words(("mend", "so many"))
    for text in ("_mend_boxes", "MendJob", "it is Mended", "so_many", "so many"):
        assert pattern.search(split_words(text)), text
    for text in ("recommend", "amendment", "so, many"):
        assert not pattern.search(split_words(text)), text
