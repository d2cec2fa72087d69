"""Opening a folder of many images makes no object for each of them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from detector.data import label_folders
from detector.data.directory_cache import share_directory_cache
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


SETS = {
    "a folder of masks for all images": ("images/{n}.png", "masks/{n}_1.png"),
    "a folder of masks for each image": ("images/{n}.png", "masks/{n}/1.png"),
    "an image and its masks in a folder": ("{n}/images/{n}.png", "{n}/masks/1.png"),
    "an image and its boxes in a folder": ("{n}/images/{n}.png", "{n}/annotations/{n}.xml"),
}


def build_set(root: Path, files: Sequence[str], count: int) -> None:
    for number in range(count):
        for file in files:
            path = root / file.format(n=f"n{number}")
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.suffix == ".png":
                write_image(path)
            else:
                path.write_text("<annotation/>")


@pytest.mark.parametrize("files", SETS.values(), ids=SETS)
def test_that_opening_lists_each_folder_once(
    files: Sequence[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_set(tmp_path / "a", files, 6)
    listed: Counter[str] = Counter()

    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", lambda folder: listed.update([str(folder)]) or scandir(folder))
    with share_directory_cache():
        dataset = open_dataset(tmp_path / "a")
        assert find_unused_labels(dataset) == []
    assert sum(dataset.label_flags) == len(dataset.images) == 6
    assert set(listed.values()) == {1}


def test_that_the_folders_beside_are_searched_by_their_names_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not once for each of them: that would be a million names for a thousand images with a folder of their own."""
    build_set(tmp_path / "a", SETS["an image and its boxes in a folder"], 12)
    asked: Counter[str] = Counter()
    is_label_folder = label_folders.is_label_folder
    monkeypatch.setattr(
        label_folders, "is_label_folder", lambda name, beside="": asked.update([name]) or is_label_folder(name, beside)
    )
    assert sum(open_dataset(tmp_path / "a").label_flags) == 12
    assert set(asked) == {"annotations"}


def test_that_links_that_lead_in_circles_end(tmp_path: Path) -> None:
    build_set(tmp_path / "a", SETS["an image and its masks in a folder"], 2)
    (tmp_path / "a/n0/again").symlink_to(tmp_path / "a", target_is_directory=True)
    (tmp_path / "a/n1/masks/same").symlink_to(tmp_path / "a/n1/masks", target_is_directory=True)
    dataset = open_dataset(tmp_path / "a")
    assert sorted(dataset.images.names) == ["n0/images/n0.png", "n1/images/n1.png"]
