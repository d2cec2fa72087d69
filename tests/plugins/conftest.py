"""The example of a plug-in, installed as its README says, but into a folder of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "frcnn-lines"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def plugin_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for PYTHONPATH with the installed example."""
    target = tmp_path_factory.mktemp("plug-in")
    options = ("--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation", "--target", str(target))
    subprocess.run([sys.executable, "-m", "pip", "install", *options, str(EXAMPLE)], check=True)
    return target


@pytest.fixture
def run_with_plugin(plugin_folder: Path) -> Run:
    """Runs Python with these arguments where the example is installed."""

    def run(*arguments: str | Path, folder: Path = plugin_folder) -> subprocess.CompletedProcess[str]:
        paths = os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH", ""))))
        command = [sys.executable, *map(str, arguments)]
        environment = {**os.environ, "PYTHONPATH": paths}
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    return run
