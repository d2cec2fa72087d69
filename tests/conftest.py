"""Fixtures for all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # each of the processes that share the tests out has a core

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared photographs and weights beside the repository."""
    if not (SHARED / "data").is_dir():
        pytest.skip("the shared photographs are not on this machine")
    return SHARED
