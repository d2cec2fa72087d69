"""Files that no other can take the place of: written to themselves, whole after a crash or a full disk."""

from __future__ import annotations

import errno
import logging
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from detector.data import in_place
from detector.data.atomic import write_atomically
from detector.data.formats.registry import open_dataset
from detector.data.in_place import COPY_FAILED, WRITTEN_MEANWHILE, finish_interrupted_writes
from detector.data.own_folder import user_data_folder
from tests.reliability.states import write_folder
from tests.sentences import sentence_pattern

POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
WRITER = """
import os, signal, sys
from pathlib import Path
from detector.data import in_place
from detector.data.atomic import write_atomically
path, after = Path(sys.argv[1]), Path(sys.argv[2]).read_bytes()
whole = in_place.write_all
def half(descriptor, content):
    if content == after:
        whole(descriptor, content[: int(sys.argv[3])])
        os.kill(os.getpid(), signal.SIGKILL)
    whole(descriptor, content)
in_place.write_all = half
write_atomically(path, after)
"""


@pytest.fixture(autouse=True)
def own(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the program's own for each test."""
    home = tmp_path_factory.mktemp("own")
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    monkeypatch.setenv("APPDATA", str(home))
    return user_data_folder() / "saving"


def two_names(folder: Path, content: bytes) -> tuple[Path, Path]:
    path, other = folder / "a.txt", folder / "b.txt"
    path.write_bytes(content)
    os.link(path, other)
    return path, other


def unfinished(own: Path) -> list[str]:
    return [path.name for path in own.iterdir() if path.suffix not in (".lock", ".queue")]


def test_that_a_hard_link_stays_one(tmp_path: Path, own: Path) -> None:
    path, other = two_names(tmp_path, b"before")
    for content in (b"after, and longer", b"short", b""):
        write_atomically(path, content)
        assert other.read_bytes() == content
        assert path.samefile(other)
    assert sorted(tmp_path.iterdir()) == [path, other]
    assert unfinished(own) == []


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows kills otherwise")
@pytest.mark.parametrize(("before", "after"), [(b"b" * 3000, b"a" * 5000), (b"b" * 5000, b"a" * 3000)])
@pytest.mark.parametrize("written", [0, 700, 2999])
def test_that_a_kill_in_the_middle_of_a_write_is_made_good_when_a_folder_opens(
    tmp_path: Path, own: Path, before: bytes, after: bytes, written: int
) -> None:
    path, other = two_names(tmp_path, before)
    (tmp_path / "after").write_bytes(after)
    command = [sys.executable, "-c", WRITER, str(path), str(tmp_path / "after"), str(written)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert len(unfinished(own)) == 1
    open_dataset(write_folder(tmp_path / "photos", "voc"))
    never_begun = written == 0 and len(before) > len(after)  # a longer one had its room made first
    assert other.read_bytes() == (before if never_begun else after)
    assert path.samefile(other)
    assert unfinished(own) == []


def test_that_what_another_program_wrote_since_is_left_alone(
    tmp_path: Path, own: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path, _ = two_names(tmp_path, b"b" * 2000)
    real = in_place._overwrite_content

    def crash(descriptor: int, content: bytes) -> None:
        os.write(descriptor, content[:100])
        raise KeyboardInterrupt

    monkeypatch.setattr(in_place, "_overwrite_content", crash)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(path, b"a" * 2000)
    monkeypatch.setattr(in_place, "_overwrite_content", real)
    path.write_bytes(b"somebody else's")
    with caplog.at_level(logging.WARNING):
        assert finish_interrupted_writes() == []
    assert path.read_bytes() == b"somebody else's"
    assert [record.msg for record in caplog.records] == [WRITTEN_MEANWHILE]
    (left,) = unfinished(own)
    assert left.endswith(".left")
    assert finish_interrupted_writes() == []


def test_that_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, other = two_names(tmp_path, b"before")
    real, begun = os.write, []

    def write(descriptor: int, data: bytes) -> int:
        inode = os.fstat(descriptor).st_ino
        if inode == path.stat().st_ino and bytes(data) != b"before":
            if begun:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            begun.append(True)
            return real(descriptor, data[:3])
        return real(descriptor, data)

    monkeypatch.setattr(os, "write", write)
    with pytest.raises(OSError, match="space"):
        write_atomically(path, b"after, and longer")
    assert path.read_bytes() == other.read_bytes() == b"before"
    assert unfinished(own) == []


def test_that_nothing_is_begun_where_the_copy_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, other = two_names(tmp_path, b"before")
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(in_place, "user_data_folder", lambda: tmp_path / "file")
    with pytest.raises(OSError, match=sentence_pattern(COPY_FAILED)):
        write_atomically(path, b"after")
    assert other.read_bytes() == b"before"


def test_that_notes_of_something_else_do_no_harm(own: Path, tmp_path: Path) -> None:
    own.mkdir(parents=True)
    notes = [b"", b"{}\n", b"[1]\nx", b'{"path": "/x", "before": -1, "after": 1}\n', b'{"path": 1}\n', b"\xff\n"]
    gone = b'{"path": "%s", "before": 1, "after": 1}\nab' % os.fsencode(tmp_path / "gone")
    for number, content in enumerate([*notes, gone]):
        (own / f"{number}.unfinished").write_bytes(content)
    assert finish_interrupted_writes() == []
    assert len(unfinished(own)) == len(notes) + 1


@POSIX
def test_that_a_writable_file_in_a_folder_that_takes_no_other_is_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"before")
    inode, real = path.stat().st_ino, os.open

    def refuse(name: Path | str, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_CREAT and Path(name).parent == tmp_path:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(name))
        return real(name, flags, mode)

    monkeypatch.setattr(os, "open", refuse)
    write_atomically(path, b"after, and longer")
    assert path.read_bytes() == b"after, and longer"
    assert path.stat().st_ino == inode
    with pytest.raises(PermissionError):
        write_atomically(tmp_path / "new.txt", b"there is nothing to write to")


@POSIX
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only an administrator can be another user")
def test_that_another_user_saves_into_a_read_only_folder_and_keeps_the_group_of_a_shared_file() -> None:
    with tempfile.TemporaryDirectory() as folder:  # pytest's own are closed to other users
        Path(folder).chmod(0o755)
        save_as_another_user(Path(folder))


def save_as_another_user(tmp_path: Path) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    read_only = folder / "a.txt"
    read_only.write_bytes(b"before")
    read_only.chmod(0o666)
    folder.chmod(0o755)
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o2777)
    foreign = shared / "b.txt"
    foreign.write_bytes(b"before")
    os.chown(foreign, 0, 4242)
    foreign.chmod(0o666)
    ours = shared / "c.txt"
    ours.write_bytes(b"before")
    os.chown(ours, 0, 4343)
    ours.chmod(0o664)
    number = ours.stat().st_ino
    script = (
        "import os, sys\nfrom pathlib import Path\nfrom detector.data.atomic import write_atomically\n"
        "os.environ['XDG_DATA_HOME'] = sys.argv[1]\nos.setgroups([4343])\nos.setgid(65534)\nos.setuid(65534)\n"
        "for path in sys.argv[2:]:\n    write_atomically(Path(path), b'after, and longer')\n"
    )
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(0o777)
    subprocess.run([sys.executable, "-c", script, str(home), str(read_only), str(foreign), str(ours)], check=True)
    assert read_only.read_bytes() == foreign.read_bytes() == b"after, and longer"
    assert (foreign.stat().st_uid, foreign.stat().st_gid) == (0, 4242)
    assert foreign.stat().st_mode & 0o777 == 0o666
    assert ours.read_bytes() == b"after, and longer"
    assert (ours.stat().st_gid, ours.stat().st_mode & 0o777) == (4343, 0o664)
    assert ours.stat().st_ino != number, "a member of the group may give a new file to it"


@POSIX
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only an administrator can give files away")
def test_that_the_owner_and_the_group_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"before")
    os.chown(path, 1234, 4321)
    path.chmod(0o664)
    inode = path.stat().st_ino
    write_atomically(path, b"after")
    status = path.stat()
    assert (status.st_uid, status.st_gid, status.st_mode & 0o7777) == (1234, 4321, 0o664)
    assert status.st_ino != inode, "a file takes its place"


@POSIX
def test_that_the_group_is_kept_where_the_owner_cannot_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"before")
    calls: list[tuple[int, int]] = []

    def chown(_path: Path, owner: int, group: int) -> None:
        calls.append((owner, group))
        if owner != -1:
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    real = Path.stat
    foreign = os.stat_result((*real(path)[:4], 1234, 4321, *real(path)[6:]))
    monkeypatch.setattr(os, "chown", chown)
    monkeypatch.setattr(Path, "stat", lambda self, **more: foreign if self == path else real(self, **more))
    write_atomically(path, b"after")
    assert calls == [(-1, 4321), (1234, -1)]
    assert path.read_bytes() == b"after"


@pytest.mark.skipif(sys.platform != "linux", reason="Python reads extended attributes on Linux alone")
def test_that_extended_attributes_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"before")
    try:
        os.setxattr(path, "user.comment", b"checked by Ana")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    for content in (b"after", b"and again"):
        write_atomically(path, content)
        assert os.getxattr(path, "user.comment") == b"checked by Ana"


@pytest.mark.skipif(sys.platform != "linux", reason="Python reads extended attributes on Linux alone")
@pytest.mark.parametrize("call", ["getxattr", "setxattr"])
def test_that_a_file_whose_attributes_cannot_be_kept_is_written_to_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"before")
    number = path.stat().st_ino
    monkeypatch.setattr(os, "listxattr", lambda _path: ["user.comment"])
    monkeypatch.setattr(os, "getxattr", lambda _path, _name: os.fsencode(_path))
    monkeypatch.setattr(os, "setxattr", lambda *_: None)
    monkeypatch.setattr(os, call, lambda *_: (_ for _ in ()).throw(OSError(errno.EACCES, "no")))
    write_atomically(path, b"after")
    assert path.read_bytes() == b"after"
    assert path.stat().st_ino == number
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform != "linux", reason="Python reads extended attributes on Linux alone")
def test_that_an_access_list_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"before")
    entries = [(0x01, 6, 2**32 - 1), (0x02, 6, 4242), (0x04, 4, 2**32 - 1), (0x10, 6, 2**32 - 1), (0x20, 4, 2**32 - 1)]
    listed = (2).to_bytes(4, "little") + b"".join(
        tag.to_bytes(2, "little") + allowed.to_bytes(2, "little") + who.to_bytes(4, "little")
        for tag, allowed, who in entries
    )
    try:
        os.setxattr(path, "system.posix_acl_access", listed)
    except OSError:
        pytest.skip("this file system has no access lists")
    write_atomically(path, b"after")
    assert os.getxattr(path, "system.posix_acl_access") == listed
