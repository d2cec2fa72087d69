from __future__ import annotations

import psutil
import pytest
import torch

from detector.training.memory import is_out_of_memory, measure_memory


@pytest.mark.parametrize(
    "error",
    [
        torch.cuda.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 MiB"),
        RuntimeError("[enforce fail at alloc_cpu.cpp:118] DefaultCPUAllocator: can't allocate memory: you tried"),
        RuntimeError("cuDNN error: CUDNN_STATUS_ALLOC_FAILED"),
        RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"),
        MemoryError(),
    ],
)
def test_that_short_memory_is_known_by_what_torch_says_of_it(error: Exception) -> None:
    assert is_out_of_memory(error)


@pytest.mark.parametrize("error", [RuntimeError("mat1 and mat2 shapes cannot be multiplied"), ValueError("memory")])
def test_that_other_faults_are_not_short_memory(error: Exception) -> None:
    assert not is_out_of_memory(error)


def test_that_this_machines_own_refusal_is_known() -> None:
    with pytest.raises(RuntimeError) as refused:
        torch.empty(1 << 60, dtype=torch.uint8)
    assert is_out_of_memory(refused.value)


def test_that_memory_in_use_is_what_the_system_counts() -> None:
    assert measure_memory(torch.device("cpu")) == pytest.approx(psutil.Process().memory_info().rss, rel=0.1)
