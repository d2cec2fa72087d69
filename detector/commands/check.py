"""`frcnn check`: faults in the labels of a data set."""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detector.commands.arguments import add_format, add_labels, open_options
from detector.commands.exit_codes import DONE, PARTLY
from detector.commands.output import show, show_json, tell
from detector.config import PRESETS, preset

if TYPE_CHECKING:
    from detector.data.formats.base import Dataset
    from detector.data.lint import LabelProblem, LabelSearch, ProblemKind

DEFAULT_PRESET = "mobilenet_fpn"
TOLD_OF_A_KIND = 5


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser], summary: str) -> None:
    parser = subparsers.add_parser(
        "check",
        help=summary,
        description="Look through the images and labels of DATA and tell what is wrong, and what to do: boxes without "
        "area, outside their image, drawn twice or in the wrong units, labels of another size of image, images that "
        "cannot be read, classes with few boxes, and more. Nothing is changed.",
        epilog="Exit codes: 0 nothing found but notes, 1 problems found, 2 DATA could not be looked at (stderr says "
        "why), 130 Ctrl-C.",
    )
    parser.add_argument("data", type=Path, metavar="DATA", help="images with labels, in any format")
    add_format(parser)
    add_labels(parser)
    parser.add_argument(
        "--preset",
        choices=sorted(PRESETS),
        default=DEFAULT_PRESET,
        help="for which network boxes may be too small (default: %(default)s)",
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="read only the heads of image files: faster, but damaged and repeated images are not found",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object, with every problem")


def run(args: argparse.Namespace) -> int:
    from tqdm import tqdm

    from detector.data.formats.registry import open_dataset
    from detector.data.lint import LabelSearch, Severity

    dataset = open_dataset(args.data, open_options(args, args.format))
    _say_origin(dataset)
    search = LabelSearch(dataset, preset(args.preset), pixels=not args.quick)
    with tqdm(unit="image", disable=None, leave=False) as bar:
        found = list(search.problems(lambda done, total: _advance(bar, done, total)))
    show_json(as_object(search, found)) if args.json else show(as_text(search, found))
    return PARTLY if any(one.severity is not Severity.INFO for one in found) else DONE


def _advance(bar: Any, done: int, total: int) -> None:
    bar.total = total
    bar.update(done - bar.n)


def as_object(search: LabelSearch, found: Sequence[LabelProblem]) -> dict[str, Any]:
    """For JSON; `repairs` gives boxes (by `box`, as the problem does) other corners x1 y1 x2 y2, or null: delete it."""
    return {
        "data": str(search.dataset.root),
        "format": search.dataset.format,
        "images": search.images,
        "labelled": search.labelled,
        "boxes": dict(sorted(search.boxes.items())),
        "counts": {kind.value: len(group) for kind, group in _by_kind(found).items()},
        "problems": [
            {
                "kind": one.kind.value,
                "severity": one.severity.value,
                "image": str(one.image) if one.image else None,
                "labels": str(one.labels) if one.labels else None,
                "box": one.box,
                "message": one.message,
                "repairs": [{"box": mend.box, "corners": mend.corners} for mend in one.repairs],
            }
            for one in found
        ],
    }


def as_text(search: LabelSearch, found: Sequence[LabelProblem]) -> str:
    """One block for each kind, the worst first, and a line that sums up."""
    blocks = [_block(kind, group) for kind, group in _by_kind(found).items()]
    return "\n\n".join((*blocks, _summary(search, found)))


def _by_kind(found: Sequence[LabelProblem]) -> Mapping[ProblemKind, list[LabelProblem]]:
    """In the order of the kinds, which is from bad to harmless."""
    groups: dict[ProblemKind, list[LabelProblem]] = defaultdict(list)
    for one in found:
        groups[one.kind].append(one)
    order = list(type(found[0].kind)) if found else []
    return {kind: groups[kind] for kind in order if kind in groups}


def _block(kind: ProblemKind, group: Sequence[LabelProblem]) -> str:
    lines = [f"  {one.message}" for one in group[:TOLD_OF_A_KIND]]
    if len(group) > TOLD_OF_A_KIND:
        lines.append(f"  ... and {len(group) - TOLD_OF_A_KIND} more")
    heading = f"{kind.severity.value}: {kind.heading} ({len(group)})"
    return "\n".join((heading, *lines))


def _say_origin(dataset: Dataset) -> None:
    """How the labels count pixels, where that varies."""
    from detector.data.formats.voc_dataset import VocDataset

    if isinstance(dataset, VocDataset):
        tell(f"Pascal VOC: {dataset.found_origin.describe()}.")


def _summary(search: LabelSearch, found: Sequence[LabelProblem]) -> str:
    boxes = sum(search.boxes.values())
    looked_at = (
        f"{search.images:,} images ({search.labelled:,} labelled), {boxes:,} boxes, {len(search.boxes)} classes, "
        f"{search.dataset.format}"
    )
    if not found:
        return f"{looked_at}: no problems found."
    counts = Counter(kind.severity for kind, group in _by_kind(found).items() for _ in group)
    told = ", ".join(f"{count} {name}{'s' if count > 1 and name != 'info' else ''}" for name, count in counts.items())
    more = " All of them: --json." if any(len(group) > TOLD_OF_A_KIND for group in _by_kind(found).values()) else ""
    return f"{looked_at}: {told}.{more}"
