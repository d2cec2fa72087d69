"""Run benchmarks and write a report: `python -m tests.benchmarks.report [NAME ...]`.

Each benchmark runs in its own process. `performance.md` contains the machine, the versions, a chart of the ratios of
each benchmark, and all tables as printed. Without names, all benchmarks run.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.__main__ import NAMES
from tests.machine import as_table, machine

REPOSITORY = Path(__file__).resolve().parents[2]
RESULTS = Path(__file__).with_name("results")
LONGEST = 110
"""The maximum length of a label in characters."""
HEAD = """# Performance

Written by `python -m tests.benchmarks.report`. Every peer is measured in the same run. A ratio below 1 means that the
program needs less time, or less memory, than the peer.
"""
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Table:
    """A table that a benchmark printed."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Ratio:
    """Our figure divided by the peer's; below 1 is better than the peer."""

    title: str
    what: str
    kind: str
    """`time` or `memory`"""
    value: float


def tables(text: str) -> list[Table]:
    """The Markdown tables in `text`, each below its title."""
    found = []
    for block in re.split(r"^### ", text, flags=re.MULTILINE)[1:]:
        title, _, rest = block.partition("\n")
        lines = [line for line in rest.splitlines() if line.startswith("|")]
        cells = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]
        if len(cells) > 2:
            found.append(Table(title.strip(), cells[0], tuple(cells[2:])))
    return found


def ratios(table: Table) -> Iterator[Ratio]:
    """The ratios in the columns whose name contains "ratio"."""
    for column, name in enumerate(table.header):
        if "ratio" not in name:
            continue
        for row in table.rows:
            number = _NUMBER.match(row[column])
            if number is not None:
                kind = "memory" if "memory" in name else "time"
                yield Ratio(table.title, _what(table, row), kind, float(number[0]))


def _what(table: Table, row: Sequence[str]) -> str:
    peers = [row[place] for place, name in enumerate(table.header) if name == "peer"]
    return f"{row[0]}, against {peers[0]}" if peers and not peers[0][:1].isdigit() else row[0]


def draw(found: Sequence[Ratio], path: Path) -> None:
    """Draw a bar chart on a logarithmic scale, with a line for the peer."""
    from matplotlib.figure import Figure

    labels = _labels(found)
    figure = Figure(figsize=(12, 1.2 + 0.28 * len(found)), layout="constrained")
    axes = figure.add_subplot()
    colors = ["#2a7f62" if one.value <= 1 else "#b5651d" for one in found]
    axes.barh(range(len(found)), [one.value - 1 for one in found], left=1, color=colors, log=True)
    axes.set_yticks(range(len(found)), labels, fontsize=8)
    axes.invert_yaxis()
    axes.axvline(1, color="black", linewidth=1)
    axes.set_xlim(min(one.value for one in found) * 0.6, max(2.0, max(one.value for one in found) * 1.6))
    axes.set_xlabel("ours / peer's: left of the line is less time, or less memory, than the peer")
    for place, one in enumerate(found):
        side, gap = ("right", -3) if one.value <= 1 else ("left", 3)
        style: dict[str, Any] = {"textcoords": "offset points", "ha": side, "va": "center", "fontsize": 8}
        axes.annotate(f"{one.value:.2g}", (one.value, place), (gap, 0), **style)
    figure.savefig(path, dpi=110)


def _labels(found: Sequence[Ratio]) -> list[str]:
    """The label of each ratio, with the title of its table if there are several tables."""
    several = len({one.title for one in found}) > 1
    labels = [f"{one.title}: {one.what} ({one.kind})" if several else f"{one.what} ({one.kind})" for one in found]
    return [label if len(label) <= LONGEST else f"{label[: LONGEST - 1]}…" for label in labels]


def write(folder: Path, outputs: dict[str, str], seconds: dict[str, float]) -> Path:
    """Write `performance.md` and a chart for each benchmark to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = [HEAD, as_table(machine())]
    for name, text in outputs.items():
        parts += ["", f"## {name.capitalize()}", "", f"`python -m tests.benchmarks {name}`, {seconds[name]:.0f} s"]
        found = [ratio for table in tables(text) for ratio in ratios(table)]
        if found:
            draw(found, folder / f"{name}.png")
            parts += ["", f"![Ratios of {name} against their peers]({name}.png)"]
        parts += ["", _printed(text)]
    path = folder / "performance.md"
    path.write_text("\n".join(parts).rstrip() + "\n", encoding="utf-8")
    return path


def _printed(text: str) -> str:
    """The output from its first table on, without messages of libraries before it."""
    start = text.find("### ")
    return text[start:].strip() if start >= 0 else f"```\n{text.strip()}\n```"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.report", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder of the report (tests/benchmarks/results)")
    options = parser.parse_args()
    outputs, seconds, failed = {}, {}, []
    for name in options.names or NAMES:
        began = time.monotonic()
        command = [sys.executable, "-m", "tests.benchmarks", name]
        done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
        seconds[name] = time.monotonic() - began
        outputs[name] = done.stdout if done.returncode == 0 else f"failed:\n{done.stderr[-1500:]}"
        failed += [name] if done.returncode else []
        print(f"{name}: {seconds[name]:.0f} s{', failed' if done.returncode else ''}", flush=True)
    print(write(options.out, outputs, seconds))
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
