"""A folder of results: what may go, what each image is called, and several who write to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from detector.data.annotation import Annotation
from detector.data.geometry import Box
from detector.data.results_folder import (
    NOT_FOR_RESULTS,
    ResultsFolder,
    build_result_names,
    check_results_folder,
    group_by_stem,
)
from detector.errors import DatasetError
from tests.sentences import sentence_pattern

ANNOTATIONS = [Annotation(Box(1, 2, 30, 40), "cup", 0, score=0.75)]


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("overwrite", [False, True])
def test_that_a_folder_that_is_empty_or_not_there_is_free(tmp_path: Path, overwrite: bool) -> None:
    check_results_folder(tmp_path / "new", overwrite)
    (tmp_path / ".hidden").touch()
    check_results_folder(tmp_path, overwrite)


@pytest.mark.parametrize("overwrite", [False, True])
def test_that_files_that_are_no_results_may_not_go(tmp_path: Path, overwrite: bool) -> None:
    (tmp_path / "a.xml").touch()
    with pytest.raises(DatasetError, match=r"such as a\.xml"):
        check_results_folder(tmp_path, overwrite)
    with pytest.raises(DatasetError, match=sentence_pattern(NOT_FOR_RESULTS)):
        check_results_folder(tmp_path / "a.xml", overwrite)


def test_that_results_may_go_when_that_is_asked_for(tmp_path: Path) -> None:
    results = ResultsFolder(tmp_path / "out", "voc", ["cup"])
    results.add_detections("a.png", 64, 48, ANNOTATIONS)
    results.close()  # before it was finished, as after Ctrl-C
    with pytest.raises(DatasetError, match="--overwrite"):
        check_results_folder(tmp_path / "out", False)
    check_results_folder(tmp_path / "out", True)


def test_that_images_are_called_by_their_folders_where_their_names_are_the_same() -> None:
    root = Path("data")
    images = [root / name for name in ("a.png", "train/b.png", "val/b.png", "val/c.png", "train_b.png")]
    names = build_result_names(images, root)
    assert names[:4] == ["a.png", "train_b.png", "val_b.png", "c.png"]
    assert len(set(names)) == 5


def test_that_rows_of_one_stem_stay_together() -> None:
    assert group_by_stem(["a.png", "b.png", "a.jpg"]) == [[0, 2], [1]]


def test_that_several_can_write_to_one_folder(tmp_path: Path) -> None:
    first, second = (ResultsFolder(tmp_path, "yolo", ["hat", "cup"], rank) for rank in (0, 1))
    first.add_detections("a.png", 64, 48, ANNOTATIONS)
    second.add_detections("b.png", 64, 48, ANNOTATIONS)
    first.finish()
    for results in (first, second):
        results.close()
    assert files(tmp_path) == ["data.yaml", "detections.json", "labels/a.txt", "labels/b.txt"]
    rows = [(tmp_path / "labels" / f"{name}.txt").read_text(encoding="utf-8") for name in ("a", "b")]
    assert rows[0] == rows[1]
    assert rows[0].split()[0] == "1"


def test_that_labels_say_which_folder_they_are_in(tmp_path: Path) -> None:
    results = ResultsFolder(tmp_path / "found", "voc", ["cup"])
    results.add_detections("a.png", 64, 48, ANNOTATIONS)
    assert "<folder>found</folder>" in (tmp_path / "found" / "a.xml").read_text(encoding="utf-8")


def test_that_scores_that_a_format_lacks_are_left_out_without_a_word(tmp_path: Path) -> None:
    results = ResultsFolder(tmp_path, "voc", ["cup"])
    results.add_detections("a.png", 64, 48, ANNOTATIONS)
    assert results.finish() == ()


def test_that_what_a_killed_run_left_is_cleared_away(tmp_path: Path) -> None:
    left = tmp_path / ".unfinished-0" / tmp_path.name
    left.mkdir(parents=True)
    (left / "data.yaml").touch()
    results = ResultsFolder(tmp_path, "yolo", ["cup"])
    results.add_detections("a.png", 64, 48, ANNOTATIONS)
    results.finish()
    results.close()
    assert files(tmp_path) == ["data.yaml", "detections.json", "labels/a.txt"]
