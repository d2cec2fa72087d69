"""SegmentationObject and SegmentationClass: outlines of the objects in the XML file, and of images without one."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pycocotools import mask as coco_mask

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.conversion import describe_losses, read_source
from detector.data.formats.base import Dataset, LabelFile
from detector.data.formats.class_edits import ClassEdit, plan_steps
from detector.data.formats.registry import open_dataset, recognize_format
from detector.data.formats.shared import mask_png
from detector.data.formats.voc import object_masks, segmented_file, writer
from detector.data.formats.voc.class_colors import build_palette
from detector.data.formats.voc.dataset import VocFormat
from detector.data.geometry import Box
from detector.data.image_moves import trash_images
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import OutlinedBox, get_outline
from detector.data.outlines.rings import Rings
from detector.errors import AnnotationConflictError, AnnotationUnreadableError, AnnotationWriteError
from tests.detector.data.formats.joint_samples import write_images
from tests.detector.data.outlines.samples import ring_with_hole_and_two_parts
from tests.sentences import has_sentence

from .mask_samples import HEIGHT, OBJECTS, WIDTH, draw_indices, read_chunks, read_png, write_png, write_set, write_xml


@pytest.fixture
def image(tmp_path: Path) -> Path:
    return write_set(tmp_path)


def read(image: Path) -> LabelFile:
    return opened(image).read_labels(image)


def opened(image: Path) -> Dataset:
    return open_dataset(image.parents[1])


def list_files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def list_changes(before: dict[str, bytes], root: Path) -> set[str]:
    now = list_files(root)
    return {name for name in before.keys() | now.keys() if before.get(name) != now.get(name)}


def read_outlines(image: Path) -> list[Bitmap | Rings | None]:
    return [get_outline(one.geometry) for one in read(image).image_annotations.annotations]


def save(labels: LabelFile, change: Callable[[tuple[Annotation, ...]], list[Annotation]]) -> LabelFile:
    annotations = labels.image_annotations
    return labels.save(annotations.with_annotations(change(annotations.annotations)))


def test_that_object_n_has_the_pixels_of_index_n_with_the_area_of_pycocotools(image: Path) -> None:
    labels = read(image)
    indices = draw_indices()
    for index, annotation in enumerate(labels.image_annotations.annotations, 1):
        mask = indices == index
        assert get_outline(annotation.geometry) == Bitmap.from_mask(mask)
        rle = coco_mask.encode(np.asfortranarray(mask.astype(np.uint8)))
        assert annotation.geometry.area == coco_mask.area(rle)
        assert (annotation.label, annotation.bounds) == (OBJECTS[index - 1][0], Box(*OBJECTS[index - 1][1]))
    assert labels.problems == ()


def test_that_nothing_is_decoded_before_an_outline_is_needed(image: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(object_masks, "read_indices", lambda *_: pytest.fail("decoded"))
    before = list_files(image.parents[1])
    labels = read(image)
    assert [one.bounds.x1 for one in labels.image_annotations.annotations] == [10, 40, 70]
    save(labels, lambda all_: [replace(all_[0], difficult=True), *all_[1:]])
    assert list_changes(before, image.parents[1]) == {"Annotations/a.xml"}


def test_that_only_the_masks_change_when_an_outline_changes_in_its_box(image: Path) -> None:
    before = list_files(image.parents[1])
    labels = read(image)
    filled = OutlinedBox(Box(10, 10, 30, 40), Bitmap.from_mask(np.ones((30, 20), bool), 10, 10))
    saved = save(labels, lambda all_: [replace(all_[0], geometry=filled), *all_[1:]])
    assert list_changes(before, image.parents[1]) == {"SegmentationObject/a.png", "SegmentationClass/a.png"}
    expected = draw_indices()
    expected[20:25, 15:20] = 1
    assert (read_png(image.parents[1] / "SegmentationObject" / "a.png") == expected).all()
    assert (read_png(image.parents[1] / "SegmentationClass" / "a.png") == np.array([0, 8, 12, 8])[expected]).all()
    saved.save(labels.image_annotations)
    assert list_changes(before, image.parents[1]) == set()


def test_that_a_moved_object_takes_its_pixels_along_and_the_file_keeps_its_palette(image: Path) -> None:
    png = image.parents[1] / "SegmentationObject" / "a.png"
    chunks = read_chunks(png)
    save(read(image), lambda all_: [all_[0], all_[1].move_by(-1, 45), all_[2]])
    expected = draw_indices()
    mask = expected == 2
    expected[mask] = 0
    expected[np.roll(mask, (45, -1), (0, 1))] = 2
    assert (read_png(png) == expected).all()
    assert read_chunks(png) == chunks
    assert read(image).problems == ()


def test_that_an_object_that_reaches_outside_keeps_what_is_inside(image: Path) -> None:
    saved = save(read(image), lambda all_: [*all_[:2], all_[2].move_by(20, 0)])
    assert [outline and outline.area for outline in read_outlines(image)][2] == 200
    saved = save(saved, lambda all_: [*all_[:2], all_[2].move_by(20, 0)])
    save(saved, lambda all_: [*all_[:2], replace(all_[2].move_by(-20, 0), label="dog")])
    assert [outline and outline.area for outline in read_outlines(image)][2] == 200
    indices = read_png(image.parents[1] / "SegmentationObject" / "a.png")
    assert set(read_png(image.parents[1] / "SegmentationClass" / "a.png")[indices == 3].tolist()) == {12}


def test_that_a_deleted_object_renumbers_those_behind_it_and_comes_back(image: Path) -> None:
    root = image.parents[1]
    before = list_files(root)
    labels = read(image)
    saved = save(labels, lambda all_: [all_[1], all_[2]])
    expected = np.array([0, 0, 1, 2])[draw_indices()]
    assert (read_png(root / "SegmentationObject" / "a.png") == expected).all()
    assert [outline and outline.area for outline in read_outlines(image)] == [100 + 10 + 1, 400]
    saved = save(saved, lambda all_: [all_[0].move_by(0, 1), all_[1]])
    saved.save(labels.image_annotations)
    assert list_changes(before, root) == set()


def test_that_a_new_object_gets_the_next_index_and_pixels_of_others_stay_theirs(image: Path) -> None:
    rings = ring_with_hole_and_two_parts()
    labels = read(image)
    saved = save(labels, lambda all_: [*all_, Annotation(rings.move_by(60, 40), "cat"), Annotation(rings, "bird")])
    assert any(has_sentence(text, segmented_file.PIXELS_TAKEN) for text in saved.problems)
    indices = read_png(image.parents[1] / "SegmentationObject" / "a.png")
    assert all(((indices == index) == (draw_indices() == index)).all() for index in (1, 2, 3))
    assert set(np.unique(indices).tolist()) == {0, 1, 2, 3, 4, 5}
    classes = read_png(image.parents[1] / "SegmentationClass" / "a.png")
    assert set(classes[indices == 4].tolist()) == {8}
    assert set(classes[indices == 5].tolist()) == {3}
    assert [one.label for one in read(image).image_annotations.annotations][3:] == ["cat", "bird"]


def test_that_borders_are_drawn_again_around_a_changed_object_alone(tmp_path: Path) -> None:
    image = write_set(tmp_path, borders=True)
    labels = read(image)
    save(labels, lambda all_: [all_[0], all_[1], all_[2].move_by(0, -10)])
    indices = read_png(tmp_path / "SegmentationObject" / "a.png")
    before = draw_indices(borders=True)
    assert (indices[:, :60] == before[:, :60]).all()
    assert (indices[40:60, 70:90] == 3).all()
    assert (indices[35:40, 65:95] == 255).all()
    assert (indices[66:, 65:] == 0).all()
    assert (read_png(tmp_path / "SegmentationClass" / "a.png")[35:40, 65:95] == 255).all()
    save(read(image), lambda all_: [all_[0].move_by(0, 30), all_[1], all_[2]])
    indices = read_png(tmp_path / "SegmentationObject" / "a.png")
    assert (indices[7:33, 38:63] == before[7:33, 38:63]).all()
    assert (indices[:30, :33] == 0).all()


def test_that_a_renamed_class_changes_the_class_of_its_pixels_and_comes_back(image: Path) -> None:
    root = image.parents[1]
    before = list_files(root)
    data = opened(image)
    changes = [step.run() for step in plan_steps(data, ClassEdit("dog", "sheep"), [image])]
    assert list_changes(before, root) == {"Annotations/a.xml", "SegmentationClass/a.png"}
    classes = read_png(root / "SegmentationClass" / "a.png")
    assert set(np.unique(classes[draw_indices() == 2]).tolist()) == {17}
    assert [change.revert(data) for change in changes if change is not None] == [0]
    assert list_changes(before, root) == set()


def test_that_a_class_without_a_number_is_not_labeled_and_that_is_reported(image: Path) -> None:
    saved = save(read(image), lambda all_: [replace(all_[0], label="unicorn"), *all_[1:]])
    assert has_sentence(saved.problems[-1], segmented_file.NO_CLASS_INDEX)
    classes = read_png(image.parents[1] / "SegmentationClass" / "a.png")
    assert set(np.unique(classes[draw_indices() == 1]).tolist()) == {255}


def test_that_images_without_xml_have_the_instances_and_their_classes(tmp_path: Path) -> None:
    image = write_set(tmp_path, has_xml=False)
    (other,) = write_images(tmp_path / "JPEGImages", "b.png")
    assert recognize_format(tmp_path) == "voc"
    data = open_dataset(tmp_path)
    assert [data.is_labeled(one) for one in (image, other)] == [True, False]
    labels = data.read_labels(image)
    found = labels.image_annotations.annotations
    assert [(one.label, one.bounds) for one in found] == [(label, Box(*box)) for label, box in OBJECTS]
    before = list_files(tmp_path)
    assert labels.save(labels.image_annotations) is labels
    assert list_changes(before, tmp_path) == set()
    save(labels, lambda all_: [all_[0], all_[2]])
    changed = list_changes(before, tmp_path)
    assert {Path(name).suffix for name in changed} == {".xml", ".png"}
    assert [(one.label, one.bounds.x1) for one in read(image).image_annotations.annotations] == [
        ("cat", 10),
        ("cat", 70),
    ]
    assert [outline and outline.area for outline in read_outlines(image)] == [575, 400]


def test_that_a_label_map_names_the_classes(tmp_path: Path) -> None:
    image = write_set(tmp_path, has_xml=False)
    color = ",".join(map(str, build_palette()[24:27]))
    (tmp_path / "labelmap.txt").write_text(f"# label:color_rgb:parts:actions\nbackground:0,0,0::\nlion:{color}::\n")
    labels = [one.label for one in read(image).image_annotations.annotations]
    assert labels == ["lion", "class_12", "lion"]


def test_that_outlines_drawn_in_a_folder_without_masks_are_saved_and_undone(tmp_path: Path) -> None:
    (image,) = write_images(tmp_path, "a.png")
    write_xml(tmp_path / "a.xml")
    before = list_files(tmp_path)
    data = open_dataset(tmp_path)
    labels = data.read_labels(image)
    mask = Bitmap.from_mask(np.ones((5, 5), bool), 12, 12)
    first, *others = labels.image_annotations.annotations
    outlined = replace(first, geometry=OutlinedBox(first.bounds, mask))
    saved = labels.save(labels.image_annotations.with_annotations([outlined, *others]))
    assert list_changes(before, tmp_path) == {"SegmentationObject/a.png"}
    again = open_dataset(tmp_path)
    assert list(again.images) == [image]
    found = again.read_labels(image)
    assert [get_outline(one.geometry) for one in found.image_annotations.annotations] == [mask, None, None]
    assert found.problems == ()
    saved.save(labels.image_annotations)
    assert list_changes(before, tmp_path) == set()


def encode_deep(indices: np.ndarray) -> Image.Image:
    return Image.fromarray(indices.astype(np.uint16))


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda path: write_png(path, np.zeros((10, 12), np.uint8)), mask_png.OTHER_SIZE),
        (lambda path: Image.fromarray(draw_indices()).save(path), mask_png.NO_PALETTE),
        (lambda path: encode_deep(draw_indices()).save(path), mask_png.NO_PALETTE),
        (lambda path: Image.new("RGB", (WIDTH, HEIGHT)).save(path), mask_png.NO_PALETTE),
        (lambda path: path.write_bytes(b""), mask_png.IS_EMPTY),
        (lambda path: path.write_bytes(b"<annotation/>" * 9), mask_png.NO_PNG),
        (lambda path: path.write_bytes(path.read_bytes()[:200]), mask_png.IS_DAMAGED),
    ],
)
def test_that_a_file_that_cannot_be_used_is_reported_and_stays(
    image: Path, spoil: Callable[[Path], object], fault: str
) -> None:
    png = image.parents[1] / "SegmentationObject" / "a.png"
    spoil(png)
    raw = png.read_bytes()
    labels = read(image)
    (problem,) = labels.problems
    assert has_sentence(problem, object_masks.UNUSABLE_PNG)
    assert has_sentence(problem, fault)
    saved = save(labels, lambda all_: [all_[0].move_by(1, 0), all_[2]])
    assert len(read(image).image_annotations.annotations) == 2
    mask = Bitmap.from_mask(np.ones((3, 3), bool), 1, 1)
    with pytest.raises(AnnotationWriteError) as caught:
        save(saved, lambda all_: [*all_, Annotation(mask, "cat")])
    assert has_sentence(str(caught.value), segmented_file.PNG_NOT_WRITTEN)
    assert len(read(image).image_annotations.annotations) == 2
    assert png.read_bytes() == raw


def test_that_a_damaged_file_without_xml_is_not_written_over(tmp_path: Path) -> None:
    image = write_set(tmp_path, has_xml=False)
    (tmp_path / "SegmentationObject" / "a.png").write_bytes(b"")
    with pytest.raises(AnnotationUnreadableError, match=r"SegmentationObject/a\.png"):
        read(image)


def test_that_instances_without_a_class_are_objects_and_reported(tmp_path: Path) -> None:
    image = write_set(tmp_path, has_xml=False)
    (tmp_path / "SegmentationClass" / "a.png").unlink()
    labels = read(image)
    assert {one.label for one in labels.image_annotations.annotations} == {segmented_file.UNKNOWN_LABEL}
    assert has_sentence(labels.problems[0], segmented_file.NO_CLASS)


def test_that_pixels_elsewhere_than_the_box_are_reported_and_kept(image: Path) -> None:
    root = image.parents[1]
    write_xml(root / "Annotations" / "a.xml", OBJECTS[1:])
    labels = read(image)
    assert [get_outline(one.geometry) for one in labels.image_annotations.annotations] == [None, None]
    assert all(has_sentence(text, object_masks.OTHER_PLACE) for text in labels.problems)
    before = (root / "SegmentationObject" / "a.png").read_bytes()
    save(labels, lambda all_: [all_[0].move_by(2, 2), all_[1]])
    assert (root / "SegmentationObject" / "a.png").read_bytes() == before


def test_that_a_mask_changed_by_another_program_is_not_written_over(image: Path) -> None:
    root = image.parents[1]
    labels = read(image)
    assert labels.version != read(write_set(root.with_name("other"), borders=True)).version
    moved = [labels.image_annotations.annotations[0].move_by(0, 1), *labels.image_annotations.annotations[1:]]
    assert moved[0].geometry.area == 575
    write_png(root / "SegmentationObject" / "a.png", draw_indices(borders=True))
    before = list_files(root)
    with pytest.raises(AnnotationConflictError):
        labels.save(labels.image_annotations.with_annotations(moved))
    assert list_changes(before, root) == set()


class _Bin:
    """A trash that notes what it takes."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.taken = folder, list[str]()
        folder.mkdir()

    def put(self, path: Path) -> Path:
        self.taken.append(path.parent.name)
        return path.rename(self.folder / str(len(self.taken)))

    def take_out(self, place: Path, path: Path) -> None:
        place.rename(path)


def test_that_an_image_goes_to_the_trash_with_its_masks_and_comes_back(image: Path) -> None:
    root = image.parents[1]
    before = list_files(root)
    data = opened(image)
    trash = _Bin(root.with_name("bin"))
    change = trash_images(data, [image], trash)
    assert list_files(root) == {}
    assert trash.taken == ["JPEGImages", "Annotations", "SegmentationObject", "SegmentationClass"]
    change.revert(data)
    assert list_changes(before, root) == set()


@pytest.mark.parametrize("split", [None, "train"])
def test_that_a_converted_set_has_both_files_and_names_the_losses_before(tmp_path: Path, split: str | None) -> None:
    rings = ring_with_hole_and_two_parts()
    pixel = Bitmap.from_mask(np.ones((1, 1), bool), 4, 4)
    far = Bitmap.from_mask(np.eye(5, dtype=bool), 60, 60)
    geometries = (OutlinedBox(Box(2, 2, 26, 21), rings), far, Box(1, 1, 9, 9), pixel)
    labels = ("cat", "unicorn", "cat", "unicorn")
    annotations = ImageAnnotations(tuple(map(Annotation, geometries, labels)))
    converter = VocFormat().create_writer(tmp_path / "out", ["cat", "unicorn"])
    write_images(converter.locate_image("a.png", split).parent, "a.png")  # type: ignore[arg-type]
    converter.add_image("a.png", WIDTH, HEIGHT, annotations, split)  # type: ignore[arg-type]
    assert converter.finish() == ()
    data = open_dataset(tmp_path / "out")
    (image,) = data.images
    found = data.read_labels(image)
    outlines = [get_outline(one.geometry) for one in found.image_annotations.annotations]
    expected = Bitmap.from_mask(np.array(_paint(rings)) & ~_paint_bitmap(pixel))
    assert outlines == [expected, far, None, pixel]
    assert found.problems == ()
    classes = read_png(tmp_path / "out" / "SegmentationClass" / "a.png")
    assert (classes[4, 4], classes[60, 60], classes[3, 3]) == (2, 2, 1)
    assert "unicorn:0,128,0::" in (tmp_path / "out" / "labelmap.txt").read_text().splitlines()
    source = read_source(data, lambda: None)
    assert describe_losses(source, VocFormat()) == ()
    source = replace(source, images=(replace(source.images[0], image_annotations=annotations),))
    losses = describe_losses(source, VocFormat())
    assert [
        has_sentence(*pair) for pair in zip(losses, [writer.POLYGONS_RASTERIZED, writer.OVERLAPS_LOST], strict=True)
    ]


def _paint(rings: Rings) -> np.ndarray:
    from detector.data.outlines.rasterization import rasterize_rings

    return _paint_bitmap(rasterize_rings(rings, WIDTH, HEIGHT))


def _paint_bitmap(bitmap: Bitmap) -> np.ndarray:
    mask = np.zeros((HEIGHT, WIDTH), bool)
    mask[bitmap.top : bitmap.top + bitmap.height, bitmap.left : bitmap.left + bitmap.width] = bitmap.to_mask()
    return mask


def test_that_palettes_of_few_colors_and_interlaced_files_are_read_and_written(tmp_path: Path) -> None:
    image = write_set(tmp_path)
    png = tmp_path / "SegmentationObject" / "a.png"
    write_png(png, draw_indices(), bits=2)
    assert struct.unpack(">B", png.read_bytes()[24:25]) == (2,)
    save(read(image), lambda all_: [*all_, Annotation(Bitmap.from_mask(np.ones((2, 2), bool), 0, 70), "cat")])
    expected = draw_indices()
    expected[70:72, :2] = 4
    assert (read_png(png) == expected).all()
