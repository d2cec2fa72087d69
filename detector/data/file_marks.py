"""What a file has besides its content: owner, group, permissions, extended attributes."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from pathlib import Path

_ACCESS_LIST = "system.posix_acl_access"
_SYSTEM_PREFIXES = ("security.", "trusted.")
"""Attributes that the system gives by its own rules, and that only an administrator may copy."""
_UNSUPPORTED_ERRNOS = frozenset({errno.ENOTSUP, errno.ENOSYS})


def copy_metadata(old: Path, status: os.stat_result, new: Path) -> bool:
    """Give the file `new` the marks of the file `old`, which is about to be replaced by it.

    Args:
        old: The file that is there.
        status: Its `stat`.
        new: A file that this process has just made.

    Returns:
        False where others would lose a way to the file: its group, its access list or an attribute cannot be kept.
    """
    if hasattr(os, "chown") and not _copy_owner(status, new):
        return False
    new.chmod(status.st_mode & 0o7777)
    return sys.platform != "linux" or _copy_attributes(old, new)


def _copy_owner(status: os.stat_result, new: Path) -> bool:
    ours = new.stat()
    if ours.st_gid != status.st_gid:
        try:
            os.chown(new, -1, status.st_gid)
        except PermissionError:  # this user is not in that group
            return False
    if ours.st_uid != status.st_uid:
        with contextlib.suppress(PermissionError):  # only an administrator may give files away; the group still matters
            os.chown(new, status.st_uid, -1)
    return True


if sys.platform == "linux":

    def _copy_attributes(old: Path, new: Path) -> bool:
        try:
            kept, made = _read_attributes(old), _read_attributes(new)
        except OSError:  # nobody knows what would be lost
            return False
        if _ACCESS_LIST in made.keys() - kept.keys():  # the folder's default, which the file never had
            os.removexattr(new, _ACCESS_LIST)
        for name, value in kept.items():
            if made.get(name) == value:
                continue
            try:
                os.setxattr(new, name, value)
            except OSError:
                if not name.startswith(_SYSTEM_PREFIXES):
                    return False
        return True

    def _read_attributes(path: Path) -> dict[str, bytes]:
        """Raises: OSError."""
        try:
            return {name: os.getxattr(path, name) for name in os.listxattr(path)}
        except OSError as error:
            if error.errno in _UNSUPPORTED_ERRNOS:
                return {}
            raise

else:

    def _copy_attributes(old: Path, new: Path) -> bool:  # noqa: ARG001 - Python cannot read them here
        return True
