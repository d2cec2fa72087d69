"""The guide to the stages names what is there."""

from __future__ import annotations

import importlib
import re

import pytest

from tests.stage_diagram import ARROWS, DIAGRAM, FOLDER, ROUTES, STAGES, Stage, draw_stages

GUIDE = (FOLDER / "README.md").read_text(encoding="utf-8")
FILES = sorted(path.name for path in FOLDER.glob("*.py") if path.name != "__init__.py")


def test_that_the_diagram_is_the_one_that_the_script_draws() -> None:
    assert DIAGRAM.read_text(encoding="utf-8") == draw_stages()


@pytest.mark.parametrize("stage", [stage for stage in STAGES if stage.module], ids=lambda stage: stage.key)
def test_that_what_a_box_names_exists(stage: Stage) -> None:
    module = importlib.import_module(f"detector.stages.{stage.module}")
    assert all(hasattr(module, name) for name in stage.functions)


def test_that_arrows_join_boxes() -> None:
    keys = {stage.key for stage in STAGES}
    assert {key for arrow in (*ARROWS, *ROUTES) for key in arrow} == keys


def test_that_the_guide_names_every_file_and_no_other() -> None:
    assert sorted(set(re.findall(r"`(\w+\.py)`", GUIDE)) - {"faster_rcnn.py"}) == FILES
