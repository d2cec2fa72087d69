"""A trace as a file: `.npz` with every array under its name, and the settings as JSON. No pickled objects."""

from __future__ import annotations

import dataclasses
import io
import json
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detector.config import DetectorConfig
from detector.data.atomic import write_atomically
from detector.errors import UserFacingError
from detector.frame import ModelFrame
from detector.trace.schema import (
    AnchorGrid,
    AssignmentTrace,
    DetectionTrace,
    MaskTrace,
    ProposalTrace,
    RoiTrace,
    StageTrace,
)

TRACE_VERSION = 1
TRACE_SUFFIX = ".npz"
_PARTS = {
    "grid": AnchorGrid,
    "assignment": AssignmentTrace,
    "proposals": ProposalTrace,
    "rois": RoiTrace,
    "detections": DetectionTrace,
    "masks": MaskTrace,
}
_OPTIONAL_PARTS = ("masks",)
"""Files of earlier versions, and of networks without a mask head, do not have them."""


def save_trace(trace: StageTrace, path: Path, image_name: str = "", follow_links: bool = True) -> None:
    """Write `trace`; `image_name` says of which image, `follow_links` as in `write_atomically`. Raises: OSError."""
    of_boxes = ("true_boxes", "true_labels", "difficult")
    arrays: dict[str, NDArray[Any]] = {name: getattr(trace, name) for name in of_boxes}
    for name in _PARTS:
        part = getattr(trace, name)
        if part is None:
            continue
        for field in dataclasses.fields(part):
            value = getattr(part, field.name)
            if isinstance(value, np.ndarray):
                arrays[f"{name}.{field.name}"] = value
    about = {
        "version": TRACE_VERSION,
        "image": image_name,
        "config": json.loads(trace.config.to_json()),
        "classes": trace.classes,
        "seed": trace.seed,
        "training": trace.training,
        "frame": dataclasses.asdict(trace.frame),
        "feature_shapes": trace.feature_shapes,
        "grid": {
            "level_counts": trace.grid.level_counts,
            "level_cells": trace.grid.level_cells,
            "per_cell": trace.grid.per_cell,
        },
        "losses": trace.losses,
    }
    arrays["about"] = np.frombuffer(json.dumps(about).encode(), dtype=np.uint8)
    stream = io.BytesIO()
    np.savez_compressed(stream, allow_pickle=False, **arrays)
    write_atomically(path, stream.getvalue(), follow_links)


def load_trace(path: Path) -> tuple[StageTrace, str]:
    """What `save_trace` wrote, and the name of its image.

    Raises:
        UserFacingError: It cannot be used; the message names the file.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            about = json.loads(stored["about"].tobytes())
            if about["version"] != TRACE_VERSION:
                raise UserFacingError(f"{path.name} was written by another version of this program. Use that version.")
            return _build_trace(about, {name: stored[name] for name in stored.files if name != "about"}), about["image"]
    except OSError as error:
        raise UserFacingError(f"{path.name} could not be read: {error.strerror or error}.") from error
    except (EOFError, KeyError, TypeError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        fault = f"{path.name} is not a complete trace of this program ({str(error).rstrip('.')})."
        text = f"{fault} Export it again, or choose another file."
        raise UserFacingError(text) from error


def _build_trace(about: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> StageTrace:
    grid = about["grid"]
    others: dict[str, dict[str, Any]] = {
        "grid": {
            "level_counts": tuple(grid["level_counts"]),
            "level_cells": tuple((height, width) for height, width in grid["level_cells"]),
            "per_cell": grid["per_cell"],
        }
    }
    parts: dict[str, Any] = {}
    for name, kind in _PARTS.items():
        own = {key.partition(".")[2]: array for key, array in arrays.items() if key.startswith(f"{name}.")}
        if not own and name in _OPTIONAL_PARTS:
            continue
        parts[name] = kind(**own, **others.get(name, {}))
    trace = StageTrace(
        config=DetectorConfig.from_json(json.dumps(about["config"])),
        classes=tuple(about["classes"]),
        seed=about["seed"],
        training=about["training"],
        frame=ModelFrame(**about["frame"]),
        feature_shapes=tuple((c, h, w) for c, h, w in about["feature_shapes"]),
        true_boxes=arrays["true_boxes"],
        true_labels=arrays["true_labels"],
        # Files of earlier versions do not say it.
        difficult=arrays.get("difficult", np.zeros(len(arrays["true_boxes"]), dtype=np.bool_)),
        losses=about["losses"],
        **parts,
    )
    _check_lengths(trace)
    return trace


def _check_lengths(trace: StageTrace) -> None:
    """Check that arrays with a row for each anchor, or for each box, have equally many rows.

    Raises:
        ValueError: Arrays that belong together differ in length.
    """
    anchors = {len(trace.anchors), len(trace.assignment.label), len(trace.proposals.decoded), len(trace.proposals.fate)}
    if len(anchors) != 1 or sum(trace.grid.level_counts) not in anchors:
        raise ValueError("its arrays of anchors differ in length")
    if len({len(trace.true_boxes), len(trace.true_labels), len(trace.difficult)}) != 1:
        raise ValueError("its arrays of boxes differ in length")
    if (
        trace.masks is not None
        and len({len(getattr(trace.masks, field.name)) for field in dataclasses.fields(MaskTrace)}) != 1
    ):
        raise ValueError("its arrays of masks differ in length")
