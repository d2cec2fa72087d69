"""Images of kinds that this program does not read: nobody should believe that they are in the data set."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from detector.data.directory_cache import FolderContents, share_directory_cache, walk_folders
from detector.data.formats.shared.wording import escape_name, format_count
from detector.data.image_kinds import HEIF_SUFFIXES, IMAGE_SUFFIXES, UNREADABLE_SUFFIXES
from detector.data.natural_order import natural_key
from detector.translatable import translatable

_HEIF_ADVICE = translatable("To read HEIC, run `pip install 'frcnn-studio[heic]'` and start the program again.")
UNREADABLE_KINDS = translatable("{images} that cannot be read: {names}. Save {pronoun} as JPEG or PNG.")
_PHRASES = (
    translatable("1 image is of a kind ({kinds})"),
    translatable("{count} images are of kinds ({kinds})"),
    translatable("for example {name}"),
)
"""What stands in the places of `UNREADABLE_KINDS`"""


def find_unreadable_images(root: Path) -> list[Path]:
    """The images in `root` and its folders that cannot be read, in natural order.

    Those that have a readable image of their name beside them, as raw files of cameras have, are left out.
    """
    try:
        with share_directory_cache():
            found = [path for folder, listing in walk_folders(root) for path in _list_unreadable(folder, listing)]
    except OSError:
        return []  # it was removed since it was opened; opening an image reports it
    return sorted(found, key=lambda path: natural_key(str(path)))


def describe_unreadable_images(images: list[Path]) -> tuple[str, ...]:
    """How many there are, an example, and what to do; nothing where there are none."""
    if not images:
        return ()
    suffixes = sorted({image.suffix.lower() for image in images})
    kinds = ", ".join(suffix[1:].upper() for suffix in suffixes)
    what = format_count(len(images), f"image is of a kind ({kinds})", f"images are of kinds ({kinds})")
    one = "it" if len(images) == 1 else "them"
    example = escape_name(images[0].name) if len(images) == 1 else f"for example {escape_name(images[0].name)}"
    text = UNREADABLE_KINDS.format(images=what, names=example, pronoun=one)
    if HEIF_SUFFIXES.intersection(suffixes):
        text += f" {_HEIF_ADVICE}"
    return (text,)


def _list_unreadable(folder: Path, listing: FolderContents) -> Iterator[Path]:
    unreadable = [name for suffix in UNREADABLE_SUFFIXES for name in listing.files.get(suffix, ())]
    if not unreadable:
        return
    readable = {_lowercase_stem(name) for suffix in IMAGE_SUFFIXES for name in listing.files.get(suffix, ())}
    yield from (folder / name for name in unreadable if _lowercase_stem(name) not in readable)


def _lowercase_stem(name: str) -> str:
    return name[: name.rfind(".")].lower()
