"""The import contracts of the window: all rooms are in them, and what matches no pattern of theirs is found."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path
from typing import Any

import pytest
from grimp import ImportGraph
from importlinter import configuration

from tests.import_contracts import ForbiddenNamesContract, find_modules

ROOT = Path(__file__).parent.parent
ROOMS = ROOT / "frcnn_gui"
LAYERS_CONTRACT = "the rooms of the window know only those below them"


def load_contracts() -> dict[str, dict[str, Any]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    return {contract["name"]: contract for contract in settings["contracts"]}


def test_that_the_order_of_the_rooms_names_every_room() -> None:
    layers = load_contracts()[LAYERS_CONTRACT]["layers"]
    named = [module.strip() for layer in layers for module in layer.split("|")]
    rooms = [f"frcnn_gui.{path.parent.name}" for path in ROOMS.glob("*/__init__.py")]
    files = [f"frcnn_gui.{path.stem}" for path in ROOMS.glob("*.py") if path.stem != "__init__"]
    assert sorted(named) == sorted([*rooms, *files])
    assert not any(":" in layer for layer in layers), "rooms of one layer are independent of each other"


def test_that_the_contracts_of_the_window_have_no_exceptions() -> None:
    contracts = [one for one in load_contracts().values() if "frcnn_gui.common" in str(one) or "_panel" in str(one)]
    assert len(contracts) == 3
    assert not any("ignore_imports" in contract for contract in contracts)


def check_names(*imports: tuple[str, str]) -> bool:
    """Whether the contract "panels know no controller" is kept by modules with these imports."""
    configuration.configure()
    graph = ImportGraph()
    for module in ("app", "app.boxes_panel", "app.box_controller", "app.texts"):
        graph.add_module(module)
    for importer, imported in imports:
        graph.add_import(importer=importer, imported=imported)
    options = {"source_patterns": ["app.*_panel"], "forbidden_patterns": ["app.*_controller"]}
    return ForbiddenNamesContract("panels", {"root_packages": ["app"]}, options).check(graph, verbose=False).kept


def test_that_a_contract_by_names_is_broken_by_a_direct_and_by_an_indirect_import() -> None:
    assert check_names(("app.box_controller", "app.boxes_panel"), ("app.boxes_panel", "app.texts"))
    assert not check_names(("app.boxes_panel", "app.box_controller"))
    assert not check_names(("app.boxes_panel", "app.texts"), ("app.texts", "app.box_controller"))


def test_that_a_pattern_without_a_module_is_a_mistake() -> None:
    assert find_modules(["app.a_panel", "app.a_job", "app.b_panel"], ["app.*_panel"]) == ["app.a_panel", "app.b_panel"]
    with pytest.raises(ValueError, match="No module matches app"):
        find_modules(["app.a_panel"], ["app.*_panel", "app.*_dialog"])


def test_that_jobs_and_documents_use_no_widgets() -> None:
    jobs = [path for path in ROOMS.glob("*/*.py") if path.stem.endswith("_job")]
    assert jobs
    for path in (*jobs, *(ROOMS / "document").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            assert not (isinstance(node, ast.ImportFrom) and node.module == "PySide6.QtWidgets"), path


def test_that_no_room_asks_for_the_whole_context() -> None:
    for path in ROOMS.glob("*/*.py"):
        assert "WindowContext" not in path.read_text("utf-8").replace("`WindowContext`", ""), path
