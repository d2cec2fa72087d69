"""`frcnn evaluate`: measure a checkpoint on labeled images."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detector.commands.arguments import (
    add_compression,
    add_device,
    add_format,
    add_labels,
    add_split,
    add_tiles,
    build_open_options,
    build_tiling,
)
from detector.commands.exit_codes import DONE, EXIT_CODES_HELP, PARTLY
from detector.commands.output import print_json, print_stderr, print_stdout
from detector.commands.proposal_arguments import add_proposals, apply_proposals
from detector.errors import DatasetError, UserFacingError
from detector.training.runs.run_network import resolve_network

if TYPE_CHECKING:
    import torch

    from detector.commands.evaluate_compressed import CompressionCost
    from detector.data.labeled_image import LabeledImage
    from detector.data.labeled_set import TrainingSet
    from detector.evaluation.measurement import Evaluation
    from detector.evaluation.pairing import PairedComparison

NO_TARGET_FOLDER = "There is no folder {folder} for {name}. Create it first."
NO_OUTLINES = "No object has an outline, so masks are not measured: only boxes are."
SOME_OUTLINES = "Masks are not measured on {objects} objects, which are difficult or boxes without an outline."
HELD_OUT_WITH_DETECTIONS = "--held-out applies to a network. Omit it with --detections."
COMPRESS_WITH_DETECTIONS = "--compress-head applies to a network. Omit it with --detections."


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser], summary: str) -> None:
    parser = subparsers.add_parser(
        "evaluate",
        help=summary,
        description="Detect in every labeled image of DATA and report the quality: average precision as defined by "
        "COCO and by Pascal VOC, overall and per class; recall of the RPN's proposals; the types of errors and what "
        "they cost; and the stage of the network that missed each undetected object. Objects marked as "
        "difficult are ignored. With --detections, score the detections of another program without a network: "
        "with labels in COCO's format, the numbers are those of COCO's evaluator. With --against, report the "
        "difference to another run on the same images and whether it is significant: the images are resampled "
        "with replacement a thousand times, and both runs are measured on each sample.",
        epilog="Several GPUs share the work with `torchrun --nproc-per-node N -m detector evaluate ...`. "
        + EXIT_CODES_HELP,
    )
    parser.add_argument("data", type=Path, metavar="DATA", help="labeled images, in any format")
    measured = parser.add_mutually_exclusive_group(required=True)
    measured.add_argument(
        "--checkpoint", type=Path, metavar="RUN", help="folder of a run, or checkpoint written by `frcnn train`"
    )
    measured.add_argument(
        "--detections",
        type=Path,
        metavar="FILE_OR_DIR",
        help="detections of another program: COCO results (JSON), the detections.json of `frcnn detect` or its "
        "folder, or label files with scores (Pascal VOC, YOLO, CSV, ...)",
    )
    parser.add_argument(
        "--ids",
        type=Path,
        metavar="FILE",
        help="with --detections: a COCO data set that defines the ids of images and classes, if DATA has none",
    )
    parser.add_argument(
        "--against",
        type=Path,
        metavar="RUN",
        help="compare with this: the folder of a run, a checkpoint, or anything accepted by --detections",
    )
    add_proposals(parser)
    add_format(parser)
    add_labels(parser)
    add_split(parser)
    parser.add_argument(
        "--held-out",
        action="store_true",
        help="use only the images that the network, and a network to compare with, was not trained on",
    )
    add_device(parser)
    add_tiles(parser)
    add_compression(parser, "; the uncompressed head is measured as well, to show the difference")
    output = parser.add_argument_group("output")
    output.add_argument("--json", action="store_true", help="print one JSON object with every missed object")
    output.add_argument(
        "--write-detections", type=Path, metavar="FILE", help="write the detections as COCO results (JSON)"
    )
    output.add_argument(
        "--ground-truth",
        type=Path,
        metavar="FILE",
        help="write the ground truth as a COCO data set (JSON); with it and the detections, pycocotools gives the "
        "same numbers",
    )


def run(args: argparse.Namespace) -> int:
    _check_output_files(args.write_detections, args.ground_truth)
    tiling = build_tiling(args)
    other = _find_other_network(args.against)
    if args.detections is not None and other is None and tiling is not None:
        raise UserFacingError("--tile applies to a network. Omit it with --detections.")
    if args.detections is not None:
        if args.compress_head:
            raise UserFacingError(COMPRESS_WITH_DETECTIONS)
        if args.held_out:
            raise UserFacingError(HELD_OUT_WITH_DETECTIONS)
        return _score_external(args, other)
    if args.ids is not None and (args.against is None or other is not None):
        raise UserFacingError("--ids applies to --detections. Omit it with --checkpoint.")

    args.checkpoint = resolve_network(args.checkpoint)

    from detector.commands.evaluate_compressed import measure_compression_cost
    from detector.commands.held_out import select_held_out, warn_of_learned_images
    from detector.commands.measure_bar import measure_with_bar
    from detector.compute.device import choose_device
    from detector.compute.distributed import join_process_group
    from detector.data.labeled_set import load_training_set
    from detector.data.usable_labels import FOR_EVALUATION
    from detector.predictor import Predictor
    from detector.training.checkpoints.checkpoint import load_checkpoint

    device = choose_device(args.device)
    checkpoint = load_checkpoint(args.checkpoint)
    checkpoint.model.config = apply_proposals(args, checkpoint.config)
    options = build_open_options(args, args.format)
    labeled = load_training_set(
        args.data, checkpoint.classes, split=args.split, options=options, reading=FOR_EVALUATION
    )
    if not any(len(image.boxes) for image in labeled.images):
        known = ", ".join(checkpoint.classes)
        raise DatasetError(
            f"{args.data} has no object of the network's classes ({known}), so there is nothing to measure."
        )
    if args.held_out:
        labeled = select_held_out(labeled, filter(None, (args.checkpoint, other)))
    predictor = Predictor(checkpoint.model, device, compressed_head=args.compress_head)
    with join_process_group(device) as process:
        quiet = args.json or not process.is_first
        if process.is_first:
            warn_of_learned_images(args.checkpoint, args.data, [image.path for image in labeled.images])
        measured = measure_with_bar(predictor, labeled, quiet, with_diagnostics=True, tiling=tiling, with_masks=True)
        compared, cost = None, None
        if args.compress_head:
            cost = measure_compression_cost(Predictor(checkpoint.model, device), labeled, measured, quiet, tiling)
        if other is not None or (args.against is not None and process.is_first):
            compared = _compare_with_other(args, labeled.classes, measured, other, device, quiet, labeled.images)
        if process.is_first:
            _report_evaluation(args, labeled, measured, compared, cost)
    return PARTLY if labeled.left_out or measured.warnings else DONE


def _score_external(args: argparse.Namespace, other: Path | None) -> int:
    """Score detections that were made elsewhere; torch is not needed for that."""
    from tqdm import tqdm

    from detector.evaluation.external.measure import MeasureProgress, measure_external

    # With miniters, because bytes are followed in far larger steps than images.
    with tqdm(disable=args.json or None, leave=False, miniters=1) as bar:

        def follow_stage(text: str) -> Callable[[int, int], None]:
            """Shows one of several stages on the same bar."""

            def on_progress(done: int, total: int) -> None:
                if not done:
                    bar.set_description_str(text, refresh=False)
                    bar.reset(total)
                bar.update(done - bar.n)

            return on_progress

        measured = measure_external(
            args.data,
            args.detections,
            build_open_options(args, args.format),
            args.split,
            args.ids,
            MeasureProgress(*map(follow_stage, ("Reading detections", "Reading labels", "Scoring"))),
        )
    for warning in (*measured.evaluation.warnings, *_describe_masks(measured.evaluation)):
        print_stderr(f"warning: {warning}")
    if args.write_detections:
        _write_json(args.write_detections, measured.build_coco_results())
    if args.ground_truth:
        _write_json(args.ground_truth, measured.build_coco_dataset())
    compared = None
    if args.against is not None:
        compared = _compare_with_other(
            args, measured.classes, measured.evaluation, other, _choose_device_for(args, other), args.json
        )
    _print_evaluation(args, measured.evaluation, compared)
    return PARTLY if measured.is_partial else DONE


def _choose_device_for(args: argparse.Namespace, other: Path | None) -> torch.device | None:
    """Where to run the network `other`, if there is one; torch is imported only then."""
    if other is None:
        return None

    from detector.compute.device import choose_device

    return choose_device(args.device)


def _find_other_network(against: Path | None) -> Path | None:
    """The network to compare with; None where there is none. Raises: UserFacingError."""
    if against is None:
        return None

    from detector.commands.evaluate_against import find_checkpoint

    return find_checkpoint(against)


def _compare_with_other(
    args: argparse.Namespace,
    classes: tuple[str, ...],
    measured: Evaluation,
    other: Path | None,
    device: torch.device | None,
    quiet: bool,
    labeled: Sequence[LabeledImage] = (),
) -> PairedComparison:
    """Compare with the network `other` on `device`, or else with the detections --against. Raises: UserFacingError."""
    from detector.commands.evaluate_against import compare_with_checkpoint, compare_with_detections
    from detector.evaluation.pairing import MeasuredSet

    first = MeasuredSet(classes, measured.results, measured.compared_masks)
    if other is None or device is None:
        return compare_with_detections(first, args)
    return compare_with_checkpoint(first, args.checkpoint, other, args.data, device, quiet, build_tiling(args), labeled)


def _print_evaluation(
    args: argparse.Namespace,
    evaluation: Evaluation,
    compared: PairedComparison | None,
    cost: CompressionCost | None = None,
) -> None:
    from detector.commands.evaluate_compressed import cost_as_object, format_cost
    from detector.evaluation.comparison_report import comparison_as_object, format_comparison
    from detector.evaluation.report import evaluation_as_object, format_evaluation

    if args.json:
        more = {} if compared is None else {"comparison": comparison_as_object(compared, str(args.against))}
        more |= {} if cost is None else {"compression": cost_as_object(cost)}
        print_json(evaluation_as_object(evaluation) | more)
    else:
        print_stdout(format_evaluation(evaluation))
        if compared is not None:
            print_stdout("\n" + format_comparison(compared, str(args.against)))
        if cost is not None:
            print_stdout("\n" + format_cost(cost))


def _check_output_files(*files: Path | None) -> None:
    """Labels are easily named by mistake, and hours of detecting easily lost.

    Raises:
        UserFacingError: The reason, as a sentence for the user.
    """
    for file in files:
        if file is not None and file.exists():
            raise UserFacingError(f"{file} already exists. Choose another file, or remove it first.")
        if file is not None and not file.parent.is_dir():
            raise UserFacingError(NO_TARGET_FOLDER.format(folder=file.parent, name=file.name))


def _report_evaluation(
    args: argparse.Namespace,
    labeled: TrainingSet,
    measured: Evaluation,
    compared: PairedComparison | None,
    cost: CompressionCost | None,
) -> None:
    from detector.evaluation.coco_records import build_coco_ground_truth, build_coco_results

    for warning in (*labeled.warnings, *measured.warnings, *_describe_masks(measured)):
        print_stderr(f"warning: {warning}")
    if args.write_detections:
        _write_json(args.write_detections, build_coco_results(measured.results, measured.mask_results))
    if args.ground_truth:
        truth = build_coco_ground_truth(measured.results, labeled.classes, labeled.root, labeled.images)
        _write_json(args.ground_truth, truth)
    _print_evaluation(args, measured, compared, cost)


def _describe_masks(measured: Evaluation) -> list[str]:
    """Why masks are not measured, or not on all objects."""
    alone = sum(int(masks.ignored.sum()) for masks in measured.mask_results)
    difficult = sum(int(result.difficult.sum()) for result in measured.results)
    if not measured.mask_results or alone <= difficult:
        return []
    return [NO_OUTLINES if measured.masks is None else SOME_OUTLINES.format(objects=f"{alone:,}")]


def _write_json(path: Path, value: Any) -> None:
    from detector.data.atomic import write_atomically

    try:
        write_atomically(path, json.dumps(value).encode())
    except OSError as error:
        raise UserFacingError(f"{path} could not be written: {error.strerror or error}.") from error
