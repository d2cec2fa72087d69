"""Proposals that a file holds, of this program or of another.

- `.npz`: as `frcnn propose` writes them.
- `.json`: COCO results, a list of `{"image_id", "bbox", "score"}`; ids are names, or resolved by a data set's `images`.
- `.mat`: as published with selective search (`images`, `boxes`: top, left, bottom, right from 1) and edge boxes
  (`images`, `bbs`: left, top, width, height, score).
"""

from __future__ import annotations

import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detector.data.atomic import write_atomically
from detector.matching.box_overlap import Floats
from detector.proposal_sources.proposed_boxes import ProposalSourceError, ProposedBoxes, SourceImage, rank_boxes
from detector.proposal_sources.requirements import require_packages

UNKNOWN_KIND = "{name} is not a file of proposals. Use .npz (from `frcnn propose`), COCO results (.json), or .mat."
UNREADABLE = "{name} cannot be read as proposals ({reason}). Use another file, or compute them again."
NO_SUCH_IMAGE = "{file} has no proposals of {image}; it has those of {count:,} other images, such as {example}."
EMPTY_FILE = "{name} has no proposals. Use another file, or compute them again."
OTHER_SIZE = (
    "{file} has proposals of {image} at {there}, but the image is {here}. They are of another version of the image: "
    "compute them again."
)
OUTSIDE = "{file} has proposals outside of {image} ({here}). They are of another image: compute them again."
NO_IDS = "{file} refers to images by number ({id}). Also give the COCO data set with these numbers (--ids)."
SAME_NAMES = (
    "{first} and {second} have the same name, by which a file with proposals knows images. Rename one of them, or use "
    "folders with such names separately."
)
MAX_OVERHANG_PX = 2.0
"""Boxes may end so far outside of an image: programs count pixels from 0 or 1, to the last pixel or behind it."""


@dataclass(frozen=True)
class ImageRows:
    """What a file says of one image.

    Attributes:
        boxes: (P, 4) in pixels, half-open.
        scores: (P,)
        size: (width, height) of the image, if the file says it.
    """

    boxes: Floats
    scores: Floats
    size: tuple[int, int] | None = None


@dataclass(frozen=True)
class ProposalFile:
    """A file with the proposals of images, found by their file names, with or without the ending.

    Attributes:
        path: The file.
        ids: A COCO data set whose `images` give the file names of the ids in COCO results.
    """

    path: Path
    ids: Path | None = None

    needs_pixels_only = False

    @property
    def key(self) -> str:
        return f"file-{self.path}"

    @cached_property
    def _rows(self) -> Mapping[str, ImageRows]:
        rows = read_proposal_file(self.path, self.ids)
        if not rows:
            raise ProposalSourceError(EMPTY_FILE.format(name=self.path.name))
        return rows

    def find_proposals(self, image: SourceImage) -> ProposedBoxes:
        rows = self._rows.get(image.path.name) or self._rows.get(image.path.stem)
        names = {"file": self.path.name, "image": image.path.name, "here": f"{image.width} x {image.height} pixels"}
        if rows is None:
            example = next(iter(self._rows))
            raise ProposalSourceError(NO_SUCH_IMAGE.format(**names, count=len(self._rows), example=example))
        if rows.size not in (None, (image.width, image.height)):
            raise ProposalSourceError(OTHER_SIZE.format(**names, there="{} x {}".format(*(rows.size or ()))))
        limits = np.array([image.width, image.height], np.float32) + MAX_OVERHANG_PX
        if len(rows.boxes) and not ((rows.boxes[:, 2:] <= limits) & (rows.boxes[:, :2] >= -MAX_OVERHANG_PX)).all():
            raise ProposalSourceError(OUTSIDE.format(**names))
        return rank_boxes(rows.boxes, rows.scores, 0.0, image, len(rows.boxes))


def check_names(paths: Iterable[Path]) -> None:
    """Refuse two images with the same name.

    Raises:
        ProposalSourceError: There are two.
    """
    seen: dict[str, Path] = {}
    for path in paths:
        if seen.setdefault(path.name, path) != path:
            raise ProposalSourceError(SAME_NAMES.format(first=seen[path.name], second=path))


def read_proposal_file(path: Path, ids: Path | None = None) -> dict[str, ImageRows]:
    """The proposals in a file by the name of the image.

    Raises:
        ProposalSourceError: It is no such file, or damaged.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise ProposalSourceError(UNKNOWN_KIND.format(name=path.name))
    try:
        rows = reader(path, ids)
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise ProposalSourceError(UNREADABLE.format(name=path.name, reason=reason)) from error
    for image, one in rows.items():
        if not (np.isfinite(one.boxes).all() and np.isfinite(one.scores).all()):
            reason = f"the boxes of {image} have coordinates or scores that are not finite"
            raise ProposalSourceError(UNREADABLE.format(name=path.name, reason=reason))
    return rows


def write_proposal_file(path: Path, found: Mapping[str, tuple[SourceImage, ProposedBoxes]]) -> None:
    """Write the proposals of images by their names, as `.npz`.

    Raises:
        OSError: The file cannot be written.
    """
    proposals = [one for _, one in found.values()]
    stream = io.BytesIO()
    np.savez_compressed(
        stream,
        names=np.array(list(found), dtype=np.str_),
        sizes=np.array([(image.width, image.height) for image, _ in found.values()], np.int64).reshape(-1, 2),
        counts=np.array([len(one.boxes) for one in proposals], np.int64),
        boxes=np.concatenate([np.zeros((0, 4), np.float32), *(one.boxes for one in proposals)]),
        scores=np.concatenate([np.zeros(0, np.float32), *(one.scores for one in proposals)]),
        seconds=np.array([one.seconds for one in proposals]),
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, stream.getvalue())


def _read_npz(path: Path, _ids: Path | None) -> dict[str, ImageRows]:
    with np.load(path, allow_pickle=False) as arrays:
        names, sizes, counts = arrays["names"].tolist(), arrays["sizes"].tolist(), arrays["counts"]
        boxes, scores = arrays["boxes"].astype(np.float32), arrays["scores"].astype(np.float32)
    if (counts < 0).any() or boxes.shape != (counts.sum(), 4) or scores.shape != (counts.sum(),):
        raise ValueError("its counts do not fit its boxes")
    if not names:
        return {}
    splits = np.cumsum(counts)[:-1]
    parts = zip(names, np.split(boxes, splits), np.split(scores, splits), sizes, strict=True)
    return {name: ImageRows(own, ranks, (size[0], size[1])) for name, own, ranks, size in parts}


def _read_coco_results(path: Path, ids: Path | None) -> dict[str, ImageRows]:
    items = json.loads(path.read_bytes())
    if not isinstance(items, list):
        raise ValueError("it is not a list of results")
    listed = json.loads(ids.read_bytes())["images"] if ids else []
    names = {one["id"]: Path(one["file_name"]).name for one in listed}
    grouped: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    for item in items:
        x, y, w, h = (float(value) for value in item["bbox"])
        grouped[_find_name(item["image_id"], names, path)].append((x, y, x + w, y + h, float(item.get("score", 0))))
    return {name: _split_scores(np.array(rows)) for name, rows in grouped.items()}


def _find_name(id: object, names: Mapping[Any, str], path: Path) -> str:
    if id in names:
        return names[id]
    if isinstance(id, str):
        return Path(id).name
    raise ProposalSourceError(NO_IDS.format(file=path.name, id=id))


def _split_scores(rows: NDArray[np.float64]) -> ImageRows:
    """(P, 5) boxes with their scores."""
    return ImageRows(rows[:, :4].astype(np.float32), rows[:, 4].astype(np.float32))


def _read_mat(path: Path, _ids: Path | None) -> dict[str, ImageRows]:
    require_packages("Reading .mat files", ("scipy",))
    from scipy.io import loadmat
    from scipy.io.matlab import MatReadError

    try:
        content = loadmat(path)
    except (MatReadError, NotImplementedError) as error:
        raise ValueError(error) from error
    kind = next((name for name in ("bbs", "boxes") if name in content), None)
    if kind is None or "images" not in content:
        raise ValueError("it has no `images` with `boxes` or `bbs`")
    names = [str(np.ravel(name)[0]) for name in content["images"].ravel()]
    convert = _from_edge_boxes if kind == "bbs" else _from_selective_search
    cells = content[kind].ravel()
    return {name: convert(np.asarray(cell, np.float64)) for name, cell in zip(names, cells, strict=True)}


def _from_selective_search(cell: NDArray[np.float64]) -> ImageRows:
    """(P, 4) top, left, bottom, right; pixels counted from 1, the last ones included; best first."""
    top, left, bottom, right = cell.reshape(-1, 4).T
    boxes = np.stack([left - 1, top - 1, right, bottom], axis=1).astype(np.float32)
    return ImageRows(boxes, np.linspace(1, 0, len(boxes), endpoint=False, dtype=np.float32))


def _from_edge_boxes(cell: NDArray[np.float64]) -> ImageRows:
    """(P, 5) left, top, width, height, score; pixels counted from 1."""
    left, top, width, height, score = cell.reshape(-1, 5).T
    return _split_scores(np.stack([left - 1, top - 1, left - 1 + width, top - 1 + height, score], axis=1))


_READERS: dict[str, Callable[[Path, Path | None], dict[str, ImageRows]]] = {
    ".npz": _read_npz,
    ".json": _read_coco_results,
    ".mat": _read_mat,
}
