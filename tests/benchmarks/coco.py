"""Opening COCO files with a million boxes, compared with pycocotools and with a bare `json.loads`."""

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
OUTLINES = 2_000
"""The number of different polygons in a large file, each of which is used for many boxes."""
LARGE_BYTES = 500e6
MAX_HARD_LINKS = 50_000
"""The number of hard links to one file; ext4 allows 65,000."""
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
_JSON = {"prepare": "from pathlib import Path", "load": "json.loads(Path(sys.argv[1]).read_bytes())"}
_PARSE = {
    "prepare": "from pathlib import Path\nfrom detector.data.formats.coco.reader import parse_coco_file",
    "load": "parse_coco_file(Path(sys.argv[1]).read_bytes(), 'annotations.json')",
}


@dataclass(frozen=True)
class Cost:
    """The cost of opening a file in its own process: seconds, seconds of processor time, MiB at the peak."""

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
    run_large()


def run_large() -> None:
    """Open a very large file, with and without finding its images."""
    with tempfile.TemporaryDirectory() as folder:
        file = write_large_file(Path(folder))
        megabytes = f"{file.stat().st_size / 1e6:.0f} MB"
        rows = [*_rows("the folder opened", file, _JSON), *_rows("the file parsed", file, _JSON, _PARSE)]
    header = ("what", "ours", "json.loads", "time ratio (from - to)", "memory ratio")
    print_table(f"A COCO file of {megabytes} with polygons, against a bare json.loads", rows, header)


def _rows(title: str, file: Path, peer: dict[str, str] = _PEER, ours: dict[str, str] = _OURS) -> list[tuple[str, ...]]:
    """The rows for one file; both sides run in turns, so that a busy machine slows down both."""
    pairs = [(cost(file, ours), cost(file, peer)) for _ in range(RUNS)]
    rows: list[tuple[str, ...]] = []
    for what, of in (("wall clock", lambda one: one.wall), ("processor", lambda one: one.cpu)):
        ratios = sorted(of(ours) / of(peer) for ours, peer in pairs)
        mine, other = (statistics.median(of(pair[side]) for pair in pairs) for side in (0, 1))
        memory = statistics.median(ours.peak / peer.peak for ours, peer in pairs)
        ratio = f"{statistics.median(ratios):.2f} ({ratios[0]:.2f} - {ratios[-1]:.2f})"
        rows.append((f"{title}, {what}", f"{mine:.1f} s", f"{other:.1f} s", ratio, f"{memory:.2f}"))
    return rows


def cost(file: Path, side: dict[str, str]) -> Cost:
    """The cost of opening a file once, in a new process."""
    command = [sys.executable, "-c", _MEASURE.format(**side), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return Cost(*json.loads(done.stdout.splitlines()[-1]))


def write_set(root: Path, corners: int) -> Path:
    """Write a COCO file with images of one pixel beside it; each box has a polygon with `corners` points."""
    draw = random.Random(0)
    content: dict[str, Any] = {"info": {}, "licenses": []}
    content["images"] = [
        {"id": number, "file_name": f"{number:012}.png", "width": 640, "height": 480} for number in range(IMAGES)
    ]
    content["annotations"] = [_annotation(number, draw, corners) for number in range(1, BOXES + 1)]
    content["categories"] = [{"id": n, "name": f"class {n}", "supercategory": "things"} for n in range(1, 81)]
    _draw_images(root, content["images"])
    file = root / "annotations.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


def _draw_images(root: Path, images: list[dict[str, Any]]) -> None:
    """Images of one pixel, all links to the same file."""
    for number, image in enumerate(images):
        path = root / image["file_name"]
        if number % MAX_HARD_LINKS == 0:
            Image.new("L", (1, 1)).save(path)
            shown = path
        else:
            path.hardlink_to(shown)


def write_large_file(root: Path) -> Path:
    """Write a file like COCO's `train2017`, but larger: polygons of 4 to 60 points, annotations in random order."""
    draw = random.Random(0)
    outlines = [
        json.dumps([[round(draw.uniform(0, 640), 2) for _ in range(2 * draw.randrange(4, 60))]])
        for _ in range(OUTLINES)
    ]
    images = [
        {"license": 3, "file_name": f"{number:012}.png", "coco_url": f"http://images.cocodataset.org/{number:012}.jpg",
         "height": 480, "width": 640, "date_captured": "2013-11-14 17:02:52", "id": number}
        for number in range(118_000)
    ]  # fmt: skip
    categories = [{"supercategory": "things", "id": n, "name": f"class {n}"} for n in range(1, 81)]
    _draw_images(root, images)
    file = root / "annotations.json"
    with file.open("w", encoding="utf-8") as stream:
        stream.write(f'{{"info": {{}}, "licenses": [], "images": {json.dumps(images)}, "annotations": [')
        number = 0
        while stream.tell() < LARGE_BYTES if number % 1000 == 0 else True:
            number += 1
            value = _annotation(number, draw, 0, len(images))
            text = json.dumps(value).replace('"segmentation": []', f'"segmentation": {draw.choice(outlines)}')
            stream.write((", " if number > 1 else "") + text)
        stream.write(f'], "categories": {json.dumps(categories)}}}')
    return file


def _annotation(number: int, draw: random.Random, corners: int, images: int = IMAGES) -> dict[str, Any]:
    x, y, width, height = (round(draw.uniform(1, 200), 2) for _ in range(4))
    outline = [[round(draw.uniform(0, 400), 2) for _ in range(2 * corners)]] if corners else []
    return {
        "segmentation": outline,
        "area": round(width * height, 3),
        "iscrowd": 0,
        "image_id": draw.randrange(images),
        "bbox": [x, y, width, height],
        "category_id": draw.randrange(1, 81),
        "id": number,
    }
