"""The names on which plug-ins can rely exist, and the example needs no others."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from tests.plugins.conftest import EXAMPLE

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "public-names.md"
PUBLIC_NAMES = re.findall(r"^\| `((?:detector|frcnn_gui)\.[\w.]+)`", PAGE.read_text(encoding="utf-8"), re.MULTILINE)


def list_imports(path: Path) -> Iterator[str]:
    """The names of the program that a module imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(("detector", "frcnn_gui")):
            yield from (f"{node.module}.{name.name}" for name in node.names)


@pytest.mark.parametrize("name", PUBLIC_NAMES)
def test_that_a_public_name_exists(name: str) -> None:
    module, _, attribute = name.rpartition(".")
    assert hasattr(import_module(module), attribute)


def test_that_the_example_needs_public_names_alone() -> None:
    needed = {name for path in EXAMPLE.rglob("*.py") for name in list_imports(path)}
    assert len(needed) > 10
    assert needed - set(PUBLIC_NAMES) == set()
