"""`frcnn detect`: boxes for one image or for every image of a folder or data set."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detector.commands.arguments import (
    add_compression,
    add_device,
    add_labels,
    add_split,
    add_tiles,
    build_open_options,
    build_tiling,
    parse_fraction,
)
from detector.commands.exit_codes import DONE, EXIT_CODES_HELP, FAILED, PARTLY
from detector.commands.output import escape_unprintable, format_json, print_json, print_stderr, print_stdout
from detector.commands.proposal_arguments import add_proposals, apply_proposals
from detector.config import PRESETS, get_preset
from detector.data.formats.base import AUTOMATIC_OPTIONS, OpenOptions, Split
from detector.data.formats.format_list import FORMAT_INFOS
from detector.data.formats.shared.wording import format_count
from detector.data.results_folder import (
    DRAWN_IMAGES_FOLDER,
    SUMMARY_NAME,
    ResultsFolder,
    build_result_names,
    check_results_folder,
    group_by_stem,
)
from detector.errors import DatasetError, UserFacingError
from detector.training.runs.run_network import resolve_network
from detector.weights.pretrained import COCO_PRESET

if TYPE_CHECKING:
    from detector.compute.distributed import Process
    from detector.data.annotation import Annotation
    from detector.data.formats.base import FormatName
    from detector.faster_rcnn import FasterRCNN
    from detector.predictor import PredictedBoxes, Predictor
    from detector.tiles.tiling import Tiling

NO_BOXES = " No box has a score of {score} or more: lower it with --score, or train the network for longer."
UNDETECTED = " {images} left out, for the reasons given above."
MASKS_AS_BOXES = (
    "Labels in the format {format} cannot hold masks: they have the boxes alone, and " + SUMMARY_NAME + " has the "
    "masks. For labels with masks, choose one of the formats {formats}."
)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser], summary: str) -> None:
    parser = subparsers.add_parser(
        "detect",
        help=summary,
        description="Detect objects with a trained network. DIR receives the boxes, and the masks of a Mask R-CNN, as "
        f"labels in the chosen format, and {SUMMARY_NAME} with the scores. Images and their existing labels are not "
        "changed.",
        epilog="Several GPUs share the work with `torchrun --nproc-per-node N -m detector detect ...`; on several "
        "machines, DIR must be a folder that all of them see. " + EXIT_CODES_HELP,
    )
    parser.add_argument(
        "source", type=Path, metavar="IMAGE_OR_DATA", help="an image, a folder of images, or a data set"
    )
    _add_network(parser)
    add_tiles(parser)
    _add_results(parser)
    add_split(parser)
    add_labels(parser)
    add_device(parser)


def _add_network(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("network")
    which = group.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "--checkpoint",
        type=Path,
        metavar="RUN",
        help="folder of a run, checkpoint written by `frcnn train`, or weights of torchvision (.pth)",
    )
    which.add_argument(
        "--weights", choices=["coco"], help="use torchvision's network for the 80 classes of COCO, without training"
    )
    group.add_argument(
        "--preset",
        choices=sorted(PRESETS),
        help=(
            f"preset that the weights belong to (default: COCO's {COCO_PRESET}, or recognized from the tensors of "
            "a .pth file)"
        ),
    )
    group.add_argument(
        "--weights-dir",
        type=Path,
        metavar="DIR",
        help="folder with the weights (default: FRCNN_WEIGHTS_DIR if it is set, otherwise they are downloaded)",
    )
    group.add_argument(
        "--score", type=parse_fraction, default=0.5, help="minimum score of a box, 0 to 1 (default: 0.5)"
    )
    add_proposals(group)
    add_compression(group)


def _add_results(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("results")
    group.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the results")
    group.add_argument(
        "--format", choices=tuple(FORMAT_INFOS), default="voc", help="format of the labels (default: voc)"
    )
    group.add_argument(
        "--draw",
        action="store_true",
        help=f"also draw the boxes and masks into copies of the images, in DIR/{DRAWN_IMAGES_FOLDER}",
    )
    group.add_argument("--overwrite", action="store_true", help="replace existing results in DIR")
    group.add_argument("--json", action="store_true", help="print one JSON object per line for each image")


@dataclass(frozen=True)
class NamedImages:
    """The images to look at, and what results call each."""

    images: Sequence[Path]
    names: Sequence[str]


@dataclass(frozen=True)
class ImageOutcome:
    """What was found in one image of the source, or why it could not be read."""

    row: int
    outcome: PredictedBoxes | str


def run(args: argparse.Namespace) -> int:
    tiling = build_tiling(args)
    source = find_images(args.source, args.split, build_open_options(args, None))
    check_results_folder(args.out, args.overwrite)

    from detector.compute.device import choose_device
    from detector.compute.distributed import gather_objects, join_process_group
    from detector.predictor import Predictor

    device = choose_device(args.device)
    model = load_network(args)
    model.config = apply_proposals(args, model.config)
    # Nobody writes before everybody has seen that the folder is free.
    with (
        join_process_group(device) as process,
        closing(ResultsFolder(args.out, args.format, model.classes, process.rank)) as results,
    ):
        predictor = Predictor(model, device, compressed_head=args.compress_head)
        mine = list(_detect_share(args, source, predictor, tiling, results, process))
        findings = sorted((one for part in gather_objects(mine) for one in part), key=lambda one: one.row)
        if process.is_first:
            _write_joint_results(source, findings, results)
            _warn_of_masks(findings, args.format)
            (print_stderr if args.json else print_stdout)(_format_summary(findings, args.out, args.score))
        elif not results.is_joint:
            results.finish()  # of its own images; the first process says what the format cannot hold
    failed = sum(isinstance(one.outcome, str) for one in findings)
    return FAILED if failed == len(findings) else PARTLY if failed else DONE


def find_images(path: Path, split: Split | None = None, options: OpenOptions = AUTOMATIC_OPTIONS) -> NamedImages:
    """The image `path`, or all images, or those of one split, of the data set `path`.

    Raises:
        DatasetError: The data set cannot be used.
    """
    from detector.data.formats.registry import open_dataset
    from detector.data.image_io import IMAGE_SUFFIXES

    if path.is_file() and path.suffix.lower() in IMAGE_SUFFIXES:
        return NamedImages([path], [path.name])
    dataset = open_dataset(path, options)
    images: Sequence[Path] = dataset.images
    if split is not None:
        if split not in dataset.splits:
            there = ", ".join(dataset.splits) or "none"
            raise DatasetError(f"{path} has no split {split!r}; it has {there}. Choose one of these, or omit --split.")
        images = [image for image in images if image in dataset.splits[split]]
    return NamedImages(images, build_result_names(images, path if path.is_dir() else path.parent))


def load_network(args: argparse.Namespace) -> FasterRCNN:
    """The network that the arguments ask for.

    Raises:
        CheckpointError: The checkpoint cannot be used.
        WeightsUnavailableError: The weights are not there and cannot be downloaded.
    """
    if args.weights == "coco":
        from detector.zoo import build_coco_detector

        return build_coco_detector(get_preset(args.preset or COCO_PRESET), args.weights_dir)

    from detector.training.checkpoints.torchvision_weights import WEIGHTS_SUFFIXES, load_any_checkpoint

    checkpoint = resolve_network(args.checkpoint)
    if args.preset and checkpoint.suffix.lower() not in WEIGHTS_SUFFIXES:
        raise UserFacingError(f"{checkpoint} contains its own settings. Omit --preset.")
    return load_any_checkpoint(checkpoint, args.preset or "").model


def _detect_share(
    args: argparse.Namespace,
    source: NamedImages,
    predictor: Predictor,
    tiling: Tiling | None,
    results: ResultsFolder,
    process: Process,
) -> Iterator[ImageOutcome]:
    """Process this process's part of the images; the results of one are written while the next is processed."""
    from tqdm import tqdm

    from detector.engines.choice import prepare_engine
    from detector.folder_detection import detect_folder
    from detector.trailing_writer import TrailingWriter

    rows = [row for group in process.select_share(group_by_stem(source.names)) for row in group]
    prepare_engine(predictor, len(rows), with_masks=True)
    images = [source.images[row] for row in rows]
    outcomes = detect_folder(predictor, images, args.score, tiling, with_masks=True)
    draw_with_classes = predictor.model.classes if args.draw else ()
    with (
        TrailingWriter() as writer,
        tqdm(total=len(rows), unit="image", disable=None if process.is_first else True) as bar,
    ):
        for row, (image, outcome) in zip(rows, outcomes, strict=True):
            if isinstance(outcome, str):
                bar.write(escape_unprintable(f"warning: {outcome}"), file=sys.stderr)
            else:
                name = source.names[row]
                writer.submit(partial(_write_detections, results, name, image, outcome, draw_with_classes))
                if outcome.problem:
                    bar.write(escape_unprintable(f"warning: {outcome.problem}"), file=sys.stderr)
            if args.json:
                print_json(outcome_as_object(image, outcome), flush=True)
            bar.update()
            yield ImageOutcome(row, outcome)


def _write_detections(
    results: ResultsFolder, name: str, image: Path, found: PredictedBoxes, draw_with_classes: Sequence[str]
) -> None:
    annotations = convert_to_annotations(found)
    if not results.is_joint:
        results.add_detections(name, found.image_width, found.image_height, annotations)
    if draw_with_classes:
        from detector.data.image_io import decode_image
        from detector.drawing import draw_annotations

        results.add_drawn_image(name, draw_annotations(decode_image(image).pixels, annotations, draw_with_classes))


def _write_joint_results(source: NamedImages, findings: Iterable[ImageOutcome], results: ResultsFolder) -> None:
    """Write what belongs to all images."""
    outcomes = []
    for one in findings:
        outcomes.append(outcome_as_object(source.images[one.row], one.outcome))
        if results.is_joint and not isinstance(one.outcome, str):
            size = one.outcome.image_width, one.outcome.image_height
            results.add_detections(source.names[one.row], *size, convert_to_annotations(one.outcome))
    for sentence in results.finish():
        print_stderr(f"warning: {sentence}")
    results.write_summary(format_json(outcomes, indent=1).encode())


def _warn_of_masks(findings: Iterable[ImageOutcome], format_name: FormatName) -> None:
    """Say what becomes of the masks, if there are any, and the labels cannot hold them, or not as they are."""
    from detector.data.formats.base import ImageToWrite
    from detector.data.formats.registry import FORMATS

    found = [one.outcome for one in findings if not isinstance(one.outcome, str) and one.outcome.masks]
    keeps = sorted(name for name, info in FORMAT_INFOS.items() if "outlines" in info.keeps)
    if not found:
        return
    if format_name in keeps:
        images = (ImageToWrite(one.image_width, one.image_height, tuple(convert_to_annotations(one))) for one in found)
        sentences = FORMATS[format_name].describe_outline_losses(images)
    else:
        sentences = (MASKS_AS_BOXES.format(format=FORMAT_INFOS[format_name].plain_title, formats=", ".join(keeps)),)
    for sentence in sentences:
        print_stderr(f"warning: {sentence}")


def convert_to_annotations(found: PredictedBoxes) -> list[Annotation]:
    """What was found, with its outlines where there are any."""
    from detector.data.annotation import Annotation
    from detector.data.geometry import Box
    from detector.data.outlines.outlined_box import OutlinedBox

    boxes = [Box(x1, y1, x2, y2) for x1, y1, x2, y2 in found.boxes.tolist()]
    geometries = [
        OutlinedBox(box, mask) if mask is not None and not mask.is_degenerate else box
        for box, mask in zip(boxes, found.masks or [None] * len(boxes), strict=True)
    ]
    rows = zip(geometries, found.labels, found.scores.tolist(), strict=True)
    return [Annotation(geometry, label, uid, score=score) for uid, (geometry, label, score) in enumerate(rows)]


def outcome_as_object(image: Path, outcome: PredictedBoxes | str) -> dict[str, Any]:
    """For JSON: `box` is x1, y1, x2, y2 in pixels, zero-based and half-open; `segmentation` is a mask, as in COCO."""
    from detector.data.outlines.coco_counts import encode_bitmap

    if isinstance(outcome, str):
        return {"image": str(image), "error": outcome}
    width, height = outcome.image_width, outcome.image_height
    rows = zip(outcome.labels, outcome.scores.tolist(), outcome.boxes.tolist(), strict=True)
    boxes: list[dict[str, Any]] = [
        {"label": label, "score": round(score, 4), "box": [round(value, 2) for value in box]}
        for label, score, box in rows
    ]
    for box, mask in zip(boxes, outcome.masks, strict=False):  # no masks at all, or one for each box
        box["segmentation"] = encode_bitmap(mask, width, height)
    problem = {"warning": outcome.problem} if outcome.problem else {}
    return {"image": str(image), "width": width, "height": height, "boxes": boxes} | problem


def _format_summary(findings: Sequence[ImageOutcome], out: Path, score: float) -> str:
    found = [one.outcome for one in findings if not isinstance(one.outcome, str)]
    failed, boxes = len(findings) - len(found), sum(map(len, found))
    undetected = UNDETECTED.format(images=format_count(failed, "image is", "images are")) if failed else ""
    none = NO_BOXES.format(score=f"{score:g}") if found and not boxes and score else ""
    where = f"{format_count(boxes, 'box', 'boxes')} in {format_count(len(found), 'image', 'images')}"
    return f"{where}; results are in {out}.{none}{undetected}"
