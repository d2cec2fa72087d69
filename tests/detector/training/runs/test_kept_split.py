"""A run that follows another measures on no image that was learned from."""

from __future__ import annotations

from pathlib import Path

import pytest

from detector.data.labeled_set import TrainingSet, load_training_set
from detector.training.runs.data_selection import DataChoice, choose_data, load_sets
from detector.training.runs.split_file import SPLIT_NAME, read_split, split_as_before, write_split
from tests.detector.drawn import drawn_folder


def names(part: TrainingSet | None) -> set[str]:
    assert part is not None
    return {image.path.name for image in part.images}


def grown(root: Path, before: int, after: int) -> tuple[TrainingSet, TrainingSet | None]:
    """The sets of a first run on `count` images, kept in `root`/run; then there are more images."""
    drawn_folder(root / "data", count=before)
    learned, measured = load_sets(root / "data", choose_data(root / "data"), 0)
    (root / "run").mkdir()
    write_split(root / "run", learned, measured)
    drawn_folder(root / "data", count=after)
    return learned, measured


@pytest.mark.parametrize("after", [12, 13, 20, 40])
def test_that_no_image_changes_its_side_when_others_come(tmp_path: Path, after: int) -> None:
    learned, measured = grown(tmp_path, 12, after)
    choice = choose_data(tmp_path / "data", like=tmp_path / "run")
    more, on = load_sets(tmp_path / "data", choice, 0)
    assert names(learned) <= names(more)
    assert names(measured) <= names(on)
    assert not names(more) & names(on)
    assert len(names(more) | names(on)) == after
    # Without it, images that were learned from would be measured on.
    if after == 40:
        _, other = load_sets(tmp_path / "data", choose_data(tmp_path / "data"), 0)
        assert names(other) & names(learned)


def test_that_a_resumed_run_finds_the_same_split(tmp_path: Path) -> None:
    grown(tmp_path, 12, 20)
    choice = choose_data(tmp_path / "data", like=tmp_path / "run")
    again = DataChoice.from_arguments(choice.to_arguments())
    assert again == choice
    assert [names(part) for part in load_sets(tmp_path / "data", again, 0)] == [
        names(part) for part in load_sets(tmp_path / "data", choice, 0)
    ]


def test_that_a_copy_of_a_measured_image_is_not_learned_from(tmp_path: Path) -> None:
    _, measured = grown(tmp_path, 12, 12)
    one = sorted(names(measured))[0]
    for suffix in (".png", ".xml"):
        source = (tmp_path / "data" / one).with_suffix(suffix)
        (tmp_path / "data" / f"copy{suffix}").write_bytes(source.read_bytes())
    more, _ = load_sets(tmp_path / "data", choose_data(tmp_path / "data", like=tmp_path / "run"), 0)
    assert "copy.png" not in names(more)


@pytest.mark.parametrize("content", [None, b"", b"[]", b'{"learned": [1], "measured": []}', b"\xff"])
def test_that_a_split_that_cannot_be_read_is_none(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / SPLIT_NAME).write_bytes(content)
    assert read_split(tmp_path) is None


def test_that_a_side_without_images_is_split_again(tmp_path: Path) -> None:
    labeled = load_training_set(drawn_folder(tmp_path / "data", count=12))
    write_split(tmp_path, labeled, None)
    kept = read_split(tmp_path)
    assert kept is not None
    assert split_as_before(labeled, kept, 0.2, 0) is None
