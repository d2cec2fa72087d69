"""Names in composed (NFC) and decomposed (NFD) form: images, label files and classes."""

from __future__ import annotations

import shutil
from pathlib import Path
from unicodedata import normalize

import pytest

from detector.config import get_preset
from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.class_edits import ClassEdit, plan_steps
from detector.data.formats.registry import open_dataset
from detector.data.geometry import Box
from detector.data.labeled_set import load_training_set
from detector.data.lint.problems import ProblemKind
from detector.data.lint.search import LabelSearch
from detector.data.unicode_forms import add_unicode_forms, compose_unicode, match_forms
from tests.detector.data.formats.format_samples import files, images

NFC, NFD = (normalize(form, "Müller_é") for form in ("NFC", "NFD"))
VOC = (
    "<annotation><filename>{name}</filename><size><width>640</width><height>480</height><depth>3</depth></size>"
    "<object><name>{label}</name><bndbox><xmin>11</xmin><ymin>11</ymin><xmax>30</xmax><ymax>30</ymax></bndbox></object>"
    "</annotation>"
)
LABELME = (
    '{{"shapes": [{{"label": "{label}", "points": [[10, 10], [30, 30]], "shape_type": "rectangle", "flags": {{}}}}], '
    '"imagePath": "{name}", "imageWidth": 640, "imageHeight": 480}}'
)
FORMATS = {
    "voc": (".xml", VOC),
    "labelme": (".json", LABELME),
    "yolo": (".txt", "0 0.5 0.5 0.1 0.1\n"),
}


def test_that_only_forms_of_one_name_match_and_exact_names_come_first() -> None:
    assert match_forms([NFD, "a"], [NFC, "b"]) == {NFD: NFC}
    assert match_forms([NFC, NFD], [NFC]) == {}
    assert match_forms([NFC], [NFC, NFD]) == {}
    assert match_forms(["a"], ["b"]) == {}


def test_that_names_with_two_candidates_match_neither() -> None:
    half = "Mu\u0308ller_\xe9"
    assert match_forms([half], [NFC, NFD]) == {}
    assert match_forms([half, NFD], [NFC]) == {}


def test_that_a_mapping_without_foreign_letters_is_not_copied() -> None:
    values = {"a": 1}
    assert add_unicode_forms(values, ["a", "b"]) is values
    assert add_unicode_forms({NFC: 1}, [NFD])[NFD] == 1


def test_that_composing_keeps_names_that_utf8_cannot_hold() -> None:
    assert compose_unicode("cat \ud83d") == "cat \ud83d"
    assert compose_unicode("caf\udce9") == "caf\udce9"


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(("image", "label"), [(NFC, NFD), (NFD, NFC)])
def test_that_a_label_file_in_the_other_form_is_that_of_the_image(
    tmp_path: Path, kind: str, image: str, label: str
) -> None:
    suffix, text = FORMATS[kind]
    images(tmp_path, f"{image}.png", "z.png")
    files(tmp_path, {f"{label}{suffix}": text.format(name=f"{label}.png", label="cat"), "classes.txt": "cat\n"})
    data = open_dataset(tmp_path)
    found = tmp_path / f"{image}.png"
    assert data.format == kind
    assert data.is_labeled(found)
    read = data.read_labels(found)
    assert read.path == tmp_path / f"{label}{suffix}"
    assert len(read.image_annotations.annotations) == 1
    assert not any("imagePath" in problem for problem in read.problems)
    before = sorted(tmp_path.iterdir())
    read.save(
        read.image_annotations.with_annotations(
            [*read.image_annotations.annotations, Annotation(Box(1, 2, 30, 40), "cat")]
        )
    )
    assert sorted(tmp_path.iterdir()) == before
    orphans = list(LabelSearch(data, get_preset("tutorial")).find_problems())
    assert not [one for one in orphans if one.kind is ProblemKind.LABELS_WITHOUT_IMAGE]


@pytest.mark.parametrize("kind", FORMATS)
def test_that_images_in_both_forms_are_two_images(tmp_path: Path, kind: str) -> None:
    suffix, text = FORMATS[kind]
    images(tmp_path, f"{NFC}.png", f"{NFD}.png")
    files(tmp_path, {f"{NFD}{suffix}": text.format(name=f"{NFD}.png", label="cat"), "classes.txt": "cat\n"})
    data = open_dataset(tmp_path)
    assert [data.is_labeled(tmp_path / f"{name}.png") for name in (NFC, NFD)] == [False, True]
    unlabeled = data.read_labels(tmp_path / f"{NFC}.png")
    unlabeled.save(ImageAnnotations((Annotation(Box(1, 2, 30, 40), "cat"),)))
    assert (tmp_path / f"{NFC}{suffix}").is_file()


def test_that_a_label_file_named_after_the_whole_image_matches_in_the_other_form(tmp_path: Path) -> None:
    images(tmp_path, f"{NFD}.png")
    files(tmp_path, {f"{NFC}.png.xml": VOC.format(name=f"{NFC}.png", label="cat")})
    data = open_dataset(tmp_path)
    assert data.read_labels(tmp_path / f"{NFD}.png").path.name == f"{NFC}.png.xml"


@pytest.mark.parametrize("kind", ["voc", "labelme"])
def test_that_both_forms_of_a_class_are_one_class(tmp_path: Path, kind: str) -> None:
    suffix, text = FORMATS[kind]
    images(tmp_path, "a.png", "b.png")
    contents = {
        f"{stem}{suffix}": text.format(name=f"{stem}.png", label=normalize(form, "café"))
        for stem, form in (("a", "NFC"), ("b", "NFD"))
    }
    files(tmp_path, contents)
    training = load_training_set(tmp_path)
    assert training.classes == ("caf\xe9",)
    assert [image.labels.tolist() for image in training.images] == [[1], [1]]


def test_that_an_untouched_box_keeps_the_form_of_its_class(tmp_path: Path) -> None:
    images(tmp_path, "a.png")
    decomposed = normalize("NFD", "café")
    files(tmp_path, {"a.xml": VOC.format(name="a.png", label=decomposed)})
    read = open_dataset(tmp_path).read_labels(tmp_path / "a.png")
    (annotation,) = read.image_annotations.annotations
    assert annotation.label == "caf\xe9"
    read.save(read.image_annotations.with_annotations([annotation, Annotation(Box(1, 2, 30, 40), "caf\xe9")]))
    text = (tmp_path / "a.xml").read_text("utf-8")
    assert text.count(f"<name>{decomposed}</name>") == 1
    assert text.count("<name>caf\xe9</name>") == 1


def test_that_both_forms_in_a_yolo_list_are_one_class_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    images(tmp_path, "a.png")
    rows = "0 0.5 0.5 0.1 0.1\n1 0.2 0.2 0.1 0.1\n"
    files(tmp_path, {"a.txt": rows, "classes.txt": f"{normalize('NFD', 'café')}\ncaf\xe9\n"})
    training = load_training_set(tmp_path)
    assert training.classes == ("caf\xe9",)
    assert training.images[0].labels.tolist() == [1, 1]
    read = open_dataset(tmp_path).read_labels(tmp_path / "a.png")
    read.save(
        read.image_annotations.with_annotations(
            [*read.image_annotations.annotations, Annotation(Box(1, 2, 30, 40), "caf\xe9")]
        )
    )
    assert (tmp_path / "a.txt").read_text("utf-8").startswith(rows)
    assert (tmp_path / "a.txt").read_text("utf-8").splitlines()[2].startswith("0 ")


def test_that_renaming_a_decomposed_class_in_a_yolo_list_can_be_undone_to_the_byte(tmp_path: Path) -> None:
    images(tmp_path, "a.png")
    listed = f"{normalize('NFD', 'café')}\ndog\n"
    files(tmp_path, {"a.txt": "0 0.5 0.5 0.1 0.1\n", "classes.txt": listed})
    data = open_dataset(tmp_path)
    (change,) = [step.run() for step in plan_steps(data, ClassEdit("caf\xe9", "bar"), data.images)]
    assert (tmp_path / "classes.txt").read_text("utf-8") == "bar\ndog\n"
    assert change is not None
    change.revert(data)
    assert (tmp_path / "classes.txt").read_text("utf-8") == listed


def test_that_a_decomposed_class_of_a_table_is_renamed(tmp_path: Path) -> None:
    images(tmp_path, "a.png")
    table = "filename,width,height,class,xmin,ymin,xmax,ymax\na.png,640,480,{},1,2,3,4\n"
    files(tmp_path, {"labels.csv": table.format(normalize("NFD", "café"))})
    data = open_dataset(tmp_path)
    for step in plan_steps(data, ClassEdit("caf\xe9", "bar"), data.images):
        step.run()
    assert (tmp_path / "labels.csv").read_text("utf-8") == table.format("bar")


@pytest.mark.parametrize("case", ["04-nfd-image-nfc-label", "04e-nfd-classes"])
def test_that_the_shared_cases_have_every_image_labeled_with_one_class(shared: Path, tmp_path: Path, case: str) -> None:
    root = tmp_path / "case"
    shutil.copytree(shared / "cases" / case, root)
    data = open_dataset(root)
    assert list(data.label_flags) == [1, 1]
    assert len(load_training_set(root).classes) == 1
