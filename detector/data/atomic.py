"""Replacing a file whole or not at all, with all that belongs to it but its content."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import time
from pathlib import Path

from detector.data.file_marks import copy_metadata
from detector.data.in_place import write_all, write_in_place

ABANDONED_AFTER_S = 3600
"""After which a temporary file is nobody's any more."""
_TEMPORARY_NAME = re.compile(r"\.[0-9a-f]{16}\.tmp")
_FOLDER_REFUSAL_ERRNOS = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY})
"""A file may be written to where its folder takes no other: a folder that is read-only or sticky, or a mounted file."""


class _CannotReplaceError(Exception):
    """Another file cannot take the place of this one without loss, or at all."""


def write_atomically(path: Path, content: bytes, follow_links: bool = True) -> None:
    """Make `content` the content of `path`.

    A temporary file beside it is written, flushed to the disk, and takes its place: at every moment, through a crash, a
    power cut or a full disk, `path` holds its old or its new content whole, and the new one once this returns. It keeps
    its permissions, group and extended attributes; a symbolic link is followed to the file it names; a file that is
    marked read-only is left alone.

    A file that has several names (hard links), whose group cannot be kept, or in whose folder no other can be made, is
    written to itself; see `write_in_place` for what a crash then leaves. Without `follow_links` the new file takes the
    place of a link, of either kind, and what else the link led to stays as it is.

    Raises:
        OSError: No space, no permission, no such folder; then `path` is as it was and the temporary file is gone.
    """
    target = Path(os.path.realpath(path)) if follow_links else path
    before = target.stat() if target.exists() and (follow_links or _is_only_name(target)) else None
    if before is not None and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
    try:
        if before is not None and before.st_nlink > 1:
            raise _CannotReplaceError
        _replace_file(target, before, content)
    except _CannotReplaceError:
        write_in_place(target, content)


def _is_only_name(path: Path) -> bool:
    status = path.lstat()
    return stat.S_ISREG(status.st_mode) and status.st_nlink == 1


def _replace_file(target: Path, before: os.stat_result | None, content: bytes) -> None:
    """Raises: OSError, _CannotReplaceError."""
    temporary = target.with_name(f".{os.urandom(8).hex()}.tmp")
    try:
        try:
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
        except OSError as error:
            raise _classify_refusal(error, before) from error
        try:
            write_all(descriptor, content)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if before is not None and not copy_metadata(target, before, temporary):
            raise _CannotReplaceError
        try:
            os.replace(temporary, target)  # noqa: PTH105 - named as the guarantee it gives
        except OSError as error:
            raise _classify_refusal(error, before) from error
    except BaseException:
        with contextlib.suppress(OSError):  # the first fault is the one to report
            temporary.unlink(missing_ok=True)
        raise
    flush_folder(target.parent)


def _classify_refusal(error: OSError, before: os.stat_result | None) -> Exception:
    """What a folder's refusal means: that of a file that is there may be got round."""
    return _CannotReplaceError() if before is not None and error.errno in _FOLDER_REFUSAL_ERRNOS else error


def remove_half_written(folder: Path, older_than_s: float = ABANDONED_AFTER_S) -> list[Path]:
    """Remove what a killed process left of `write_atomically` in `folder`; returns what was removed.

    Only files with the name that it gives, and not touched for so long: writing takes a moment, even over a network.
    """
    removed = []
    limit = time.time() - older_than_s
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if not _TEMPORARY_NAME.fullmatch(entry.name) or not entry.is_file(follow_symlinks=False):
                continue
            with contextlib.suppress(OSError):  # another process was quicker, or it may not be removed
                if entry.stat(follow_symlinks=False).st_mtime <= limit:
                    Path(entry.path).unlink()
                    removed.append(Path(entry.path))
    return removed


def flush_folder(folder: Path) -> None:
    """Have the names in `folder` on the disk, where the system can be asked: a power cut could bring old ones back."""
    if os.name == "nt":  # NTFS keeps a journal of them; folders cannot be opened there
        return
    with contextlib.suppress(OSError):  # some network drives refuse; the file itself is written
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
