"""Faults in labels: each in a small data set made by hand, and the remedies."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from detector.config import get_preset
from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.base import FormatName
from detector.data.formats.registry import FORMATS
from detector.data.geometry import Box
from detector.data.image_io import DecodedImage, decode_image
from detector.data.lint.boxes import SAME_OBJECT
from detector.data.lint.files import IN_SEVERAL_SPLITS, SAME_IMAGE
from detector.data.lint.problems import LabelProblem, ProblemKind, Severity
from detector.data.lint.repairs import repair_problem
from detector.data.lint.search import LabelSearch
from detector.data.outlines.outlined_box import get_outline
from tests.detector.data.formats.joint_samples import coco_object, written_coco
from tests.detector.drawn import Labeled, voc_xml
from tests.detector.image_files import labeled, write_image
from tests.sentences import has_sentence

GOOD: Labeled = ("cup", (10, 10, 60, 50))
COUNTED_KINDS = {ProblemKind.RARE_CLASS, ProblemKind.UNLABELED}
"""What small data sets cannot help having."""


def search(root: Path, format_name: FormatName = "voc", pixels: bool = True) -> LabelSearch:
    return LabelSearch(FORMATS[format_name].open_dataset(root), get_preset("mobilenet_fpn"), pixels)


def problems(root: Path, format_name: FormatName = "voc") -> list[LabelProblem]:
    return [one for one in search(root, format_name).find_problems() if one.kind not in COUNTED_KINDS]


def only(found: list[LabelProblem]) -> LabelProblem:
    assert len(found) == 1, [one.message for one in found]
    return found[0]


def repaired(root: Path, image: Path, problem: LabelProblem) -> list[tuple[float, ...]]:
    image_annotations = FORMATS["voc"].open_dataset(root).read_labels(image).image_annotations
    return [annotation.bounds.xyxy for annotation in repair_problem(image_annotations, problem).annotations]


def test_that_sound_labels_have_no_problems(tmp_path: Path) -> None:
    labeled(tmp_path / "a.png", [GOOD, ("hat", (0, 0, 128, 96))])
    assert problems(tmp_path) == []


Corners = tuple[float, float, float, float]
BOX_FAULTS: list[tuple[ProblemKind, Corners, str, Corners | None]] = [
    (ProblemKind.ZERO_AREA, (20, 10, 20, 40), "has no area", None),
    (ProblemKind.SWAPPED_CORNERS, (60, 50, 10, 10), "corners swapped", (10, 10, 60, 50)),
    (ProblemKind.OUTSIDE, (130, 10, 160, 40), "is outside the image of 128 x 96 pixels", (130, 10, 160, 40)),
    (ProblemKind.PARTLY_OUTSIDE, (100, 50, 140, 90), "extends beyond the image of 128 x 96", (100, 50, 128, 90)),
    (ProblemKind.LARGER_THAN_IMAGE, (10, 10, 300, 90), "is larger than the image", (10, 10, 128, 90)),
    (ProblemKind.NORMALIZED, (0.25, 0.5, 0.75, 1), "as fractions of the image are", (32, 48, 96, 96)),
    (ProblemKind.TOO_SMALL, (10, 10, 11.5, 11.5), "6.2 x 6.2 pixels after resizing", (10, 10, 11.5, 11.5)),
    (ProblemKind.TOO_SMALL, (10, 10, 11, 60), "at most a pixel wide or high", (10, 10, 11, 60)),
]


@pytest.mark.parametrize(("kind", "corners", "text", "expected"), BOX_FAULTS)
def test_that_a_faulty_box_is_reported_and_repaired(
    tmp_path: Path, kind: ProblemKind, corners: Corners, text: str, expected: Corners | None
) -> None:
    zero: Labeled = ("hat", (0, 60, 30, 96))  # so that the folder is zero-based
    image = labeled(tmp_path / "a.png", [zero, ("cup", corners)])
    problem = only(problems(tmp_path))
    assert problem.kind is kind
    assert problem.image == image
    assert problem.label_file == tmp_path / "a.xml"
    assert problem.box_uid == 1
    assert problem.message.startswith("a.png: box 2 (cup: ")
    assert text in problem.message
    assert repaired(tmp_path, image, problem) == [zero[1], *([expected] if expected else [])]


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_that_a_coordinate_that_is_no_number_is_reported(value: float) -> None:
    problem = only(
        _of_annotations((Annotation(Box(10, 10, 60, 50), "cup", 0), Annotation(Box(10, value, 60, 50), "cup", 1)))
    )
    assert problem.kind is ProblemKind.NOT_FINITE
    assert problem.box_uid == 1
    assert [one.corners for one in problem.repairs] == [None]


def test_that_rounding_at_the_border_is_no_fault(tmp_path: Path) -> None:
    labeled(tmp_path / "a.png", [("cup", (0, 0, 128.3, 96.4))])
    assert problems(tmp_path) == []


def test_that_thin_boxes_are_not_too_small(tmp_path: Path) -> None:
    labeled(tmp_path / "a.png", [("cup", (0, 0, 1.5, 60))])
    assert problems(tmp_path) == []


def test_that_a_larger_image_makes_a_box_smaller_for_the_network(tmp_path: Path) -> None:
    # 960 pixels become 400: 20 become 8.3, more than the finest cell of 8 pixels, and 19 become 7.9.
    labeled(tmp_path / "a.png", [("cup", (0, 0, 20, 20)), ("cup", (100, 100, 119, 119))], 1280, 960)
    problem = only(problems(tmp_path))
    assert problem.kind is ProblemKind.TOO_SMALL
    assert "7.9 x 7.9 pixels" in problem.message


def test_that_a_box_drawn_twice_is_reported_once_and_one_is_left(tmp_path: Path) -> None:
    # The second is a copy pasted 1 px aside, IoU 0.93; the third overlaps by much, but is another object.
    boxes: list[Labeled] = [("cup", (10, 10, 60, 60)), ("cup", (11, 11, 61, 61)), ("cup", (14, 14, 64, 64))]
    image = labeled(tmp_path / "a.png", boxes)
    problem = only(problems(tmp_path))
    assert problem.kind is ProblemKind.DUPLICATE
    assert "repeats box 1" in problem.message
    assert [box[:2] for box in repaired(tmp_path, image, problem)] == [(9, 9), (13, 13)]


def test_that_an_object_with_two_classes_is_reported(tmp_path: Path) -> None:
    labeled(tmp_path / "a.png", [("cup", (10, 10, 60, 60)), ("hat", (10, 10, 60, 60))])
    problem = only(problems(tmp_path))
    assert problem.kind is ProblemKind.TWO_CLASSES
    assert has_sentence(problem.message, SAME_OBJECT, label="cup")
    assert problem.repairs == ()


def test_that_three_copies_are_two_too_many(tmp_path: Path) -> None:
    image = labeled(tmp_path / "a.png", [("cup", (10, 10, 60, 60))] * 3)
    found = problems(tmp_path)
    assert [(one.kind, one.box_uid) for one in found] == [(ProblemKind.DUPLICATE, 1), (ProblemKind.DUPLICATE, 2)]
    image_annotations = FORMATS["voc"].open_dataset(tmp_path).read_labels(image).image_annotations
    for one in found:
        image_annotations = repair_problem(image_annotations, one)
    assert [annotation.uid for annotation in image_annotations.annotations] == [0]


def test_that_a_repair_leaves_other_boxes_and_deleted_ones_alone() -> None:
    annotations = (
        Annotation(Box(0, 0, 5, 5), "cup", 0),
        Annotation(Box(3, 3, 3, 9), "cup", 7),
        Annotation(Box(9, 9, 12, 12), "hat", 8),
    )
    problem = next(one for one in _of_annotations(annotations) if one.kind is ProblemKind.ZERO_AREA)
    assert repair_problem(ImageAnnotations(annotations), problem).annotations == (annotations[0], annotations[2])
    assert repair_problem(ImageAnnotations(annotations[:1]), problem).annotations == annotations[:1]


def _of_annotations(annotations: tuple[Annotation, ...]) -> list[LabelProblem]:
    from detector.data.image_io import ImageHeader
    from detector.data.lint.boxes import CheckedImage, find_box_problems

    image = CheckedImage(Path("a.png"), "a.png", ImageHeader(128, 96, 1), Path("a.xml"), annotations, None, True)
    return list(find_box_problems(image, get_preset("mobilenet_fpn")))


Corner = tuple[float, float, float, float]
CUP: Corner = (10, 10, 60, 50)


def as_labelme(path: Path, width: int, height: int, *boxes: Corner) -> None:
    shapes = [
        {"label": "cup", "points": [[x1, y1], [x2, y2]], "shape_type": "rectangle", "flags": {}}
        for x1, y1, x2, y2 in boxes or (CUP,)
    ]
    content = {"version": "5.5.0", "flags": {}, "shapes": shapes, "imagePath": "a.png", "imageData": None}
    text = json.dumps({**content, "imageHeight": height, "imageWidth": width})
    path.with_suffix(".json").write_text(text, encoding="utf-8")


def as_coco(path: Path, width: int, height: int, *boxes: Corner) -> None:
    content: dict[str, object] = {
        "images": [{"id": 1, "file_name": path.name, "width": width, "height": height}],
        "annotations": [
            {"id": number, "image_id": 1, "category_id": 1, "bbox": [x1, y1, x2 - x1, y2 - y1]}
            for number, (x1, y1, x2, y2) in enumerate(boxes or (CUP,), start=1)
        ],
        "categories": [{"id": 1, "name": "cup"}],
    }
    (path.parent / "annotations.json").write_text(json.dumps(content), encoding="utf-8")


def as_csv(path: Path, width: int, height: int, *boxes: Corner) -> None:
    rows = [f"{path.name},{width},{height},cup," + ",".join(f"{value:g}" for value in box) for box in boxes or (CUP,)]
    text = "\n".join(("filename,width,height,class,xmin,ymin,xmax,ymax", *rows, ""))
    (path.parent / "labels.csv").write_text(text, encoding="utf-8")


def as_cvat(path: Path, width: int, height: int, *boxes: Corner) -> None:
    shapes = "".join(
        f'<box label="cup" xtl="{x1}" ytl="{y1}" xbr="{x2}" ybr="{y2}"/>' for x1, y1, x2, y2 in boxes or (CUP,)
    )
    text = f'<annotations><image id="0" name="{path.name}" width="{width}" height="{height}">{shapes}</image>'
    (path.parent / "annotations.xml").write_text(f"{text}</annotations>", encoding="utf-8")


def as_voc(path: Path, width: int, height: int, *boxes: Corner) -> None:
    objects = [("cup", box) for box in boxes or (CUP,)]
    path.with_suffix(".xml").write_text(voc_xml(path.name, objects, width, height), encoding="utf-8")


Writer = Callable[..., None]
SIZED: list[tuple[FormatName, Writer]] = [
    ("voc", as_voc), ("labelme", as_labelme), ("coco", as_coco), ("csv", as_csv), ("cvat", as_cvat)
]  # fmt: skip


@pytest.mark.parametrize(("format_name", "write"), SIZED)
def test_that_a_wrong_size_in_the_labels_is_reported(tmp_path: Path, format_name: FormatName, write: Writer) -> None:
    image = write_image(tmp_path / "a.png")
    write(image, 128, 96)
    assert problems(tmp_path, format_name) == []
    write(image, 256, 192)
    problem = only(problems(tmp_path, format_name))
    assert problem.kind is ProblemKind.WRONG_SIZE
    assert "has 128 x 96 pixels" in problem.message
    assert "256 x 192" in problem.message


@pytest.mark.parametrize(("format_name", "write"), SIZED)
def test_that_what_the_format_says_of_a_box_is_not_reported_twice(
    tmp_path: Path, format_name: FormatName, write: Writer
) -> None:
    image = write_image(tmp_path / "a.png")
    write(image, 128, 96, (0, 0, 30, 30), (20, 50, 20, 90), (100, 50, 140, 90))
    kinds = [one.kind for one in problems(tmp_path, format_name)]
    assert kinds == [ProblemKind.ZERO_AREA, ProblemKind.PARTLY_OUTSIDE]


def test_that_what_only_the_format_can_say_is_reported(tmp_path: Path) -> None:
    image = write_image(tmp_path / "a.png")
    as_labelme(image, 128, 96)
    text = image.with_suffix(".json").read_text(encoding="utf-8").replace('"rectangle"', '"line"')
    image.with_suffix(".json").write_text(text, encoding="utf-8")
    problem = only(problems(tmp_path, "labelme"))
    assert problem.kind is ProblemKind.ODD_LABELS
    assert "no box" in problem.message


@pytest.mark.parametrize("orientation", [5, 6, 7, 8])
def test_that_labels_of_an_image_that_was_not_turned_are_reported_and_turned(tmp_path: Path, orientation: int) -> None:
    stored = Image.new("RGB", (128, 96), "black")
    stored.paste("white", (70, 20, 120, 30))
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = tmp_path / "a.png"
    stored.save(image, exif=exif)
    boxes: list[Labeled] = [("cup", (70, 20, 120, 30)), ("hat", (0, 0, 9, 9))]
    image.with_suffix(".xml").write_text(voc_xml("a.png", boxes, 128, 96), encoding="utf-8")
    problem = only(problems(tmp_path))
    assert problem.kind is ProblemKind.ROTATED
    assert "96 x 128" in problem.message
    # What Pillow makes of the picture says where the white part is then.
    upright = ImageOps.exif_transpose(Image.open(image))
    assert repaired(tmp_path, image, problem)[0] == upright.convert("L").getbbox()


def test_that_labels_in_the_turned_image_are_sound(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (128, 96)).save(tmp_path / "a.png", exif=exif)
    (tmp_path / "a.xml").write_text(voc_xml("a.png", [("cup", (0, 70, 50, 120))], 96, 128), encoding="utf-8")
    assert problems(tmp_path) == []


def test_that_yolo_fractions_are_no_fault(tmp_path: Path) -> None:
    write_image(tmp_path / "a.png")
    (tmp_path / "a.txt").write_text("0 0.5 0.5 0.004 0.005\n0 0.3 0.3 0.2 0.2\n", encoding="utf-8")
    (tmp_path / "classes.txt").write_text("cup\n", encoding="utf-8")
    assert only(problems(tmp_path, "yolo")).kind is ProblemKind.TINY


def test_that_what_cannot_be_read_is_reported_and_the_rest_looked_at(tmp_path: Path) -> None:
    labeled(tmp_path / "a.png", [GOOD]).write_bytes(b"not an image")
    labeled(tmp_path / "b.png", [GOOD]).with_suffix(".xml").write_text("<annotation><object>", encoding="utf-8")
    labeled(tmp_path / "c.png", [("cup", (10, 10, 10, 50))])
    kinds = {one.image.name: one.kind for one in problems(tmp_path) if one.image}
    assert kinds == {
        "a.png": ProblemKind.IMAGE_UNREADABLE,
        "b.png": ProblemKind.LABELS_UNREADABLE,
        "c.png": ProblemKind.TOO_SMALL,
    }


def test_that_an_image_cut_short_is_found_unless_only_heads_are_read(tmp_path: Path) -> None:
    image = labeled(tmp_path / "a.png", [GOOD])
    image.write_bytes(image.read_bytes()[:-60])
    assert only(problems(tmp_path)).kind is ProblemKind.IMAGE_UNREADABLE
    quick = [one.kind for one in search(tmp_path, pixels=False).find_problems()]
    assert ProblemKind.IMAGE_UNREADABLE not in quick


def test_that_images_without_labels_are_noted(tmp_path: Path) -> None:
    labeled(tmp_path / "a.png", [GOOD])
    write_image(tmp_path / "b.png")
    found = [one for one in search(tmp_path).find_problems() if one.kind is ProblemKind.UNLABELED]
    assert only(found).severity is Severity.INFO
    assert only(found).image == tmp_path / "b.png"


def test_that_labels_without_an_image_are_reported(tmp_path: Path) -> None:
    labeled(tmp_path / "a.png", [GOOD])
    (tmp_path / "gone.xml").write_text(voc_xml("gone.png", [GOOD], 128, 96), encoding="utf-8")
    (tmp_path / "project.xml").write_text("<settings/>", encoding="utf-8")
    problem = only(problems(tmp_path))
    assert problem.kind is ProblemKind.LABELS_WITHOUT_IMAGE
    assert problem.label_file == tmp_path / "gone.xml"


def test_that_yolo_labels_without_an_image_are_reported_from_other_texts(tmp_path: Path) -> None:
    write_image(tmp_path / "a.png")
    for name, text in {"a": "0 .5 .5 .2 .2\n", "gone": "0 0.1 0.2 0.3 0.1\n", "README": "5 cups\n"}.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "classes.txt").write_text("cup\n", encoding="utf-8")
    assert only(problems(tmp_path, "yolo")).label_file == tmp_path / "gone.txt"


def test_that_coco_images_that_are_gone_are_reported(tmp_path: Path) -> None:
    as_coco(tmp_path / "gone.png", 128, 96)
    content = json.loads((tmp_path / "annotations.json").read_text(encoding="utf-8"))
    content["images"].append({"id": 2, "file_name": "a.png", "width": 128, "height": 96})
    (tmp_path / "annotations.json").write_text(json.dumps(content), encoding="utf-8")
    write_image(tmp_path / "a.png")
    problem = only(problems(tmp_path, "coco"))
    assert problem.kind is ProblemKind.LABELS_WITHOUT_IMAGE
    assert "gone.png" in problem.message


def test_that_images_that_share_a_stem_are_reported_once(tmp_path: Path) -> None:
    labeled(tmp_path / "a.png", [GOOD])
    write_image(tmp_path / "a.jpg")
    problem = only(problems(tmp_path))
    assert problem.kind is ProblemKind.STEM_COLLISION
    assert "a.jpg and a.png" in problem.message


def test_that_classes_with_few_boxes_are_reported_with_their_count(tmp_path: Path) -> None:
    for index in range(10):
        labeled(tmp_path / f"{index}.png", [("cup", (0, 10, 60, 50)), *([("hat", (70, 10, 120, 90))] if index else [])])
    found = [one for one in search(tmp_path).find_problems() if one.kind is ProblemKind.RARE_CLASS]
    assert only(found).message.startswith("Class hat has 9 boxes.")


def test_that_classes_without_any_box_are_reported(tmp_path: Path) -> None:
    write_image(tmp_path / "a.png")
    (tmp_path / "a.txt").write_text("0 0.5 0.5 0.5 0.5\n" * 1, encoding="utf-8")
    (tmp_path / "classes.txt").write_text("cup\nhat\n", encoding="utf-8")
    messages = [one.message for one in search(tmp_path, "yolo").find_problems() if one.kind is ProblemKind.RARE_CLASS]
    assert any(text.startswith("Class hat has no box.") for text in messages)


def test_that_classes_that_differ_only_in_writing_are_reported(tmp_path: Path) -> None:
    labeled(tmp_path / "a.png", [("coffee cup", (0, 0, 30, 30)), ("coffee cup", (50, 0, 80, 30))])
    labeled(tmp_path / "b.png", [("Coffee_Cup ", (0, 0, 30, 30)), ("hat", (50, 0, 80, 30))])
    problem = only(problems(tmp_path))
    assert problem.kind is ProblemKind.SIMILAR_CLASSES
    assert "rename all to 'coffee cup'" in problem.message


def test_that_copies_of_an_image_are_reported(tmp_path: Path) -> None:
    for name in ("a.png", "b.png", "c.jpg"):
        labeled(tmp_path / name, [GOOD])
    write_image(tmp_path / "c.jpg", like="a.png")
    problem = only(problems(tmp_path))
    assert problem.kind is ProblemKind.DUPLICATE_IMAGES
    assert problem.message == SAME_IMAGE.format(names="a.png, c.jpg")
    assert ProblemKind.DUPLICATE_IMAGES not in [one.kind for one in search(tmp_path, pixels=False).find_problems()]


def test_that_copies_in_two_parts_of_a_split_are_reported_as_such(tmp_path: Path) -> None:
    for part in ("train", "valid"):
        (tmp_path / part).mkdir()
        labeled(tmp_path / part / "a.png", [GOOD])
    problem = only(problems(tmp_path))
    assert problem.kind is ProblemKind.DUPLICATE_IMAGES
    assert problem.message.startswith("train/a.png, valid/a.png are the same image.")
    assert IN_SEVERAL_SPLITS.format(splits="train and val") in problem.message


def test_that_looking_can_be_canceled_and_reports_its_progress(tmp_path: Path) -> None:
    for index in range(4):
        labeled(tmp_path / f"{index}.png", [("cup", (5, 5, 5, 9))])
    messages: list[tuple[int, int]] = []
    looking = search(tmp_path)
    found = list(looking.find_problems(lambda *at: messages.append(at), lambda: len(messages) == 2))
    assert messages == [(1, 4), (2, 4)]
    assert [one.kind for one in found] == [ProblemKind.TOO_SMALL] * 2
    assert looking.images == 2


def test_that_each_picture_is_decoded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for index in range(40):
        labeled(tmp_path / f"{index}.png", [GOOD])
    write_image(tmp_path / "7.png", like="5.png")
    decoded: list[str] = []

    def counting(path: Path, *arguments: object) -> DecodedImage:
        decoded.append(path.name)
        return decode_image(path, *arguments)  # type: ignore[arg-type]

    for module in ("detector.data.lint.search", "detector.data.duplicates"):
        monkeypatch.setattr(f"{module}.decode_image", counting)
    copies = only(problems(tmp_path))
    assert copies.kind is ProblemKind.DUPLICATE_IMAGES  # so pictures were compared, too
    assert sorted(decoded) == sorted(f"{index}.png" for index in range(40))


def test_that_without_pixels_no_picture_is_decoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    labeled(tmp_path / "a.png", [GOOD])
    monkeypatch.setattr("detector.data.lint.search.decode_image", lambda *_: pytest.fail("decoded"))
    assert not any(one.image for one in search(tmp_path, pixels=False).find_problems())


def test_that_every_kind_says_what_it_is() -> None:
    assert all(kind.heading and kind.severity in Severity for kind in ProblemKind)
    assert len({kind.heading for kind in ProblemKind}) == len(ProblemKind)


@pytest.mark.shared
def test_that_the_known_faults_of_real_labels_are_found(shared: Path) -> None:
    found = problems(shared / "data" / "bccd")
    empty = {one.image.name for one in found if one.kind is ProblemKind.ZERO_AREA and one.image}
    assert empty == {"BloodImage_00338.jpg", "BloodImage_00343.jpg"}
    # Copies pasted two pixels aside, as a look at the pictures shows.
    copies = [one for one in found if one.kind is ProblemKind.DUPLICATE]
    assert len(copies) == 7
    others = [one for one in found if one.kind is not ProblemKind.DUPLICATE_IMAGES]
    assert len(others) == 9


def test_that_repairing_a_box_beyond_the_border_cuts_its_outline(tmp_path: Path) -> None:
    triangle = [100, 10, 140, 10, 100, 50]
    image = write_image(tmp_path / "a.png", 128, 96)
    annotation = {"id": 1, "image_id": 1, "category_id": 1, "bbox": [100, 10, 40, 40], "segmentation": [triangle]}
    content = coco_object(annotation, images=("a.png",))
    content["images"][0] |= {"width": 128, "height": 96}
    path = written_coco(tmp_path / "annotations.json", content)
    problem = next(one for one in problems(path, "coco") if one.kind is ProblemKind.PARTLY_OUTSIDE)
    labels = FORMATS["coco"].open_dataset(path).read_labels(image).image_annotations
    (cut,) = repair_problem(labels, problem).annotations
    assert cut.bounds == Box(100, 10, 128, 50)
    outline = get_outline(cut.geometry)
    assert outline is not None
    assert outline.area == 40 * 40 / 2 - 12 * 12 / 2
