"""Opening a COCO file of a million boxes, against pycocotools reading and indexing the same file."""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from tests.benchmarks.timing import print_table

IMAGES, BOXES, RUNS = 50_000, 1_000_000, 5
_MEASURE = """
import json, sys, time
{prepare}
start, spent = time.perf_counter(), time.process_time()
kept = {load}
wall, cpu = time.perf_counter() - start, time.process_time() - spent
with open("/proc/self/status") as status:
    peak = next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))
print()
print(json.dumps([wall, cpu, peak]))
"""
_OURS = {
    "prepare": "from pathlib import Path\nfrom detector.data.formats.registry import open_dataset",
    "load": "open_dataset(Path(sys.argv[1]).parent)",
}
_PEER = {"prepare": "from pycocotools.coco import COCO", "load": "COCO(sys.argv[1])"}


@dataclass(frozen=True)
class Cost:
    """Of one opening, in a process of its own: seconds, seconds of the processor, MiB at the peak."""

    wall: float
    cpu: float
    peak: float


def run() -> None:
    rows = []
    for title, corners in (("boxes alone", 0), ("boxes with polygons of 8 points", 8)):
        with tempfile.TemporaryDirectory() as folder:
            rows += _rows(title, write_set(Path(folder), corners))
    header = ("what", "ours", "peer", "time ratio (from - to)", "memory ratio")
    print_table(f"Opening {BOXES:,} COCO boxes in {IMAGES:,} images, against pycocotools", rows, header)


def _rows(title: str, file: Path) -> list[tuple[str, ...]]:
    """Both take turns, so that a busy machine meets both."""
    pairs = [(cost(file, _OURS), cost(file, _PEER)) for _ in range(RUNS)]
    rows = []
    for what, of in (("wall clock", lambda one: one.wall), ("processor", lambda one: one.cpu)):
        ratios = sorted(of(ours) / of(peer) for ours, peer in pairs)
        ours, peer = (statistics.median(of(pair[side]) for pair in pairs) for side in (0, 1))
        memory = statistics.median(ours.peak / peer.peak for ours, peer in pairs)
        ratio = f"{statistics.median(ratios):.2f} ({ratios[0]:.2f} - {ratios[-1]:.2f})"
        rows.append((f"{title}, {what}", f"{ours:.1f} s", f"{peer:.1f} s", ratio, f"{memory:.2f}"))
    return rows


def cost(file: Path, side: dict[str, str]) -> Cost:
    """What one opening takes in a fresh process."""
    command = [sys.executable, "-c", _MEASURE.format(**side), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return Cost(*json.loads(done.stdout.splitlines()[-1]))


def write_set(root: Path, corners: int) -> Path:
    """A COCO file with images of one pixel beside it; each box has a polygon of so many points."""
    draw = random.Random(0)
    content: dict[str, Any] = {"info": {}, "licenses": []}
    content["images"] = [
        {"id": number, "file_name": f"{number:012}.png", "width": 640, "height": 480} for number in range(IMAGES)
    ]
    content["annotations"] = [_annotation(number, draw, corners) for number in range(1, BOXES + 1)]
    content["categories"] = [{"id": n, "name": f"class {n}", "supercategory": "things"} for n in range(1, 81)]
    shown = root / content["images"][0]["file_name"]
    Image.new("L", (1, 1)).save(shown)
    for image in content["images"][1:]:
        (root / image["file_name"]).hardlink_to(shown)
    file = root / "annotations.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


def _annotation(number: int, draw: random.Random, corners: int) -> dict[str, Any]:
    x, y, width, height = (round(draw.uniform(1, 200), 2) for _ in range(4))
    outline = [[round(draw.uniform(0, 400), 2) for _ in range(2 * corners)]] if corners else []
    return {
        "segmentation": outline,
        "area": round(width * height, 3),
        "iscrowd": 0,
        "image_id": draw.randrange(IMAGES),
        "bbox": [x, y, width, height],
        "category_id": draw.randrange(1, 81),
        "id": number,
    }
