"""Which images a folder has, in which order, and which label file belongs to which."""

from __future__ import annotations

import os
import tracemalloc
from pathlib import Path

import pytest

from detector.data.folder import NO_FOLDER, NO_IMAGES, ImageEntry, list_folder
from detector.data.label_pairing import BESIDE_IMAGES, MAX_COLLISION_NOTICES, scan_folder
from detector.data.natural_order import natural_key, sort_naturally
from detector.errors import DatasetError
from tests.sentences import sentence_pattern


def fill(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    return folder


def names_in(root: Path) -> list[str]:
    return list(scan_folder(root).names)


def label_files(root: Path) -> dict[str, str]:
    return {entry.image.name: entry.label_file.name for entry in scan_folder(root)}


def test_that_images_come_in_the_order_people_count(tmp_path: Path) -> None:
    fill(tmp_path, "img10.jpg", "img2.jpg", "IMG1.png", "img02.jpg", "b.bmp", "a 3.tif")
    assert names_in(tmp_path) == ["a 3.tif", "b.bmp", "IMG1.png", "img02.jpg", "img2.jpg", "img10.jpg"]


def test_that_suffixes_are_known_in_any_case_and_other_files_left_out(tmp_path: Path) -> None:
    fill(tmp_path, "a.JPG", "b.Png", "c.txt", "d", "e.xml", ".hidden.jpg", "jpg", "f.jpg.bak")
    assert names_in(tmp_path) == ["a.JPG", "b.Png"]


def test_that_folders_that_look_like_images_or_are_hidden_are_left_out(tmp_path: Path) -> None:
    fill(tmp_path, "a.jpg", "sub.jpg/inner.jpg", ".git/b.jpg")
    assert names_in(tmp_path) == ["a.jpg"]


def test_that_links_to_images_are_images(tmp_path: Path) -> None:
    fill(tmp_path, "away/real.jpg")
    (tmp_path / "open").mkdir()
    (tmp_path / "open" / "link.jpg").symlink_to(tmp_path / "away" / "real.jpg")
    assert names_in(tmp_path / "open") == ["link.jpg"]


def test_that_names_with_line_feeds_are_images_like_others(tmp_path: Path) -> None:
    fill(tmp_path, "a\nb.jpg", "a\nb.xml", "c.jpg")
    assert label_files(tmp_path) == {"a\nb.jpg": "a\nb.xml", "c.jpg": "c.xml"}
    assert scan_folder(tmp_path).label_flags == b"\1\0"


def test_that_links_to_folders_are_folders_and_links_to_label_files_are_label_files(tmp_path: Path) -> None:
    fill(tmp_path, "away/one.xml", "set/one.jpg", "set/other.jpg", "away/inside/two.jpg")
    (tmp_path / "set" / "one.xml").symlink_to(tmp_path / "away" / "one.xml")
    (tmp_path / "set" / "inside").symlink_to(tmp_path / "away" / "inside")
    (tmp_path / "set" / ".hidden.xml").symlink_to(tmp_path / "away" / "one.xml")
    listing = list_folder(tmp_path / "set", ".xml")
    assert (listing.images, listing.labels) == (["one.jpg", "other.jpg"], {"one": "one.xml"})
    assert listing.folders == ["inside"]


@pytest.mark.parametrize(
    ("names", "flags"),
    [
        (("a.jpg", "a.xml", "b.jpg", "b.xml"), b"\1\1"),
        (("a.jpg", "a.xml", "b.jpg", "b.XML"), b"\1\1"),
        (("a.jpg", "a.xml", "b.jpg", "c.xml"), b"\1\0"),
        (("a.jpg", "a.xml", "a.jpg.jpg", "a.jpg.xml"), b"\1\1"),
        (("a.jpg", "a.png", "a.xml", "a.jpg.xml"), b"\1\0"),
    ],
)
def test_that_as_many_label_files_as_images_are_each_that_of_their_image(
    tmp_path: Path, names: tuple[str, ...], flags: bytes
) -> None:
    folder = scan_folder(fill(tmp_path, *names))
    assert folder.label_flags == flags
    files = [entry.label_file for entry, has in zip(folder, flags, strict=True) if has]
    assert len(set(files)) == len(files)
    assert all(file.exists() for file in files)


def test_that_label_files_lie_beside_their_images_and_are_known_without_asking_again(tmp_path: Path) -> None:
    folder = scan_folder(fill(tmp_path, "a.jpg", "a.xml", "b.jpg", "c.jpg", "c.XML"))
    assert list(folder)[:2] == [
        ImageEntry(tmp_path / "a.jpg", tmp_path / "a.xml"),
        ImageEntry(tmp_path / "b.jpg", tmp_path / "b.xml"),
    ]
    assert folder[2].label_file == tmp_path / "c.XML"
    assert [folder.has_labels(index) for index in range(3)] == [True, False, True]
    assert folder[1:] == [folder[1], folder[2]]
    assert folder.notices == ()


def test_that_the_voc_layout_is_found_from_its_images(tmp_path: Path) -> None:
    fill(tmp_path, "JPEGImages/a.jpg", "JPEGImages/b.jpg", "Annotations/b.xml", "ImageSets/Main/train.txt")
    folder = scan_folder(tmp_path / "JPEGImages")
    assert folder[1] == ImageEntry(tmp_path / "JPEGImages" / "b.jpg", tmp_path / "Annotations" / "b.xml")
    assert [folder.has_labels(index) for index in range(2)] == [False, True]
    assert folder.directory == tmp_path / "JPEGImages"


def test_that_the_voc_layout_is_found_when_its_images_are_opened_from_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path, "JPEGImages/a.jpg", "Annotations/a.xml")
    monkeypatch.chdir(tmp_path / "JPEGImages")
    folder = scan_folder(Path())
    assert folder[0].label_file.resolve() == tmp_path / "Annotations" / "a.xml"
    assert folder.has_labels(0)


def test_that_each_image_of_the_voc_layout_has_its_labels_wherever_they_are(tmp_path: Path) -> None:
    fill(tmp_path, "JPEGImages/a.jpg", "JPEGImages/a.xml", "JPEGImages/b.jpg", "JPEGImages/c.jpg", "Annotations/b.xml")
    folder = scan_folder(tmp_path / "JPEGImages")
    assert [entry.label_file for entry in folder] == [
        tmp_path / "JPEGImages" / "a.xml",
        tmp_path / "Annotations" / "b.xml",
        tmp_path / "Annotations" / "c.xml",
    ]
    assert list(folder.label_flags) == [1, 1, 0]
    assert folder.notices == ()


def test_that_of_label_files_in_two_places_the_layouts_own_counts_and_the_other_is_named(tmp_path: Path) -> None:
    fill(tmp_path, "JPEGImages/a.jpg", "JPEGImages/b.jpg", "JPEGImages/a.xml", "Annotations/a.xml")
    folder = scan_folder(tmp_path / "JPEGImages")
    assert folder[0].label_file == tmp_path / "Annotations" / "a.xml"
    assert "1 image has two label files" in folder.notices[0]
    assert BESIDE_IMAGES in folder.notices[0]


def test_that_of_two_images_with_one_stem_the_first_owns_the_plain_label_file(tmp_path: Path) -> None:
    folder = scan_folder(fill(tmp_path, "a.png", "a.jpg", "b.jpg"))
    assert label_files(tmp_path) == {"a.jpg": "a.xml", "a.png": "a.png.xml", "b.jpg": "b.xml"}
    assert len(folder.notices) == 1
    for name in ("a.jpg", "a.png", "a.xml", "a.png.xml"):
        assert name in folder.notices[0]


def test_that_the_image_named_in_a_shared_label_file_owns_it(tmp_path: Path) -> None:
    fill(tmp_path, "a.jpg", "a.png")
    (tmp_path / "a.xml").write_text("<annotation>\n<filename> a.png </filename></annotation>")
    folder = scan_folder(tmp_path)
    assert label_files(tmp_path) == {"a.jpg": "a.jpg.xml", "a.png": "a.xml"}
    assert [folder.has_labels(index) for index in range(2)] == [False, True]


def test_that_no_label_file_is_shared_even_by_odd_names(tmp_path: Path) -> None:
    fill(tmp_path, "a.jpg", "a.png", "a.png.jpg", "a.png.xml")
    files = label_files(tmp_path)
    assert len(set(files.values())) == 3
    assert files["a.png.jpg"] == "a.png.xml"


def test_that_labels_of_an_image_stay_its_own_when_the_other_of_its_stem_is_gone(tmp_path: Path) -> None:
    fill(tmp_path, "a.png", "a.png.xml")
    (tmp_path / "a.xml").write_text("<annotation><filename>a.jpg</filename></annotation>")
    assert label_files(tmp_path) == {"a.png": "a.png.xml"}
    (tmp_path / "a.xml").write_text("<annotation><filename>a.png</filename></annotation>")
    assert label_files(tmp_path) == {"a.png": "a.xml"}


def test_that_many_collisions_are_counted_instead_of_listed_one_by_one(tmp_path: Path) -> None:
    fill(
        tmp_path, *(f"{number}{suffix}" for number in range(MAX_COLLISION_NOTICES + 20) for suffix in (".jpg", ".png"))
    )
    notices = scan_folder(tmp_path).notices
    assert len(notices) == MAX_COLLISION_NOTICES + 1
    assert notices[-1].startswith("20 more")


def test_that_a_folder_without_images_says_where_some_may_be(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=sentence_pattern(NO_IMAGES)):
        scan_folder(tmp_path)
    fill(tmp_path, "test/a.jpg", "train/b.jpg", "notes.txt")
    with pytest.raises(DatasetError, match="test, train"):
        scan_folder(tmp_path)


def test_that_what_is_not_a_folder_is_refused_with_its_name(tmp_path: Path) -> None:
    fill(tmp_path, "a.jpg")
    with pytest.raises(DatasetError, match=r"a\.jpg is a file, not a folder"):
        scan_folder(tmp_path / "a.jpg")
    with pytest.raises(DatasetError, match=sentence_pattern(NO_FOLDER, folder=tmp_path / "gone")):
        scan_folder(tmp_path / "gone")


def test_that_an_unreadable_folder_is_refused_with_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(DatasetError, match="cannot be read"):
        scan_folder(tmp_path)


def test_that_a_canceled_scan_ends_early_without_an_error(tmp_path: Path) -> None:
    assert len(scan_folder(fill(tmp_path, "a.jpg"), lambda: True)) == 0


class ListedFile:
    def __init__(self, name: str) -> None:
        self.name = name

    def is_file(self, follow_symlinks: bool = True) -> bool:
        assert not follow_symlinks, "following links asks the disk for each file"
        return True

    def stat(self) -> None:
        raise AssertionError("asks the disk for each file")

    is_dir = is_symlink = stat


class Listing(list[ListedFile]):
    def __enter__(self) -> Listing:
        return self

    def __exit__(self, *_: object) -> None: ...


@pytest.mark.slow
def test_that_a_hundred_thousand_images_cost_little_memory_and_no_question_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = 100_000
    monkeypatch.setattr(
        os,
        "scandir",
        lambda _: Listing(
            ListedFile(f"IMG_{number}{suffix}") for number in range(count) for suffix in (".jpg", ".xml")
        ),
    )
    before = Listing(os.scandir(tmp_path))  # the listing itself is not the scan's memory
    monkeypatch.setattr(os, "scandir", lambda _: before)
    tracemalloc.start()
    try:
        folder = scan_folder(tmp_path)
        kept, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(folder) == count
    assert folder.names[99_999] == "IMG_99999.jpg"
    assert folder.has_labels(99_999)
    assert peak < 60_000_000  # names are copied in their order, which makes later passes fast
    assert kept < 15_000_000


def test_that_natural_order_distinguishes_all_names() -> None:
    names = ["a1", "a01", "A1", "a1.jpg", "a1b", "1", "01"]
    assert len({natural_key(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    "names",
    [
        [],
        ["a.jpg"],
        [f"image_{number:03}.jpg" for number in (12, 3, 700, 41, 9)],
        [f"image_{number}.jpg" for number in (12, 3, 700, 41, 9)],
        ["img2.jpg", "img10.jpg", "IMG1.jpg", "img1.jpg", "img01.jpg"],
        ["1 2.jpg", "0 3.jpg", "1 1.jpg"],
        ["2\n1.jpg", "1\n2.jpg", "0.jpg"],
        ["1\n", "0"],
        ["é2.jpg", "é1.jpg", "e3.jpg", "٣.jpg"],
    ],
)
def test_that_names_are_sorted_by_their_natural_key(names: list[str]) -> None:
    assert sort_naturally(names) == sorted(names, key=natural_key)
