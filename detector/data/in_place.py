"""Writing to a file that no other can take the place of, so that a crash loses nothing all the same.

Both contents, the old and the new, are first on the disk in the program's own folder. What a crash leaves half written
is then completed when a data set is opened next; what another program made of the file since is left alone.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import logging
import os
from dataclasses import dataclass
from pathlib import Path

from detector.data.own_folder import user_data_folder
from detector.data.write_lock import FileBusyError, hold_file_lock

_PENDING_SUFFIX = ".unfinished"
_SET_ASIDE_SUFFIX = ".left"
WRITTEN_MEANWHILE = "%s was written by another program; the unfinished content is kept in %s."
COPY_FAILED = "it can only be written by way of a copy in {folder}, which failed: {reason}"
_DISK_BLOCK_BYTES = 512
"""Bytes that a disk writes whole or not at all."""
_BINARY_FLAG = getattr(os, "O_BINARY", 0)

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _PendingWrite:
    """A write that is under way, as it is noted on the disk."""

    path: Path
    before: bytes
    after: bytes

    def to_bytes(self) -> bytes:
        head = {"path": str(self.path), "before": len(self.before), "after": len(self.after)}
        return json.dumps(head).encode() + b"\n" + self.before + self.after

    @classmethod
    def from_bytes(cls, content: bytes) -> _PendingWrite:
        """Raises: ValueError, KeyError, TypeError (it is no such note)."""
        line, _, rest = content.partition(b"\n")
        head = json.loads(line)
        before, after = int(head["before"]), int(head["after"])
        if before < 0 or after < 0 or len(rest) != before + after:
            raise ValueError(f"{len(rest)} bytes instead of {before + after}")
        return cls(Path(head["path"]), rest[:before], rest[before:])


def write_in_place(path: Path, content: bytes) -> None:
    """Make `content` the content of the file `path`, which keeps its number, names, owner and all else.

    Raises:
        OSError: The file is as it was; or even the old content could not be written back, and then the copy in the
            program's own folder is kept until it does.
    """
    with hold_file_lock(path):
        note = _PendingWrite(path, path.read_bytes(), content)
        kept = _save_pending_write(note)
        descriptor = os.open(path, os.O_WRONLY | _BINARY_FLAG)
        try:
            _reserve_space(descriptor, len(content))
            _overwrite_content(descriptor, content)
        except OSError:
            _overwrite_content(descriptor, note.before)  # where not even this works, the copy stays
            kept.unlink(missing_ok=True)
            raise
        finally:
            os.close(descriptor)
        kept.unlink(missing_ok=True)


def finish_interrupted_writes() -> list[Path]:
    """Complete the writes that a crash interrupted; returns the files that are whole again."""
    folder = user_data_folder() / "saving"
    whole = []
    for name in sorted(_list_pending_writes(folder)):
        try:
            note = _PendingWrite.from_bytes((folder / name).read_bytes())
            with hold_file_lock(note.path, timeout_s=0):
                whole += [note.path] if _complete_write(note, folder / name) else []
        except FileBusyError:
            continue  # it is being written now
        except (OSError, ValueError, KeyError, TypeError) as error:
            _log.warning("%s cannot be completed now: %s", folder / name, error)
    return whole


def write_all(descriptor: int, content: bytes) -> None:
    """Raises: OSError."""
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _list_pending_writes(folder: Path) -> list[str]:
    try:
        return [name for name in os.listdir(folder) if name.endswith(_PENDING_SUFFIX)]  # noqa: PTH208 - names are enough
    except OSError:
        return []  # nothing was ever written in place


def _complete_write(note: _PendingWrite, kept: Path) -> bool:
    """Whether the file was half written and is whole now. Raises: OSError (it is not there, or cannot be written)."""
    now = note.path.read_bytes()
    if now in (note.before, note.after):
        kept.unlink()
        return False
    if not _is_mixed(now, note.before, note.after):
        aside = kept.replace(kept.with_suffix(_SET_ASIDE_SUFFIX))
        _log.warning(WRITTEN_MEANWHILE, note.path, aside)
        return False
    descriptor = os.open(note.path, os.O_WRONLY | _BINARY_FLAG)
    try:
        _overwrite_content(descriptor, note.after)
    finally:
        os.close(descriptor)
    kept.unlink()
    _log.info("%s was partly written when the program ended; it has been completed.", note.path)
    return True


def _is_mixed(now: bytes, before: bytes, after: bytes) -> bool:
    """Whether each block is the old or the new one, or begins as the new and ends as the old, or was never filled."""
    if not min(len(before), len(after)) <= len(now) <= max(len(before), len(after)):
        return False
    return all(_is_block_mixed(start, now, before, after) for start in range(0, len(now), _DISK_BLOCK_BYTES))


def _is_block_mixed(start: int, now: bytes, before: bytes, after: bytes) -> bool:
    block = now[start : start + _DISK_BLOCK_BYTES]
    old, new = before[start : start + len(block)], after[start : start + len(block)]
    if block in (old, new) or not any(block):
        return True
    same = next((at for at, (here, there) in enumerate(zip(block, new, strict=False)) if here != there), len(new))
    return block[same:] == old[same:].ljust(len(block) - same, b"\0")


def _save_pending_write(note: _PendingWrite) -> Path:
    """Have both contents on the disk. Raises: OSError, with the folder that did not take them in its reason."""
    folder = user_data_folder() / "saving"
    name = hashlib.sha256(os.fsencode(note.path)).hexdigest()[:20]
    path, beside = folder / f"{name}{_PENDING_SUFFIX}", folder / f"{name}-{os.urandom(4).hex()}.tmp"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY_FLAG, 0o600)
        try:
            write_all(descriptor, note.to_bytes())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        beside.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        reason = COPY_FAILED.format(folder=folder, reason=error.strerror or error)
        raise OSError(error.errno or errno.EIO, reason, str(note.path)) from error
    return path


def _reserve_space(descriptor: int, size: int) -> None:
    """Have room for `size` bytes before anything is changed. Raises: OSError (there is none)."""
    before = os.fstat(descriptor).st_size
    if not hasattr(os, "posix_fallocate") or size <= before:
        return
    try:
        os.posix_fallocate(descriptor, 0, size)
    except OSError as error:
        os.ftruncate(descriptor, before)
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some file systems cannot
            raise


def _overwrite_content(descriptor: int, content: bytes) -> None:
    os.lseek(descriptor, 0, os.SEEK_SET)
    write_all(descriptor, content)
    os.ftruncate(descriptor, len(content))
    os.fsync(descriptor)
