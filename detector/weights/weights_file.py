"""What a file that should hold weights holds instead, by its first bytes, before anything opens it. Free of torch."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

from detector.data.regular_file import require_regular_file

WEB_PAGE = "is a web page, not weights: a site answered the download with it. {advice}"
LFS_POINTER = "is a pointer of Git LFS, not the weights. Fetch them with git lfs pull."
TEXT_FILE = "is a text file, not weights. Choose another file."
ZEROS = "begins with zeros only, as a download that was interrupted leaves it. {advice}"
GZIP_ARCHIVE = "is a gzip archive. Unpack it first."
TRUNCATED = "is truncated or damaged. {advice}"
IMAGE_FILE = "is an image, not weights. Choose another file."
ZIP_WITHOUT_WEIGHTS = "is a zip archive without weights of PyTorch. Unpack it, and choose the file in it."
TOO_LARGE_UNPACKED = "would fill the memory when unpacked. Choose another file."

_HEAD_BYTES = 2048
_TRY_AGAIN = "Download or copy it again."
_FAULT_BY_FIRST_BYTES = (
    (b"version https://git-lfs", LFS_POINTER),
    (b"\x1f\x8b", GZIP_ARCHIVE),
    (b"7z\xbc\xaf", "is a 7-Zip archive. Unpack it first."),
    (b"Rar!", "is a RAR archive. Unpack it first."),
    (b"BZh", "is a bzip2 archive. Unpack it first."),
    (b"\xfd7zXZ", "is an xz archive. Unpack it first."),
    (b"\x89HDF", "is an HDF5 file, as Keras saves weights. Choose weights that PyTorch saved."),
    (b"\x08\x00\x00\x00TFL3", "is a TensorFlow Lite network. Choose weights that PyTorch saved."),
    (b"\x89PNG", IMAGE_FILE),
    (b"\xff\xd8\xff", IMAGE_FILE),
    (b"%PDF", "is a PDF, not weights. Choose another file."),
    (b"GGUF", "is a GGUF file of a language model. Choose weights of a detector."),
)
_MAX_UNPACKING_RATIO = 2
"""Torch does not compress weights; an archive whose content is larger than its file by this factor is malicious."""
_UNPACKING_SLACK_BYTES = 10_000_000


def find_content_fault(path: Path) -> str:
    """Why `path` cannot hold weights: a sentence without its subject, "is a web page, ...".

    Returns:
        An empty text where the first bytes could be those of weights. Reading them then reports what fails.

    Raises:
        OSError: The file cannot be opened, or is a pipe or a device.
    """
    with require_regular_file(path, float("inf")).open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        head = file.read(_HEAD_BYTES)
    if not head:
        return f"is empty (0 bytes). {_TRY_AGAIN}"
    for beginning, fault in _FAULT_BY_FIRST_BYTES:
        if head.startswith(beginning):
            return fault
    if not head.strip(b"\0"):
        return ZEROS.format(advice=_TRY_AGAIN)
    if head.startswith(b"PK"):
        return _find_archive_fault(path, size)
    return _find_text_fault(head)


def _find_text_fault(head: bytes) -> str:
    """Of a file that is text, in an encoding that web pages have."""
    try:
        text = (
            head.decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "ignore").strip().lower()
        )
    except UnicodeError:
        return ""
    if text.startswith("<") and ("<html" in text or "<!doctype html" in text or "<head" in text or "<body" in text):
        return WEB_PAGE.format(advice=_TRY_AGAIN)
    if text.startswith("<"):
        return f"is XML, not weights: a server answered the download with it. {_TRY_AGAIN}"
    if len(text) > len(head) // 3 and all(letter.isprintable() or letter.isspace() for letter in text):
        return TEXT_FILE
    return ""


def _find_archive_fault(path: Path, size: int) -> str:
    """Of a file that begins as a zip archive, which torch's files are."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        return TRUNCATED.format(advice=_TRY_AGAIN)
    names = [entry.filename for entry in entries]
    if any(name.endswith("constants.pkl") for name in names):
        return "is a program of TorchScript, not weights. Save the state_dict() of the network instead."
    if not any(name.endswith("data.pkl") for name in names):
        return ZIP_WITHOUT_WEIGHTS
    if sum(entry.file_size for entry in entries) > _MAX_UNPACKING_RATIO * size + _UNPACKING_SLACK_BYTES:
        return TOO_LARGE_UNPACKED
    return ""


def is_safetensors(path: Path) -> bool:
    """Whether `path` begins as a safetensors file does, whatever it is called. Raises: OSError."""
    with require_regular_file(path, float("inf")).open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        head = file.read(9)
    return len(head) == 9 and head[8:] == b"{" and int.from_bytes(head[:8], "little") <= size
