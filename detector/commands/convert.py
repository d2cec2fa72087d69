"""`frcnn convert`: carry labeled images from one label format to another."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from detector.commands.arguments import add_labels, build_open_options
from detector.commands.exit_codes import DONE, EXIT_CODES_HELP, PARTLY
from detector.commands.output import print_json, print_stderr, print_stdout
from detector.data.formats.format_list import FORMAT_INFOS
from detector.data.formats.shared.wording import format_count

if TYPE_CHECKING:
    from detector.data.conversion import ConversionResult, ConversionSource

LEFT_OUT = "{what} could not be read and are left out."
BRIDGED = "{outlines} several parts or holes, which are joined by bridges without width."
WITHOUT_LABELS = "{images} no labels, as in the source."

MAX_WARNINGS_SHOWN = 20
_TARGET_ADVICE = "Choose another folder for --out, or use --overwrite if it has only other files."
_NO_LABELS_ADVICE = (
    "Label some images first, choose the format with --from, or the location of the labels with --labels."
)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser], summary: str) -> None:
    parser = subparsers.add_parser(
        "convert",
        help=summary,
        description="Read the labels of SRC in any format, and write them with the images to DIR in another format. "
        "Splits (train, val, test) are preserved. SRC is never changed. Warnings list what the new format cannot "
        "represent.",
        epilog="Formats: voc (Pascal VOC XML), yolo (one text file per image and data.yaml), coco (COCO instances "
        "JSON), labelme (one JSON file per image), csv (a table with the columns of TensorFlow), cvat (CVAT "
        "for images XML), createml (CreateML JSON), via (a project of VGG Image Annotator 2). " + EXIT_CODES_HELP,
    )
    parser.add_argument(
        "source",
        type=Path,
        metavar="SRC",
        help="a folder of labeled images, or its label file (COCO, CSV, CVAT, CreateML, VIA, YAML)",
    )
    parser.add_argument("--to", required=True, choices=tuple(FORMAT_INFOS), help="format to write")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="new or empty folder for the result")
    parser.add_argument(
        "--from",
        dest="source_format",
        choices=tuple(FORMAT_INFOS),
        help="format of SRC (default: detected)",
    )
    add_labels(parser)
    parser.add_argument(
        "--images",
        choices=("copy", "link", "none"),
        default="copy",
        help="copy images into DIR, create symbolic links to them, or write only the labels (default: copy)",
    )
    parser.add_argument(
        "--overwrite",
        action="store_true",
        help="write into a DIR that is not empty: files with the same name are replaced, others are kept",
    )
    parser.add_argument(
        "--bridge",
        action="store_true",
        help="join the parts and holes of each outline by bridges without width, for formats whose polygons are one "
        "ring (YOLO, VIA), where otherwise only the box of such an outline is written, and for labelme, where it "
        "otherwise is a mask, which not every program opens",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")


def run(args: argparse.Namespace) -> int:
    from tqdm import tqdm

    from detector.data.conversion import bridge_outlines, check_target, describe_losses, read_source, write_target
    from detector.data.formats.registry import FORMATS, open_dataset
    from detector.data.passed_over import skipped_file_notices

    dataset = open_dataset(args.source, build_open_options(args, args.source_format))
    check_target(dataset, args.out, args.overwrite, _TARGET_ADVICE)
    target = FORMATS[args.to]
    count = len(dataset.images)
    unused = skipped_file_notices(dataset)
    with tqdm(total=count, desc="reading", unit="image", disable=args.json or None) as bar:
        source = read_source(dataset, bar.update, " ".join(unused) or _NO_LABELS_ADVICE)
    if args.bridge and (target.info.has_one_ring or target.info.has_mask_shapes):
        source, bridged = bridge_outlines(source)
        outlines = format_count(bridged, "outline has", "outlines have")
        _print_warnings([BRIDGED.format(outlines=outlines)] if bridged else [])
    _print_warnings(describe_losses(source, target))
    with tqdm(total=len(source.images), desc="writing", unit="image", disable=args.json or None) as bar:
        converted = write_target(source, target, args.out, args.images, bar.update)
    _print_warnings((*dataset.notices, *unused))
    _print_warnings(source.unusable)
    _print_warnings(source.problems)
    _print_warnings(source.skipped, shown=len(source.skipped))
    if args.json:
        print_json(_build_summary(args, dataset.format, source, converted))
    else:
        print_stdout(_format_result(target.title, args.out, source, converted))
    return PARTLY if source.skipped or source.unusable else DONE


def _print_warnings(warnings: Sequence[str], shown: int = MAX_WARNINGS_SHOWN) -> None:
    for warning in warnings[:shown]:
        print_stderr(f"warning: {warning}")
    if len(warnings) > shown:
        print_stderr(f"warning: {len(warnings) - shown} more of this kind; `frcnn check` lists all.")


def _format_result(title: str, out: Path, source: ConversionSource, converted: ConversionResult) -> str:
    labeled = sum(image.image_annotations is not None for image in source.images)
    boxes = source.box_counts
    splits = ", ".join(f"{name} {count}" for name, count in source.split_counts.items())
    images = f"{format_count(labeled, 'image', 'images')} with {format_count(boxes.total(), 'box', 'boxes')}"
    lines = [f"{images} in {out} as {title}{f' ({splits})' if splits else ''}."]
    width = max(map(len, boxes), default=0)
    lines += [f"  {name:<{width}}  {count}" for name, count in boxes.items()]
    unlabeled = len(source.images) - labeled
    if unlabeled:
        lines.append(WITHOUT_LABELS.format(images=format_count(unlabeled, "image has", "images have")))
    lines += converted.left_out
    lines += [f"{path} is named {name} in the result." for path, name in converted.renamed.items()]
    if source.skipped:
        images = format_count(len(source.skipped), "image", "images")
        lines.append(LEFT_OUT.format(what=images))
    if source.unusable:
        objects = format_count(len(source.unusable), "object whose labels", "objects whose labels")
        lines.append(LEFT_OUT.format(what=objects))
    return "\n".join(lines)


def _build_summary(
    args: argparse.Namespace, origin: str, source: ConversionSource, converted: ConversionResult
) -> dict[str, object]:
    labeled = sum(image.image_annotations is not None for image in source.images)
    return {
        "source": str(args.source),
        "from": origin,
        "to": args.to,
        "out": str(args.out),
        "images": labeled,
        "unlabeled": len(source.images) - labeled,
        "boxes": source.box_counts,
        "splits": source.split_counts,
        "left_out": converted.left_out,
        "renamed": {str(path): name for path, name in converted.renamed.items()},
        "problems": len(source.problems),
        "skipped": source.skipped,
        "unusable": source.unusable,
    }
