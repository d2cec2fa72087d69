"""The GPU's benchmark runs from end to end, here on the CPU with small networks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import torch

from detector.config import PRESETS
from detector.predictor import PredictedBoxes, Predictor
from tests.benchmarks.gpu.__main__ import main
from tests.benchmarks.gpu.checks import (
    Check,
    check_lost_device,
    check_nothing_fits,
    check_out_of_memory,
    check_same_detections,
)
from tests.benchmarks.gpu.peers import whole_peer
from tests.benchmarks.gpu.plan import Plan
from tests.benchmarks.report import tables


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return Plan(torch.device("cpu"), tmp_path_factory.mktemp("gpu"), quick=True)


@pytest.mark.slow
@pytest.mark.parametrize("check", [check_same_detections, check_out_of_memory, check_nothing_fits, check_lost_device])
def test_that_checks_for_a_gpu_pass_on_the_cpu(plan: Plan, check: Callable[[Plan], Check]) -> None:
    checked = check(plan)
    assert checked.passed, checked


def test_that_detections_that_differ_are_reported(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    original = Predictor.detect
    calls = []

    def moved(predictor: Predictor, score: float | None = None) -> PredictedBoxes:
        found = original(predictor, score)
        calls.append(1)
        return replace(found, boxes=found.boxes + 0.5) if len(calls) % 2 else found

    monkeypatch.setattr(Predictor, "detect", moved)
    checked = check_same_detections(plan)
    assert checked.passed is False
    assert "difference 0.5000 px" in checked.measured


@pytest.mark.slow
def test_that_every_part_of_the_gpu_benchmark_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--device", "cpu", "--quick"]) == 0
    checks, networks, variants = tables(capsys.readouterr().out)[-3:]
    assert {row[-1] for row in checks.rows} <= {"yes", "not decided"}
    assert [row[-1] for row in checks.rows].count("yes") == 4
    assert [row[:2] for row in networks.rows] == [
        (name, task) for name in ("mobilenet_fpn", "vgg16") for task in ("detection", "training step")
    ]
    assert all(float(row[-1]) > 0 for row in networks.rows)  # a number for ours and for one of the peers
    assert all("/s" in cell for row in networks.rows for cell in row[2:-2])
    assert "/s" in networks.rows[0][-2]
    assert {row[3] for row in variants.rows} == {
        "contiguous in place of channels_last", "torch.compile", "CUDA graph"
    }  # fmt: skip
    assert all("/s" in row[4] for row in variants.rows if row[3] != "CUDA graph")


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU here")
def test_that_without_a_gpu_the_benchmark_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "no CUDA GPU" in capsys.readouterr().err


@pytest.mark.parametrize(
    "name", [name for name, config in PRESETS.items() if not config.has_masks and config.proposals.has_rpn]
)
def test_that_every_preset_has_a_peer(name: str) -> None:
    with torch.device("meta"):
        assert whole_peer(name, 3) is not None
