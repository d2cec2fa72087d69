"""Fuzzing, kills, races, names that look like HTML and a soak, as a report: `python -m tests.reliability.report`.

`reliability.md` gets what each was given, how it ended and the machine; the soak's memory is drawn over time. The exit
code is 1 where anything was lost, ended without a sentence, or grew.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.machine import as_table, machine

REPOSITORY = Path(__file__).resolve().parents[2]
RESULTS = Path(__file__).with_name("results")
HEAD = """# Reliability

Written by `python -m tests.reliability.report`.
"""


@dataclass(frozen=True)
class Part:
    """One of the programs: what it is for, and how it is called."""

    title: str
    about: str
    command: tuple[str, ...]


def parts(cases: int, kills: int, saves: int, every: int, minutes: float, samples: Path) -> tuple[Part, ...]:
    """What is run."""
    return (
        Part(
            "Fuzzing",
            "Damaged files, given to every reader of labels and of images. Each case must end in labels or in a "
            "sentence for people; what was read and saved without an edit must keep every byte.",
            ("tests.reliability.fuzz", "--cases", str(cases)),
        ),
        Part(
            "Kills",
            "A program that edits without a pause is killed (SIGKILL) at a random moment. Every label file must be "
            "readable, and files and journal together must have every edit made a second or more before.",
            ("tests.reliability.kill", "--times", str(kills)),
        ),
        Part(
            "Kills while painting",
            "A program that paints with the brush, erases and undoes is killed in the same way. Files and journal "
            "together must have every stroke that ended a second or more before, pixel by pixel.",
            ("tests.reliability.kill", "--paint", "--times", str(kills)),
        ),
        Part(
            "Two writers",
            "Two programs save boxes into one folder at the same time, of each format, into the same images and with "
            "new classes. Every save that was acknowledged must be in the folder at the end, with its class.",
            ("tests.reliability.two_writers", "--saves", str(saves)),
        ),
        Part(
            "Paint property test",
            "Boxes of any finite size and images of any shape, shown at any zoom while mouse and keys work on them. "
            "Nothing may be raised, and each pixel of the screen must be the right one of the image.",
            ("tests.reliability.paint", "--cases", "5000"),
        ),
        Part(
            "Markup walk",
            "A folder, images, classes, runs and notes have names that look like HTML, with pictures in it. Every text "
            "of the window, its docks and its dialogs must show them letter by letter.",
            ("tests.reliability.markup",),
        ),
        Part(
            "Hostile runs",
            "Run folders that mean harm: links to devices and to a person's own files, pipes, terabytes, odd values in "
            "every field of logs and checkpoints. Each must be listed or named with a reason within seconds, hide no "
            "other, end in a sentence when it is opened or resumed, and change no file outside.",
            ("tests.reliability.hostile_runs", "--every", str(every)),
        ),
        Part(
            "Soak",
            "The whole window, worked with mouse and keys without a pause: paging, drawing, undoing, saving, "
            "detecting, accepting, stages, folders. Memory, threads and open files must level off.",
            ("tests.reliability.soak", "--minutes", f"{minutes:g}", "--samples", str(samples)),
        ),
    )


def draw(samples: Sequence[dict[str, float]], path: Path) -> None:
    """Memory over time."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 3.2), layout="constrained")
    axes = figure.add_subplot()
    axes.plot([one["seconds"] / 60 for one in samples], [one["memory_mb"] for one in samples], color="#2a7f62")
    axes.set_xlabel("minutes of work without a pause")
    axes.set_ylabel("memory, MB")
    axes.set_ylim(bottom=0)
    actions = axes.twinx()
    actions.plot([one["seconds"] / 60 for one in samples], [one["actions"] for one in samples], color="#999999")
    actions.set_ylabel("actions (gray)")
    figure.savefig(path, dpi=110)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.reliability.report", description=__doc__)
    parser.add_argument("--cases", type=int, default=4000, help="damaged files for each format (4000)")
    parser.add_argument("--kills", type=int, default=60, help="for each of three formats (60)")
    parser.add_argument("--saves", type=int, default=1000, help="of two writers, for each format (1000)")
    parser.add_argument("--every", type=int, default=1, help="every Nth hostile run alone (1)")
    parser.add_argument("--minutes", type=float, default=10.0, help="of the soak (10)")
    parser.add_argument("--out", type=Path, default=RESULTS, help="where the report goes (tests/reliability/results)")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    lines, failed = [HEAD, as_table(machine())], False
    with tempfile.TemporaryDirectory() as folder:
        samples = Path(folder) / "samples.json"
        for part in parts(options.cases, options.kills, options.saves, options.every, options.minutes, samples):
            began = time.monotonic()
            command = [sys.executable, "-m", *part.command]
            done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
            failed |= done.returncode != 0
            message = done.stdout.strip() + (f"\n{done.stderr[-1500:]}" if done.returncode else "")
            print(f"{part.title}: {time.monotonic() - began:.0f} s, exit code {done.returncode}\n{message}", flush=True)
            typed = " ".join(("python", "-m", *part.command[: -2 if part.title == "Soak" else None]))
            lines += [f"\n## {part.title}\n", part.about, f"\n```\n$ {typed}\n{message}\n```"]
        if samples.exists():
            draw(json.loads(samples.read_text()), options.out / "soak.png")
            lines.append("\n![Memory while the window is worked with, over time](soak.png)")
    path = options.out / "reliability.md"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(path)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
