"""Which format the labels of a folder have."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.base import FormatName, OpenOptions
from detector.data.formats.format_list import FORMAT_INFOS
from detector.data.formats.registry import FORMATS, open_dataset, recognize_format
from detector.data.geometry import Box
from detector.errors import DatasetError

from .entry_samples import CREATEML, CREATEML_LABELIMG, CVAT_TASK, VIA_1, VIA_PROJECT
from .format_samples import files, images, same_annotations
from .voc_samples import corners, with_object

VOC = with_object(f"<name>cat</name>{corners(11, 21, 30, 40)}")
YOLO = "0 0.5 0.5 0.25 0.25\n"
LABELME = json.dumps({"version": "5.5.0", "shapes": [], "imagePath": "a.jpg"})
COCO = json.dumps(
    {
        "images": [{"id": 1, "file_name": "a.jpg", "width": 640, "height": 480}],
        "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4]}],
        "categories": [{"id": 1, "name": "cat"}],
    }
)
CSV = "filename,width,height,class,xmin,ymin,xmax,ymax\na.jpg,640,480,cat,10,20,30,40\n"


@pytest.mark.parametrize(
    ("contents", "expected"),
    [
        ({"a.xml": VOC}, "voc"),
        ({"a.txt": YOLO}, "yolo"),
        ({"a.json": LABELME}, "labelme"),
        ({"annotations.json": COCO}, "coco"),
        ({"labels.csv": CSV}, "csv"),
        ({"annotations.xml": CVAT_TASK}, "cvat"),
        ({"a.xml": CVAT_TASK}, "cvat"),
        ({"annotations.xml": CVAT_TASK.encode("utf-16")}, "cvat"),
        ({"_annotations.createml.json": CREATEML}, "createml"),
        ({"a.json": CREATEML_LABELIMG}, "createml"),
        ({"all.json": VIA_PROJECT}, "via"),
        ({"all.json": VIA_1}, "via"),
        ({"all.json": json.dumps(json.loads(COCO), indent=8), "extra.json": VIA_1}, "coco"),
        ({"results.json": '[{"image_id": 1, "category_id": 2, "bbox": [1, 2, 3, 4], "score": 0.5}]'}, None),
        ({"export.json": '[{"id": 1, "annotations": [{"result": []}], "data": {"image": "a.jpg"}}]'}, None),
        ({"other.xml": "<annotations><text>none of CVAT's</text></annotations>"}, None),
        ({"annotations.json": COCO, "labels.csv": CSV, "a.xml": VOC}, "voc"),
        ({"annotations.json": COCO, "a.txt": YOLO}, "yolo"),
        ({"a.txt": "a photo of a cat", "a.json": LABELME}, "labelme"),
        ({"a.txt": "a photo of a cat"}, None),
        ({"a.json": '{"prompt": "a cat"}'}, None),
        ({"readme.md": "photos"}, None),
        ({"notes.csv": "day,weather\nmonday,rain\n"}, None),
    ],
)
def test_that_labels_are_recognized(
    tmp_path: Path, contents: dict[str, str | bytes], expected: FormatName | None
) -> None:
    images(tmp_path, "a.jpg", "a.png", "b.jpg")
    files(tmp_path, contents)
    assert recognize_format(tmp_path) == expected
    assert open_dataset(tmp_path).format == (expected or "voc")


def test_that_of_two_formats_the_one_that_labels_more_images_counts(tmp_path: Path) -> None:
    images(tmp_path, "a.jpg", "b.jpg", "c.jpg")
    files(tmp_path, {"a.xml": VOC, "a.txt": YOLO, "b.txt": YOLO})
    assert recognize_format(tmp_path) == "yolo"
    files(tmp_path, {"b.xml": VOC})
    assert recognize_format(tmp_path) == "voc"


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("data.yaml", "names: [cat]", "yolo"),
        ("all.json", COCO, "coco"),
        ("all.csv", CSV, "csv"),
        ("a.jpg", None, None),
        ("all.xml", CVAT_TASK, "cvat"),
        ("b.json", CREATEML, "createml"),
        ("c.json", VIA_1, "via"),
    ],
)
def test_that_a_file_may_be_opened(tmp_path: Path, name: str, content: str | None, expected: FormatName | None) -> None:
    images(tmp_path, "a.jpg")
    files(tmp_path, {name: content} if content else {})
    assert recognize_format(tmp_path / name) == expected


def test_that_a_folder_can_be_opened_as_a_format_it_does_not_look_like(tmp_path: Path) -> None:
    images(tmp_path, "a.jpg")
    files(tmp_path, {"a.xml": VOC})
    data = open_dataset(tmp_path, OpenOptions("yolo"))
    assert (data.format, data.is_labeled(tmp_path / "a.jpg")) == ("yolo", False)


@pytest.mark.parametrize("format_name", [None, *FORMATS])
def test_that_what_is_not_there_is_reported(tmp_path: Path, format_name: FormatName | None) -> None:
    assert recognize_format(tmp_path / "gone") is None
    with pytest.raises(DatasetError, match="gone"):
        open_dataset(tmp_path / "gone", OpenOptions(format_name))


@pytest.mark.parametrize("split", [None, "test"])
@pytest.mark.parametrize("format_name", FORMATS)
def test_that_what_each_format_writes_is_recognized_and_read(
    tmp_path: Path, format_name: FormatName, split: str | None
) -> None:
    annotations = (Annotation(Box(10.5, 20, 30, 40.25), "cat"), Annotation(Box(1, 2, 640, 480), "dog"))
    within = 0.5 if format_name == "masks" else 0.01  # these are whole pixels
    writer = FORMATS[format_name].create_writer(tmp_path, ["dog", "cat"])
    place = writer.locate_image("a.jpg", split)  # type: ignore[arg-type]
    images(place.parent, place.name)
    writer.add_image("a.jpg", 640, 480, ImageAnnotations(annotations), split)  # type: ignore[arg-type]
    writer.finish()
    assert recognize_format(tmp_path) == format_name
    data = open_dataset(tmp_path)
    assert list(data.images) == [place]
    assert data.is_labeled(place)
    assert same_annotations(data.read_labels(place).image_annotations.annotations, annotations, within)
    assert data.splits == ({split: frozenset([place])} if split else {})


def test_that_each_format_knows_its_name_and_is_made_once() -> None:
    assert list(FORMATS) == ["voc", "labelme", "yolo", "coco", "csv", "cvat", "createml", "via", "masks"]
    assert list(FORMAT_INFOS) == list(FORMATS)
    for name, label_format in FORMATS.items():
        assert label_format.name == name
        assert label_format.title
        assert FORMATS[name] is label_format


def test_that_formats_are_loaded_only_when_they_are_used() -> None:
    script = (
        "import sys, detector.data.formats.registry as registry\n"
        "costly = ('yaml', 'numpy', 'PIL', 'torch', 'detector.data.formats.voc.label_file')\n"
        "print(any(name in sys.modules for name in costly))"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"


def test_that_formats_without_files_in_a_folder_are_not_imported(tmp_path: Path) -> None:
    images(tmp_path, "a.jpg")
    files(tmp_path, {"a.xml": VOC})
    script = (
        "import sys; from pathlib import Path; from detector.data.formats.registry import open_dataset;"
        "print(open_dataset(Path(sys.argv[1])).format, *sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True)
    name, *modules = done.stdout.split()
    assert name == "voc"
    assert {module for module in modules if module.endswith(".dataset")} == {"detector.data.formats.voc.dataset"}
