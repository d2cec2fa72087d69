"""Which images a run learns from and measures on, in folders that keep splits as people do."""

from __future__ import annotations

from pathlib import Path

import pytest

from detector.cli import build_parser
from detector.commands.train_data import build_data_choice
from detector.data.labeled_set import TrainingSet
from detector.training.runs.data_selection import DataChoice, choose_data, load_sets, preview_sets
from detector.training.runs.split_file import write_split
from tests.detector.drawn import drawn_folder


def make_splits(root: Path, **counts: int) -> Path:
    for seed, (name, count) in enumerate(counts.items()):
        drawn_folder(root / name, count=count, seed=seed)
    return root


def parts_of(labeled: TrainingSet | None) -> set[str]:
    assert labeled is not None
    return {image.path.parent.name for image in labeled.images}


def test_that_without_a_validation_split_part_of_the_training_split_is_held_out(tmp_path: Path) -> None:
    make_splits(tmp_path, train=20, test=6)
    learned, measured = load_sets(tmp_path, choose_data(tmp_path), 0)
    assert (parts_of(learned), len(learned.images)) == ({"train"}, 16)
    assert measured is not None
    assert (parts_of(measured), len(measured.images)) == ({"train"}, 4)


def test_that_own_splits_are_used_as_such(tmp_path: Path) -> None:
    make_splits(tmp_path, train=12, valid=3, test=6)
    learned, measured = load_sets(tmp_path, choose_data(tmp_path), 0)
    assert measured is not None
    assert (parts_of(learned), len(learned.images)) == ({"train"}, 12)
    assert (parts_of(measured), len(measured.images)) == ({"valid"}, 3)


def test_that_of_a_small_training_split_nothing_is_held_out(tmp_path: Path) -> None:
    make_splits(tmp_path, train=9, test=20)
    learned, measured = load_sets(tmp_path, choose_data(tmp_path), 0)
    assert (parts_of(learned), len(learned.images)) == ({"train"}, 9)
    assert measured is None


SPLITS: list[dict[str, int]] = [
    {"train": 20, "test": 6},
    {"train": 12, "valid": 3, "test": 6},
    {"train": 9, "test": 2},
]


@pytest.mark.parametrize("counts", SPLITS)
def test_that_the_preview_counts_what_is_loaded(tmp_path: Path, counts: dict[str, int]) -> None:
    make_splits(tmp_path, **counts)
    choice = choose_data(tmp_path)
    learned, measured = load_sets(tmp_path, choice, 0)
    preview = preview_sets(tmp_path, choice)
    assert preview.learned_count == len(learned.images)
    assert preview.measured_count == (len(measured.images) if measured is not None else 0)
    assert preview.training_split == "train"
    assert preview.unused_splits == ("test",)


@pytest.mark.parametrize("count", [12, 13, 20, 40])
def test_that_the_preview_counts_a_split_that_is_kept(tmp_path: Path, count: int) -> None:
    data, run = tmp_path / "data", tmp_path / "run"
    drawn_folder(data, count=12)
    run.mkdir()
    write_split(run, *load_sets(data, choose_data(data), 0))
    drawn_folder(data, count=count)
    choice = choose_data(data, like=run)
    learned, measured = load_sets(data, choice, 0)
    assert measured is not None
    preview = preview_sets(data, choice)
    assert (preview.learned_count, preview.measured_count) == (len(learned.images), len(measured.images))
    assert preview.unused_splits == ()


def parse_choice(data: Path, *arguments: str) -> DataChoice:
    args = build_parser("train").parse_args(["train", str(data), "--out", str(data / "run"), *arguments])
    return build_data_choice(args, {})


def test_that_a_fraction_on_the_command_line_is_of_the_training_split(tmp_path: Path) -> None:
    make_splits(tmp_path, train=12, test=6)
    choice = parse_choice(tmp_path, "--val-fraction", "0.25")
    learned, measured = load_sets(tmp_path, choice, 0)
    assert parts_of(learned) == parts_of(measured) == {"train"}
    assert DataChoice.from_arguments(choice.to_arguments()) == choice


def test_that_a_run_begun_by_an_earlier_version_keeps_its_images(tmp_path: Path) -> None:
    make_splits(tmp_path, train=12, test=6)
    earlier = DataChoice(val_fraction=0.25)  # of all images, the test split included
    args = build_parser("train").parse_args(["train", str(tmp_path), "--out", str(tmp_path), "--val-fraction", "0.25"])
    assert build_data_choice(args, earlier.to_arguments()) == earlier
