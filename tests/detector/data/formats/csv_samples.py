"""Tables of boxes as programs write them, and what is done with them in tests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from detector.data.annotation import Annotation
from detector.data.formats.base import Dataset, LabelFile
from detector.data.formats.csv_table.dataset import CsvFormat
from detector.data.formats.shared.single_file_dataset import JointDataset
from detector.data.geometry import Box
from tests.annotation_edits import move_edges
from tests.detector.data.formats.joint_samples import write_images

MAKESENSE = """label_name,bbox_x,bbox_y,bbox_width,bbox_height,image_name,image_width,image_height
cat,1,2,29,38,a.png,100,80
dog,10,20,20,20,b.png,100,80
cat,10,20,20,20,a.png,100,80
"""
MAKESENSE_WITHOUT_HEADER = MAKESENSE.partition("\n")[2]
VIA = (
    "filename,file_size,file_attributes,region_count,region_id,region_shape_attributes,region_attributes\n"
    'a.png,1234,"{""caption"":""x""}",3,0,'
    '"{""name"":""rect"",""x"":1,""y"":2,""width"":29,""height"":38}","{""class"":""cat"",""note"":""far, away""}"\n'
    'a.png,1234,"{""caption"":""x""}",3,1,'
    '"{""name"":""polygon"",""all_points_x"":[10,30,20],""all_points_y"":[20,25,40]}","{""class"":""dog""}"\n'
    'a.png,1234,"{""caption"":""x""}",3,2,"{""name"":""point"",""cx"":5,""cy"":6}","{""class"":""nose""}"\n'
    'b.png,99,"{}",0,0,"{}","{}"\n'
    'c.png,77,"{}",1,0,"{""name"":""circle"",""cx"":50,""cy"":40,""r"":10}","{""class"":""cat""}"\n'
)
"""Of VIA 2: a rectangle, a polygon and a point in a.png, nothing in b.png, a circle in c.png."""


def opened(root: Path, content: str | bytes, name: str = "labels.csv", images: Sequence[str] = ()) -> Dataset:
    """Three pictures of 100 x 80 pixels, and the table beside them."""
    write_images(root, *(images or ("a.png", "b.png", "c.png")))
    (root / name).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    assert CsvFormat().is_format_of(root)
    return CsvFormat().open_dataset(root)


def boxes_in(data: Dataset, image: str) -> list[tuple[tuple[float, ...], str]]:
    """Corners and classes of an image's boxes."""
    return [
        (annotation.bounds.xyxy, annotation.label) for annotation in read(data, image).image_annotations.annotations
    ]


def read(data: Dataset, image: str) -> LabelFile:
    """The labels of the image of that name."""
    return data.read_labels(next(path for path in data.images if path.name == image))


def check_edits(data: Dataset, image: str, edits: Sequence[Sequence[Annotation]]) -> None:
    """Save the boxes of each edit; reading must give them again, and undoing them the very bytes of the table."""
    assert isinstance(data, JointDataset)
    (path,) = data.label_files
    raw = path.read_bytes()
    labels = read(data, image)
    before = labels.image_annotations
    assert labels.save(before).image_annotations == before
    assert path.read_bytes() == raw
    for boxes in edits:
        labels = labels.save(before.with_annotations(boxes))
        again = read(CsvFormat().open_dataset(path), image).image_annotations.annotations
        assert [annotation.label for annotation in again] == [annotation.label for annotation in boxes]
        for one, other in zip(again, boxes, strict=True):
            assert all(
                abs(now - expected) < 0.0051 for now, expected in zip(one.bounds.xyxy, other.bounds.xyxy, strict=True)
            )
    labels.save(before)
    assert path.read_bytes() == raw


def usual_edits(data: Dataset, image: str, label: str = "dog") -> list[list[Annotation]]:
    """Moving, stretching, adding, deleting, deleting all; a new box has the class `label`."""
    first, *others = read(data, image).image_annotations.annotations
    moved = first.move_by(3.25, -1)
    stretched = move_edges(first, x2=first.bounds.x2 + 7.126, y1=first.bounds.y1 - 0.5)
    new = Annotation(Box(40, 30, 61.5, 70), label)
    return [[moved, *others], [stretched, *others, new], others, [], [new], [first, *others, new]]
