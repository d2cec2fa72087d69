"""The splits of Pascal VOC: lists of image names in `ImageSets/Main`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from detector.data.folder import ImageFolder
from detector.data.plain_file import plain

from .base import Split
from .wording import counted, some

_SETS = ("train", "val", "trainval", "test")


@dataclass(frozen=True)
class ImageSets:
    """The splits that were found, and sentences to show once."""

    splits: Mapping[Split, frozenset[Path]]
    notices: tuple[str, ...]


def sets_folder(images: Path) -> Path:
    """Where the sets of the images in this folder are: beside `JPEGImages`, otherwise with the images."""
    actual = images.resolve()
    return (actual.parent if actual.name == "JPEGImages" else actual) / "ImageSets" / "Main"


def read_sets(folder: ImageFolder) -> ImageSets:
    """From `train.txt`, `val.txt`, `trainval.txt` and `test.txt`; sets of one class (`cat_train.txt`) are no splits.

    `trainval` stands for what is missing of `train` and `val`; where both are, it says nothing new.
    """
    sets = sets_folder(folder.directory)
    notices: list[str] = []
    lists = {name: _lines(sets / f"{name}.txt", notices) for name in _SETS}
    if not any(lists.values()):
        return ImageSets({}, tuple(notices))
    train, val, both = (lists[name] for name in ("train", "val", "trainval"))
    if not train:
        train = _without(both, val)
    elif not val:
        val = _without(both, train)
    missing: list[str] = []
    of_name = _images_by_name(folder)
    named: dict[Split, Sequence[str]] = {"train": train, "val": val, "test": lists["test"]}
    splits = {split: frozenset(_found(names, of_name, missing)) for split, names in named.items()}
    if missing:
        images = counted(len(missing), "image that is", "images that are")
        notices.append(f"ImageSets/Main names {images} not in {folder.directory.name}: {some(missing)}.")
    return ImageSets({split: images for split, images in splits.items() if images}, tuple(notices))


def _lines(path: Path, notices: list[str]) -> list[str]:
    """The names in one set; none where there is no such file."""
    try:
        text = plain(path).read_text("utf-8-sig", errors="replace")
    except FileNotFoundError:
        return []
    except OSError as error:
        notices.append(f"ImageSets/Main/{path.name} could not be read, so it splits nothing: {error.strerror}.")
        return []
    return [line.strip() for line in text.splitlines() if line.strip()]


def _without(names: Iterable[str], others: Iterable[str]) -> list[str]:
    left_out = frozenset(others)
    return [name for name in names if name not in left_out]


def _images_by_name(folder: ImageFolder) -> dict[str, Path]:
    """By the name of their label file, which of images that share a stem is that of one alone; and by their own."""
    of_name = {entry.image.name: entry.image for entry in folder}
    return of_name | {entry.labels.stem: entry.image for entry in folder}


def _found(names: Iterable[str], of_name: Mapping[str, Path], missing: list[str]) -> Iterable[Path]:
    for name in names:
        image = of_name.get(name) or of_name.get(name.split()[0])  # a set may say 1 or -1 after the name
        if image is None:
            missing.append(name)
        else:
            yield image
