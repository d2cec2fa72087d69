"""The table of the packages that an installation brings, with their licenses, from what is installed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.documentation.markdown import format_table

_PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"
_MAX_LICENSE_CHARS = 60
"""Of a longer text the first line is shown: some packages have their whole license there."""


def render_package_table() -> str:
    """One row for each package that the program needs, and for each that these need, on this computer."""
    rows = []
    for name, is_direct in sorted(_walk_requirements().items()):
        package = metadata.distribution(name)
        rows.append((package.metadata["Name"], package.version, read_license(package), "yes" if is_direct else "–"))
    return format_table(("package", "version", "license", "needed directly"), rows)


def _walk_requirements() -> dict[str, bool]:
    """The installed packages that are needed, by normalized name, and whether the program itself asks for each."""
    project = tomllib.loads(_PROJECT.read_text(encoding="utf-8"))["project"]
    found: dict[str, bool] = {}
    waiting = [(Requirement(text), True) for text in project["dependencies"]]
    while waiting:
        requirement, is_direct = waiting.pop(0)
        name = canonicalize_name(requirement.name)
        if name not in found and _is_installed(name):
            found[name] = is_direct
            waiting += [(needed, False) for needed in _list_needed(name, requirement.extras)]
    return found


def _list_needed(name: str, extras: set[str]) -> Iterator[Requirement]:
    """What a package needs on this computer."""
    for text in metadata.requires(name) or ():
        needed = Requirement(text)
        if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield needed


def _is_installed(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def read_license(package: metadata.Distribution) -> str:
    """The license as the package states it: an expression, else its classifiers, else the beginning of its text."""
    if expression := package.metadata["License-Expression"]:
        return str(expression)
    classifiers = [
        text.rpartition(" :: ")[2]
        for text in package.metadata.get_all("Classifier") or ()
        if text.startswith("License :: ") and text != "License :: OSI Approved"
    ]
    if classifiers:
        return ", ".join(classifiers)
    text = re.sub(r"\s+", " ", (package.metadata["License"] or "").strip().partition("\n")[0])
    return text[:_MAX_LICENSE_CHARS] or "not stated"
