"""A folder opened long after the start: torch is brought in on a thread, and the window does not stand still."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.gui.unit.folders import write_folder

GAP_MS = 50
STARTS = 4
"""The best of this number of tries counts: other programs may take the processor for a moment."""


def start(folder: Path, home: Path, *options: str) -> dict[str, Any]:
    """Run the probe in a process of its own, with settings of its own."""
    home.mkdir(exist_ok=True)
    places = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "APPDATA"), str(home))
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **places}
    command = [sys.executable, "-m", "tests.benchmarks.probe_first_folder", str(folder), *options]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=120)
    report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert report["shown"]
    return report


@pytest.mark.slow
def test_that_the_first_folder_does_not_stop_the_window(tmp_path: Path) -> None:
    folder, gaps = write_folder(tmp_path / "photos"), []
    for _ in range(STARTS):
        report = start(folder, tmp_path / "home")
        assert report["threads"] == ["another"]
        assert not report["torch_before_shown"]
        gaps.append(round(report["gap_until_shown_ms"]))
        if gaps[-1] <= GAP_MS:
            return
    pytest.fail(f"the event loop stood still for {gaps} ms until the first image was shown")


@pytest.mark.slow
def test_that_no_dock_brings_torch_in_on_the_window_s_thread(tmp_path: Path) -> None:
    assert start(write_folder(tmp_path / "photos"), tmp_path / "home", "--docks")["threads"] == ["another"]
