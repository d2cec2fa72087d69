"""Replacing files whole or not at all."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path

import pytest

from detector.data.atomic import ABANDONED_AFTER_S, remove_half_written, write_atomically


def fill_disk(monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    """From now on the disk is full, which `write` or only `fsync` notices."""
    write = os.write

    def fail(descriptor: int, data: bytes = b"") -> int:
        if call == "write" and len(data) > 3:
            return write(descriptor, data[:3])  # the first bytes still fit
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, call, fail)


def test_that_the_content_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    for content in (b"first", b"", b"x" * 5_000_000):
        write_atomically(path, content)
        assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
@pytest.mark.parametrize("before", [b"before", None])
def test_that_a_full_disk_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, before: bytes | None
) -> None:
    path = tmp_path / "a.xml"
    if before is not None:
        path.write_bytes(before)
    with monkeypatch.context() as patched:
        if call == "replace":
            patched.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))
        else:
            fill_disk(patched, call)
        with pytest.raises(OSError, match=r"space|full"):
            write_atomically(path, b"after, and longer")
    assert [entry.read_bytes() for entry in tmp_path.iterdir()] == ([] if before is None else [before])


def test_that_a_partial_write_is_carried_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    with monkeypatch.context() as patched:
        patched.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:3]))
        write_atomically(tmp_path / "a.xml", b"0123456789")
    assert (tmp_path / "a.xml").read_bytes() == b"0123456789"


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps its own journal of names")
def test_that_it_is_on_the_disk_before_it_takes_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    for name in ("fsync", "replace"):
        real = getattr(os, name)
        monkeypatch.setattr(os, name, lambda *args, name=name, real=real: (calls.append(name), real(*args))[1])
    write_atomically(tmp_path / "a.xml", b"x")
    assert calls == ["fsync", "replace", "fsync"]  # of the file, and of the folder that names it


@pytest.mark.skipif(os.name == "nt", reason="Windows has no permission bits")
def test_that_permissions_are_kept_and_new_files_follow_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    mask = os.umask(0o027)
    try:
        write_atomically(path, b"x")
    finally:
        os.umask(mask)
    assert path.stat().st_mode & 0o777 == 0o640
    path.chmod(0o604)
    write_atomically(path, b"y")
    assert path.stat().st_mode & 0o777 == 0o604


def test_that_a_link_is_written_through(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    target = tmp_path / "real" / "a.xml"
    target.write_bytes(b"before")
    link = tmp_path / "a.xml"
    link.symlink_to(target)
    write_atomically(link, b"after")
    assert link.is_symlink()
    assert target.read_bytes() == b"after"
    assert list((tmp_path / "real").iterdir()) == [target]


def test_that_a_file_marked_read_only_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(b"before")
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)  # an administrator may always write
    with pytest.raises(PermissionError):
        write_atomically(path, b"after")
    assert path.read_bytes() == b"before"


def test_that_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_atomically(tmp_path / "gone" / "a.xml", b"x")


def test_that_the_longest_file_names_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 251 + ".xml")
    write_atomically(path, b"x")
    assert path.read_bytes() == b"x"


def test_that_what_a_killed_process_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    long_ago = time.time() - 2 * ABANDONED_AFTER_S
    names = [".0123456789abcdef.tmp", "0123456789abcdef.tmp", ".0123456789ABCDEF.tmp", ".cat.tmp", "cat.xml"]
    for name in names:
        (tmp_path / name).write_text("x")
        os.utime(tmp_path / name, (long_ago, long_ago))
    fresh = tmp_path / ".fedcba9876543210.tmp"
    fresh.write_text("a process that writes now")
    folder = tmp_path / ".aaaaaaaaaaaaaaaa.tmp"
    folder.mkdir()
    assert remove_half_written(tmp_path) == [tmp_path / names[0]]
    assert {path.name for path in tmp_path.iterdir()} == {*names[1:], fresh.name, folder.name}
    assert remove_half_written(tmp_path, older_than_s=0) == [fresh]
    assert remove_half_written(tmp_path / "gone") == []
