"""Joint label files (COCO, CSV) in the shapes people have them, and small pictures for them to name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PIL import Image

COCO = """{
 "info": {"description": "caf\u00e9 \\u00e9", "year": 2017},
 "licenses": [{"id":1,"url":"x"}],
 "images": [
  {"license": 1, "file_name": "b.png", "coco_url": "", "height": 80, "width": 100, "id": 42},
  {"id": 7, "file_name": "a.png", "width": 100, "height": 80},
  {"id": 8, "file_name": "empty.png", "width": 100, "height": 80}
 ],
 "annotations": [
  {"segmentation": [[10.1, 20.2, 40.0, 20.0, 40.0, 60.0]], "area": 613.5, "iscrowd": 0, "image_id": 42,
   "bbox": [10.125, 20.5,   30.25, 40], "category_id": 90, "id": 1768},
  {"id": 5, "image_id": 7, "category_id": 1, "bbox": [1, 2, 3, 4], "area": 12,
   "attributes": {"occluded": true, "x": 1}},

  {"id": 6, "image_id": 42, "category_id": 1, "bbox": [0, 0, 100, 80], "iscrowd": 1,
   "segmentation": {"counts": [1, 2], "size": [80, 100]}, "area": 3},
  {"bbox":[50,10,20,30],"area":600.0,"id":9,"image_id":42,"category_id":1,"segmentation":[],"iscrowd":0,"note":{"k":[1]}}
 ],
 "categories": [
  {"supercategory": "animal", "id": 1, "name": "cat"},
  {"supercategory": "thing", "id": 90, "name": "tooth brush"}
 ],
 "extra": [1, 2.50, {"deep": null}]
}
"""
"""Gaps in ids, a crowd, a mask, an image without objects, unknown members, uneven layout, letters outside ASCII."""


def write_images(folder: Path, *names: str, width: int = 100, height: int = 80) -> list[Path]:
    """Gray pictures of that size."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        Image.new("L", (width, height), 128).save(folder / name)
    return [folder / name for name in names]


def coco_folder(root: Path, content: str = COCO) -> Path:
    """`annotations.json` beside three pictures; returns the file."""
    write_images(root, "a.png", "b.png", "empty.png")
    path = root / "annotations.json"
    path.write_bytes(content.encode("utf-8"))
    return path


def coco_object(*annotations: dict[str, Any], images: tuple[str, ...] = ("a.png",), **more: Any) -> dict[str, Any]:
    """A COCO file as data: images numbered from 1, the categories cat (1) and dog (2)."""
    return {
        "images": [{"id": n, "file_name": name, "width": 100, "height": 80} for n, name in enumerate(images, 1)],
        "annotations": list(annotations),
        "categories": [{"id": 1, "name": "cat"}, {"id": 2, "name": "dog"}],
        **more,
    }


def written_coco(path: Path, content: dict[str, Any], indent: int | None = None) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=indent), encoding="utf-8")
    return path
