"""Argument types that several subcommands take."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import get_args

from detector.data.formats.base import FormatName, OpenOptions, Split
from detector.data.formats.format_list import FORMAT_INFOS
from detector.errors import DatasetError, UserFacingError
from detector.tiles.tiling import DEFAULT_OVERLAP, MAX_OVERLAP, MIN_TILE_SIZE_PX, Tiling


def parse_positive_int(text: str) -> int:
    try:
        value = int(text)
    except ValueError:
        value = 0
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive whole number")
    return value


def parse_positive_float(text: str) -> float:
    value = _parse_float(text)
    if not (value > 0 and math.isfinite(value)):
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive number")
    return value


def parse_fraction(text: str) -> float:
    value = _parse_float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 1")
    return value


def parse_proper_fraction(text: str) -> float:
    value = _parse_float(text)
    if not 0 < value < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number between 0 and 1")
    return value


def parse_tile_size(text: str) -> int:
    """Of `--tile`, pixels."""
    size = parse_positive_int(text)
    if size < MIN_TILE_SIZE_PX:
        raise argparse.ArgumentTypeError(
            f"{text!r} is too small for a tile; it needs {MIN_TILE_SIZE_PX} pixels or more"
        )
    return size


def parse_tile_overlap(text: str) -> float:
    """Of `--overlap`, a share of the tile."""
    value = _parse_float(text)
    if not 0 <= value <= MAX_OVERLAP:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to {MAX_OVERLAP}")
    return value


def _parse_float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def add_device(parser: argparse._ActionsContainer) -> None:
    parser.add_argument(
        "--device", default="auto", help="auto (a CUDA GPU, else the CPU), cpu, cuda, cuda:1, mps (default: auto)"
    )


def add_format(parser: argparse._ActionsContainer) -> None:
    parser.add_argument("--format", choices=tuple(FORMAT_INFOS), help="format of the labels (default: detected)")


def add_labels(parser: argparse._ActionsContainer) -> None:
    """What a person can say of the labels of a data set; `build_open_options` takes it up."""
    parser.add_argument(
        "--labels",
        type=Path,
        metavar="DIR",
        help="folder or file with the labels (default: beside the images, or in a nearby folder for labels)",
    )
    parser.add_argument(
        "--origin",
        type=int,
        choices=(0, 1),
        help="how Pascal VOC files count pixels: 0 for edges counted from 0 (labelImg), 1 for pixels counted from 1 "
        "(the specification; default: detected)",
    )


def build_open_options(args: argparse.Namespace, format_name: FormatName | None) -> OpenOptions:
    """How the data set is read that the arguments name.

    Raises:
        DatasetError: `--labels` names nothing that is there.
    """
    if args.labels is not None and not args.labels.exists():
        raise DatasetError(f"There is no folder or file {args.labels}. Choose an existing one for --labels.")
    return OpenOptions(format_name, args.labels, args.origin)


def add_split(parser: argparse._ActionsContainer) -> None:
    parser.add_argument(
        "--split", choices=get_args(Split), help="use only this split, if the labels name splits (default: all)"
    )


def add_tiles(parser: argparse.ArgumentParser) -> None:
    """How large images are cut; `build_tiling` takes it up."""
    group = parser.add_argument_group("large images")
    group.add_argument(
        "--tile",
        type=parse_tile_size,
        nargs="?",
        const=0,
        metavar="SIZE",
        help="also detect in overlapping tiles of SIZE x SIZE pixels where an image is larger than one tile, so "
        "that small objects are found (default without SIZE: the long side of the network's input)",
    )
    group.add_argument(
        "--overlap",
        type=parse_tile_overlap,
        metavar="F",
        help="with --tile: fraction of a tile that is shared with its neighbors; objects up to this size are "
        f"complete in at least one tile (0 to {MAX_OVERLAP}, default: {DEFAULT_OVERLAP})",
    )


def build_tiling(args: argparse.Namespace) -> Tiling | None:
    """How the arguments ask for large images to be cut; None where they do not.

    Raises:
        UserFacingError: `--overlap` without `--tile`.
    """
    if args.tile is None and args.overlap is not None:
        raise UserFacingError("--overlap has no effect without --tile. Add --tile or omit --overlap.")
    if args.tile is None:
        return None
    return Tiling(args.tile, DEFAULT_OVERLAP if args.overlap is None else args.overlap)


def add_compression(parser: argparse._ActionsContainer, more: str = "") -> None:
    """The option `--compress-head`; `more` says what else the command does then."""
    parser.add_argument(
        "--compress-head",
        action="store_true",
        help="compute the large layers of VGG16's head from 1024 and 256 singular values: faster, but less "
        f"accurate{more}",
    )
