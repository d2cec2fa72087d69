"""Files of the repository that are pages or pictures of the site, and the links between them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.documentation.markdown import read_section

ROOT = Path(__file__).resolve().parents[2]
DOCS = "docs"
_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^()\s#]*)(#[^()\s]*)?\)")
_DECISIONS = "Decisions"


@dataclass(frozen=True)
class IncludedPage:
    """A document of the repository, or a part of it, as a page of the site."""

    uri: str
    source: str
    """Its path in the repository; links in it are relative to that."""
    convert: Callable[[str], str] = str
    """What is shown of the document."""

    def read(self) -> str:
        return self.convert((ROOT / self.source).read_text(encoding="utf-8"))


def _read_decisions(text: str) -> str:
    return f"# Decisions\n\nWhy the program is built as it is.\n\n{read_section(text, _DECISIONS)}"


def _leave_out_decisions(text: str) -> str:
    return text.replace(read_section(text, _DECISIONS).strip(), "They have [a page of their own](docs/decisions.md).")


PAGES: tuple[IncludedPage, ...] = (
    IncludedPage("reference/glossary.md", "GLOSSARY.md"),
    IncludedPage("decisions.md", "CONTRIBUTING.md", _read_decisions),
    IncludedPage("contributing.md", "CONTRIBUTING.md", _leave_out_decisions),
    IncludedPage("changelog.md", "CHANGELOG.md"),
    IncludedPage("security.md", "SECURITY.md"),
    IncludedPage("learn/stages.md", "detector/stages/README.md"),
    IncludedPage("measurements/performance.md", "tests/benchmarks/results/performance.md"),
    IncludedPage("measurements/reliability.md", "tests/reliability/results/reliability.md"),
)


def list_images() -> Mapping[str, str]:
    """The paths of pictures in the repository, and where they are on the site."""
    places = {
        "resources/pictures": "pictures",
        "resources/icons": "pictures/icons",
        "detector/stages": "learn",
        "tests/benchmarks/results": "measurements",
    }
    return {
        f"{folder}/{path.name}": f"{place}/{path.name}"
        for folder, place in places.items()
        for path in sorted((ROOT / folder).iterdir())
        if path.suffix in (".png", ".svg")
    }


def _list_places() -> dict[str, str]:
    pages = {page.source: page.uri for page in reversed(PAGES) if page.uri != "decisions.md"}
    return {**pages, **list_images(), "README.md": "index.md", "docs/decisions.md": "decisions.md"}


def rewrite_links(text: str, source: str, uri: str) -> str:
    """A document of the repository as a page of the site: its links lead to pages and pictures of the site.

    A link to a file that is not on the site becomes its text.

    Args:
        text: The document.
        source: Its path in the repository, `docs/guide/label.md`.
        uri: Its place on the site, `guide/label.md`.

    Raises:
        ValueError: A link leads to a file that does not exist.
    """
    places = _list_places()

    def replace(link: re.Match[str]) -> str:
        mark, label, target, anchor = link[1], link[2], link[3], link[4] or ""
        if not target or "://" in target or target.startswith("mailto:"):
            return link[0]
        path = posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
        place = places.get(path, path.removeprefix(f"{DOCS}/") if path.startswith(f"{DOCS}/") else "")
        if place:
            return f"{mark}[{label}]({posixpath.relpath(place, posixpath.dirname(uri) or '.')}{anchor})"
        if not (ROOT / path).exists():
            raise ValueError(f"{source} links to {target}, which does not exist.")
        return label if label.startswith("`") or not label else f"`{path}`" if label == path else f"{label} (`{path}`)"

    return _LINK.sub(replace, text)
