"""The rules of Windows and macOS, simulated: drives, names that differ only in case, locks, signals, open files."""

from __future__ import annotations

import errno
import importlib.util
import ntpath
import os
import re
import signal
import sys
import types
from contextlib import ExitStack
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, cast

import pytest

from detector.cli import main
from detector.commands.train_signals import cancel_on_signals
from detector.data import image_moves, write_lock
from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.atomic import write_atomically
from detector.data.formats.base import FormatName, OpenOptions
from detector.data.formats.masks.layout import ClassFolderNames, format_class_folder, parse_class_folder
from detector.data.formats.masks.writer import MasksWriter
from detector.data.formats.registry import FORMATS
from detector.data.geometry import Box
from detector.data.image_moves import move_without_overwriting
from detector.data.image_paths import ImagePaths
from detector.data.lint.usability import image_display_name
from detector.data.relative_path import format_relative_path
from detector.data.results_folder import build_result_names
from detector.data.taken_names import TakenNames, fold_name
from detector.data.unused_labels import unused_label_notices
from detector.errors import DatasetError
from tests.detector.data.image_samples import png

if TYPE_CHECKING:
    from detector.training.trainer import Trainer

BOX = Box(1, 1, 9, 9)
DEVICES = ("CON", "nul", "Aux", "com1", "LPT9.v2", "COM²")
NOT_ON_WINDOWS = ("a:b", "what?", "dot.", "blank ", "<tag>", "a|b", 'say "hi"', "back\\slash")


@pytest.fixture
def other_drive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to which no relative path leads, as `ntpath.relpath` has it."""
    drive, relpath = tmp_path / "D", os.path.relpath

    def refuse(path: str | Path, start: str | Path = os.curdir) -> str:
        if Path(path).is_relative_to(drive) != Path(start).is_relative_to(drive):
            return ntpath.relpath("D:/images", "C:/set")
        return relpath(path, start)

    monkeypatch.setattr(os.path, "relpath", refuse)
    return drive


def test_that_images_on_another_drive_have_whole_names(tmp_path: Path, other_drive: Path) -> None:
    root = tmp_path / "C"
    near, far = root / "sub" / "1.png", other_drive / "images" / "1.png"
    assert format_relative_path(near, root) == "sub/1.png"
    assert format_relative_path(far, root) == far.as_posix()
    images = ImagePaths.from_paths(root, [near, far])
    assert set(images) == {near, far}
    assert [images[cast("int", images.find_index(path))] for path in (near, far)] == [near, far]
    names = build_result_names([near, far], root)
    assert names[0] == "sub_1.png"
    assert names[1].endswith("D_images_1.png")
    assert not any(mark in names[1] for mark in "/\\:")


def test_that_a_list_that_leads_to_another_drive_is_refused_by_a_sentence(tmp_path: Path, other_drive: Path) -> None:
    root, image = tmp_path / "C", other_drive / "a.png"
    for folder in (other_drive, root):
        folder.mkdir()
    image.write_bytes(png(20, 20))
    (root / "train.txt").write_text(f"{image}\n")
    (root / "data.yaml").write_text("train: train.txt\nval: train.txt\nnames: [cat]\n")
    with pytest.raises(DatasetError, match=re.escape(str(image))):
        FORMATS["yolo"].open_dataset(root / "data.yaml")


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_that_labels_on_another_drive_are_read_and_saved(tmp_path: Path, other_drive: Path, name: FormatName) -> None:
    root = tmp_path / "C"
    root.mkdir()
    other_drive.mkdir()
    (root / "a.png").write_bytes(png(20, 20))
    options = OpenOptions(labels_place=other_drive)
    data = FORMATS[name].begin_dataset(root, options=options)
    data.read_labels(data.images[0]).save(ImageAnnotations((Annotation(BOX, "cat"),)))
    again = FORMATS[name].open_dataset(root, options=options)
    (image,) = again.images
    (annotation,) = again.read_labels(image).image_annotations.annotations
    assert annotation.label == "cat"
    assert image_display_name(again, image) == "a.png"
    unused_label_notices(again)  # and no traceback


@pytest.mark.parametrize("names", [("a.png", "A.jpg"), ("é.png", "e\u0301.png"), ("a.png", "A.PNG")])
def test_that_one_of_two_images_is_renamed_where_disks_would_take_their_files_for_one(names: tuple[str, str]) -> None:
    taken = TakenNames()
    taken.add_path(Path(names[0]))
    assert not taken.is_free(Path(names[1]))
    assert taken.is_free(
        Path("a.jpg" if names[0] == "a.png" else "é.jpg")
    )  # the same stem: the formats keep them apart
    assert (
        len({fold_name(Path(name).stem) for name in build_result_names([Path("/x", n) for n in names], Path("/x"))})
        == 2
    )


@pytest.mark.parametrize("target", sorted(FORMATS))
def test_that_no_two_files_of_a_conversion_differ_only_in_case(tmp_path: Path, target: FormatName) -> None:
    source = tmp_path / "source"
    for name, label in (("a.png", "cat"), ("A.jpg", "Cat"), ("con.png", "CON")):
        labels = source / "labels" / f"{Path(name).stem}.txt"
        (source / "images").mkdir(parents=True, exist_ok=True)
        labels.parent.mkdir(exist_ok=True)
        (source / "images" / name).write_bytes(png(20, 20))
        labels.write_text(f"{('cat', 'Cat', 'CON').index(label)} 0.5 0.5 0.4 0.4\n")
    (source / "data.yaml").write_text("train: images\nval: images\nnames: [cat, Cat, CON]\n")
    assert main(["convert", str(source), "--to", target, "--out", str(tmp_path / "out")]) == 0
    files = [path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert len({fold_name(name) for name in files}) == len(files)
    again = FORMATS[target].open_dataset(tmp_path / "out")
    labels_again = [a.label for image in again.images for a in again.read_labels(image).image_annotations.annotations]
    assert sorted(labels_again) == ["CON", "Cat", "cat"]


@pytest.mark.parametrize("label", [*DEVICES, *NOT_ON_WINDOWS])
def test_that_windows_can_hold_the_folder_of_every_class(label: str) -> None:
    name = format_class_folder(label)
    assert parse_class_folder(name) == label
    assert not PureWindowsPath(name).is_reserved()
    assert PureWindowsPath(name).parts == (name,)
    assert name.rstrip(". ") == name
    assert not set(name) & set('<>:"/\\|?*')


@pytest.mark.parametrize("label", ["console", "auxiliary", "nullify", "com10", "cat", "lpt"])
def test_that_other_classes_keep_their_names(label: str) -> None:
    assert format_class_folder(label) == label


def test_that_classes_that_differ_only_in_case_have_masks_in_folders_of_their_own(tmp_path: Path) -> None:
    writer = MasksWriter(tmp_path, ["cat", "Cat", "CAT"])
    annotations = tuple(Annotation(BOX, label) for label in ("cat", "Cat", "CAT", "Cat"))
    writer.add_image("a.png", 20, 20, ImageAnnotations(annotations))
    folders = [path.name for path in (tmp_path / "masks" / "a").iterdir()]
    assert len({fold_name(name) for name in folders}) == 3
    assert {parse_class_folder(name) for name in folders} == {"cat", "Cat", "CAT"}
    names = ClassFolderNames()
    assert [names.assign_name(label) for label in ("cat", "Cat", "cat")] == ["cat", "%43at", "cat"]


def test_that_a_file_that_another_program_holds_open_is_written_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows: error 5 or 32, which Python gives as errno 13, when the file to be replaced is open."""

    real = os.replace

    def refuse(source: str | Path, target: str | Path) -> None:
        if Path(target).parent == tmp_path:
            raise PermissionError(errno.EACCES, "The process cannot access the file because it is being used")
        real(source, target)  # in the program's own folder

    path, new = tmp_path / "a.xml", tmp_path / "b.xml"
    path.write_bytes(b"before, and longer")
    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", refuse)
        write_atomically(path, b"after")
        with pytest.raises(PermissionError):
            write_atomically(new, b"new")
    assert [(entry.name, entry.read_bytes()) for entry in tmp_path.iterdir()] == [("a.xml", b"after")]


def test_that_moving_needs_no_links_on_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """FAT on a USB drive: `CreateHardLink` fails there with an error that Python gives as EINVAL."""

    def rename(path: Path, place: Path) -> None:
        if place.exists():
            raise FileExistsError(errno.EEXIST, "Cannot create a file when that file already exists", str(path))
        path.replace(place)

    def refuse(*_args: object, **_named: object) -> None:
        raise OSError(errno.EINVAL, "Incorrect function")

    monkeypatch.setattr(image_moves, "sys", types.SimpleNamespace(platform="win32"))
    monkeypatch.setattr(os, "rename", rename)
    monkeypatch.setattr(os, "link", refuse)
    path, place = tmp_path / "a", tmp_path / "b"
    path.write_bytes(b"1")
    move_without_overwriting(path, place)
    path.write_bytes(b"2")
    with pytest.raises(FileExistsError):
        move_without_overwriting(path, place)
    assert (path.read_bytes(), place.read_bytes()) == (b"2", b"1")


class FakeMsvcrt(types.ModuleType):
    """`msvcrt.locking`: from where the file stands, and refused with EACCES to every other descriptor."""

    LK_NBLCK, LK_UNLCK = 2, 0

    def __init__(self) -> None:
        super().__init__("msvcrt")
        self.holders: dict[tuple[int, int], int] = {}

    def locking(self, descriptor: int, mode: int, count: int) -> None:
        key = (os.fstat(descriptor).st_ino, os.lseek(descriptor, 0, os.SEEK_CUR))
        assert count == 1
        if mode == self.LK_UNLCK:
            assert self.holders.pop(key) == descriptor
        elif key in self.holders:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        else:
            self.holders[key] = descriptor


def test_that_the_locks_of_windows_are_taken_refused_and_freed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = FakeMsvcrt()
    monkeypatch.setitem(sys.modules, "msvcrt", fake)
    spec = importlib.util.spec_from_file_location("write_lock_on_windows", write_lock.__file__)
    assert spec is not None
    assert spec.loader is not None
    windows = importlib.util.module_from_spec(spec)
    with monkeypatch.context() as patched:
        patched.setattr(sys, "platform", "win32")
        spec.loader.exec_module(windows)
    path, busy = tmp_path / "a.xml", []
    with windows.hold_set_lock(path), windows.hold_file_lock(path):
        assert len(fake.holders) == 2
        try:
            with ExitStack() as others:  # as another process would
                windows._lock_among_processes(f"set-{windows._compute_stripe(path):02x}", path, 0.0, others)
        except windows.FileBusyError as error:
            busy.append(error.filename)
    assert busy == [str(path)]
    assert fake.holders == {}


def test_that_a_file_has_one_lock_in_whatever_case_it_is_named(tmp_path: Path) -> None:
    assert write_lock._compute_stripe(tmp_path / "A.XML") == write_lock._compute_stripe(tmp_path / "a.xml")


def test_that_ctrl_break_ends_a_training_in_good_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signal, "SIGBREAK", signal.SIGUSR1 if hasattr(signal, "SIGUSR1") else 21, raising=False)
    canceled: list[int] = []
    trainer = cast("Trainer", types.SimpleNamespace(cancel=lambda: canceled.append(1)))
    before = signal.getsignal(signal.SIGBREAK)  # type: ignore[attr-defined,unused-ignore]
    with cancel_on_signals(trainer) as received:
        signal.raise_signal(signal.SIGBREAK)  # type: ignore[attr-defined,unused-ignore]
    assert (len(received), canceled) == (1, [1])
    assert signal.getsignal(signal.SIGBREAK) == before  # type: ignore[attr-defined,unused-ignore]
