"""The command line where PyTorch is not installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from detector.commands.exit_codes import DONE, FAILED, PARTLY
from detector.torch_requirement import BUNDLE_LACKS_TORCH, TorchMissingError
from tests.gui.unit.folders import write_folder

PROGRAM = """
import sys
sys.modules["torch"] = sys.modules["torchvision"] = None
from detector.cli import main
sys.exit(main(sys.argv[1:]))
"""

LABELED = 3
"""Images with labels in the folder of `write_folder`"""


def run_without_torch(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", PROGRAM, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_that_labels_are_checked_and_converted(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "photos")
    assert run_without_torch("check", str(folder)).returncode in (DONE, PARTLY)
    done = run_without_torch("convert", str(folder), "--to", "yolo", "--out", str(tmp_path / "yolo"))
    assert done.returncode == DONE, done.stderr
    assert len(list((tmp_path / "yolo").rglob("image_*.txt"))) == LABELED


@pytest.mark.parametrize(
    "arguments",
    [
        ("train", "photos", "--out", "run"),
        ("detect", "photos", "--checkpoint", "photos/image_0.png", "--out", "found"),
        ("stages", "photos/image_0.png"),
        ("evaluate", "photos", "--checkpoint", "photos/image_0.png"),
    ],
)
def test_that_a_command_of_the_engine_says_what_to_install(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    write_folder(tmp_path / "photos")
    names = ("photos", "photos/image_0.png", "run", "found")
    places = [str(tmp_path / one) if one in names else one for one in arguments]
    done = run_without_torch(*places)
    assert (done.returncode, done.stderr.strip()) == (FAILED, str(TorchMissingError()))


def test_that_a_bundle_does_not_ask_for_pip_where_it_cannot_help(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert str(TorchMissingError()) == BUNDLE_LACKS_TORCH
