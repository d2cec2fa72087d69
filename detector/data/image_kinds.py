"""Which files are images, which of those can be read, and which folders hold none although they look like it."""

from __future__ import annotations

from importlib.util import find_spec

HEIF_SUFFIXES = frozenset({".heic", ".heif", ".hif"})
"""Read where `pillow-heif` is installed, the extra `heic`."""
IMAGE_SUFFIXES = frozenset(
    {
        ".avif", ".bmp", ".gif", ".j2k", ".jfif", ".jp2", ".jpe", ".jpeg", ".jpg", ".pbm", ".pgm", ".png", ".ppm",
        ".tga", ".tif", ".tiff", ".webp",
    }
) | (HEIF_SUFFIXES if find_spec("pillow_heif") else frozenset())  # fmt: skip
"""Of images that can be read, in small letters."""
UNREADABLE_SUFFIXES = (
    HEIF_SUFFIXES
    | {
        ".arw", ".cr2", ".cr3", ".dng", ".exr", ".hdr", ".jpf", ".jpx", ".jxl", ".jxr", ".nef", ".orf", ".pcx", ".pef",
        ".psd", ".raf", ".rw2", ".srw",
    }
) - IMAGE_SUFFIXES  # fmt: skip
"""Of images that people have and this program cannot read: pointed out, so that they are not thought to be read."""
_PILLOW_FORMATS = ("JPEG", "PNG", "BMP", "GIF", "PPM", "TIFF", "WEBP", "AVIF", "JPEG2000")
_USUAL_SUFFIXES = {
    "AVIF": (".avif",),
    "BMP": (".bmp",),
    "GIF": (".gif",),
    "HEIF": (".heic", ".heif", ".hif"),
    "JPEG": (".jpg", ".jfif", ".jpe", ".jpeg"),
    "JPEG2000": (".jp2", ".j2k"),
    "PNG": (".png",),
    "PPM": (".ppm", ".pbm", ".pgm"),
    "TGA": (".tga",),
    "TIFF": (".tif", ".tiff"),
    "WEBP": (".webp",),
}
_SYSTEM_FOLDERS = frozenset(
    {
        "#recycle", "#snapshot", "$recycle.bin", "@eadir", "@recently-snapshot", "@recycle", "@tmp", "__macosx",
        "lost+found", "network trash folder", "system volume information", "temporary items",
    }
)  # fmt: skip


def is_system_folder(folder: str) -> bool:
    """Whether a folder of this name is hidden, or one that systems and storage devices make for themselves.

    Such folders hold thumbnails and deleted files: `@eaDir` of Synology, `__MACOSX` of zip files, `#recycle`.
    """
    return folder[0] == "." or folder.lower() in _SYSTEM_FOLDERS


def pillow_formats(suffix: str) -> tuple[str, ...]:
    """The formats, as Pillow calls them, that a file with this suffix may have: a wrong suffix is no hindrance.

    TGA files have no signature at their beginning, so only the extension identifies them.
    """
    if suffix == ".tga":
        return (*_PILLOW_FORMATS, "TGA")
    return (*_PILLOW_FORMATS, "HEIF") if suffix in HEIF_SUFFIXES and suffix in IMAGE_SUFFIXES else _PILLOW_FORMATS


def usual_suffixes(pillow_format: str) -> tuple[str, ...]:
    """The suffixes that images of a format have, the most usual one first."""
    return _USUAL_SUFFIXES.get(pillow_format, ())
