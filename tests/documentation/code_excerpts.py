"""Functions and classes of the source, shown in a page: `{{ code detector/stages/boxes.py encode_boxes }}` on its line.

The text is taken from the file when the site is built. A name that is not there ends the build.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_MARK = re.compile(r"^\{\{ code (\S+) (\w+) \}\}$", re.MULTILINE)


class UnknownCodeError(ValueError):
    """A page shows code that is not there."""


def insert_code(page: str) -> str:
    """`page` with the code of its marks.

    Raises:
        UnknownCodeError: A file or a name is not there.
    """
    return _MARK.sub(lambda mark: _format_excerpt(mark[1], mark[2]), page)


def _format_excerpt(path: str, name: str) -> str:
    return f'```python title="{path}"\n{read_definition(path, name)}\n```'


def read_definition(path: str, name: str) -> str:
    """The lines of a function, class or constant at the top of a file of the repository.

    Raises:
        UnknownCodeError: The file or the name is not there.
    """
    lines, places = _parse_file(path)
    if name not in places:
        raise UnknownCodeError(f"There is no {name} in {path}. Correct the name in the page that shows it.")
    start, end = places[name]
    return "\n".join(lines[start - 1 : end])


@cache
def _parse_file(path: str) -> tuple[list[str], dict[str, tuple[int, int]]]:
    """The lines of a file, and where each of its names begins and ends."""
    file = ROOT / path
    if not file.is_file():
        raise UnknownCodeError(f"There is no file {path}. Correct the path in the page that shows it.")
    text = file.read_text(encoding="utf-8")
    places: dict[str, tuple[int, int]] = {}
    for node in ast.parse(text).body:
        end = node.end_lineno or node.lineno
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            first = node.decorator_list[0].lineno if node.decorator_list else node.lineno
            places[node.name] = (first, end)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            places[node.targets[0].id] = (node.lineno, end)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            places[node.target.id] = (node.lineno, end)
    return text.splitlines(), places
