"""What MkDocs calls while it builds the site: pages made of the code, excerpts, equations, and the check of the result.

`mkdocs build --strict` in the folder of the repository builds the site into site/, without a connection.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from html import unescape
from pathlib import Path
from typing import Any

from latex2mathml.converter import convert
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))  # `mkdocs` itself does not look there, and the pages are of this tree's code

from tests.documentation.code_excerpts import UnknownCodeError, insert_code  # noqa: E402
from tests.documentation.command_line_page import render_command_line  # noqa: E402
from tests.documentation.formats_page import render_format_table  # noqa: E402
from tests.documentation.included_files import DOCS, PAGES, list_images, rewrite_links  # noqa: E402
from tests.documentation.keys_page import render_keys  # noqa: E402
from tests.documentation.packages_page import render_package_table  # noqa: E402

GENERATED_PAGES: Mapping[str, Callable[[], str]] = {
    "reference/command-line.md": render_command_line,
    "reference/keys.md": render_keys,
    **{page.uri: page.read for page in PAGES},
}
INSERTED: Mapping[str, Callable[[], str]] = {"formats": render_format_table, "packages": render_package_table}
"""What stands in a page for `{{ insert NAME }}`."""
_SOURCES = {page.uri: page.source for page in PAGES}
_INSERT_MARK = re.compile(r"^\{\{ insert (\w+) \}\}$", re.MULTILINE)
_LOADED = re.compile(r"<(?:script|link|img|iframe|source)\b[^>]*?\b(?:src|href)=[\"']?(?:https?:)?//", re.IGNORECASE)
_LEFT_MARK = re.compile(r"\{\{ (?:code \S+\.py|insert) ")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Equations are blocks with the language `math`, which the site gets as MathML."""
    fences = config.mdx_configs.setdefault("pymdownx.superfences", {}).setdefault("custom_fences", [])
    if not any(fence["name"] == "math" for fence in fences):
        fences.append({"name": "math", "class": "math", "format": _format_math})
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add what is not in docs/: pages made of the code, documents and pictures of the repository."""
    for uri, render in GENERATED_PAGES.items():
        files.append(File.generated(config, uri, content=render()))
    for path, uri in list_images().items():
        files.append(File.generated(config, uri, abs_src_path=str(ROOT / path)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Put in excerpts and tables, and lead links to files of the repository to their pages."""
    uri = page.file.src_uri
    try:
        text = insert_code(_INSERT_MARK.sub(lambda mark: INSERTED[mark[1]](), markdown))
        return rewrite_links(text, _SOURCES.get(uri, f"{DOCS}/{uri}"), uri)
    except (UnknownCodeError, ValueError, KeyError) as error:
        raise PluginError(f"{uri}: {error}") from error


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """See that a page loads nothing from another site, so that it is the same without a connection."""
    if loaded := _LOADED.search(output):
        raise PluginError(f"{page.file.src_uri} loads something from another site: {loaded[0]}")
    if mark := _LEFT_MARK.search(output):
        raise PluginError(f"{page.file.src_uri} has a mark that is not on a line of its own: {mark[0]}")
    return output


def _format_math(source: str, language: str, css_class: str, options: Any, md: Any, **_more: Any) -> str:
    """An equation in TeX as MathML, which browsers draw without a script."""
    equations = [line for line in unescape(source).split("\\\\\n") if line.strip()]
    return f'<div class="{css_class}">{"".join(convert(line, display="block") for line in equations)}</div>'
