"""Opening a folder of many images makes no object for each of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from detector.data.folder import ImageEntry, ImageFolder, group_by_folder
from detector.data.formats.registry import open_dataset
from detector.data.formats.shared.per_image_dataset import PairedFolders
from detector.data.unused_labels import find_unused_labels
from tests.detector.image_files import write_image


def folder_of(names: list[str], labeled: list[int], tmp_path: Path) -> ImageFolder:
    elsewhere = {"b.png": tmp_path / "other" / "b.xml"}
    return ImageFolder(
        tmp_path, tmp_path / "labels", names, bytes(labeled), {"c.png": "c.png.xml"}, elsewhere=elsewhere
    )


def test_that_label_files_are_those_of_the_labeled_entries(tmp_path: Path) -> None:
    folder = folder_of(["a.png", "b.png", "c.png", "d.png"], [1, 1, 1, 0], tmp_path)
    assert folder.label_files() == group_by_folder(entry.label_file for entry in folder.iter_labeled_entries())
    assert folder.label_files() == {tmp_path / "labels": {"a.xml", "c.png.xml"}, tmp_path / "other": {"b.xml"}}
    assert folder_of(["a.png"], [0], tmp_path).label_files() == {}


@pytest.mark.parametrize("max_count", [1, 2, 3, 7, 100])
def test_that_some_labeled_images_are_spread_over_all(tmp_path: Path, max_count: int) -> None:
    names = [f"{number}.png" for number in range(40)]
    labeled = [number % 3 > 0 for number in range(40)]
    found = PairedFolders(tuple(folder_of(names, [*map(int, labeled)], tmp_path) for _ in range(2)))
    every = list(found.iter_labeled_entries())
    some = found.sample_labeled(max_count)
    assert some == every[:: max(1, -(-len(every) // max_count))]
    assert 1 <= len(some) <= max_count


def test_that_looking_for_unused_labels_makes_no_entry_for_each_image(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []
    for number in range(30):
        write_image(tmp_path / f"{number}.png")
        (tmp_path / f"{number}.xml").write_text("<annotation/>")
    dataset = open_dataset(tmp_path)
    monkeypatch.setattr("detector.data.folder.ImageEntry", lambda *parts: made.append(parts) or ImageEntry(*parts))
    assert find_unused_labels(dataset) == []
    assert dataset.list_used_files() == {tmp_path: {f"{number}.xml" for number in range(30)}}
    assert made == []
