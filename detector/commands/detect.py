"""`frcnn detect`: boxes for one image or for every image of a folder."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detector.commands.arguments import add_device, fraction
from detector.errors import AnnotationWriteError, DatasetError

if TYPE_CHECKING:
    from detector.data.folder import ImageEntry
    from detector.predictor import PredictedBoxes

SUMMARY_NAME = "detections.json"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "detect",
        help="find objects in an image or a folder of images",
        description="Find objects with a trained network. Into DIR go a Pascal VOC XML file for each image and "
        f"{SUMMARY_NAME}, which has the scores too. Files beside the images are never touched.",
    )
    parser.add_argument("source", type=Path, metavar="IMAGE_OR_FOLDER")
    parser.add_argument("--checkpoint", type=Path, required=True, metavar="FILE", help="what `frcnn train` wrote")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where results go")
    parser.add_argument("--score", type=fraction, default=0.5, help="the lowest score of a box, 0 to 1 (default: 0.5)")
    parser.add_argument("--overwrite", action="store_true", help="replace results that DIR has already")
    add_device(parser)


def run(args: argparse.Namespace) -> int:
    entries = find_images(args.source)
    targets = result_paths(entries, args.out)
    check_free(entries, [*targets, args.out / SUMMARY_NAME], args.overwrite)

    from tqdm import tqdm

    from detector.device import choose_device
    from detector.predictor import Predictor, detect_folder
    from detector.training.checkpoint import load_checkpoint

    device = choose_device(args.device)
    predictor = Predictor(load_checkpoint(args.checkpoint).model, device)
    found: list[dict[str, Any]] = []
    failed = 0
    with tqdm(zip(detect_folder(predictor, entries, args.score), targets, strict=True), total=len(entries)) as bar:
        for (entry, outcome), target in bar:
            if isinstance(outcome, str):
                failed += 1
                bar.write(f"warning: {outcome}", file=sys.stderr)
                found.append({"image": str(entry.image), "error": outcome})
            else:
                _write(target, as_voc(entry, outcome))
                found.append(as_object(entry, outcome))
    _write(args.out / SUMMARY_NAME, json.dumps(found, indent=1, ensure_ascii=False).encode())
    boxes = sum(len(one.get("boxes", ())) for one in found)
    print(f"{boxes} boxes in {len(entries) - failed} images; results are in {args.out}.")
    return 2 if failed == len(entries) else 0


def find_images(source: Path) -> Sequence[ImageEntry]:
    """The image `source`, or all images of the folder `source`. Errors: DatasetError."""
    from detector.data.folder import ImageEntry, scan

    if source.is_file():
        return [ImageEntry(source, source.with_suffix(".xml"))]
    return scan(source)


def result_paths(entries: Sequence[ImageEntry], out: Path) -> list[Path]:
    """Where each image's boxes go: after its stem, or after its whole name where images share a stem."""
    stems = Counter(entry.image.stem.casefold() for entry in entries)
    return [
        out / (f"{image.stem}.xml" if stems[image.stem.casefold()] == 1 else f"{image.name}.xml")
        for image in (entry.image for entry in entries)
    ]


def check_free(entries: Sequence[ImageEntry], targets: Sequence[Path], overwrite: bool) -> None:
    """Refuse to write over files. Labels beside the images stay even with `overwrite`. Errors: DatasetError."""
    labels = {entry.labels.resolve() for entry in entries}
    for target in targets:
        if target.resolve() in labels:
            raise DatasetError(f"{target} is where an image's own labels belong. Choose another folder for --out.")
    if overwrite:
        return
    taken = [target for target in targets if target.exists()]
    if taken:
        more = f" and {len(taken) - 1} more files" if len(taken) > 1 else ""
        raise DatasetError(f"{taken[0]}{more} exist already. Choose another --out, or replace them with --overwrite.")


def as_voc(entry: ImageEntry, found: PredictedBoxes) -> bytes:
    """A Pascal VOC file of the boxes."""
    from detector.data.annotation import Box, ImageAnnotation
    from detector.data.formats.voc import VocFile, VocOrigin

    boxes = tuple(
        Box(x1, y1, x2, y2, label, uid)
        for uid, ((x1, y1, x2, y2), label) in enumerate(zip(found.boxes.tolist(), found.labels, strict=True))
    )
    blank = VocFile.blank(entry.labels, entry.image, found.image_width, found.image_height, VocOrigin.ONE_BASED)
    return blank.render(ImageAnnotation(boxes))


def as_object(entry: ImageEntry, found: PredictedBoxes) -> dict[str, Any]:
    """For JSON: `box` is x1, y1, x2, y2 in pixels, zero-based and half-open."""
    rows = zip(found.labels, found.scores.tolist(), found.boxes.tolist(), strict=True)
    return {
        "image": str(entry.image),
        "width": found.image_width,
        "height": found.image_height,
        "boxes": [
            {"label": label, "score": round(score, 4), "box": [round(value, 2) for value in box]}
            for label, score, box in rows
        ],
    }


def _write(path: Path, content: bytes) -> None:
    from detector.data.atomic import write_atomically

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, content)
    except OSError as error:
        text = f"{path} could not be written: {error.strerror or error}. Free some space or choose another folder."
        raise AnnotationWriteError(text) from error
