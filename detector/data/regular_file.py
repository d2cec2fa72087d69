"""Files that can be read to their end: no pipes, no devices, and nothing that no memory holds."""

from __future__ import annotations

import errno
import stat
from pathlib import Path

NOT_REGULAR = "it is a pipe or a device, not a file"
IS_LINK = "it is a link, not a file"
TOO_LARGE = "it has {size:,.0f} MB; the limit is {limit:,.0f} MB"

MAX_FILE_BYTES = 500_000_000
"""Of a file about one image, or a list; labelme's may hold the image itself."""
MAX_JOINT_FILE_BYTES = 4_000_000_000
"""Of a file about many images."""


class NotRegularFileError(OSError):
    """A pipe or a device."""


def require_regular_file(path: Path, max_bytes: float = MAX_FILE_BYTES, follow_links: bool = True) -> Path:
    """`path`, to be opened next, if it may be.

    A folder that somebody else packed can have a link named `a.xml` to `/dev/zero`, which has no end, or to a pipe,
    whose beginning never comes. Folders, and what is not there, pass: opening them reports it. Without `follow_links`
    no link passes.

    Raises:
        NotAFileError: It is not a regular file.
        OSError: More than `max_bytes` bytes.
    """
    try:
        status = path.stat(follow_symlinks=follow_links)
    except OSError:
        return path
    if stat.S_ISLNK(status.st_mode):
        raise NotRegularFileError(errno.ELOOP, IS_LINK, str(path))
    if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
        raise NotRegularFileError(errno.EINVAL, NOT_REGULAR, str(path))
    if status.st_size > max_bytes:
        sizes = TOO_LARGE.format(size=status.st_size / 1e6, limit=max_bytes / 1e6)
        raise OSError(errno.EFBIG, sizes, str(path))
    return path
