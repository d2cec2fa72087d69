"""On a GPU: the same detections, training in every precision, and what happens when it fails. `pytest -m gpu -n 0`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch

from tests.benchmarks.gpu.checks import (
    Check,
    check_loading,
    check_lost_device,
    check_nothing_fits,
    check_out_of_memory,
    check_precisions,
    check_same_detections,
)
from tests.benchmarks.gpu.plan import Plan

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="torch finds no CUDA GPU on this machine"),
]


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return Plan(torch.device("cuda"), tmp_path_factory.mktemp("gpu"))


@pytest.fixture(autouse=True)
def _free_memory() -> Iterator[None]:
    yield
    torch.cuda.empty_cache()


def assert_passed(check: Check) -> None:
    assert check.passed, f"{check.what}: {check.measured}; expected: {check.expected}"


def test_that_a_gpu_detects_what_the_cpu_detects(plan: Plan) -> None:
    assert_passed(check_same_detections(plan))


def test_that_every_precision_learns(plan: Plan) -> None:
    for check in check_precisions(plan):
        assert_passed(check)


def test_that_short_memory_halves_the_batch(plan: Plan) -> None:
    assert_passed(check_out_of_memory(plan))


def test_that_no_memory_at_all_is_a_sentence(plan: Plan) -> None:
    assert_passed(check_nothing_fits(plan))


def test_that_a_lost_device_ends_in_a_sentence_and_keeps_the_checkpoint(plan: Plan) -> None:
    assert_passed(check_lost_device(plan))


def test_that_loading_keeps_up_with_training(plan: Plan) -> None:
    assert_passed(check_loading(plan))
