"""Copies of label files that are written over: all files of an image, and never over another copy."""

from __future__ import annotations

from pathlib import Path

from frcnn_gui.saving.backup_copies import back_up_files
from tests.detector.data.formats.format_samples import files


def list_copies(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_that_the_copies_of_one_file_have_different_names(tmp_path: Path) -> None:
    files(tmp_path / "data", {"a.xml": b"one"})
    copies = {back_up_files([tmp_path / "data/a.xml"], tmp_path / "kept", "theirs") for _ in range(3)}
    assert len(copies) == 3
    assert all(copy is not None and copy.read_bytes() == b"one" and copy.suffix == ".xml" for copy in copies)


def test_that_masks_are_copied_as_they_are_to_each_other(tmp_path: Path) -> None:
    """The folder of an image and its masks: masks of other images in it are left out."""
    data = files(tmp_path / "data", {"masks/a_1.png": b"1", "masks/cat/a_1.png": b"2", "masks/b_1.png": b"3"})
    names = (".", "cat/a_1.png", "a_1.png", "gone.png")
    copy = back_up_files([data / "masks" / name for name in names], tmp_path / "kept", "theirs")
    assert copy is not None
    assert list_copies(copy) == {"a_1.png": b"1", "cat/a_1.png": b"2"}
    assert back_up_files([data / "masks", data / "gone"], tmp_path / "kept", "theirs") is None
