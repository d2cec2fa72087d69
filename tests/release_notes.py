"""Print what CHANGELOG.md says of a release: `python -m tests.release_notes v0.2.0`.

It fails where the tag is not the version of pyproject.toml, or the changelog does not have it.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def read_version() -> str:
    """The version of the project."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def read_notes(tag: str) -> str:
    """The section of the changelog for a tag.

    Raises:
        ValueError: The tag is not that of this version, or the changelog has no section for it.
    """
    version = read_version()
    if tag != f"v{version}":
        raise ValueError(f"The tag is {tag}, but the version in pyproject.toml is {version}. Correct one of them.")
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    found = re.search(rf"^## \[{re.escape(version)}\][^\n]*\n(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL)
    if found is None or not found[1].strip():
        raise ValueError(f"CHANGELOG.md has no section for {version}. Write it before the tag.")
    return found[1].strip() + "\n"


if __name__ == "__main__":
    try:
        sys.stdout.write(read_notes(*sys.argv[1:2] or [""]))
    except ValueError as error:
        sys.exit(str(error))
