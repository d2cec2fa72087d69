"""The labels of several images of one file, saved in one write."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from detector.data.annotation import ImageAnnotations
from detector.data.formats.registry import open_dataset
from detector.data.formats.shared import single_file as joint_file
from detector.data.formats.shared.single_file_labels import JointLabelFile, save_together
from detector.errors import AnnotationConflictError, AnnotationWriteError
from tests.reliability.states import write_folder


def moved(file: JointLabelFile, dx: float) -> ImageAnnotations:
    return file.image_annotations.with_annotations(
        annotation.move_by(dx, 0) for annotation in file.image_annotations.annotations
    )


def files_of(folder: Path) -> list[JointLabelFile]:
    dataset = open_dataset(folder)
    files = [dataset.read_labels(image) for image in dataset.images]
    assert all(isinstance(file, JointLabelFile) for file in files)
    return [file for file in files if isinstance(file, JointLabelFile)]


def edges(folder: Path) -> list[float]:
    return [file.image_annotations.annotations[0].bounds.x1 for file in files_of(folder)]


@pytest.fixture
def writes(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    paths: list[Path] = []
    real = joint_file.overwrite_large_file

    def watched(path: Path, before: bytes | None, content: bytes) -> None:
        paths.append(path)
        real(path, before, content)

    monkeypatch.setattr(joint_file, "overwrite_large_file", watched)
    return paths


@pytest.mark.parametrize("format_name", ["coco", "csv"])
def test_that_several_images_are_one_write_and_can_be_saved_again(
    tmp_path: Path, writes: list[Path], format_name: str
) -> None:
    folder = write_folder(tmp_path / "a", format_name)
    files = files_of(folder)
    saved = save_together([(file, moved(file, 1 + at)) for at, file in enumerate(files)])
    assert [file.image_annotations.annotations[0].bounds.x1 for file in saved] == [2, 3, 4]
    assert edges(folder) == [2, 3, 4]
    assert len(writes) == 1
    saved[1].save(moved(saved[1], 5))
    save_together([(saved[2], moved(saved[2], 5))])
    assert edges(folder) == [2, 8, 9]


@pytest.mark.parametrize("format_name", ["coco", "csv"])
def test_that_what_another_program_did_to_other_images_stays(tmp_path: Path, format_name: str) -> None:
    folder = write_folder(tmp_path / "a", format_name)
    first, second, third = files_of(folder)
    other = files_of(folder)[2]
    other.save(moved(other, 30))
    save_together([(first, moved(first, 1)), (second, moved(second, 2))])
    assert edges(folder) == [2, 3, 31]
    with pytest.raises(AnnotationConflictError):
        save_together([(first, moved(first, 7)), (third, moved(third, 3))])
    assert edges(folder) == [2, 3, 31], "none is saved where one cannot be"


def test_that_nothing_is_written_where_one_cannot_be(tmp_path: Path, writes: list[Path]) -> None:
    folder = write_folder(tmp_path / "a", "coco")
    first, second, _ = files_of(folder)
    nameless = second.image_annotations.with_annotations(
        replace(annotation, label=" ") for annotation in second.image_annotations.annotations
    )
    with pytest.raises(AnnotationWriteError, match="no label"):
        save_together([(first, moved(first, 1)), (second, nameless)])
    assert writes == []
    path = folder / "annotations.json"
    path.write_text("{")
    with pytest.raises(AnnotationConflictError):
        save_together([(first, moved(first, 1)), (second, moved(second, 1))])
    assert path.read_text() == "{"


def test_that_a_file_that_came_back_as_it_was_is_no_conflict(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "a", "coco")
    path = folder / "annotations.json"
    first, second, _ = files_of(folder)
    content = path.read_bytes()
    changed = json.loads(content)
    changed["annotations"][0]["bbox"][0] = 50
    path.write_text(json.dumps(changed))
    with pytest.raises(AnnotationConflictError):
        first.save(moved(first, 1))
    path.write_bytes(content)
    first.save(moved(first, 1))
    second.save(moved(second, 1))
    assert edges(folder) == [2, 2, 1]
