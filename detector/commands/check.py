"""`frcnn check`: faults in the labels of a data set."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from detector.commands.arguments import add_format, add_labels, build_open_options
from detector.commands.exit_codes import DONE, PARTLY
from detector.commands.output import print_json_list, print_stderr, print_stdout
from detector.config import DEFAULT_PRESET, PRESETS, get_preset
from detector.data.formats.shared.wording import format_count

if TYPE_CHECKING:
    from detector.data.formats.base import Dataset
    from detector.data.lint.problems import BoxRepair, LabelProblem, OutlineRepair, ProblemKind, Severity
    from detector.data.lint.search import LabelSearch

MAX_SHOWN_PER_KIND = 5


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser], summary: str) -> None:
    parser = subparsers.add_parser(
        "check",
        help=summary,
        description="Check the images and labels of DATA, and report each problem and how to correct it: boxes without "
        "area, outside their image, drawn twice or in the wrong units, labels made for another image size, "
        "unreadable images, classes with few boxes, and more. No file is changed.",
        epilog="Exit codes: 0 nothing found except notes, 1 problems found, 2 DATA could not be checked (see stderr), "
        "130 Ctrl-C.",
    )
    parser.add_argument("data", type=Path, metavar="DATA", help="images with labels, in any format")
    add_format(parser)
    add_labels(parser)
    parser.add_argument(
        "--preset",
        choices=sorted(PRESETS),
        default=DEFAULT_PRESET,
        help="the preset whose input size decides which boxes are too small (default: %(default)s)",
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="read only the headers of image files: faster, but damaged and duplicate images are not found",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object with every problem")


def run(args: argparse.Namespace) -> int:
    from tqdm import tqdm

    from detector.data.formats.registry import open_dataset
    from detector.data.lint.problems import Severity
    from detector.data.lint.search import LabelSearch

    dataset = open_dataset(args.data, build_open_options(args, args.format))
    _print_pixel_origin(dataset)
    search = LabelSearch(dataset, get_preset(args.preset), pixels=not args.quick)
    with ExitStack() as stack, tqdm(unit="image", disable=None, leave=False) as bar:
        found = FoundProblems(stack, keep_all=args.json)
        for one in search.find_problems(lambda done, total: _update_bar(bar, done, total)):
            found.add_problem(one)
        bar.close()
        print_problems(search, found, args.json)
        return PARTLY if any(kind.severity is not Severity.INFO for kind in found.counts) else DONE


def _update_bar(bar: Any, done: int, total: int) -> None:
    bar.total = total
    bar.update(done - bar.n)


class FoundProblems:
    """Counts problems, and keeps the first few of each kind; all of them, where asked, in a temporary file.

    So memory does not grow with their number: a folder of 100,000 images without labels has a problem for each.
    """

    def __init__(self, stack: ExitStack, keep_all: bool) -> None:
        self.counts: Counter[ProblemKind] = Counter()
        self.first_messages: dict[ProblemKind, list[str]] = defaultdict(list)
        self._spool: IO[str] | None = None
        if keep_all:
            spool = tempfile.TemporaryFile("w+", encoding="ascii")  # noqa: SIM115 - closed by the stack
            self._spool = stack.enter_context(spool)

    def add_problem(self, problem: LabelProblem) -> None:
        """Take up one more."""
        self.counts[problem.kind] += 1
        if len(self.first_messages[problem.kind]) < MAX_SHOWN_PER_KIND:
            self.first_messages[problem.kind].append(problem.message)
        if self._spool is not None:
            self._spool.write(json.dumps(problem_as_object(problem)) + "\n")

    def read_all(self) -> Iterator[dict[str, Any]]:
        """Read back what was kept, in the order in which it was found."""
        if self._spool is not None:
            self._spool.seek(0)
            yield from map(json.loads, self._spool)

    def list_kinds(self) -> list[ProblemKind]:
        """In the order of the kinds, which is from bad to harmless."""
        order = list(type(next(iter(self.counts)))) if self.counts else []
        return [kind for kind in order if kind in self.counts]


def print_problems(search: LabelSearch, found: FoundProblems, as_json: bool) -> None:
    """Print what was found: for people, or as one JSON object."""
    if not as_json:
        print_stdout(format_problems(search, found))
        return
    head = {
        "data": str(search.dataset.root),
        "format": search.dataset.format,
        "images": search.images,
        "labeled": search.labeled,
        "boxes": dict(sorted(search.boxes.items())),
        "counts": {kind.value: found.counts[kind] for kind in found.list_kinds()},
    }
    print_json_list(head, "problems", found.read_all())


def problem_as_object(one: LabelProblem) -> dict[str, Any]:
    """The problem for JSON.

    `repairs` gives boxes (by `box_uid`, as the problem does) other corners x1 y1 x2 y2, or null: delete the box; or it
    says what to do with the outline of a box.
    """
    return {
        "kind": one.kind.value,
        "severity": one.severity.value,
        "image": str(one.image) if one.image else None,
        "labels": str(one.label_file) if one.label_file else None,
        "box": one.box_uid,
        "message": one.message,
        "repairs": [_repair_as_object(repair) for repair in one.repairs],
    }


def _repair_as_object(repair: BoxRepair | OutlineRepair) -> dict[str, Any]:
    from detector.data.lint.problems import OutlineRepair

    if isinstance(repair, OutlineRepair):
        return {"box": repair.box_uid, "outline": repair.kind.value}
    return {"box": repair.box_uid, "corners": repair.corners}


def format_problems(search: LabelSearch, found: FoundProblems) -> str:
    """One block for each kind, the worst first, and a line that sums up."""
    blocks = [_format_kind(kind, found) for kind in found.list_kinds()]
    return "\n\n".join((*blocks, _format_summary(search, found)))


def _format_kind(kind: ProblemKind, found: FoundProblems) -> str:
    count, lines = found.counts[kind], [f"  {message}" for message in found.first_messages[kind]]
    if count > MAX_SHOWN_PER_KIND:
        lines.append(f"  ... and {count - MAX_SHOWN_PER_KIND} more")
    heading = f"{kind.severity.value}: {kind.heading} ({count})"
    return "\n".join((heading, *lines))


def _print_pixel_origin(dataset: Dataset) -> None:
    """How the labels count pixels, where that varies."""
    from detector.data.formats.format_list import FORMAT_INFOS

    if dataset.pixel_origin is not None:
        described = ", ".join(map(str, dataset.pixel_origin.describe_origin()))
        print_stderr(f"{FORMAT_INFOS[dataset.format].plain_title}: {described}.")


def _format_summary(search: LabelSearch, found: FoundProblems) -> str:
    boxes = sum(search.boxes.values())
    looked_at = (
        f"{format_count(search.images, 'image', 'images')} ({search.labeled:,} labeled), "
        f"{format_count(boxes, 'box', 'boxes')}, {format_count(len(search.boxes), 'class', 'classes')}, "
        f"{search.dataset.format}"
    )
    if not found.counts:
        return f"{looked_at}: no problems found."
    counts: Counter[Severity] = Counter()
    for kind in found.list_kinds():
        counts[kind.severity] += found.counts[kind]
    counted = ", ".join(
        f"{count} {name}{'s' if count > 1 and name != 'info' else ''}" for name, count in counts.items()
    )
    more = " All of them: --json." if any(count > MAX_SHOWN_PER_KIND for count in found.counts.values()) else ""
    return f"{looked_at}: {counted}.{more}"
