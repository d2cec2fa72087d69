"""How Pascal VOC files count pixels is known by the program that wrote them."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from detector.cli import main
from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.base import OpenOptions
from detector.data.formats.registry import open_dataset
from detector.data.formats.voc.dataset import VocDataset
from detector.data.formats.voc.pixel_origin import (
    EDGES_TEXT,
    MAX_FILES_FIRST,
    MAX_FILES_SAMPLED,
    PIXELS_TEXT,
    PROGRAM_TEXT,
    REASON_TEXTS,
    OriginReason,
    VocOrigin,
    detect_origin,
)
from detector.data.formats.voc.program import VocProgram, recognize_program
from detector.data.geometry import Box
from tests.detector.data.test_label_folders import draw

SIZE = "<size><width>64</width><height>48</height><depth>3</depth></size><segmented>0</segmented>"
HEAD = "<folder>x</folder><filename>a.jpg</filename>"
UNKNOWN = "<source><database>Unknown</database></source>"
FIELDS = "<name>cat</name><pose>Unspecified</pose><truncated>0</truncated><difficult>0</difficult>"
BOX = "<bndbox><xmin>11</xmin><ymin>12</ymin><xmax>30</xmax><ymax>40</ymax></bndbox>"
EDGES, PIXELS = (11, 12, 30, 40), (10, 11, 30, 40)


def annotation(inside: str, attributes: str = "") -> str:
    return f"<annotation{attributes}>{inside}</annotation>"


LABELIMG = annotation(f"{HEAD}<path>C:\\a.jpg</path>{UNKNOWN}{SIZE}<object>{FIELDS}{BOX}</object>")
VERIFIED = annotation(f"{HEAD}{SIZE}<path>a</path>{UNKNOWN}<object>{FIELDS}{BOX}</object>", ' verified="yes"')
ROBOFLOW = annotation(
    f"<folder></folder><filename>a.jpg</filename><path>a.jpg</path><source><database>roboflow.com</database></source>"
    f"{SIZE}<object>{FIELDS}<occluded>0</occluded>"
    "<bndbox><xmin>11</xmin><xmax>30</xmax><ymin>12</ymin><ymax>40</ymax></bndbox></object>"
)
CVAT = annotation(
    f"{HEAD}<source><database>Unknown</database><annotation>Unknown</annotation><image>Unknown</image></source>"
    f"{SIZE}<object><name>cat</name><occluded>0</occluded>{BOX}</object>"
)
DEVKIT = annotation(
    "<folder>VOC2007</folder><filename>a.jpg</filename><source><database>The VOC2007 Database</database>"
    "<annotation>PASCAL VOC2007</annotation><image>flickr</image><flickrid>1</flickrid></source>"
    f"<owner><flickrid>x</flickrid><name>y</name></owner>{SIZE}<object>{FIELDS}{BOX}</object>"
)
OWN_BEFORE = annotation(f"{HEAD}{UNKNOWN}{SIZE}<object>{FIELDS}{BOX}</object>", ' verified="yes"')
OTHER = annotation(f"{HEAD}{SIZE}<object>{BOX}<name>cat</name></object>")


def folder(root: Path, **files: str) -> VocDataset:
    draw(root, *(f"{name}.jpg" for name in files))
    for name, content in files.items():
        (root / f"{name}.xml").write_text(content, encoding="utf-8")
    data = open_dataset(root)
    assert isinstance(data, VocDataset)
    return data


def corners(data: VocDataset, name: str) -> tuple[float, ...]:
    return data.read_labels(data.root / f"{name}.jpg").image_annotations.annotations[0].bounds.xyxy


@pytest.mark.parametrize(
    ("content", "program", "expected"),
    [
        (LABELIMG, VocProgram.LABELIMG, EDGES),
        (VERIFIED, VocProgram.LABELIMG, EDGES),
        (ROBOFLOW, VocProgram.ROBOFLOW, EDGES),
        (CVAT, VocProgram.CVAT, EDGES),
        (DEVKIT, VocProgram.DEVKIT, PIXELS),
        (OWN_BEFORE, None, PIXELS),
        (OTHER, None, PIXELS),
    ],
)
def test_that_the_program_says_how_pixels_are_counted(
    tmp_path: Path, content: str, program: VocProgram | None, expected: tuple[int, ...]
) -> None:
    assert recognize_program(content.encode()) is program
    assert recognize_program(content.encode("utf-16")) is program
    data = folder(tmp_path, a=content)
    assert corners(data, "a") == expected
    assert data.pixel_origin.program is program
    assert (data.pixel_origin.reason is OriginReason.PROGRAM) is (program is not None)


def test_that_a_file_counts_as_its_own_program_does_among_others(tmp_path: Path) -> None:
    data = folder(tmp_path, a=LABELIMG, b=LABELIMG, c=DEVKIT, d=OTHER)
    assert [corners(data, name) for name in "abcd"] == [EDGES, EDGES, PIXELS, EDGES]
    assert "labelImg" in ", ".join(map(str, data.pixel_origin.describe_origin()))


def test_that_a_zero_decides_where_the_program_is_unknown(tmp_path: Path) -> None:
    data = folder(tmp_path, a=OTHER, b=OTHER.replace("11", "0"), c=DEVKIT)
    assert corners(data, "a") == EDGES
    assert corners(data, "c") == PIXELS
    assert data.pixel_origin.reason is OriginReason.ZERO


@pytest.mark.parametrize(("origin", "expected"), [(0, EDGES), (1, PIXELS)])
@pytest.mark.parametrize("content", [LABELIMG, DEVKIT, OTHER])
def test_that_what_a_person_says_counts_for_every_file(
    tmp_path: Path, content: str, origin: int, expected: tuple[int, ...]
) -> None:
    folder(tmp_path, a=content)
    data = open_dataset(tmp_path, OpenOptions(origin=origin))  # type: ignore[arg-type]
    assert isinstance(data, VocDataset)
    assert corners(data, "a") == expected
    assert data.pixel_origin.reason is OriginReason.GIVEN


@pytest.mark.parametrize("content", [LABELIMG, DEVKIT, OTHER])
def test_that_new_files_are_read_as_they_were_written(tmp_path: Path, content: str) -> None:
    data = folder(tmp_path, a=content, b=content)
    (tmp_path / "b.xml").unlink()
    data.read_labels(tmp_path / "b.jpg").save(ImageAnnotations((Annotation(Box(3, 4, 20, 30), "cat"),)))
    assert corners(data, "b") == (3, 4, 20, 30)
    (tmp_path / "a.xml").unlink()  # nothing but the new file says how it counts
    again = open_dataset(tmp_path)
    assert isinstance(again, VocDataset)
    assert corners(again, "b") == (3, 4, 20, 30)
    assert again.pixel_origin.origin is data.pixel_origin.origin


@pytest.mark.parametrize(("content", "written"), [(LABELIMG, "11"), (DEVKIT, "11"), (OTHER, "11")])
def test_that_conversion_to_voc_keeps_how_pixels_are_counted(tmp_path: Path, content: str, written: str) -> None:
    data = folder(tmp_path / "in", a=content)
    assert main(["convert", str(tmp_path / "in"), "--to", "voc", "--out", str(tmp_path / "out")]) == 0
    assert f"<xmin>{written}</xmin>" in (tmp_path / "out" / "a.xml").read_text()
    again = open_dataset(tmp_path / "out")
    assert isinstance(again, VocDataset)
    assert corners(again, "a") == corners(data, "a")
    assert again.pixel_origin.origin is data.pixel_origin.origin


def test_that_conversion_from_other_formats_follows_the_specification(tmp_path: Path) -> None:
    folder(tmp_path / "in", a=LABELIMG)
    main(["convert", str(tmp_path / "in"), "--to", "yolo", "--out", str(tmp_path / "yolo")])
    main(["convert", str(tmp_path / "yolo"), "--to", "voc", "--out", str(tmp_path / "voc")])
    data = open_dataset(tmp_path / "voc")
    assert isinstance(data, VocDataset)
    assert data.pixel_origin.origin is VocOrigin.ONE_BASED


def test_that_check_says_how_pixels_are_counted_and_takes_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder(tmp_path, a=LABELIMG)
    main(["check", str(tmp_path), "--quick"])
    assert f"{EDGES_TEXT}, {PROGRAM_TEXT.format(program='labelImg')}" in capsys.readouterr().err
    main(["check", str(tmp_path), "--quick", "--origin", "1"])
    assert f"{PIXELS_TEXT}, {REASON_TEXTS[OriginReason.GIVEN]}" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["raccoon/train", "bccd", "microcontrollers/train"])
def test_that_real_sets_made_with_labelimg_are_read_as_it_wrote_them(shared: Path, name: str) -> None:
    data = open_dataset(shared / "data" / name)
    assert isinstance(data, VocDataset)
    assert data.pixel_origin.program is VocProgram.LABELIMG
    for image in list(data.images)[:20]:
        labels = data.read_labels(image)
        text = labels.path.read_text(encoding="utf-8")
        numbers = [tuple(map(float, re.findall(r"<[xy]m(?:in|ax)>(\d+)<", one))) for one in text.split("<object>")[1:]]
        assert [annotation.bounds.xyxy for annotation in labels.image_annotations.annotations] == numbers


def test_that_a_table_has_the_numbers_that_xml_to_csv_would_give(shared: Path, tmp_path: Path) -> None:
    source, out = shared / "data" / "raccoon" / "test", tmp_path / "out"
    assert main(["convert", str(source), "--to", "csv", "--out", str(out), "--images", "none"]) == 0
    with next(out.rglob("*.csv")).open(newline="") as stream:
        rows = {
            (row["filename"], *(float(row[key]) for key in ("xmin", "ymin", "xmax", "ymax")))
            for row in csv.DictReader(stream)
        }
    expected = set()
    for path in (source / "annotations").glob("*.xml"):
        text = path.read_text(encoding="utf-8")
        name = re.findall("<filename>(.*?)</filename>", text)[0]
        for one in text.split("<object>")[1:]:
            expected.add(
                (name, *(float(re.findall(f"<{key}>(.*?)<", one)[0]) for key in ("xmin", "ymin", "xmax", "ymax")))
            )
    assert rows == expected


def find_files_read(monkeypatch: pytest.MonkeyPatch, content_of: Callable[[int], str]) -> tuple[list[int], VocOrigin]:
    """The numbers of the files that are read of 10,000, and the pixel origin found."""
    read: list[int] = []

    def note(path: Path) -> bytes:
        read.append(int(path.stem))
        return content_of(read[-1]).encode()

    monkeypatch.setattr(Path, "read_bytes", note)
    origin = detect_origin(Path(f"{number}.xml") for number in range(10_000))
    return read, origin


def test_that_of_many_files_some_are_read_evenly_spread(monkeypatch: pytest.MonkeyPatch) -> None:
    read, origin = find_files_read(monkeypatch, lambda _number: "")
    assert read[:MAX_FILES_FIRST] == list(range(0, 10_000, 10_000 // MAX_FILES_FIRST))
    assert read[MAX_FILES_FIRST:] == list(range(0, 10_000, 10_000 // MAX_FILES_SAMPLED))
    assert origin is VocOrigin.ONE_BASED


def test_that_a_few_files_are_enough_where_all_count_edges(monkeypatch: pytest.MonkeyPatch) -> None:
    read, origin = find_files_read(monkeypatch, lambda number: LABELIMG if number % 3 else CVAT)
    assert len(read) == MAX_FILES_FIRST
    assert origin is VocOrigin.ZERO_BASED


@pytest.mark.parametrize("first", [DEVKIT, OTHER])
def test_that_a_zero_is_searched_further_where_it_would_change_the_origin(
    monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    zero = OTHER.replace("11", "0")
    read, origin = find_files_read(monkeypatch, lambda number: zero if number == 9_985 else first)
    assert read[-1] == 9_985
    assert origin is VocOrigin.ZERO_BASED


def test_that_most_files_decide_where_some_count_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    _, origin = find_files_read(monkeypatch, lambda number: LABELIMG if number < 6_500 and number % 25 else DEVKIT)
    assert origin is VocOrigin.ZERO_BASED
    _, origin = find_files_read(monkeypatch, lambda number: LABELIMG if number < 4_600 else DEVKIT)
    assert origin is VocOrigin.ONE_BASED
