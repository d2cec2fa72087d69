"""The short program beside an exported file that shows how to run it, with onnxruntime and numpy alone."""

from __future__ import annotations

_SCRIPT = '''\
"""Detect objects: python {script} IMAGE [SCORE]. Needs onnxruntime and numpy; Pillow to open anything but .npy."""
import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime

session = onnxruntime.InferenceSession(Path(__file__).with_name({model!r}), providers=["CPUExecutionProvider"])
classes = json.loads(session.get_modelmeta().custom_metadata_map["classes"])
path, least = sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 0.5
if path.endswith(".npy"):
    image = np.load(path)  # (height, width, 3) uint8, RGB
else:
    from PIL import Image, ImageOps
    image = np.asarray(ImageOps.exif_transpose(Image.open(path)).convert("RGB"))
for box, label, score in zip(*session.run(["boxes", "labels", "scores"], {{"image": image}})):
    if score >= least:
        print(f"{{classes[label - 1]}} {{score:.3f}}", *(f"{{edge:.1f}}" for edge in box))  # x1 y1 x2 y2 in pixels
'''


def build_script(model_name: str, script_name: str) -> bytes:
    """The program called `script_name` that runs the file `model_name` beside it."""
    return _SCRIPT.format(model=model_name, script=script_name).encode()
