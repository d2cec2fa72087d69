import resource
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from detector.compute import heap

_COUNT_FAULTS = """
import resource
import sys
from contextlib import nullcontext
import numpy as np
from detector.compute.heap import keep_heap

def faults(keeping, size):
    with keep_heap() if keeping else nullcontext():
        for repeat in range(2):  # the first touches new pages in any case
            before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
            for _ in range(10):
                parts = [np.ones(size, dtype=np.float32) for _ in range(12)]
                del parts
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

size = int(sys.argv[1])
print(faults(True, size), faults(False, size))
"""


@pytest.mark.skipif(heap._find_glibc() is None, reason="the C library of this system is not glibc")
@pytest.mark.parametrize("values", [2_000_000, 15_000_000], ids=["8 MB", "60 MB"])
def test_that_freed_memory_is_touched_for_the_first_time_only_once(values: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _COUNT_FAULTS, str(values)], capture_output=True, text=True, check=True
    )
    inside, outside = map(int, done.stdout.split())
    assert inside < 1_000
    assert outside > 10 * inside


def test_that_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    with heap.keep_heap():
        assert heap._find_glibc() is None


@pytest.mark.skipif(heap._find_glibc() is None, reason="the C library of this system is not glibc")
def test_that_memory_is_kept_until_the_last_one_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    monkeypatch.setattr(heap, "_find_glibc", lambda: _Recorder(calls))
    with heap.keep_heap():
        with heap.keep_heap():
            pass
        assert "malloc_trim" not in calls
    assert calls.count("malloc_trim") == 1


class _Recorder:
    """Stands in for the C library."""

    def __init__(self, calls: list[str]) -> None:
        self._calls = calls

    def mallopt(self, _setting: int, _value: int) -> int:
        self._calls.append("mallopt")
        return 1

    def malloc_trim(self, _pad: int) -> int:
        self._calls.append("malloc_trim")
        return 1


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.uint8, torch.int64])
@pytest.mark.parametrize("memory_format", [torch.contiguous_format, torch.channels_last])
def test_that_a_long_lived_copy_has_the_same_values_and_layout(
    dtype: torch.dtype, memory_format: torch.memory_format
) -> None:
    memory = heap.LongLivedMemory()
    tensor = torch.arange(2 * 3 * 5 * 7).view(2, 3, 5, 7).to(dtype).to(memory_format=memory_format)
    copies = [memory.copy_tensor(one) for one in (tensor, tensor[1:], torch.zeros(0, 4), tensor)]
    for copy, original in zip(copies, (tensor, tensor[1:], torch.zeros(0, 4), tensor), strict=True):
        assert torch.equal(copy, original)
        assert (copy.dtype, copy.stride()) == (original.dtype, original.stride())
    expected = tensor.clone()
    tensor.zero_()
    assert torch.equal(copies[0], expected)


def test_that_a_tensor_larger_than_a_block_is_copied() -> None:
    memory = heap.LongLivedMemory()
    small, large = torch.ones(5), torch.arange(20 * 2**20)
    copies = [memory.copy_tensor(one) for one in (small, large, small)]
    assert torch.equal(copies[1], large)
    assert torch.equal(copies[0], copies[2])


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_that_long_lived_memory_goes_back_to_the_system() -> None:
    def measure_resident() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()

    memory, tensor = heap.LongLivedMemory(), torch.ones(1 << 20)
    before = measure_resident()
    copies = [memory.copy_tensor(tensor) for _ in range(32)]
    held = measure_resident() - before
    copies.clear()
    del memory
    assert held > 100 << 20
    assert measure_resident() - before < held / 4
