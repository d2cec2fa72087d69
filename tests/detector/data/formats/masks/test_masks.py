"""Sets with one PNG for each object: which image a file belongs to, and files that change one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from pycocotools import mask as coco_mask

from detector.cli import main
from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.conversion import describe_losses, read_source
from detector.data.formats.base import ImageToWrite, LabelFile
from detector.data.formats.class_edits import ClassEdit, plan_steps
from detector.data.formats.masks import dataset, mask_files, writer
from detector.data.formats.masks.dataset import MasksFormat
from detector.data.formats.registry import open_dataset, recognize_format
from detector.data.formats.shared import mask_png
from detector.data.geometry import Box
from detector.data.image_moves import trash_images
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import OutlinedBox, get_outline
from detector.data.outlines.rasterization import rasterize_rings
from detector.data.outlines.rings import Rings
from detector.errors import AnnotationConflictError, AnnotationWriteError
from tests.detector.data.formats.joint_samples import write_images
from tests.detector.data.outlines.samples import ring_with_hole_and_two_parts
from tests.sentences import has_sentence

WIDTH, HEIGHT = 100, 80
Mask = NDArray[np.bool_]


def draw_mask(left: int, top: int) -> Mask:
    """A ring with a hole, and two parts more, one of them a pixel."""
    mask = np.zeros((HEIGHT, WIDTH), bool)
    mask[top : top + 9, left : left + 9] = True
    mask[top + 3 : top + 6, left + 3 : left + 6] = False
    mask[top + 12 : top + 15, left : left + 4] = True
    mask[top + 14, left + 8] = True
    return mask


def write_mask(path: Path, mask: Mask | None = None) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = draw_mask(10, 10) if mask is None else mask
    Image.fromarray(pixels.astype(np.uint8) * 255).save(path)
    return path


def list_files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def list_changes(before: dict[str, bytes], root: Path) -> set[str]:
    now = list_files(root)
    return {name for name in before.keys() | now.keys() if before.get(name) != now.get(name)}


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """An image with three objects, in the layout of the Data Science Bowl 2018."""
    (image,) = write_images(tmp_path / "stage1" / "0a1b" / "images", "0a1b.png")
    for number, name in enumerate(("c3.png", "d4.png", "e5.png")):
        write_mask(image.parents[1] / "masks" / name, draw_mask(10 + 30 * number, 20))
    return image


def read(image: Path, root: Path) -> LabelFile:
    return open_dataset(root).read_labels(image)


def save(labels: LabelFile, change: Callable[[tuple[Annotation, ...]], list[Annotation]]) -> LabelFile:
    annotations = labels.image_annotations
    return labels.save(annotations.with_annotations(change(annotations.annotations)))


@pytest.mark.parametrize(
    ("images", "masks"),
    [
        (
            ["0a/images/0a.png", "0b/images/0b.png"],
            {"0a/masks/x1.png": "0a", "0a/masks/x2.png": "0a", "0b/masks/y.png": "0b"},
        ),
        (["images/a.jpg", "images/b.jpg"], {"masks/a/1.png": "a", "masks/a/2.png": "a", "masks/b/1.png": "b"}),
        (["images/a.jpg", "images/b.jpg"], {"masks/a_0.png": "a", "masks/a_mask_2.png": "a", "masks/b-1.png": "b"}),
        (["images/a.png", "images/a_1.png"], {"masks/a_1.png": "a", "masks/a_1_1.png": "a_1", "masks/a_2.png": "a"}),
        (
            ["images/a.png", "images/b.png"],
            {"masks/a/cat/1.png": "a cat", "masks/a/1.png": "a", "masks/cat/b/1.png": "b cat"},
        ),
        (
            ["images/a.png", "images/b.png"],
            {"masks/cat/a_1.png": "a cat", "masks/dog/a_1.png": "a dog", "masks/b_1.png": "b"},
        ),
        (["train/images/a.png", "val/images/a.png"], {"train/masks/a/1.png": "train a", "val/masks/a_1.png": "val a"}),
        (["images/train/a.png", "images/val/a.png"], {"masks/train/a/1.png": "train a", "masks/val/a/1.png": "val a"}),
        (["images/train/a.png", "images/val/b.png"], {"masks/train/a/1.png": "train a", "masks/b/1.png": "val b"}),
        (["a.png", "b.png"], {"masks/a/1.png": "a", "masks/b/1.png": "b"}),
        (["images/a.png", "images/a.jpg"], {"masks/a.png/1.png": "a.png", "masks/a/1.png": "a.jpg"}),
        (["images/only.png"], {"masks/cat/x.png": "only cat", "masks/y.png": "only"}),
    ],
)
def test_that_each_mask_belongs_to_its_image_and_class(
    tmp_path: Path, images: list[str], masks: dict[str, str]
) -> None:
    write_images(tmp_path, *images)
    for number, name in enumerate(masks):
        write_mask(tmp_path / name, draw_mask(3 * number, 2))
    assert recognize_format(tmp_path) == "masks"
    data = open_dataset(tmp_path)
    assert len(data.images) == len(images)
    assert data.notices == ()
    found = {}
    for path in data.images:
        for one in data.read_labels(path).image_annotations.annotations:
            found[one.bounds.x1 / 3] = (path, one.label)
    for number, owner in enumerate(masks.values()):
        path, label = found[number]
        words = owner.split()
        assert label == (words[1] if len(words) > 1 and words[0] not in ("train", "val") else "object")
        assert (words[0] if len(words) == 1 or label != "object" else words[1]) in (path.stem, path.name)
        assert words[0] not in ("train", "val") or path in data.splits[words[0]]  # type: ignore[index]


def test_that_a_mask_is_an_outline_with_the_area_of_pycocotools(image: Path, tmp_path: Path) -> None:
    labels = read(image, tmp_path)
    for number, annotation in enumerate(labels.image_annotations.annotations):
        mask = draw_mask(10 + 30 * number, 20)
        assert get_outline(annotation.geometry) == Bitmap.from_mask(mask)
        assert annotation.geometry.area == coco_mask.area(coco_mask.encode(np.asfortranarray(mask.astype(np.uint8))))
        assert annotation.bounds == Bitmap.from_mask(mask).bounds
    assert labels.problems == ()


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16"])
def test_that_masks_of_any_mode_are_read(tmp_path: Path, mode: str) -> None:
    (image,) = write_images(tmp_path / "images", "a.png")
    path = write_mask(tmp_path / "masks" / "a" / "1.png")
    with Image.open(path) as written:
        pixels = np.asarray(written)
    image_of_mode = (
        Image.fromarray(pixels.astype(np.uint16) * 200) if mode == "I;16" else Image.fromarray(pixels).convert(mode)
    )
    image_of_mode.save(path)
    (annotation,) = read(image, tmp_path).image_annotations.annotations
    assert get_outline(annotation.geometry) == Bitmap.from_mask(draw_mask(10, 10))


def test_that_one_file_changes_when_one_outline_changes_and_comes_back(image: Path, tmp_path: Path) -> None:
    before = list_files(tmp_path)
    labels = read(image, tmp_path)
    saved = save(labels, lambda all_: [all_[0], all_[1].move_by(3, -5), all_[2]])
    assert list_changes(before, tmp_path) == {"stage1/0a1b/masks/d4.png"}
    with Image.open(tmp_path / "stage1/0a1b/masks/d4.png") as written:
        assert (np.asarray(written) == draw_mask(43, 15) * 255).all()
    saved.save(labels.image_annotations)
    assert list_changes(before, tmp_path) == set()


def test_that_a_deleted_object_removes_its_file_and_a_new_one_adds_one(image: Path, tmp_path: Path) -> None:
    before = list_files(tmp_path)
    labels = read(image, tmp_path)
    saved = save(labels, lambda all_: [all_[0], all_[2], Annotation(Bitmap.from_mask(draw_mask(50, 50)), "object")])
    assert list_changes(before, tmp_path) == {"stage1/0a1b/masks/d4.png", "stage1/0a1b/masks/001.png"}
    assert len(read(image, tmp_path).image_annotations.annotations) == 3
    saved.save(labels.image_annotations)
    assert list_changes(before, tmp_path) == set()


def test_that_an_object_of_another_class_moves_to_the_folder_of_the_class(image: Path, tmp_path: Path) -> None:
    before = list_files(tmp_path)
    labels = read(image, tmp_path)
    saved = save(labels, lambda all_: [replace(all_[0], label="a/b: 50%"), *all_[1:]])
    root = tmp_path / "stage1" / "0a1b" / "masks"
    (moved,) = set(root.rglob("*/c3.png")) - {root / "c3.png"}
    assert moved.read_bytes() == before["stage1/0a1b/masks/c3.png"]
    assert [one.label for one in read(image, tmp_path).image_annotations.annotations][-1] == "a/b: 50%"
    saved.save(labels.image_annotations)
    assert list_changes(before, tmp_path) == set()
    assert not moved.parent.exists()


@pytest.mark.parametrize("masks", ["masks/a_1.png", "masks/a/1.png", "masks/dog/a_1.png"])
def test_that_new_masks_are_named_like_those_of_the_image(tmp_path: Path, masks: str) -> None:
    image, other = write_images(tmp_path / "images", "a.png", "b.png")
    write_mask(tmp_path / masks)
    data = open_dataset(tmp_path)
    for path in (image, other):
        labels = data.read_labels(path)
        new = Annotation(Bitmap.from_mask(draw_mask(40, 40)), "dog")
        save(labels, lambda all_, new=new: [*all_, new])  # type: ignore[misc]
    for again in (data, open_dataset(tmp_path)):
        labels = [
            [one.label for one in again.read_labels(path).image_annotations.annotations] for path in (image, other)
        ]
        assert labels == [["dog", "dog"] if "dog" in masks else ["object", "dog"], ["dog"]]


def test_that_a_folder_without_masks_is_begun(tmp_path: Path) -> None:
    (image,) = write_images(tmp_path / "images", "a.png")
    data = MasksFormat().begin_dataset(tmp_path)
    assert not data.is_labeled(image)
    labels = data.read_labels(image)
    assert labels.version is None
    labels.save(ImageAnnotations((Annotation(Box(10, 10, 20, 30), "object"),)))
    assert list_files(tmp_path / "masks").keys() == {"a/001.png"}
    assert data.is_labeled(image)
    assert recognize_format(tmp_path) == "masks"


def test_that_a_box_and_polygons_are_saved_as_their_pixels_and_that_is_reported(image: Path, tmp_path: Path) -> None:
    rings = ring_with_hole_and_two_parts()
    flagged = Annotation(Box(60, 50, 70, 60), "object", difficult=True)
    saved = save(read(image, tmp_path), lambda all_: [*all_, flagged, Annotation(rings, "object")])
    reported = [mask_files.BOXES_FILLED, mask_files.POLYGONS_RASTERIZED, mask_files.MARKS_NOT_SAVED]
    assert [has_sentence(text, template) for text, template in zip(saved.problems, reported, strict=True)] == [True] * 3
    found = {get_outline(one.geometry) for one in read(image, tmp_path).image_annotations.annotations}
    assert rasterize_rings(rings, WIDTH, HEIGHT) in found
    assert Bitmap.from_mask(np.ones((10, 10), bool), 60, 50) in found


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda path: Image.new("L", (10, 12), 255).save(path), mask_png.OTHER_SIZE),
        (lambda path: Image.new("L", (WIDTH, HEIGHT)).save(path), mask_files.NO_PIXELS),
        (lambda path: path.write_bytes(b""), mask_png.IS_EMPTY),
        (lambda path: path.write_bytes(b"\xff\xd8" + bytes(90)), mask_png.NO_PNG),
        (lambda path: path.write_bytes(path.read_bytes()[:60]), mask_png.IS_DAMAGED),
    ],
)
def test_that_a_file_that_cannot_be_used_is_reported_and_stays(
    image: Path, tmp_path: Path, spoil: Callable[[Path], object], fault: str
) -> None:
    spoil(image.parents[1] / "masks" / "d4.png")
    before = list_files(tmp_path)
    labels = read(image, tmp_path)
    (problem,) = labels.unusable_items
    assert problem.startswith("masks/d4.png: ")
    assert has_sentence(problem, fault)
    saved = save(labels, lambda all_: [Annotation(Bitmap.from_mask(draw_mask(50, 50)), "object")])
    assert list_changes(before, tmp_path) == {f"stage1/0a1b/masks/{name}.png" for name in ("001", "c3", "e5")}
    saved.save(labels.image_annotations)
    assert list_changes(before, tmp_path) == set()


def test_that_masks_of_no_image_are_reported(tmp_path: Path) -> None:
    write_images(tmp_path / "images", "a.png", "b.png")
    for name in ("a_1.png", "c_1.png", "b.png"):
        write_mask(tmp_path / "masks" / name)
    (notice,) = open_dataset(tmp_path).notices
    assert has_sentence(notice, dataset.UNMATCHED, names="b.png, c_1.png")


def test_that_one_mask_for_each_image_is_no_set_of_objects(tmp_path: Path) -> None:
    write_images(tmp_path / "images", "a.png", "b.png")
    for name in ("a.png", "b.png"):
        write_mask(tmp_path / "masks" / name)
    assert recognize_format(tmp_path) is None


def test_that_changes_of_other_programs_are_not_written_over(image: Path, tmp_path: Path) -> None:
    labels = read(image, tmp_path)
    version = labels.version
    write_mask(image.parents[1] / "masks" / "d4.png", draw_mask(50, 50))
    assert read(image, tmp_path).version != version
    before = list_files(tmp_path)
    with pytest.raises(AnnotationConflictError):
        save(labels, lambda all_: [all_[0].move_by(1, 0), all_[1].move_by(1, 0)])
    assert list_changes(before, tmp_path) == set()


def test_that_all_files_are_as_before_when_one_cannot_be_written(
    image: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = list_files(tmp_path)
    labels = read(image, tmp_path)
    overwrite = mask_files.overwrite_file

    def fail_at_last(path: Path, was: bytes | None, content: bytes) -> None:
        if path.name == "e5.png":
            raise AnnotationWriteError("no space")
        overwrite(path, was, content)

    monkeypatch.setattr(mask_files, "overwrite_file", fail_at_last)
    with pytest.raises(AnnotationWriteError, match="no space"):
        save(labels, lambda all_: [one.move_by(1, 0) for one in all_])
    assert list_changes(before, tmp_path) == set()


def test_that_the_class_of_all_masks_is_renamed_in_the_list_and_comes_back(image: Path, tmp_path: Path) -> None:
    before = list_files(tmp_path)
    data = open_dataset(tmp_path)
    changes = [step.run() for step in plan_steps(data, ClassEdit("object", "nucleus"), [image])]
    assert list_changes(before, tmp_path) == {"classes.txt"}
    assert {one.label for one in data.read_labels(image).image_annotations.annotations} == {"nucleus"}
    more = [step.run() for step in plan_steps(data, ClassEdit("nucleus", "cell"), [image])]
    assert (tmp_path / "classes.txt").read_text() == "cell\n"
    for change in (*reversed(more), *reversed(changes)):
        if change is not None:
            change.revert(data)
    assert list_changes(before, tmp_path) == set()


def test_that_a_class_with_a_folder_is_renamed_file_by_file_and_comes_back(tmp_path: Path) -> None:
    (image,) = write_images(tmp_path / "images", "a.png")
    write_mask(tmp_path / "masks" / "a" / "cat" / "1.png")
    before = list_files(tmp_path)
    data = open_dataset(tmp_path)
    changes = [step.run() for step in plan_steps(data, ClassEdit("cat", "lion"), [image])]
    assert list_changes(before, tmp_path) == {"masks/a/cat/1.png", "masks/a/lion/1.png"}
    assert [change.revert(data) for change in changes if change is not None] == [0]
    assert list_changes(before, tmp_path) == set()


class _Bin:
    def __init__(self, folder: Path) -> None:
        self.folder, self.count = folder, 0
        folder.mkdir()

    def put(self, path: Path) -> Path:
        self.count += 1
        return path.rename(self.folder / str(self.count))

    def take_out(self, place: Path, path: Path) -> None:
        place.rename(path)


def test_that_an_image_goes_to_the_trash_with_its_masks_and_comes_back(image: Path, tmp_path: Path) -> None:
    root = tmp_path / "stage1"
    before = list_files(root)
    data = open_dataset(root)
    change = trash_images(data, [image], _Bin(tmp_path / "bin"))
    assert list_files(root) == {}
    change.revert(data)
    assert list_changes(before, root) == set()


def test_that_a_converted_set_has_the_same_pixels_and_names_the_losses_before(tmp_path: Path) -> None:
    rings, far = ring_with_hole_and_two_parts(), Bitmap.from_mask(np.eye(5, dtype=bool), 60, 60)
    pixel = Bitmap.from_mask(np.ones((1, 1), bool), 4, 4)
    geometries = (OutlinedBox(Box(2, 2, 26, 21), rings), far, pixel, Box(1, 1, 9, 9), Box(200, 200, 210, 210))
    annotations = ImageAnnotations(tuple(map(Annotation, geometries, ("cat", "dog", "cat", "dog", "dog"))))
    converter = MasksFormat().create_writer(tmp_path, ["cat", "dog"])
    write_images(converter.locate_image("a.png").parent, "a.png")
    converter.add_image("a.png", WIDTH, HEIGHT, annotations)
    converter.add_image("b.png", WIDTH, HEIGHT, ImageAnnotations())
    assert converter.finish() == ()
    data = open_dataset(tmp_path)
    (image,) = data.images
    found = data.read_labels(image).image_annotations.annotations
    box = Bitmap.from_mask(np.ones((8, 8), bool), 1, 1)
    assert {(get_outline(one.geometry), one.label) for one in found} == {
        (rasterize_rings(rings, WIDTH, HEIGHT), "cat"), (far, "dog"), (pixel, "cat"), (box, "dog")
    }  # fmt: skip
    source = read_source(data, lambda: None)
    assert describe_losses(source, MasksFormat()) == ()
    source = replace(source, images=(replace(source.images[0], image_annotations=annotations),))
    losses = [writer.POLYGONS_RASTERIZED, writer.BOXES_FILLED, writer.EMPTY_LEFT_OUT]
    named = zip(describe_losses(source, MasksFormat()), losses, strict=True)
    assert all(has_sentence(*pair) for pair in named)


@pytest.mark.parametrize("labels", [["nucleus"], ["cat", "dog"]])
def test_that_a_set_goes_to_coco_and_back_bit_for_bit(tmp_path: Path, labels: list[str]) -> None:
    start = tmp_path / "start"
    for split in ("train", "val"):
        (image,) = write_images(start / split / "images", f"{split}.png")
        for number, label in enumerate(labels):
            folder = start / split / "masks" / image.stem
            write_mask((folder / label if len(labels) > 1 else folder) / "001.png", draw_mask(20 * number, 7))
    if len(labels) == 1:
        (start / "classes.txt").write_text(f"{labels[0]}\n")
    assert main(["convert", str(start), "--to", "coco", "--out", str(tmp_path / "coco")]) == 0
    assert main(["convert", str(tmp_path / "coco"), "--to", "masks", "--out", str(tmp_path / "back")]) == 0
    before, after = (
        {name: data for name, data in list_files(root).items() if "masks" in name}
        for root in (start, tmp_path / "back")
    )
    assert before.keys() == after.keys()
    for name in before:
        with Image.open(start / name) as one, Image.open(tmp_path / "back" / name) as other:
            assert (np.asarray(one) == np.asarray(other)).all()
    assert open_dataset(tmp_path / "back").splits.keys() == {"train", "val"}


def test_that_a_polygon_that_stays_keeps_its_file(image: Path, tmp_path: Path) -> None:
    polygon = Annotation(Rings.from_box(Box(60, 50, 70, 60)), "object")
    saved = save(read(image, tmp_path), lambda all_: [*all_, polygon])
    before = list_files(tmp_path)
    save(saved, lambda all_: [all_[0].move_by(1, 1), *all_[1:]])
    assert list_changes(before, tmp_path) == {"stage1/0a1b/masks/c3.png"}


def test_that_an_object_without_pixels_is_counted_once() -> None:
    boxes = (Annotation(Box(5, 5, 20, 20), "cat"), Annotation(Box(70, 20, 70, 20), "cat"))
    filled, left_out = writer.describe_mask_losses([ImageToWrite(90, 60, boxes)])
    assert has_sentence(filled, writer.BOXES_FILLED, boxes="1 box")
    assert has_sentence(left_out, writer.EMPTY_LEFT_OUT, objects="1 object")


def test_that_a_save_that_was_interrupted_is_known_by_its_objects(image: Path, tmp_path: Path) -> None:
    labels = read(image, tmp_path)
    before = labels.image_annotations.annotations
    drawn = Annotation(Box(40.4, 50.0, 60.0, 60.0), "cell")
    after = (replace(before[0], geometry=before[1].geometry), drawn)
    new = labels.save(labels.image_annotations.with_annotations(after))
    assert read(image, tmp_path).may_be_left_by(after)
    files = sorted((image.parents[1] / "masks").rglob("*.png"))
    write_mask(files[0], draw_mask(10, 20))  # as it was
    assert read(image, tmp_path).may_be_left_by((*before, *after))
    assert not read(image, tmp_path).may_be_left_by(after)
    write_mask(files[0], draw_mask(11, 20))
    assert not read(image, tmp_path).may_be_left_by((*before, *after))
    assert new.may_be_left_by(after)
