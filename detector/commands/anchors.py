"""`frcnn anchors`: how well the anchors of a preset fit the boxes of a data set, and which would fit better."""

from __future__ import annotations

import argparse
import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING

from detector.commands.arguments import add_format, add_labels, add_split, build_open_options, parse_positive_int
from detector.commands.exit_codes import DONE, EXIT_CODES_HELP, PARTLY
from detector.commands.output import print_json, print_stderr, print_stdout
from detector.config import DEFAULT_PRESET, PRESETS, get_preset
from detector.errors import DatasetError, UserFacingError

if TYPE_CHECKING:
    from detector.evaluation.anchor_search import AnchorSuggestion


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser], summary: str) -> None:
    parser = subparsers.add_parser(
        "anchors",
        help=summary,
        description="Resize every image of DATA as training does, and match its boxes with the anchors: the best IoU "
        "of each box, and the number of boxes with an anchor above the positive threshold (matched), with only "
        "their best anchor (rescued) and without a positive anchor (unmatched), by size and aspect ratio. Then "
        "search for scales and ratios that fit better. Needs no network.",
        epilog="Scales are side lengths in strides of a level (in pixels for MobileNetV3); ratios are height / width. "
        "The search is evaluated on the boxes that it is fitted to, so treat results from few boxes with "
        "caution.\n\n" + EXIT_CODES_HELP,
    )
    parser.add_argument("data", type=Path, metavar="DATA", help="labeled images, in any format")
    with_anchors = sorted(name for name, config in PRESETS.items() if config.proposals.has_rpn)
    parser.add_argument("--preset", choices=with_anchors, default=DEFAULT_PRESET, help="default: %(default)s")
    add_format(parser)
    add_labels(parser)
    add_split(parser)
    search = parser.add_argument_group("search")
    search.add_argument(
        "--scales", type=parse_positive_int, metavar="N", help="number of scales to suggest (default: the preset's)"
    )
    search.add_argument(
        "--ratios", type=parse_positive_int, metavar="N", help="number of ratios to suggest (default: the preset's)"
    )
    search.add_argument("--write", type=Path, metavar="FILE", help="write the suggested anchors to FILE, as JSON")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    from tqdm import tqdm

    from detector.data.labeled_set import load_training_set

    labeled = load_training_set(args.data, split=args.split, options=build_open_options(args, args.format))
    if not sum(len(image.boxes) for image in labeled.images):
        raise DatasetError(f"{args.data} has no boxes to match with the anchors. Draw some boxes and save them.")
    if not args.json:
        for warning in labeled.warnings:
            print_stderr(f"warning: {warning}")

    from detector.evaluation.anchor_fit import measure_anchor_fit
    from detector.evaluation.anchor_report import anchor_fit_as_object, format_anchor_fit
    from detector.evaluation.anchor_search import suggest_anchors

    with tqdm(total=len(labeled.images), unit="image", disable=None, leave=False) as bar:
        fit = measure_anchor_fit(get_preset(args.preset), labeled.images, lambda *_: bar.update())
    assert fit is not None
    suggestion = suggest_anchors(fit, labeled.images, args.scales, args.ratios)
    assert suggestion is not None
    if args.write:
        _write_anchors(args.write, suggestion)
    print_json(anchor_fit_as_object(suggestion, labeled.warnings)) if args.json else print_stdout(
        format_anchor_fit(suggestion)
    )
    return PARTLY if labeled.left_out else DONE


def _write_anchors(path: Path, suggestion: AnchorSuggestion) -> None:
    from detector.data.atomic import write_atomically

    content = json.dumps(dataclasses.asdict(suggestion.anchors), indent=1) + "\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, content.encode())
    except OSError as error:
        text = f"{path} could not be written: {error.strerror or error}. Choose another file for --write."
        raise UserFacingError(text) from error
