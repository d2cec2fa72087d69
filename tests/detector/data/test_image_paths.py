from __future__ import annotations

from pathlib import Path

import pytest

from detector.data.image_paths import ImagePaths


def test_that_paths_come_in_natural_order_and_are_found_again(tmp_path: Path) -> None:
    expected = [tmp_path / name for name in ("2.jpg", "10.jpg", "sub 3/1.jpg", "sub 20/1.jpg")]
    paths = ImagePaths.from_paths(tmp_path, reversed(expected))
    assert list(paths) == expected
    assert [paths.find_index(path) for path in expected] == [0, 1, 2, 3]
    assert paths[1:3] == expected[1:3]
    assert paths.name_at(2) == "sub 3/1.jpg"
    assert paths.find_index(tmp_path / "sub 3" / "2.jpg") is None
    assert paths.find_index(tmp_path.parent / "2.jpg") is None


def test_that_images_beside_the_folder_have_plain_paths(tmp_path: Path) -> None:
    image = tmp_path / "images" / "a.jpg"
    paths = ImagePaths.from_paths(tmp_path / "annotations", [image])
    assert paths[0] == image
    assert paths.name_at(0) == "../images/a.jpg"
    assert paths.find_index(image) == 0


def test_that_an_image_is_found_by_any_name_of_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    paths = ImagePaths(tmp_path / "real", ["img7.jpg"])
    assert paths.find_index(tmp_path / "link" / "img7.jpg") == 0
    monkeypatch.chdir(tmp_path / "real")
    assert paths.find_index(Path("img7.jpg")) == 0
