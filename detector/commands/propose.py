"""`frcnn propose`: find or read proposals, and compare how many of the objects they cover."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from detector.commands.arguments import add_device, add_format, add_labels, add_split, build_open_options
from detector.commands.exit_codes import DONE, EXIT_CODES_HELP, PARTLY
from detector.commands.output import print_json, print_stderr, print_stdout
from detector.errors import UserFacingError
from detector.training.runs.run_network import resolve_network

if TYPE_CHECKING:
    from detector.proposal_sources.proposed_boxes import ProposalSource, ProposedBoxes, SourceImage

DEFAULT_SOURCE = "selective-search"
ONE_FILE_ONE_SOURCE = "--out writes the proposals of one source. Give --from once, or omit --out."
NOT_WRITTEN = "{path} could not be written: {reason}. Choose another file for --out."


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser], summary: str) -> None:
    parser = subparsers.add_parser(
        "propose",
        help=summary,
        description="Find the boxes that may contain an object in every labeled image of DATA, without a class, and "
        "report the fraction of the objects that the best 10 to 2,000 boxes of an image cover, at several IoUs, and "
        "the processor time for an image. Selective search and edge boxes need an extra: pip install "
        "'frcnn-studio[proposals]'.",
        epilog="Proposals that depend on the pixels alone are computed by all processors and kept in the cache folder. "
        + EXIT_CODES_HELP,
    )
    parser.add_argument("data", type=Path, metavar="DATA", help="labeled images, in any format")
    parser.add_argument(
        "--from",
        dest="sources",
        action="append",
        metavar="SOURCE",
        help="selective-search (default), selective-search-quality, selective-search-200, edge-boxes, "
        "sliding-windows, jittered, the name in a plug-in, or a file: .npz, .json (COCO results) or .mat; may be given "
        "several times",
    )
    parser.add_argument("--checkpoint", type=Path, metavar="RUN", help="also use the RPN of this run or checkpoint")
    parser.add_argument(
        "--ids", type=Path, metavar="FILE", help="the COCO data set with the image numbers of COCO results"
    )
    add_format(parser)
    add_labels(parser)
    add_split(parser)
    add_device(parser)
    output = parser.add_argument_group("output")
    output.add_argument("--out", type=Path, metavar="FILE", help="write the proposals to FILE, as .npz")
    output.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    from detector.data.labeled_set import load_training_set
    from detector.data.usable_labels import FOR_EVALUATION
    from detector.evaluation.source_comparison import comparison_as_object, format_comparison, measure_source
    from detector.proposal_sources.proposal_file import check_names
    from detector.proposal_sources.proposed_boxes import SourceImage

    sources = _build_sources(args)
    if args.out and len(sources) > 1:
        raise UserFacingError(ONE_FILE_ONE_SOURCE)
    options = build_open_options(args, args.format)
    labeled = load_training_set(args.data, split=args.split, options=options, reading=FOR_EVALUATION)
    images = [SourceImage(one.path, one.width, one.height, one.boxes[~one.difficult]) for one in labeled.images]
    if args.out:
        check_names(image.path for image in images)
    results, failed = {}, 0
    for name, source in sources:
        done = _find_proposals(name, source, images)
        failed += len(images) - len(done)
        results[name] = measure_source([image for image, _ in done], [found for _, found in done])
        if args.out:
            _write_proposals(args.out, done)
    print_json(comparison_as_object(results)) if args.json else print_stdout(format_comparison(results))
    return PARTLY if failed or labeled.left_out else DONE


def _build_sources(args: argparse.Namespace) -> list[tuple[str, ProposalSource]]:
    from detector.proposal_sources.registry import build_source

    names = args.sources or ([] if args.checkpoint else [DEFAULT_SOURCE])
    sources = [(Path(name).name, build_source(name, args.ids)) for name in dict.fromkeys(names)]
    if args.checkpoint:
        from detector.compute.device import choose_device
        from detector.predictor import Predictor
        from detector.proposal_sources.rpn import RpnProposals
        from detector.training.checkpoints.checkpoint import load_checkpoint

        checkpoint = resolve_network(args.checkpoint)
        network = load_checkpoint(checkpoint)
        predictor = Predictor(network.model, choose_device(args.device), network.model.config.training.precision)
        sources.append(("RPN", RpnProposals(predictor, str(checkpoint))))
    return sources


def _find_proposals(
    name: str, source: ProposalSource, images: Sequence[SourceImage]
) -> list[tuple[SourceImage, ProposedBoxes]]:
    """What was found in each image; images without a result are named on stderr."""
    from tqdm import tqdm

    from detector.proposal_sources.folder import propose_in_images
    from detector.proposal_sources.kept_proposals import KeptProposals

    done = []
    outcomes = propose_in_images(source, images, KeptProposals.of_user())
    for image, outcome in zip(
        images, tqdm(outcomes, name, len(images), unit="image", leave=False, disable=None), strict=True
    ):
        if isinstance(outcome, str):
            print_stderr(outcome)
        else:
            done.append((image, outcome))
    return done


def _write_proposals(path: Path, done: Sequence[tuple[SourceImage, ProposedBoxes]]) -> None:
    from detector.proposal_sources.proposal_file import write_proposal_file

    try:
        write_proposal_file(path, {image.path.name: (image, found) for image, found in done})
    except OSError as error:
        raise UserFacingError(NOT_WRITTEN.format(path=path, reason=error.strerror or error)) from error
