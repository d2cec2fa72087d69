"""The short program beside an exported file that shows how to run it, with onnxruntime and numpy alone."""

from __future__ import annotations

from detector.export.model import MASK_THRESHOLD_KEY

_DESCRIPTION = '''\
"""Detect objects: python {script} IMAGE [SCORE]. Needs onnxruntime and numpy; Pillow to open anything but .npy."""
'''
_MASK_DESCRIPTION = '''\
"""Find objects and their pixels: python {script} IMAGE [SCORE [MASKS.npy]]; MASKS.npy gets (N, height, width) bool.

Needs onnxruntime and numpy; Pillow to open anything but .npy.
"""
'''
_SESSION = """\
import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime

session = onnxruntime.InferenceSession(Path(__file__).with_name({model!r}), providers=["CPUExecutionProvider"])
classes = json.loads(session.get_modelmeta().custom_metadata_map["classes"])
"""
_IMAGE = """\
path = sys.argv[1] if len(sys.argv) > 1 else sys.exit(__doc__)
least = float(sys.argv[2]) if len(sys.argv) > 2 else 0.5
if path.endswith(".npy"):
    image = np.load(path)  # (height, width, 3) uint8, RGB
else:
    from PIL import Image, ImageOps
    image = np.asarray(ImageOps.exif_transpose(Image.open(path)).convert("RGB"))
"""
_BOXES = """\
for box, label, score in zip(*session.run(["boxes", "labels", "scores"], {{"image": image}})):
    if score >= least:
        print(f"{{classes[label - 1]}} {{score:.3f}}", *(f"{{edge:.1f}}" for edge in box))  # x1 y1 x2 y2 in pixels
"""
_PASTE = '''\
threshold = float(session.get_modelmeta().custom_metadata_map["{threshold_key}"])


def weigh_cells(start, end, pixels, cells):
    """How much each cell counts for each pixel of an axis: linear between the centers of the cells, (pixels, cells)."""
    places = (np.arange(pixels) + 0.5 - start) * cells / (end - start) - 0.5
    return np.maximum(1 - abs(places[:, None] - np.arange(cells)), 0)


'''
_MASKS = """\
masks = []
for box, label, score, grid in zip(*session.run(["boxes", "labels", "scores", "masks"], {{"image": image}})):
    if score >= least:
        columns, rows = (weigh_cells(box[i], box[i + 2], image.shape[1 - i], grid.shape[2 - i]) for i in (0, 1))
        masks.append(rows @ grid[0] @ columns.T >= threshold)
        numbers = [f"{{edge:.1f}}" for edge in box]  # x1 y1 x2 y2 in pixels
        print(f"{{classes[label - 1]}} {{score:.3f}}", *numbers, f"{{masks[-1].sum()}} pixels")
if len(sys.argv) > 3:
    np.save(sys.argv[3], np.array(masks, dtype=bool).reshape(-1, *image.shape[:2]))
"""


def build_script(model_name: str, script_name: str, with_masks: bool) -> bytes:
    """The program called `script_name` that runs the file `model_name` beside it; `with_masks` if that gives masks."""
    parts = (
        (_MASK_DESCRIPTION, _SESSION, _PASTE, _IMAGE, _MASKS)
        if with_masks
        else (_DESCRIPTION, _SESSION, _IMAGE, _BOXES)
    )
    return "".join(parts).format(model=model_name, script=script_name, threshold_key=MASK_THRESHOLD_KEY).encode()
