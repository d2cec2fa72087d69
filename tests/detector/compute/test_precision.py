from __future__ import annotations

import pytest
import torch

from detector.compute.precision import autocast_precision, choose_precision
from detector.errors import UserFacingError

CPU = torch.device("cpu")
CUDA = torch.device("cuda")


@pytest.mark.parametrize(
    ("capabilities", "expected"),
    [
        ({"avx512_bf16": True, "amx_bf16": True}, torch.bfloat16),
        ({"avx512_bf16": True, "amx_bf16": False}, torch.float32),
        ({}, torch.float32),
    ],
)
def test_that_a_cpu_computes_in_bfloat16_only_where_it_has_amx(
    monkeypatch: pytest.MonkeyPatch, capabilities: dict[str, bool], expected: torch.dtype
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: capabilities, raising=False)
    assert choose_precision("auto", CPU) == expected


def test_that_a_torch_without_that_query_means_float32(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(torch.cpu, "get_capabilities", raising=False)
    assert choose_precision("auto", CPU) == torch.float32


@pytest.mark.parametrize(
    ("capability", "expected"), [((7, 5), torch.float16), ((8, 0), torch.bfloat16), ((9, 0), torch.bfloat16)]
)
def test_that_a_gpu_computes_in_the_half_precision_that_it_has(
    monkeypatch: pytest.MonkeyPatch, capability: tuple[int, int], expected: torch.dtype
) -> None:
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda _device: capability)
    assert choose_precision("auto", CUDA) == expected


def test_that_a_precision_that_is_named_is_taken() -> None:
    assert choose_precision("float32", CUDA) == torch.float32
    assert choose_precision("bfloat16", CPU) == torch.bfloat16
    assert choose_precision("float16", torch.device("mps")) == torch.float16


def test_that_float16_on_a_cpu_is_refused_with_what_to_use() -> None:
    with pytest.raises(UserFacingError, match="--precision bfloat16 or float32"):
        choose_precision("float16", CPU)


def test_that_apples_gpu_computes_in_float32() -> None:
    assert choose_precision("auto", torch.device("mps")) == torch.float32


@pytest.mark.parametrize("precision", [torch.float32, torch.bfloat16])
def test_that_products_are_computed_in_the_precision(precision: torch.dtype) -> None:
    with autocast_precision(CPU, precision):
        assert (torch.ones(2, 2) @ torch.ones(2, 2)).dtype == precision
