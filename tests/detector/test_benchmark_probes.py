"""The programs that benchmarks start: what they say when a person starts them."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize("probe", ["probe_studio", "probe_viewer"])
def test_that_a_probe_without_its_launcher_ends_with_a_sentence(probe: str, tmp_path: object) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "FRCNN_BENCHMARK_LAUNCHED"}
    done = subprocess.run(
        [sys.executable, "-m", f"tests.benchmarks.{probe}", str(tmp_path)],
        env={**environment, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert "FRCNN_BENCHMARK_LAUNCHED is not set" in done.stderr
    assert "python -m tests.benchmarks launch" in done.stderr
    assert "Traceback" not in done.stderr
