"""The example in `examples` adds a format, proposals and an action; plug-ins that fail are reported and left out."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from detector.commands.exit_codes import DONE
from detector.plugins import FAILED_PLUGIN
from tests.gui.unit.folders import write_image
from tests.plugins.conftest import Run
from tests.sentences import has_sentence

LINES = "cat 10 20 30 40\ndog 6 2 40 44\n"


def write_lines(root: Path) -> Path:
    write_image(root / "a.png")
    write_image(root / "b.png")
    (root / "a.lines").write_text(LINES)
    return root


def write_plugin(root: Path, *entry_points: str) -> Path:
    """An installed package `frcnn-bad` with these entry points."""
    info = root / "frcnn_bad-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: frcnn-bad\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("\n".join(entry_points))
    return root


def test_that_the_commands_read_write_and_check_the_format_of_a_plugin(tmp_path: Path, run_with_plugin: Run) -> None:
    folder, voc, back = write_lines(tmp_path / "photos"), tmp_path / "voc", tmp_path / "back"
    for source, name, out in ((folder, "voc", voc), (voc, "lines", back)):
        done = run_with_plugin("-m", "detector", "convert", source, "--to", name, "--out", out)
        assert done.returncode == DONE, done.stderr
    assert (back / "a.lines").read_text() == LINES
    assert "lines" in run_with_plugin("-m", "detector", "check", folder).stdout


def test_that_the_proposals_of_a_plugin_are_measured(tmp_path: Path, run_with_plugin: Run) -> None:
    folder = write_lines(tmp_path / "photos")
    done = run_with_plugin("-m", "detector", "propose", folder, "--from", "thirds")
    assert done.returncode == DONE, done.stderr
    assert "thirds" in done.stdout


def test_that_the_preset_of_a_plugin_can_be_chosen(tmp_path: Path, run_with_plugin: Run) -> None:
    folder = write_lines(tmp_path / "photos")
    done = run_with_plugin("-m", "detector", "anchors", folder, "--preset", "lines_fpn")
    assert done.returncode == DONE, done.stderr
    assert "ratios 0.125 0.25" in done.stdout


def test_that_a_plugin_proposes_outlines_unless_another_is_chosen(run_with_plugin: Run) -> None:
    program = """
import numpy as np
from detector.data.geometry import Box
from detector.segmentation.segmenters import BEST_AVAILABLE, GRAB_CUT, load_segmenter
from frcnn_gui.common.preferences import SEGMENTER
print(*SEGMENTER.choices, sep=",")
for chosen in (BEST_AVAILABLE, "ellipse"):
    print(load_segmenter(chosen)(np.zeros((60, 80, 3), np.uint8), Box(10, 10, 70, 50)).area)
print(load_segmenter(GRAB_CUT).__module__)
"""
    done = run_with_plugin("-c", program)
    choices, *areas, module = done.stdout.splitlines()
    assert choices == ",grabcut,ellipse"
    assert [float(area) for area in areas] == [pytest.approx(np.pi / 4 * 60 * 40, rel=0.01)] * 2
    assert module == "detector.segmentation.grab_cut"


def test_that_the_window_opens_edits_and_counts(tmp_path: Path, run_with_plugin: Run) -> None:
    folder = write_lines(tmp_path / "photos")
    done = run_with_plugin("-m", "tests.plugins.lines_in_window", folder, tmp_path / "settings.ini")
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["menu"] == ["&Count the boxes"]
    assert seen["new folders"] == "Lines of te&xt"
    assert "a.png: cat: 1, dog: 1" in seen["notices"]
    assert (folder / "a.lines").read_text() == "cat 5 20 25 40\ndog 1 2 35 44\n"


def test_that_plugins_that_fail_are_left_out_and_reported(tmp_path: Path, run_with_plugin: Run) -> None:
    bad = write_plugin(
        tmp_path / "bad",
        "[frcnn_studio.formats]", "absent = there_is_no_such_module", "voc = detector.data.formats.voc",
        "[frcnn_studio.actions]", "number = math:pi", "[frcnn_studio.segmenters]", "constant = math:e",
    )  # fmt: skip
    folder = write_lines(tmp_path / "photos")
    done = run_with_plugin("-m", "detector", "check", folder, folder=bad)
    for name in ("absent", "voc"):
        assert has_sentence(done.stderr, FAILED_PLUGIN, name=name, package="frcnn-bad")
    window = run_with_plugin("-m", "tests.plugins.lines_in_window", "-", tmp_path / "settings.ini", folder=bad)
    seen = json.loads(window.stdout)
    assert "menu" not in seen
    for name in ("number", "constant"):
        assert any(has_sentence(text, FAILED_PLUGIN, name=name, package="frcnn-bad") for text in seen["notices"])
