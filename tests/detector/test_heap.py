import subprocess
import sys

import pytest

from detector.training import heap

_COUNT_FAULTS = """
import resource
from contextlib import nullcontext
import numpy as np
from detector.training.heap import kept_heap

def faults(keeping):
    with kept_heap() if keeping else nullcontext():
        for repeat in range(2):  # the first touches new pages in any case
            before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
            for _ in range(10):
                parts = [np.ones(2_000_000, dtype=np.float32) for _ in range(12)]
                del parts
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

print(faults(True), faults(False))
"""


@pytest.mark.skipif(heap._find_glibc() is None, reason="the C library of this system is not glibc")
def test_that_freed_memory_is_touched_for_the_first_time_only_once() -> None:
    done = subprocess.run([sys.executable, "-c", _COUNT_FAULTS], capture_output=True, text=True, check=True)
    inside, outside = map(int, done.stdout.split())
    assert inside < 1_000
    assert outside > 10 * inside


def test_that_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    with heap.kept_heap():
        assert heap._find_glibc() is None
