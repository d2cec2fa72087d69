"""What importing the package costs, and what it must not bring in."""

from __future__ import annotations

import subprocess
import sys

import pytest


def modules_after(statement: str) -> set[str]:
    script = f"import sys\n{statement}\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    return set(
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    )


@pytest.mark.parametrize(
    "module",
    [
        "detector",
        "detector.config",
        "detector.data",
        "detector.data.annotation",
        "detector.data.folder",
        "detector.data.formats.voc",
        "detector.data.image_io",
        "detector.demo",
        "detector.cli",
    ],
)
def test_that_reading_labels_and_images_imports_no_torch_and_no_qt(module: str) -> None:
    assert modules_after(f"import {module}").isdisjoint({"torch", "torchvision", "PySide6"})


def test_that_the_engine_runs_without_qt() -> None:
    engine = "import detector.predictor, detector.trace.live_stages, detector.training"
    assert modules_after(engine).isdisjoint({"PySide6"})
