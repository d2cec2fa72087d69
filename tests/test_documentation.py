"""The pages of the site name what is there. `mkdocs build --strict` checks the links between the finished pages."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from detector.cli import COMMANDS
from detector.data.formats.format_list import FORMAT_INFOS
from detector.stages import boxes
from frcnn_gui.common.actions.action_list import ACTIONS
from frcnn_gui.common.actions.action_table import key_text
from frcnn_gui.explain.tour_steps import TOUR_STEPS
from tests.documentation.code_excerpts import ROOT, UnknownCodeError, insert_code, read_definition
from tests.documentation.command_line_page import find_parser, render_command_line
from tests.documentation.formats_page import render_format_table
from tests.documentation.included_files import PAGES, list_images, rewrite_links
from tests.documentation.keys_page import render_keys
from tests.documentation.markdown import format_table, read_section
from tests.documentation.packages_page import render_package_table

DOCS = ROOT / "docs"
WRITTEN = {path.relative_to(DOCS).as_posix(): path.read_text(encoding="utf-8") for path in sorted(DOCS.rglob("*.md"))}
MADE = {"reference/command-line.md", "reference/keys.md", *(page.uri for page in PAGES)}
SITE = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), yaml.BaseLoader)


def list_pages(nav: str | dict[str, Any] | list[Any]) -> list[str]:
    if isinstance(nav, str):
        return [nav]
    return [page for part in (nav.values() if isinstance(nav, dict) else nav) for page in list_pages(part)]


@pytest.mark.parametrize("uri", WRITTEN)
def test_that_a_page_shows_code_and_links_to_files_that_exist(uri: str) -> None:
    text = rewrite_links(insert_code(WRITTEN[uri]), f"docs/{uri}", uri)
    assert "{{ code" not in text


def test_that_every_page_is_in_the_navigation_once() -> None:
    assert sorted(list_pages(SITE["nav"])) == sorted({*WRITTEN, *MADE})


def test_that_a_missing_file_or_name_is_reported() -> None:
    with pytest.raises(UnknownCodeError):
        insert_code("{{ code detector/stages/boxes.py no_such_function }}")
    with pytest.raises(UnknownCodeError):
        insert_code("{{ code detector/no_such_file.py box_iou }}")
    with pytest.raises(ValueError, match=re.escape("gone.md")):
        rewrite_links("[a page](gone/gone.md)", "CONTRIBUTING.md", "contributing.md")


def test_that_code_is_shown_as_it_runs() -> None:
    names: dict[str, object] = {}
    code = read_definition("detector/stages/boxes.py", "box_area")
    exec(f"from __future__ import annotations\nfrom torch import Tensor\n{code}", names)
    assert names["box_area"].__doc__ == boxes.box_area.__doc__


def test_that_links_lead_to_pages_of_the_site() -> None:
    text = "[terms](GLOSSARY.md#data), ![one](resources/pictures/label.png), [web](https://example.org), [up](#top)"
    expected = "[terms](reference/glossary.md#data), ![one](pictures/label.png), [web](https://example.org), [up](#top)"
    assert rewrite_links(text, "CONTRIBUTING.md", "contributing.md") == expected


def test_that_each_option_of_each_command_is_on_its_page() -> None:
    page = render_command_line()
    for command in COMMANDS:
        section = read_section(page, command)
        options = [name for action in find_parser(command)._actions for name in action.option_strings]
        assert not [name for name in options if name not in ("-h", "--help") and f"{name}" not in section]


def test_that_each_format_has_a_row() -> None:
    rows = render_format_table().splitlines()[2:]
    assert [row.split("`")[1] for row in rows] == list(FORMAT_INFOS)


def test_that_each_key_is_on_the_page_of_keys() -> None:
    page = render_keys()
    assert not [spec.id for spec in ACTIONS if not all(key_text(key) in page for key in spec.shortcuts)]


def test_that_the_packages_of_the_program_have_a_license() -> None:
    table = render_package_table()
    direct = [line for line in table.splitlines() if line.endswith("| yes |")]
    assert len(direct) >= 8
    assert not [line for line in direct if "not stated" in line]


def test_that_the_course_has_a_picture_of_each_stage_of_the_tour() -> None:
    shown = {name for name in list_images() if "/tour_" in name}
    assert shown == {f"resources/pictures/tour_{step.key}.png" for step in TOUR_STEPS if step.key != "masks"}


def test_that_a_cell_of_a_table_cannot_end_it() -> None:
    assert format_table(("a", "b"), [("x | y", "two\nlines")]).splitlines()[2] == "| x &#124; y | two lines |"
