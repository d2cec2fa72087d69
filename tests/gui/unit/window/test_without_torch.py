"""The window where PyTorch is not installed: labels are edited and saved, and what needs PyTorch says so."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from detector.torch_requirement import INSTALL_COMMAND, NEEDS_TORCH
from frcnn_gui.common.action_conditions import TORCH
from tests.gui.unit.folders import write_folder


def test_that_the_window_labels_without_torch_and_says_what_needs_it(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "photos")
    command = ["-m", "tests.gui.unit.window.without_torch", str(folder), str(tmp_path / "settings.ini")]
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), done.stderr
    seen = json.loads(done.stdout)
    assert seen["stages"] == NEEDS_TORCH.format(command=INSTALL_COMMAND)
    assert set(seen["reasons"].values()) == {f"requires {TORCH.text}"}
    assert "<name>dog</name>" in (folder / "image_0.xml").read_text()
