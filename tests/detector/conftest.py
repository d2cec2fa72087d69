"""What the tests of several commands start from."""

from __future__ import annotations

from pathlib import Path

import pytest

from detector.training.checkpoints.checkpoint import save_checkpoint
from tests.detector.drawn import drawn_folder
from tests.detector.small import small_model


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    path = tmp_path / "model.safetensors"
    save_checkpoint(path, small_model(), 1)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return drawn_folder(tmp_path / "images", 2)
