"""The reports take their figures from what benchmarks and trials print."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.benchmarks.report import ratios, tables, write
from tests.benchmarks.timing import print_table
from tests.machine import machine
from tests.reliability import report as reliability
from tests.reliability.soak import Sample, grown


def test_that_ratios_are_taken_from_printed_tables(capsys: pytest.CaptureFixture[str]) -> None:
    print("a library says something | that is no table")
    rows = [
        ("anchors", "1.7 ms", "torchvision", "2.2 ms", "0.77", "0.50"),
        ("lag", "9 ms", "", "", "promised: 50 ms", ""),
    ]
    print_table("Stages, 800x800", rows, ("what", "ours", "peer", "peer's", "time ratio", "memory ratio"))
    print("\nA sentence below.")
    [table] = tables(capsys.readouterr().out)
    assert table.title == "Stages, 800x800"
    assert [(one.what, one.kind, one.value) for one in ratios(table)] == [
        ("anchors, against torchvision", "time", 0.77),
        ("anchors, against torchvision", "memory", 0.50),
    ]


def test_that_the_performance_report_has_machine_ratios_and_a_chart(tmp_path: Path) -> None:
    text = "### Launch\n\n| folder | ours | peer | ratio |\n| - | - | - | - |\n| 10,000 | 1 s | labelme | 0.48 |\n"
    path = write(tmp_path / "results", {"startup": text}, {"startup": 3.0})
    message = path.read_text()
    assert "| torch | " in message
    assert "`python -m tests.benchmarks startup`, 3 s" in message
    assert "| 10,000 | 1 s | labelme | 0.48 |" in message
    assert (tmp_path / "results" / "startup.png").read_bytes().startswith(b"\x89PNG")


def test_that_the_machine_is_reported() -> None:
    messages = dict(machine())
    assert "cores" in messages["processor"]
    assert messages["memory"].endswith("GiB")


def samples(memory: Sequence[float]) -> list[Sample]:
    return [Sample(float(at), one, one, 12, 15, at) for at, one in enumerate(memory)]


def test_that_memory_that_levels_off_passes_and_memory_that_grows_does_not() -> None:
    assert grown(samples([500 + at * 20 for at in range(20)] + [900 + at % 3 for at in range(20)])) == []
    [fault] = grown(samples([500 + at * 10 for at in range(40)]))
    assert fault.startswith("memory_mb grew from 745 to 845")


def test_that_the_soak_s_memory_is_drawn(tmp_path: Path) -> None:
    reliability.draw([{"seconds": 1.0, "memory_mb": 500.0, "actions": 3}] * 2, tmp_path / "soak.png")
    assert (tmp_path / "soak.png").read_bytes().startswith(b"\x89PNG")
