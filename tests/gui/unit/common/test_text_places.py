"""Texts are translated when they are shown, not before; and the engine's sentences stand by themselves."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.translations import ROOT

SOURCES = sorted((ROOT / "frcnn_gui").rglob("*.py"))
OF_THE_ENGINE = ("reason", "fault", "message", "strerror", "text")
"""What the places are called in which sentences of the engine, or of the system, are put."""
STANDS_ALONE = re.compile(rf"(^|[:.] )\{{({'|'.join(OF_THE_ENGINE)})\}}($|[. ])")


def at_import(node: ast.AST) -> Iterator[ast.AST]:
    """What runs while a module is imported: all but the bodies of its functions."""
    yield node
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
        early = [*node.args.defaults, *filter(None, node.args.kw_defaults), *getattr(node, "decorator_list", ())]
    else:
        early = list(ast.iter_child_nodes(node))
    for child in early:
        yield from at_import(child)


def translated(nodes: Iterator[ast.AST], functions: tuple[str, ...] = ("tr",)) -> Iterator[ast.Call]:
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in functions:
            yield node


def too_early(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [f"{path.name}:{call.lineno}" for call in translated(at_import(tree))]


def test_that_nothing_is_translated_before_the_language_is_known() -> None:
    assert [place for path in SOURCES for place in too_early(path)] == [], "mark it with N_, call tr where it is shown"


def test_that_a_table_that_is_translated_too_early_would_be_found(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text(
        'A = {1: tr("a")}\ndef f(b=tr("b")):\n    return tr("c")\nclass D:\n    e = lambda: tr("e")\n    g = tr("g")\n'
    )
    assert too_early(path) == ["a.py:1", "a.py:2", "a.py:6"]


def test_that_sentences_of_the_engine_are_shown_beside_ours_and_not_inside_them() -> None:
    inside = []
    for path in SOURCES:
        for call in translated(iter(ast.walk(ast.parse(path.read_text(encoding="utf-8")))), ("tr", "N_")):
            text = call.args[0].value if isinstance(call.args[0], ast.Constant) else ""
            places = re.findall(rf"\{{(?:{'|'.join(OF_THE_ENGINE)})\}}", str(text))
            if len(places) != len(STANDS_ALONE.findall(str(text))):
                inside.append(f"{path.name}:{call.lineno}: {text}")
    assert inside == []


@pytest.mark.parametrize(
    "text", ["Not saved: {reason}", "{text} Your boxes are kept.", "It failed: {strerror}. Continue."]
)
def test_that_a_place_for_a_sentence_is_known(text: str) -> None:
    assert STANDS_ALONE.search(text)


@pytest.mark.parametrize("text", ["It is not saved because {reason}", "Open {text}", "{fault}, so it stays"])
def test_that_a_place_inside_a_sentence_is_none(text: str) -> None:
    assert not STANDS_ALONE.search(text)
