"""Fixtures for all tests."""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import tempfile
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # each of the processes that share the tests out has a core

_HOME = tempfile.mkdtemp(prefix="frcnn-tests-")
"""The program keeps its own files here, not among those of whoever runs the tests."""
for _name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "APPDATA", "LOCALAPPDATA"):
    os.environ[_name] = _HOME
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)

SHARED = Path(__file__).resolve().parents[2] / "shared"


QUICK_TESTS = Path(__file__).with_name("quick_tests.txt")

gc.disable()  # until all is imported, which leaves little garbage


def pytest_collection_finish() -> None:
    """Let no later collection go through what lives to the end: the modules and the tests."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Three processes for every two cores: tests of the window wait for much of their time."""
    return max(1, (os.cpu_count() or 1) * 3 // 2)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that `tests.choose_quick` has chosen."""
    chosen = set(QUICK_TESTS.read_text(encoding="utf-8").splitlines())
    for item in items:
        if item.nodeid in chosen:
            item.add_marker("quick")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared photographs and weights beside the repository."""
    if not (SHARED / "data").is_dir():
        pytest.skip("the shared photographs are not on this machine")
    return SHARED
