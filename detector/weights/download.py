"""Downloading torchvision's weights with progress, checked by their checksum. Free of torch until it is called."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.error import URLError
from urllib.request import Request, urlopen

from detector.errors import WeightsUnavailableError
from detector.translatable import translatable

NOT_DOWNLOADED = translatable(
    "{name} could not be downloaded ({reason}). Connect to the network and try again, or download {url} elsewhere and "
    "copy it to {folder} or into the weights folder (FRCNN_WEIGHTS_DIR)."
)
DAMAGED = translatable(
    "{name} was damaged during the download: {size:,} of {expected:,} bytes, and the checksum is wrong. Try again; "
    "if it fails repeatedly, a proxy or filter may be changing downloads."
)

_CHUNK_BYTES = 1 << 18
_TIMEOUT_S = 20.0
_SHORT_TIMEOUT_S = 3.0
_CHECKSUM = re.compile(r"-([0-9a-f]{8,})\.")
"""torchvision's files carry the first digits of their SHA-256 in their names."""


def cached_path(name: str) -> Path:
    """Where torchvision looks for a downloaded file, and keeps it."""
    from torch import hub

    return Path(hub.get_dir()) / "checkpoints" / name


def is_reachable(url: str) -> bool:
    """Whether `url` could be downloaded now. Asks for nothing but its header; takes seconds at most."""
    try:
        with urlopen(Request(url, method="HEAD"), timeout=_SHORT_TIMEOUT_S):
            return True
    except (OSError, ValueError, HTTPException):
        return False


def download_file(
    url: str,
    target: Path,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    check_canceled: Callable[[], None] = lambda: None,
) -> None:
    """Fetch `url` into `target`, whole and checked, or not at all.

    `progress(done, total)` in bytes, total 0 where the server does not say. `check_canceled` is called between two
    pieces and may raise, which ends the download.

    Raises:
        WeightsUnavailableError: The weights are not there and cannot be downloaded.
    """
    name = url.rpartition("/")[2]
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with (
            urlopen(url, timeout=_TIMEOUT_S) as answer,
            NamedTemporaryFile(dir=target.parent, prefix=f".{name}.", suffix=".part", delete=False) as file,
        ):
            part = Path(file.name)
            try:
                total, done, digest = int(answer.headers.get("Content-Length") or 0), 0, hashlib.sha256()
                while piece := answer.read(_CHUNK_BYTES):
                    check_canceled()
                    file.write(piece)
                    digest.update(piece)
                    done += len(piece)
                    progress(done, total)
                file.close()
                _check_download(name, done, total, digest.hexdigest())
                part.replace(target)
            finally:
                part.unlink(missing_ok=True)
    except (URLError, OSError) as error:
        text = NOT_DOWNLOADED.format(name=name, reason=_describe_failure(error), url=url, folder=target.parent)
        raise WeightsUnavailableError(text) from error


def _describe_failure(error: OSError) -> str:
    """Why a download failed, without the numbers and brackets of the system's errors."""
    reason = getattr(error, "reason", None) or error
    return str(getattr(reason, "strerror", None) or reason)


def _check_download(name: str, done: int, total: int, digest: str) -> None:
    """Compare a downloaded file with the length and the checksum that are known of it.

    Raises:
        WeightsUnavailableError: For a file that is cut short, or another one than its name says.
    """
    expected = _CHECKSUM.search(name)
    if (total and done != total) or (expected and not digest.startswith(expected[1])):
        raise WeightsUnavailableError(DAMAGED.format(name=name, size=done, expected=total or done))
